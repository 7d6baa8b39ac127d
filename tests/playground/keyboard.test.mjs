// The page is used with the keyboard alone.

import assert from "node:assert/strict";
import { onPage, settled, shownIds } from "./browser.mjs";

/** Presses Tab until the focused element's name begins with a text. */
async function tabTo(page, name) {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await focusedName(page);
    if (focused.startsWith(name)) {
      return;
    }
  }
  assert.fail(`${name} cannot be reached`);
}

function focusedName(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    return (element.getAttribute("aria-label") ?? element.innerText ?? "").trim();
  });
}

onPage("story, remedy and undo by keyboard", async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await focusedName(page), "Skip to the picker");
  await tabTo(page, "Hal sees no organizations");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.deepEqual(await shownIds(page), []);
  assert.match(await focusedName(page), /^Hal sees/, "the story keeps the focus");
  await tabTo(page, "Add another active Member");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#undo button");
  await settled(page);
  assert.equal((await shownIds(page)).length, 1);
  assert.equal(await focusedName(page), "Undo", "the next action has the focus");
  await page.keyboard.press("Space");
  await page.waitForSelector("#undo button", { state: "detached" });
  await settled(page);
  assert.deepEqual(await shownIds(page), []);
});

onPage("skip link leads to the picker", async (page) => {
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  // The browser follows the link after the key press has returned.
  await page.waitForFunction(() => document.activeElement.id === "picker-section");
  await page.keyboard.press("Tab");
  assert.equal(await focusedName(page), "Why it is shown");
});

onPage("form is filled in by keyboard", async (page) => {
  await tabTo(page, "Change this person");
  await page.keyboard.press("Enter");
  await tabTo(page, "");
  await page.getByLabel("Email address").focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("dan@acme.example");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal((await shownIds(page)).length, 1);
  assert.equal(await focusedName(page), "Show the picker", "the form keeps the focus");
});

onPage("arrow keys select tabs", async (page) => {
  await tabTo(page, "Answer");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focusedName(page), "Request");
  await page.keyboard.press("End");
  assert.equal(await focusedName(page), "Connect");
  await page.keyboard.press("ArrowRight");
  assert.equal(await focusedName(page), "Answer");
  assert.equal(await page.locator("[role=tab][aria-selected=true]").first().innerText(), "Answer");
});

onPage("editor is opened, saved and left by keyboard", async (page) => {
  await tabTo(page, "Edit Acme");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".editor h3:focus");
  await tabTo(page, "Form");
  await page.getByLabel("Name", { exact: true }).focus();
  await page.keyboard.type(" Corporation");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".editor", { state: "detached" });
  await settled(page);
  assert.match(await focusedName(page), /^organization .*Corporation.*: changed/, "the report has the focus");
});

onPage("focus is always visible", async (page) => {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => {
      const element = document.activeElement;
      const marked = element.id === "import-file" ? element.nextElementSibling : element;
      return getComputedStyle(marked).outlineStyle;
    });
    assert.notEqual(outline, "none", await focusedName(page));
  }
});
