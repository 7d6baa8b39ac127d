// Makes the screenshot of docs/images: node tests/sign-in/screenshot.mjs FOLDER

import { closeBrowser, launched, startLocal } from "../playground/chromium.mjs";
import { Person, startServer } from "./application.mjs";

const local = await startLocal();
const server = await startServer(local);
try {
  const page = await (await launched()).newPage({ viewport: { width: 760, height: 640 } });
  await new Person(page, server, local).signInByMail("carla@consulting.example");
  await page.screenshot({ path: `${process.argv[2]}/sign-in-picker.png` });
} finally {
  await closeBrowser();
  server.stop();
  local.stop();
}
