// Makes the screenshots of docs/images: node tests/playground/screenshots.mjs FOLDER

import { openPage, open, settled } from "./browser.mjs";
import { closeBrowser, startLocal } from "./chromium.mjs";

const PHONE = { width: 390, height: 844 };
const WINDOW = { width: 1280, height: 860 };

/** A person who can join one organization and does not see another. */
const HAL = "?email=hal@hooli.example&factor=magic_link&tenant=slack:T0GLOBEX";

const SCENES = [
  { name: "playground-light", query: HAL, viewport: WINDOW, colorScheme: "light" },
  { name: "playground-dark", query: HAL, viewport: WINDOW, colorScheme: "dark" },
  { name: "playground-phone", query: "?story=not-shown", viewport: PHONE, colorScheme: "light" },
];

const local = await startLocal();
try {
  for (const { name, query, ...settings } of SCENES) {
    const page = await openPage(local, settings);
    await open(page, local, query);
    await settled(page);
    await page.screenshot({ path: `${process.argv[2]}/${name}.png` });
    await page.context().close();
  }
} finally {
  await closeBrowser();
  local.stop();
}
