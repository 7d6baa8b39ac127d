// A situation of your own: the form, and its URL.

import assert from "node:assert/strict";
import { METHODS, parseFactor } from "../../local/playground/factors.js";
import { fromQuery, toQuery } from "../../local/playground/situation.js";
import { test } from "node:test";
import { onPage, open, settled, shownIds } from "./browser.mjs";

const ACME = "organization-test-00000000-0000-4000-8000-000000000001";
const GLOBEX = "organization-test-00000000-0000-4000-8000-000000000002";

/** Values for the parts of a method. */
const PARTS = { subject: "subject-1", id: "id-1", connection: "saml-1", phone: "+15550100123", verified: true, exchanged: false };

onPage("form makes a situation that the URL contains", async (page, local) => {
  await page.locator("#own summary").click();
  await page.getByLabel("Email address").fill("zoe@acme.example");
  await page.getByLabel("Method").selectOption("google_oauth");
  await page.getByLabel("Account id at the provider").fill("109");
  await page.getByRole("button", { name: "Add a tenant" }).click();
  await page.getByLabel("Tenant id").fill("T0GLOBEX");
  await page.getByRole("button", { name: "Show the picker" }).click();
  await settled(page);
  assert.deepEqual(await shownIds(page), [ACME, GLOBEX]);
  const { searchParams, search } = new URL(page.url());
  assert.deepEqual(
    [...searchParams],
    [
      ["email", "zoe@acme.example"],
      ["factor", "google_oauth:109"],
      ["tenant", "slack:T0GLOBEX"],
    ],
  );
  await open(page, local, search);
  assert.deepEqual(await shownIds(page), [ACME, GLOBEX]);
  assert.equal(await page.getByLabel("Email address").inputValue(), "zoe@acme.example");
  assert.equal(await page.getByLabel("Account id at the provider").inputValue(), "109");
  assert.equal(await page.getByLabel("Tenant id").inputValue(), "T0GLOBEX");
});

onPage("every method of the form is accepted", async (page) => {
  await page.locator("#own summary").click();
  await page.getByLabel("Email address").fill("zoe@acme.example");
  for (const method of METHODS) {
    await page.getByLabel("Method").selectOption(method.name);
    for (const part of method.parts.filter((part) => !part.toggle)) {
      const value = part.name === "json" ? '{"type": "imported", "delivery_method": "imported_auth0"}' : PARTS[part.name];
      await page.getByLabel(part.label).fill(value);
    }
    await page.getByRole("button", { name: "Show the picker" }).click();
    await settled(page);
    assert.match(await page.locator("#picker").innerText(), /Signed in as zoe@acme.example/, method.name);
    assert.equal(await page.getByLabel("Method").inputValue(), method.name);
  }
});

onPage("member session is chosen by an address", async (page) => {
  await page.locator("#own summary").click();
  await page.getByLabel(/in an organization already/).check();
  await page.getByLabel("Member id, or the address of a single Member").fill("amy@acme.example");
  await page.getByRole("button", { name: "Show the picker" }).click();
  await settled(page);
  assert.deepEqual(await shownIds(page), [ACME]);
  assert.equal(new URL(page.url()).searchParams.get("session"), "member");
});

onPage(
  "mistake in the form is explained",
  async (page) => {
    await page.locator("#own summary").click();
    await page.getByLabel("Email address").fill("zoe");
    await page.getByRole("button", { name: "Show the picker" }).click();
    await settled(page);
    assert.match(await page.locator("#picker").innerText(), /email address zoe: expected an email address/);
    assert.equal(await page.getByLabel("Email address").inputValue(), "zoe");
    assert.match(await page.locator("#situation").innerText(), /expected an email address/);
  },
  { refusals: 1 },
);

onPage("form asks for what is missing", async (page) => {
  await page.locator("#own summary").click();
  await page.getByLabel("Email address").fill("");
  await page.getByRole("button", { name: "Show the picker" }).click();
  assert.equal(await page.evaluate(() => document.querySelector("#situation :invalid").name), "email");
  await page.getByLabel("Email address").fill("zoe@acme.example");
  await page.getByLabel("Method").selectOption("sso");
  await page.getByRole("button", { name: "Show the picker" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.labels[0].textContent), "Connection id");
  assert.equal(new URL(page.url()).search, "");
});

onPage(
  "unsaved input of the form is kept when the data changes",
  async (page) => {
    await page.locator("#own summary").click();
    await page.getByLabel("Email address").fill("typed@hooli.example");
    await page.locator("#hidden-cards button").first().click();
    await page.waitForSelector("#applied");
    assert.equal(await page.getByLabel("Email address").inputValue(), "typed@hooli.example");
  },
  { query: "?story=not-shown" },
);

test("query and situation are inverse", () => {
  const situation = {
    story: "",
    session: "intermediate",
    email: "a+b@ü.example",
    member: "",
    factors: ['{"type":"sso","a":"&=?#"}', "sso:a:b"],
    tenants: ["slack:T1", "github:2"],
    hint: "acme & co",
  };
  assert.deepEqual(fromQuery(toQuery(situation)), situation);
  const member = { ...situation, session: "member", member: "m-1", email: "", tenants: [], hint: "" };
  assert.deepEqual(fromQuery(toQuery(member)), member);
  assert.equal(fromQuery(""), null);
});

test("short form and parts of a factor are inverse", () => {
  for (const method of METHODS) {
    const parts = Object.fromEntries(method.parts.map(({ name }) => [name, PARTS[name] ?? "{}"]));
    const text = method.format(parts);
    assert.equal(parseFactor(text).method.name, method.name, text);
    assert.deepEqual(parseFactor(text).parts, parts, text);
  }
});
