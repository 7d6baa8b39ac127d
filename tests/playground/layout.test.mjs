// The page fits narrow and wide screens.

import assert from "node:assert/strict";
import { onPage, open } from "./browser.mjs";

for (const width of [360, 800, 1100, 1600]) {
  onPage(
    `page fits ${width} pixels`,
    async (page, local) => {
      for (const query of ["?story=consultant", "?story=not-shown", "?story=github-unproven"]) {
        await open(page, local, query);
        await page.locator("#own details").evaluate((details) => (details.open = true));
        await page.getByRole("button", { name: "Members of Acme" }).click();
        await page.getByRole("button", { name: "Edit Acme" }).click();
        await page.waitForSelector(".editor");
        for (const tab of ["Answer", "Request", "Session", "Reads", "Log line", "Connect"]) {
          await page.getByRole("tab", { name: tab }).click();
          const [content, visible] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
          assert.ok(content <= visible, `${query} ${tab}: ${content} > ${visible}`);
        }
      }
    },
    { viewport: { width, height: 800 } },
  );
}

onPage(
  "buttons of a table are in view on a phone",
  async (page) => {
    for (const name of ["Edit Acme", "Members of Acme"]) {
      const box = await page.getByRole("button", { name }).boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= 360, `${name}: ${JSON.stringify(box)}`);
    }
  },
  { viewport: { width: 360, height: 800 } },
);

onPage(
  "reasons are next to the stories on a tablet",
  async (page) => {
    const [stories, hidden] = [await page.locator("#who").boundingBox(), await page.locator("#hidden").boundingBox()];
    assert.ok(hidden.x > stories.x + stories.width && hidden.y < 800, JSON.stringify(hidden));
  },
  { viewport: { width: 900, height: 800 }, query: "?story=not-shown" },
);

onPage(
  "picker is near the top of a phone",
  async (page) => {
    const top = (await page.locator("#picker").boundingBox()).y;
    assert.ok(top < 800, `${top}`);
    const selected = await page.locator("#stories [aria-current]").boundingBox();
    assert.ok(selected.x >= 0 && selected.x < 360, "the selected story is in view");
  },
  { viewport: { width: 360, height: 800 }, query: "?story=tied-to-globex" },
);
