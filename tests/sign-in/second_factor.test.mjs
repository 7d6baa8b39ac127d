// Organizations that require a second factor.

import assert from "node:assert/strict";
import { inBrowser } from "./application.mjs";

const INITECH = "organization-test-00000000-0000-4000-8000-000000000003";

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

inBrowser("ten wrong codes end the right one, and a new code gives no new attempts", async (person) => {
  await person.signInByMail("mia@initech.example");
  await person.enter("Initech");
  for (let sent = 0; sent < 2; sent++) {
    await person.press("Send the code");
    const wrong = codeOf(person.lastMessage("+15550101234")) === "000000" ? "000001" : "000000";
    for (let attempt = 0; attempt < 5; attempt++) await fillCode(person, wrong);
    await person.page.goto(`${person.server.url}/second-factor?organization=${INITECH}`);
  }
  await person.press("Send the code");
  await fillCode(person, codeOf(person.lastMessage("+15550101234")));
  assert.equal(await person.page.getByRole("alert").textContent(), "The code is wrong, or too old.");
});

inBrowser("a Member gets five codes in ten minutes", async (person) => {
  await person.signInByMail("mia@initech.example");
  await person.enter("Initech");
  for (let sent = 0; sent < 6; sent++) {
    await person.page.goto(`${person.server.url}/second-factor?organization=${INITECH}`);
    await person.press("Send the code");
  }
  assert.equal(await person.page.getByRole("alert").textContent(), "Too many codes were sent. Please wait ten minutes.");
  assert.equal(person.server.messages.filter((line) => line.includes("+15550101234")).length, 5);
});

inBrowser("a phone that is stored but not verified gets the code", async (person) => {
  await person.signInByMail("una@vault.example");
  await person.enter("Vault");
  assert.match(await person.page.textContent("main"), /ending in 0077/);
  await person.press("Send the code");
  await fillCode(person, codeOf(person.lastMessage("+15550100077")));
  assert.equal(await person.heading(), "Vault");
});

inBrowser("a second tab does not replace the phone of the first one", async (person, { context }) => {
  await person.signInByMail("new@vault.example");
  await person.enter("Vault");
  await person.page.getByLabel("Phone").fill("+15550100042");
  await person.press("Send the code");
  const writer = await person.writer();
  await writer.updateMember("organization-test-vault", "new@vault.example", { mfa_phone_number: "+15550100099" });
  const [response] = await Promise.all([
    person.page.waitForResponse(`${person.server.url}/second-factor/check`),
    fillCode(person, codeOf(person.lastMessage("+15550100042"))),
  ]);
  assert.equal(response.status(), 400);
  const { mfa_phone_number } = await writer.member("organization-test-vault", "new@vault.example");
  assert.equal(mfa_phone_number, "+15550100099");
  assert.equal(
    (await context.cookies()).find(({ name }) => name === "member"),
    undefined,
  );
});

inBrowser("a sign-in that is complete enters by a form only", async (person) => {
  await person.signInByMail("carla@consulting.example");
  const { value } = await person.cookie("intermediate");
  const organization_id = await person.card("Acme").getAttribute("data-organization");
  const headers = { origin: person.server.url, cookie: `intermediate=${value}` };
  const path = `${person.server.url}/second-factor`;
  const opened = await fetch(`${path}?organization=${organization_id}`, { headers, redirect: "manual" });
  assert.equal(opened.headers.get("location"), "/organizations");
  const body = new URLSearchParams({ organization_id });
  const sent = await fetch(`${path}/check`, { method: "POST", headers, body, redirect: "manual" });
  assert.equal(sent.headers.get("location"), "/organization");
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
