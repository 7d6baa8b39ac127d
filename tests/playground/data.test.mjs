// The local data: dropped files, forms, JSON, reset.

import assert from "node:assert/strict";
import { dropFile, onPage, settled, shownIds } from "./browser.mjs";

const FILE = {
  organizations: [
    {
      organization_id: "organization-umbra",
      organization_name: "Umbra",
      members: [{ member_id: "member-ula", email_address: "ula@umbra.example", email_address_verified: true }],
    },
  ],
  sessions: [
    {
      name: "ula",
      kind: "intermediate",
      email_address: "ula@umbra.example",
      authentication_factors: [
        {
          type: "magic_link",
          delivery_method: "email",
          last_authenticated_at: "2026-01-05T09:00:00Z",
          email_factor: { email_address: "ula@umbra.example" },
        },
      ],
    },
  ],
};

function messages(page) {
  return page.locator("#data .messages").innerText();
}

function row(page, text) {
  return page.locator("#data tbody tr", { hasText: text });
}

onPage(
  "dropped file with a mistake is refused, and then imported",
  async (page) => {
    const mistaken = structuredClone(FILE);
    mistaken.organizations[0].members[0].email_address = "ula";
    await dropFile(page, "umbra.json", JSON.stringify(mistaken));
    const message = await messages(page);
    assert.match(message, /nothing was imported because of 1 error:/);
    assert.match(message, /umbra.json: \/organizations\/0\/members\/0\/email_address: expected an email address such as/);
    assert.equal(await row(page, "Umbra").count(), 0);
    await dropFile(page, "umbra.json", JSON.stringify(FILE));
    assert.match(await messages(page), /Organizations: 1 added/);
    assert.equal(await row(page, "organization-umbra").count(), 1);
    await page.getByRole("button", { name: "Show the story ula" }).click();
    await settled(page);
    assert.deepEqual(await shownIds(page), ["organization-umbra"]);
    await page.getByRole("button", { name: "Undo: import of umbra.json" }).click();
    await page.waitForSelector("#undo button", { state: "detached" });
    await settled(page);
    assert.equal(await row(page, "organization-umbra").count(), 0);
    assert.equal(await page.getByRole("link", { name: "ula" }).count(), 0);
    assert.equal(new URL(page.url()).search, "?story=consultant", "the story of the file is gone");
    assert.equal((await shownIds(page)).length, 3);
    assert.equal(await messages(page), "");
  },
  { refusals: 1 },
);

onPage("file is chosen by a button", async (page) => {
  await page
    .locator("#import-file")
    .setInputFiles({ name: "umbra.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(FILE)) });
  await row(page, "organization-umbra").waitFor();
});

onPage(
  "form saves fields, with what they change for people",
  async (page) => {
    assert.deepEqual(await shownIds(page), []);
    await page.getByRole("button", { name: "Edit Globex" }).click();
    await page.getByLabel("Allowed email domains").fill("hooli.example");
    await page.getByLabel("Joining by email domain").selectOption("RESTRICTED");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForSelector("#undo button");
    await settled(page);
    const message = await messages(page);
    assert.match(message, /organization Globex: changed/);
    assert.match(message, /people cannot join by hooli.example yet: this needs an active Member/);
    await page.getByRole("button", { name: "Members of Globex" }).click();
    await page.getByRole("button", { name: "New Member of Globex" }).click();
    await page.getByLabel("Email address", { exact: true }).last().fill("first@hooli.example");
    await page.getByLabel("The address is verified").check();
    await page.getByRole("button", { name: "Save" }).click();
    await row(page, "first@hooli.example").waitFor();
    await settled(page);
    assert.deepEqual(await shownIds(page), ["organization-test-00000000-0000-4000-8000-000000000002"]);
    await page.getByRole("button", { name: "Sign in as first@hooli.example" }).click();
    await settled(page);
    assert.match(await page.locator("#picker").innerText(), /Signed in as first@hooli.example/);
  },
  { query: "?story=not-shown" },
);

onPage(
  "JSON editor shows the mistakes of orgctl",
  async (page) => {
    await page.getByRole("button", { name: "Edit Acme" }).click();
    await page.getByRole("tab", { name: "JSON" }).click();
    const area = page.getByLabel("The whole object");
    const object = JSON.parse(await area.inputValue());
    assert.equal(object.organization_name, "Acme");
    for (const [change, message] of [
      [{ nick_name: "A" }, /nothing was written, because of unknown fields.*unknown field "nick_name"/s],
      [{ organization_slug: "globex" }, /the slug globex belongs to organization/],
      [{ email_allowed_domains: "acme.example" }, /organization: \/email_allowed_domains: /],
    ]) {
      await area.fill(JSON.stringify({ ...object, ...change }));
      await page.getByRole("button", { name: "Save" }).click();
      await page.waitForFunction(
        (text) => new RegExp(text, "s").test(document.querySelector(".editor .problems")?.innerText ?? ""),
        message.source,
      );
    }
    await area.fill(JSON.stringify({ ...object, organization_name: "Acme & Sons" }));
    await page.getByRole("button", { name: "Save" }).click();
    await row(page, "Acme & Sons").waitFor();
    assert.equal(await page.locator(".editor").count(), 0);
  },
  { refusals: 3 },
);

onPage("deleted data comes back with undo and with reset", async (page) => {
  for (const back of ["Undo: deletion of the organization Acme", "Reset the data"]) {
    await page.getByRole("button", { name: "Edit Acme" }).click();
    await page.getByRole("button", { name: "Delete it with its Members" }).click();
    await row(page, "Acme").waitFor({ state: "detached" });
    await settled(page);
    assert.equal((await shownIds(page)).length, 2);
    await page.getByRole("button", { name: back }).click();
    await row(page, "Acme").waitFor();
    await settled(page);
    assert.equal((await shownIds(page)).length, 3);
  }
});

onPage("Member is deleted, reactivated and erased", async (page) => {
  await page.getByRole("button", { name: "Members of Acme" }).click();
  const edit = page.getByRole("button", { name: "Edit carla@consulting.example" });
  for (const [action, count] of [
    ["Delete", 2],
    ["Reactivate", 3],
    ["Erase", 2],
  ]) {
    await edit.click();
    await page.getByRole("button", { name: action, exact: true }).click();
    await page.waitForFunction((expected) => document.querySelectorAll("#cards > li").length === expected, count);
    await settled(page);
  }
  assert.equal(await edit.count(), 0);
});

onPage("file is imported wherever it is dropped", async (page) => {
  await dropFile(page, "umbra.json", JSON.stringify(FILE), "header");
  await row(page, "organization-umbra").waitFor();
});

onPage("report of a change stays while Members are shown", async (page) => {
  await page.getByRole("button", { name: "Members of Acme" }).click();
  await page.getByRole("button", { name: "Edit amy@acme.example" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Amy A.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForSelector(".report");
  await settled(page);
  assert.match(await messages(page), /^Member amy@acme.example: changed/);
  await page.locator("#data .messages").getByRole("button", { name: "Undo" }).click();
  await page.waitForSelector(".report", { state: "detached" });
  await settled(page);
  assert.equal(await row(page, "Amy A.").count(), 0);
});

onPage("form and JSON of the editor show the same draft", async (page) => {
  await page.getByRole("button", { name: "Edit Globex" }).click();
  const [form, json] = [page.getByRole("tab", { name: "Form" }), page.getByRole("tab", { name: "JSON" })];
  await page.getByLabel("Name", { exact: true }).fill("Globex 2");
  await json.click();
  const area = page.getByLabel("The whole object");
  assert.equal(JSON.parse(await area.inputValue()).organization_name, "Globex 2");
  await area.fill((await area.inputValue()).replace("Globex 2", "Globex 3"));
  await form.click();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Globex 3");
  await json.click();
  await area.fill("{");
  await form.click();
  assert.match(await page.locator(".editor").innerText(), /The JSON is not complete/);
  await json.click();
  assert.equal(await area.inputValue(), "{");
});

onPage("values that a form does not show well are kept", async (page) => {
  const tenants = { hubspot: ["acme, inc"], slack: ["My Team", "T2"] };
  const organization = { organization_id: "o", organization_name: "Tenants", allowed_oauth_tenants: tenants };
  await dropFile(page, "tenants.json", JSON.stringify({ organizations: [organization] }));
  await page.getByRole("button", { name: "Edit Tenants" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Tenants 2");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Edit Tenants 2" }).click();
  assert.equal(await page.getByLabel(/^Allowed tenants/).inputValue(), "hubspot:acme, inc\nslack:My Team\nslack:T2");
  await page.getByRole("tab", { name: "JSON" }).click();
  assert.deepEqual(JSON.parse(await page.getByLabel("The whole object").inputValue()).allowed_oauth_tenants, tenants);
});

onPage("save without a change, and a double click, leave one change at most", async (page) => {
  await page.getByRole("button", { name: "Edit Acme" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForSelector(".report");
  assert.equal(await messages(page), "organization Acme: unchanged", "nothing to undo");
  assert.equal(await page.locator("#undo button").count(), 0);
  await page.getByRole("button", { name: "New organization" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Twice");
  await page.getByRole("button", { name: "Save" }).dblclick();
  await row(page, "Twice").waitFor();
  await settled(page);
  assert.equal(await row(page, "Twice").count(), 1);
  await page.getByRole("button", { name: "Undo: creation of the organization Twice" }).click();
  await page.waitForSelector("#undo button", { state: "detached" });
});

onPage(
  "new object does not replace another one, and an old draft does not undo changes",
  async (page) => {
    await page.getByRole("button", { name: "New organization" }).click();
    await page.getByRole("tab", { name: "JSON" }).click();
    const area = page.getByLabel("The whole object");
    await area.fill('{"organization_id": "organization-test-00000000-0000-4000-8000-000000000001"}');
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForSelector(".editor .problems");
    assert.match(await page.locator(".editor .problems").innerText(), /exists already/);
    assert.equal(await row(page, "Acme").count(), 1);
  },
  { refusals: 1 },
);

onPage(
  "undo names the change that it undoes, in every tab",
  async (page, local) => {
    await dropFile(page, "umbra.json", JSON.stringify(FILE));
    await page.waitForSelector("#undo button");
    const headers = { origin: local.url, "content-type": "application/json" };
    const other = await page.request.fetch(
      `${local.url}/playground/api/organizations/organization-test-00000000-0000-4000-8000-000000000001`,
      { method: "PATCH", headers, data: { set: { organization_name: "Acme of the other tab" } } },
    );
    assert.equal(other.status(), 200);
    await page.locator("#undo button").click();
    await row(page, "Acme of the other tab").waitFor();
    assert.match(await page.locator("#notice").innerText(), /The data has changed in the meantime/);
    assert.match(await page.locator("#undo").innerText(), /Undo: change of the organization Acme of the other tab/);
  },
  { refusals: 1 },
);

onPage("long table is continued once", async (page) => {
  const organizations = Array.from({ length: 60 }, (_, index) => ({ organization_id: `many-${index}` }));
  await dropFile(page, "many.json", JSON.stringify({ organizations }));
  await page.getByRole("button", { name: "More" }).dblclick();
  await page.waitForFunction(() => document.querySelectorAll("#data tbody tr").length > 50);
  await settled(page);
  assert.equal(await page.locator("#data tbody tr").count(), 65);
});
