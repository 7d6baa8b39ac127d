// Names, addresses and metadata from data are shown as text.

import assert from "node:assert/strict";
import { dropFile, onPage, settled } from "./browser.mjs";

const TEXTS = [
  "<img src=x onerror=\"document.title='run'\">",
  "\"><script>document.title='run'</script>",
  "javascript:document.title='run'",
  "</code></pre><h1>Heading</h1>",
  "{{constructor.constructor('alert(1)')()}}",
  "\u202egnimoc",
  "'); DROP TABLE members; --",
  "x".repeat(128),
];

function data() {
  const organizations = TEXTS.map((text, index) => ({
    organization_id: `organization-${index}`,
    organization_name: text,
    organization_logo_url: index % 2 === 0 ? "https://other.example/logo.png" : "javascript:document.title='run'",
    trusted_metadata: { [text]: text },
    members: [
      {
        member_id: `member-${index}`,
        email_address: "eve@hostile.example",
        email_address_verified: index % 2 === 0,
        name: text,
        status: index === 0 ? "deleted" : "active",
        untrusted_metadata: { [text]: [text] },
      },
    ],
  }));
  const session = {
    name: TEXTS[0],
    note: TEXTS[1],
    kind: "intermediate",
    email_address: "eve@hostile.example",
    authentication_factors: [
      {
        type: "magic_link",
        delivery_method: "email",
        last_authenticated_at: "2026-01-05T09:00:00Z",
        email_factor: { email_address: "eve@hostile.example", note: TEXTS[1] },
      },
    ],
  };
  return JSON.stringify({ organizations, sessions: [session] });
}

onPage("hostile text is shown as text everywhere", async (page) => {
  const title = await page.title();
  const elements = () => page.locator("body script, body h1, body img").count();
  const before = await elements();
  await dropFile(page, TEXTS[0], data());
  await page.getByRole("link", { name: TEXTS[0] }).click();
  await settled(page);
  const shown = await page.locator("#cards h4").allInnerTexts();
  assert.deepEqual(new Set(shown), new Set(TEXTS.slice(1)));
  assert.deepEqual(await page.locator("#hidden-cards h3").allInnerTexts(), [TEXTS[0]]);
  for (const text of TEXTS) {
    await page.getByRole("button", { name: `Edit ${text}`, exact: true }).click();
    await page.waitForSelector(".editor");
    assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), text);
    await page.locator(".editor").getByRole("tab", { name: "JSON" }).click();
    assert.equal(JSON.parse(await page.getByLabel("The whole object").inputValue()).organization_name, text);
    await page.getByRole("button", { name: `Members of ${text}`, exact: true }).click();
    await page.locator("#data caption", { hasText: `Members of ${text}` }).waitFor();
  }
  for (const tab of ["Request", "Session", "Reads", "Log line", "Connect"]) {
    await page.getByRole("tab", { name: tab }).click();
  }
  assert.equal(await page.title(), title);
  assert.equal(await elements(), before, "no element comes from the data");
});

onPage(
  "hostile URL is shown as text",
  async (page) => {
    assert.match(await page.locator("#picker").innerText(), /<img src=x onerror=alert\(1\)>/);
    assert.equal(await page.locator("img").count(), 0);
  },
  { query: `?email=${encodeURIComponent("<img src=x onerror=alert(1)>")}&factor=${encodeURIComponent("<b>")}`, refusals: 1 },
);
