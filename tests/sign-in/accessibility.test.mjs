// axe finds nothing on the pages of the example, on a wide screen and on a phone.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { inBrowser } from "./application.mjs";

// The package is installed for the tests of the playground.
const axe = readFileSync(createRequire(new URL("../playground/", import.meta.url)).resolve("axe-core/axe.min.js"), "utf8");

async function requireAccessible(page, state) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  const found = violations.map(({ id, nodes }) => `${state}: ${id}: ${nodes.map((node) => node.html).slice(0, 3)}`);
  assert.deepEqual(found, []);
}

for (const [colorScheme, width] of [
  ["light", 1000],
  ["dark", 360],
]) {
  inBrowser(`axe has no findings: ${colorScheme}, ${width} pixels`, async (person) => {
    const { page } = person;
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await page.goto(`${person.server.url}/?notice=ended`);
    await requireAccessible(page, "sign-in");
    await person.signInByMail("mia@initech.example");
    await requireAccessible(page, "picker");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `${overflow} pixels too wide`);
    await person.enter("Initech");
    await requireAccessible(page, "second factor");
    await person.press("Send the code");
    await requireAccessible(page, "code");
    await person.signInByMail("carla@consulting.example");
    await person.enter("Acme");
    await requireAccessible(page, "organization");
  });
}
