// Changed forms, repeated requests, other sites and hostile text.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { inBrowser, openTab } from "./application.mjs";

// The demo data has one session of Carla in Acme.
const CARLAS_OTHER_SESSIONS = 1;
const ITEMS_PER_SESSION = 2;

/** Sends the form of a card without waiting for the page. */
const enterBy = (person, intermediate, organization_id) =>
  fetch(`${person.server.url}/organizations/enter`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: person.server.url, cookie: `intermediate=${intermediate.value}` },
    body: new URLSearchParams({ organization_id }),
  });

inBrowser("a changed organization id does not open another organization", async (person) => {
  await person.signInByMail("dan@acme.example");
  const globex = "organization-test-00000000-0000-4000-8000-000000000002";
  await person
    .card("Acme")
    .locator("input")
    .evaluate((input, id) => (input.value = id), globex);
  await person.enter("Acme");
  assert.equal(await person.notice(), "You cannot enter this organization any more. Here are the others.");
  assert.equal(await person.cookie("member"), undefined);
  await person.enter("Acme");
  assert.equal(await person.heading(), "Acme");
});

inBrowser("two exchanges at once make one session", async (person) => {
  await person.signInByMail("carla@consulting.example");
  const intermediate = await person.cookie("intermediate");
  const id = await person.card("Acme").getAttribute("data-organization");
  const enter = () => enterBy(person, intermediate, id);
  const responses = await Promise.all(Array.from({ length: 6 }, enter));
  assert.deepEqual(new Set(responses.map((response) => response.headers.get("location"))), new Set(["/organization"]));
  const sessions = responses.map((response) => response.headers.getSetCookie().find((text) => text.startsWith("member=")));
  assert.equal(new Set(sessions).size, 1);
  const writer = await person.writer();
  const { member } = await writer.authenticate(sessions[0].split(/[=;]/)[1]);
  const stored = await writer.query("sessions", "member", member.member_id, "sessions_by_member");
  assert.equal(stored.length, ITEMS_PER_SESSION * (CARLAS_OTHER_SESSIONS + 1));
});

inBrowser("two organizations at once make one session", async (person) => {
  await person.signInByMail("carla@consulting.example");
  const intermediate = await person.cookie("intermediate");
  const ids = await person.page.getByRole("listitem").evaluateAll((cards) => cards.map((card) => card.dataset.organization));
  const enter = (id) => enterBy(person, intermediate, id);
  const responses = await Promise.all([ids[0], ids[1], ids[0], ids[1]].map(enter));
  const sessions = responses.map((response) => response.headers.getSetCookie().find((text) => text.startsWith("member=")));
  assert.equal(new Set(sessions.filter(Boolean)).size, 1);
  const locations = new Set(responses.map((response) => response.headers.get("location")));
  assert.deepEqual(locations, new Set(["/organization", "/?notice=ended"]));
});

inBrowser("a double click enters the organization", async (person) => {
  await person.signInByMail("carla@consulting.example");
  await person.card("Acme").getByRole("button").dblclick();
  await person.page.getByRole("heading", { level: 1, name: "Acme" }).waitFor();
});

inBrowser("a spent intermediate session leads to the sign-in", async (person, { context }) => {
  await person.signInByMail("carla@consulting.example");
  const spent = await person.cookie("intermediate");
  await person.enter("Acme");
  await context.clearCookies();
  await context.addCookies([spent]);
  await person.page.goto(`${person.server.url}/organizations`);
  assert.equal(await person.notice(), "Your session has ended. Please sign in again.");
  assert.equal(await person.cookie("intermediate"), undefined);
});

inBrowser("a removed Member is signed out at the next request", async (person) => {
  await person.signInByMail("carla@consulting.example");
  await person.enter("Acme");
  const { value } = await person.cookie("member");
  const writer = await person.writer();
  const { member } = await writer.authenticate(value);
  await writer.deleteMember(member);
  await person.page.reload();
  assert.equal(await person.notice(), "Your session has ended. Please sign in again.");
  assert.equal(await person.cookie("member"), undefined);
});

inBrowser("another site cannot send a form", async (person, { context, server }) => {
  await person.signInByMail("carla@consulting.example");
  await person.enter("Acme");
  const form = `<form method="post" action="${server.url}/sign-out"><button>Win</button></form>`;
  const site = createServer((request, response) => response.setHeader("content-type", "text/html").end(form));
  await new Promise((resolve) => site.listen(0, "127.0.0.1", resolve));
  try {
    // A different host name is a different site. The same host with another port is the same site, and sends the cookies.
    for (const host of ["localhost", "127.0.0.1"]) {
      const tab = await openTab(context);
      await tab.goto(`http://${host}:${site.address().port}/`);
      const [response] = await Promise.all([tab.waitForResponse(`${server.url}/sign-out`), tab.click("button")]);
      assert.equal(response.status(), 403, host);
    }
  } finally {
    site.close();
  }
  await person.page.reload();
  assert.equal(await person.heading(), "Acme");
});

inBrowser("every route that changes something refuses other sites", async (person) => {
  const paths = ["/mail", "/mail/token", "/organizations/enter", "/organizations/create", "/second-factor/send"];
  for (const path of [...paths, "/second-factor/check", "/sign-out", "/sign-out/everywhere"]) {
    for (const headers of [{}, { origin: "null" }, { origin: "http://evil.example" }, { "sec-fetch-site": "same-site" }]) {
      const response = await fetch(`${person.server.url}${path}`, { method: "POST", headers });
      assert.equal(response.status, 403, `${path} ${JSON.stringify(headers)}`);
    }
  }
});

inBrowser("hostile names are text", async (person) => {
  await person.signInByMail("eve@hostile.example");
  assert.deepEqual(await person.names(), ["<img src=x onerror=alert(1)>\"'&"]);
  assert.equal(await person.page.locator("img").count(), 0);
  await person.card("<img src=x onerror=alert(1)>\"'&").getByRole("button").click();
  assert.equal(await person.heading(), "<img src=x onerror=alert(1)>\"'&");
  assert.equal(await person.page.locator("img").count(), 0);
  await person.page.goto(`${person.server.url}/?notice=<script>alert(1)</script>`);
  await person.page.goto(`${person.server.url}/?notice=constructor`);
});

inBrowser("a damaged cookie leads to the sign-in", async (person, { context }) => {
  for (const path of ["/organizations", "/second-factor?organization=x"]) {
    await context.addCookies([{ name: "intermediate", value: "garbage", url: person.server.url }]);
    await person.page.goto(person.server.url + path);
    assert.equal(await person.notice(), "Your session has ended. Please sign in again.");
    assert.equal(await person.cookie("intermediate"), undefined);
  }
});

inBrowser("a member session that ended does not end the sign-in in progress", async (person, { context }) => {
  await context.addCookies([{ name: "member", value: "A".repeat(44), url: person.server.url }]);
  const token = await person.askForLink("carla@consulting.example", "/sign-in");
  await person.page.goto(token);
  await person.press("Sign in as carla@consulting.example");
  await person.page.goto(person.server.url);
  assert.equal(await person.notice(), "Your session has ended. Please sign in again.");
  assert.ok(await person.cookie("intermediate"));
});

inBrowser("an invalid name of an organization is an error of the request", async (person) => {
  await person.signInByMail("sol@solo.example");
  await person.page.getByLabel("New organization").evaluate((input) => input.removeAttribute("maxlength"));
  await person.page.getByLabel("New organization").fill("x".repeat(129));
  const [response] = await Promise.all([
    person.page.waitForResponse(`${person.server.url}/organizations/create`),
    person.press("Create"),
  ]);
  assert.equal(response.status(), 400);
});

inBrowser("a failure is an error, not an empty list", async (person) => {
  await person.signInByMail("carla@consulting.example");
  person.local.stop();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const response = await person.page.reload();
  assert.equal(response.status(), 503);
  assert.match(await person.page.textContent("main"), /The service is not available at the moment\./);
  assert.ok(await person.cookie("intermediate"));
});
