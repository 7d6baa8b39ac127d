// A remedy makes its organization appear, and undo restores everything.

import assert from "node:assert/strict";
import { hiddenIds, onPage, settled, shownIds } from "./browser.mjs";

const HOOLI = "organization-test-00000000-0000-4000-8000-000000000004";

onPage(
  "every remedy shows its organization, until it is undone",
  async (page) => {
    const buttons = page.locator("#hidden-cards button");
    const notes = [/colleague-[0-9]+@hooli.example is an active Member now/, /hal@hooli.example is an invited Member now/];
    assert.equal(await buttons.count(), 2);
    for (const [index, note] of notes.entries()) {
      assert.deepEqual([await shownIds(page), await hiddenIds(page)], [[], [HOOLI]]);
      await buttons.nth(index).click();
      await page.waitForSelector("#applied");
      await settled(page);
      assert.deepEqual([await shownIds(page), await hiddenIds(page)], [[HOOLI], []]);
      assert.match(await page.locator("#applied").innerText(), note);
      assert.equal(await page.locator(".card.added").count(), 1);
      assert.match(await page.locator("#developers").innerText(), /\(not-shown\): .* new or different \(marked\)/);
      assert.ok((await page.locator("#developers mark").count()) > 5);
      const undo = index === 0 ? page.locator("#applied button") : page.locator("#undo button");
      await undo.click();
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
    assert.match(rules[6], /^✗\s*another active Member has a verified address at hooli.example: NO, 0/);
    assert.deepEqual(await page.locator("#hidden-cards .group").allInnerTexts(), ["Joining by email domain"]);
    const rule = page.locator("#hidden-cards .rules details").first();
    await rule.locator("summary").click();
    assert.match(await rule.innerText(), /"exists": true/);
  },
  { query: "?story=not-shown" },
);
