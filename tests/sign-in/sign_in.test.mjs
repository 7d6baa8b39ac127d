// Signing in by a link and with OpenID Connect.

import assert from "node:assert/strict";
import { inBrowser } from "./application.mjs";

inBrowser("a consultant signs in by a link and enters an organization", async (person) => {
  await person.signInByMail("carla@consulting.example");
  assert.equal(await person.heading(), "Choose an organization");
  assert.deepEqual(await person.names(), ["Acme", "Globex", "Initech"]);
  await person.enter("Globex");
  assert.equal(await person.heading(), "Globex");
  const cookie = await person.cookie("member");
  assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.path], [true, "Lax", "/"]);
  assert.equal(await person.cookie("intermediate"), undefined);
  assert.equal(await person.statusOf({ session_token: cookie.value }), 200);
});

inBrowser("a mail scanner that opens the link does not use it", async (person) => {
  const link = await person.askForLink("carla@consulting.example");
  for (let opened = 0; opened < 3; opened++) assert.equal((await fetch(link)).status, 200);
  await person.page.goto(link);
  await person.press("Sign in as carla@consulting.example");
  assert.equal(await person.heading(), "Choose an organization");
});

inBrowser("a link works once", async (person) => {
  const link = await person.askForLink("carla@consulting.example");
  await person.page.goto(link);
  await person.press("Sign in as carla@consulting.example");
  await person.page.goto(link);
  assert.equal(await person.notice(), "This link was used before, or is too old. Please ask for a new one.");
  const again = await fetch(link, { method: "POST", headers: { origin: person.server.url }, redirect: "manual" });
  assert.equal(again.headers.get("location"), "/?notice=link");
});

inBrowser("a text that is no address is refused", async (person) => {
  const response = await fetch(`${person.server.url}/mail`, {
    method: "POST",
    headers: { origin: person.server.url, "content-type": "application/x-www-form-urlencoded" },
    body: "email_address=carla",
  });
  assert.equal(response.status, 400);
  assert.match(await response.text(), /That is not an email address\./);
});

inBrowser("a verified account of the OpenID provider signs in", async (person) => {
  await person.signInByOpenId("carla@consulting.example");
  assert.equal(await person.heading(), "Choose an organization");
  await person.enter("Acme");
  assert.equal(await person.heading(), "Acme");
});

inBrowser("an account that the provider did not verify is sent to the mailbox", async (person) => {
  await person.signInByOpenId("carla@unverified.example");
  assert.equal(await person.notice(), "Your provider has not verified your address. Please use a link by email.");
  assert.equal(await person.cookie("intermediate"), undefined);
});

inBrowser("a callback with another state does not sign in", async (person) => {
  await person.page.goto(person.server.url);
  await person.page.goto(`${person.server.url}/openid/callback?code=c&state=s`);
  assert.equal(await person.notice(), "The sign-in was not completed.");
  await person.page.getByRole("link", { name: "Continue with Example ID" }).click();
  await person.page.goto(`${person.server.url}/openid/callback?code=c&state=another`);
  assert.equal(await person.notice(), "The sign-in was not completed.");
  for (const content of ["{}", '{"state":"s"}', "[]", "none"]) {
    const cookie = `openid=${encodeURIComponent(content)}`;
    const response = await fetch(`${person.server.url}/openid/callback?code=c`, { headers: { cookie }, redirect: "manual" });
    assert.equal(response.headers.get("location"), "/?notice=openid", content);
  }
});

inBrowser("an organization that accepts only links asks for one more sign-in", async (person) => {
  await person.signInByOpenId("max@mailers.example");
  assert.match(await person.card("Mailers").textContent(), /First sign in by a link by email\./);
  assert.equal(await person.card("Mailers").getByRole("button").count(), 0);
  const before = await person.cookie("intermediate");
  await person.addMail("max@mailers.example");
  assert.notEqual((await person.cookie("intermediate")).value, before.value);
  assert.equal(await person.statusOf({ intermediate_session_token: before.value }), 404);
  await person.enter("Mailers");
  assert.equal(await person.heading(), "Mailers");
  const writer = await person.writer();
  const { authentication_factors } = await writer.authenticate((await person.cookie("member")).value);
  assert.deepEqual(
    authentication_factors.map(({ type }) => type),
    ["trusted_auth_token", "magic_link"],
  );
});

inBrowser("a new sign-in does not use the factors of the one before", async (person) => {
  await person.signInByOpenId("max@mailers.example");
  const before = await person.cookie("intermediate");
  await person.signInByMail("max@mailers.example");
  assert.equal(await person.statusOf({ intermediate_session_token: before.value }), 404);
  await person.enter("Mailers");
  const writer = await person.writer();
  const { authentication_factors } = await writer.authenticate((await person.cookie("member")).value);
  assert.deepEqual(
    authentication_factors.map(({ type }) => type),
    ["magic_link"],
  );
});

inBrowser("a sign-in with another address is another session", async (person) => {
  await person.signInByMail("max@mailers.example");
  const before = await person.cookie("intermediate");
  await person.signInByMail("carla@consulting.example");
  assert.notEqual((await person.cookie("intermediate")).value, before.value);
  assert.deepEqual(await person.names(), ["Acme", "Globex", "Initech"]);
});
