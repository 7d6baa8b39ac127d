// Organizations that require a second factor.

import assert from "node:assert/strict";
import { inBrowser } from "./application.mjs";

const codeOf = (message) => message.match(/\d{6}$/)[0];
const fillCode = async (person, code) => {
  await person.page.getByLabel("Code").fill(code);
  await person.press("Continue");
};

inBrowser("a Member confirms a code that was sent to the Member's phone", async (person) => {
  await person.signInByMail("mia@initech.example");
  assert.match(await person.card("Initech").textContent(), /It asks for a second factor\./);
  await person.enter("Initech");
  assert.match(await person.page.textContent("main"), /ending in 1234/);
  await person.press("Send the code");
  const code = codeOf(person.lastMessage("+15550101234"));
  await fillCode(person, code === "000000" ? "000001" : "000000");
  assert.equal(await person.page.getByRole("alert").textContent(), "The code is wrong, or too old.");
  await fillCode(person, code);
  assert.equal(await person.heading(), "Initech");
});

inBrowser("five wrong codes end the right one", async (person) => {
  await person.signInByMail("mia@initech.example");
  await person.enter("Initech");
  await person.press("Send the code");
  const code = codeOf(person.lastMessage("+15550101234"));
  for (let attempt = 0; attempt < 5; attempt++) await fillCode(person, code === "000000" ? "000001" : "000000");
  await fillCode(person, code);
  assert.equal(await person.page.getByRole("alert").textContent(), "The code is wrong, or too old.");
});

inBrowser("the browser cannot choose where the code of a Member goes", async (person) => {
  await person.signInByMail("mia@initech.example");
  await person.enter("Initech");
  await person.page.locator("form").evaluate((form) => {
    form.insertAdjacentHTML("beforeend", '<input type="hidden" name="phone" value="+15550199999">');
  });
  await person.press("Send the code");
  person.lastMessage("+15550101234");
  assert.ok(!person.server.messages.some((line) => line.includes("+15550199999")));
});

inBrowser("a newcomer registers a phone before joining", async (person) => {
  await person.signInByMail("new@vault.example");
  await person.enter("Vault");
  assert.match(await person.page.textContent("main"), /Which phone do you have with you\?/);
  await person.page.getByLabel("Phone").fill("5550100");
  await person.press("Send the code");
  assert.match(await person.page.getByRole("alert").textContent(), /Write the number like/);
  await person.page.getByLabel("Phone").fill("+1 555 010 0042");
  await person.press("Send the code");
  await fillCode(person, codeOf(person.lastMessage("+15550100042")));
  assert.equal(await person.heading(), "Vault");
  await person.press("Sign out");
  await person.signInByMail("new@vault.example");
  await person.enter("Vault");
  assert.match(await person.page.textContent("main"), /ending in 0042/);
});

inBrowser("an authenticator app is not replaced by a phone", async (person) => {
  await person.signInByMail("app@vault.example");
  await person.enter("Vault");
  assert.equal(await person.notice(), "This organization asks for a second factor that this application does not offer.");
});

inBrowser("the second factor does not replace the first one", async (person) => {
  await person.page.goto(`${person.server.url}/second-factor?organization=organization-test-vault`);
  assert.equal(await person.heading(), "Sign in");
  await person.signInByOpenId("max@mailers.example");
  await person.page.goto(`${person.server.url}/second-factor?organization=organization-test-mailers`);
  assert.equal(await person.heading(), "Choose an organization");
});
