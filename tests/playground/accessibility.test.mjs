// axe finds nothing, in every state of the page.

import assert from "node:assert/strict";
import axe from "axe-core";
import { onPage, open } from "./browser.mjs";

async function requireAccessible(page, state) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    axe.run(document, {
      runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    }),
  );
  const found = violations.map(({ id, nodes }) => `${state}: ${id}: ${nodes.map((node) => node.html).slice(0, 3)}`);
  assert.deepEqual(found, []);
}

for (const [colorScheme, width] of [
  ["light", 1280],
  ["dark", 1280],
  ["light", 360],
]) {
  onPage(
    `axe has no findings: ${colorScheme}, ${width} pixels`,
    async (page, local) => {
      for (const query of ["?story=consultant", "?story=not-shown", "?story=github-unproven", "?story=expired"]) {
        await open(page, local, query);
        await requireAccessible(page, query);
      }
      await page.locator("#own details").evaluate((details) => (details.open = true));
      await page.getByRole("button", { name: "Add a tenant" }).click();
      await page.getByRole("button", { name: "Members of Acme" }).click();
      for (const name of ["Edit Acme", "Edit amy@acme.example"]) {
        await page.getByRole("button", { name }).click();
        await page.waitForSelector(".editor");
        await requireAccessible(page, name);
        await page.locator(".editor").getByRole("tab", { name: "JSON" }).click();
        await requireAccessible(page, `${name} as JSON`);
      }
      for (const tab of ["Request", "Session", "Reads", "Log line", "Connect"]) {
        await page.getByRole("tab", { name: tab }).click();
        await requireAccessible(page, tab);
      }
    },
    { colorScheme, viewport: { width, height: 900 } },
  );
}

onPage("headings, landmarks and live regions have names", async (page) => {
  const headings = await page.getByRole("heading").evaluateAll((all) => all.map((one) => `${one.tagName} ${one.innerText}`));
  assert.deepEqual(headings.slice(0, 4), [
    "H1 Which organizations can this person enter?",
    "H2 Who signs in",
    "H2 What the person sees",
    "H3 Choose an organization",
  ]);
  assert.equal((await page.getByRole("region").count()) > 4, true);
  assert.match(await page.getByRole("status").innerText(), /3 organizations are shown/);
});
