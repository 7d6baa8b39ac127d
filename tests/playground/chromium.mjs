// Debian's Chromium and `cargo local`, for the tests of pages.
// The variable ORG_DISCOVERY_PROGRAM contains the path of the program of `cargo local`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser;
after(() => closeBrowser());

export async function closeBrowser() {
  await browser?.close();
}

export async function launched() {
  browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS });
  return browser;
}

/** Starts `cargo local` on free ports, and returns what it prints. */
export async function startLocal(options = []) {
  const program = spawn(process.env.ORG_DISCOVERY_PROGRAM, ["--json", "--port", "0", "--dynamodb-port", "0", ...options], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [line] = await once(createInterface(program.stdout), "line");
  return { ...JSON.parse(line), stop: () => program.kill() };
}
