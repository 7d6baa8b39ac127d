// A remedy makes its organization appear, and undo restores everything.

import assert from "node:assert/strict";
import { hiddenIds, onPage, settled, shownIds } from "./browser.mjs";

const HOOLI = "organization-test-00000000-0000-4000-8000-000000000004";

onPage(
  "every remedy shows its organization, until it is undone",
  async (page) => {
    const texts = await page.locator("#hidden-cards button").allTextContents();
    assert.equal(texts.length, 2);
    for (const text of texts) {
      assert.deepEqual([await shownIds(page), await hiddenIds(page)], [[], [HOOLI]]);
      await page.getByRole("button", { name: text, exact: true }).click();
      await page.waitForSelector("#undo button");
      await settled(page);
      assert.deepEqual([await shownIds(page), await hiddenIds(page)], [[HOOLI], []], text);
      assert.match(await page.locator("#developers").innerText(), /new or different \(marked\)/);
      assert.ok((await page.locator("#developers mark").count()) > 5);
      await page.getByRole("button", { name: `Undo: ${text}`, exact: false }).click();
      await page.waitForSelector("#undo button", { state: "detached" });
      await settled(page);
    }
    assert.deepEqual([await shownIds(page), await hiddenIds(page)], [[], [HOOLI]]);
  },
  { query: "?story=not-shown" },
);

onPage(
  "remedy of the sign-in changes the situation, and undo returns to it",
  async (page) => {
    assert.deepEqual(await shownIds(page), []);
    await page.locator("#hidden-cards button", { hasText: "sign in by a method that verifies the address" }).first().click();
    await page.waitForSelector("#undo button");
    await settled(page);
    assert.equal((await shownIds(page)).length, 1);
    assert.deepEqual(new URL(page.url()).searchParams.getAll("factor"), ["sso:saml-1", "magic_link"]);
    await page.locator("#undo button").click();
    await page.waitForSelector("#undo button", { state: "detached" });
    await settled(page);
    assert.deepEqual(new URL(page.url()).searchParams.getAll("factor"), ["sso:saml-1"]);
    assert.deepEqual(await shownIds(page), []);
  },
  { query: "?email=amy@acme.example&factor=sso:saml-1" },
);

onPage(
  "rules and facts are listed",
  async (page) => {
    const rules = await page.locator("#hidden-cards .rules > li").allInnerTexts();
    assert.equal(rules.length, 8);
    assert.match(rules[6], /another active Member has a verified address at hooli.example: NO, 0/);
    const rule = page.locator("#hidden-cards .rules details").first();
    await rule.locator("summary").click();
    assert.match(await rule.innerText(), /"exists": true/);
  },
  { query: "?story=not-shown" },
);
