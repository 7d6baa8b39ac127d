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

function row(page, text) {
  return page.locator("#data tbody tr", { hasText: text });
}

onPage(
  "dropped file with a mistake is refused, and then imported",
  async (page) => {
    const mistaken = structuredClone(FILE);
    mistaken.organizations[0].members[0].email_address = "ula";
    await dropFile(page, "umbra.json", JSON.stringify(mistaken));
    const message = await page.locator("#data .problems").first().innerText();
    assert.match(message, /nothing was imported because of 1 error:/);
    assert.match(message, /umbra.json: \/organizations\/0\/members\/0\/email_address: expected an email address such as/);
    assert.equal(await row(page, "Umbra").count(), 0);
    await dropFile(page, "umbra.json", JSON.stringify(FILE));
    assert.match(await page.locator("#data .problems").first().innerText(), /Organizations: 1 added/);
    assert.equal(await row(page, "organization-umbra").count(), 1);
    await page.getByRole("link", { name: "ula" }).click();
    await settled(page);
    assert.deepEqual(await shownIds(page), ["organization-umbra"]);
    await page.getByRole("button", { name: "Undo: import of umbra.json" }).click();
    await page.waitForSelector("#undo button", { state: "detached" });
    await settled(page);
    assert.equal(await row(page, "organization-umbra").count(), 0);
    assert.equal(await page.getByRole("link", { name: "ula" }).count(), 0);
  },
  // After the undo, the story of the file is gone.
  { refusals: 2 },
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
    const message = await page.locator("#data .problems").first().innerText();
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
        (text) => new RegExp(text, "s").test(document.querySelector(".editor .problems").innerText),
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
