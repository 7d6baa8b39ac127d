// Joining, creating and leaving organizations.

import assert from "node:assert/strict";
import { inBrowser } from "./application.mjs";

inBrowser("a newcomer accepts an invitation", async (person) => {
  await person.signInByMail("nina@newcomer.example");
  assert.match(await person.card("Acme").textContent(), /You are invited\..*Accept invitation/s);
  await person.enter("Acme");
  assert.equal(await person.heading(), "Acme");
});

inBrowser("a colleague joins by the email domain", async (person) => {
  await person.signInByMail("dan@acme.example");
  assert.match(await person.card("Acme").textContent(), /Your email domain lets you join\..*Join/s);
  await person.enter("Acme");
  assert.equal(await person.heading(), "Acme");
  await person.page.getByRole("link", { name: "Switch" }).click();
  assert.match(await person.card("Acme").textContent(), /You are a member\./);
});

inBrowser("a person without organizations creates one", async (person) => {
  await person.signInByMail("sol@solo.example");
  assert.deepEqual(await person.names(), []);
  assert.match(await person.page.textContent("main"), /No organization is waiting for you\./);
  await person.page.getByLabel("New organization").fill("Solo & Sons");
  await person.page.getByRole("button", { name: "Create" }).dblclick();
  await person.page.getByRole("heading", { level: 1, name: "Solo & Sons" }).waitFor();
  await person.press("Sign out");
  await person.signInByMail("sol@solo.example");
  assert.deepEqual(await person.names(), ["Solo & Sons"]);
});

inBrowser("switching ends the session of the former organization", async (person) => {
  await person.signInByMail("carla@consulting.example");
  await person.enter("Acme");
  const acme = await person.cookie("member");
  await person.page.getByRole("link", { name: "Switch" }).click();
  assert.equal(await person.page.getByLabel("New organization").count(), 0);
  await person.enter("Globex");
  assert.equal(await person.heading(), "Globex");
  assert.equal(await person.statusOf({ session_token: acme.value }), 404);
});

inBrowser("switching to an organization with other methods asks for one more sign-in", async (person) => {
  await person.signInByOpenId("max@mailers.example");
  await person.enter("Openers");
  await person.page.getByRole("link", { name: "Switch" }).click();
  await person.enter("Mailers");
  assert.equal(await person.notice(), "Sign in by one more method to enter this organization.");
  assert.equal(await person.page.getByLabel("New organization").count(), 0);
  const former = await person.cookie("member");
  await person.addMail("max@mailers.example");
  await person.enter("Mailers");
  assert.equal(await person.heading(), "Mailers");
  assert.equal(await person.statusOf({ session_token: former.value }), 404);
});

inBrowser("signing out before the choice ends the sign-in", async (person) => {
  await person.signInByMail("carla@consulting.example");
  const { value } = await person.cookie("intermediate");
  await person.press("Sign out");
  assert.equal(await person.statusOf({ intermediate_session_token: value }), 404);
});

inBrowser("signing out ends the session", async (person) => {
  await person.signInByMail("carla@consulting.example");
  await person.enter("Acme");
  const session = await person.cookie("member");
  await person.press("Sign out");
  assert.equal(await person.notice(), "You are signed out.");
  assert.equal(await person.cookie("member"), undefined);
  assert.equal(await person.statusOf({ session_token: session.value }), 404);
});

inBrowser("signing out on all devices ends every session of the address", async (person, { context }) => {
  await person.signInByMail("carla@consulting.example");
  await person.enter("Acme");
  const first = await person.cookie("member");
  await context.clearCookies();
  await person.signInByMail("carla@consulting.example");
  const unused = await person.cookie("intermediate");
  await context.clearCookies();
  await person.signInByMail("carla@consulting.example");
  await person.enter("Globex");
  const second = await person.cookie("member");
  await person.press("Sign out on all devices");
  const status = [first, second].map(({ value }) => person.statusOf({ session_token: value }));
  assert.deepEqual(await Promise.all(status), [404, 404]);
  assert.equal(await person.statusOf({ intermediate_session_token: unused.value }), 404);
});
