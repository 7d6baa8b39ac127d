// A browser on the playground of a `cargo local` of its own, for each test.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launched, startLocal } from "./chromium.mjs";

/** Opens a page with the settings of a test. */
export async function openPage(local, { viewport = { width: 1280, height: 900 }, colorScheme = "light" } = {}) {
  const context = await (await launched()).newContext({ viewport, colorScheme });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: local.url });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
}

/**
 * Defines a test with a page. After the test, the page must not have reported an error, opened a dialog, or sent a request to
 * another host.
 */
export function onPage(name, body, { query = "", options, refusals = 0, ...settings } = {}) {
  test(name, async () => {
    const local = await startLocal(options);
    const page = await openPage(local, settings);
    const problems = watch(page, local);
    try {
      await open(page, local, query);
      await body(page, local);
      assert.deepEqual(problems.other, []);
      assert.equal(problems.refused, refusals, "the number of refused requests");
    } finally {
      await page.context().close();
      local.stop();
    }
  });
}

/** Opens the page with a query, and waits until it is complete. */
export async function open(page, local, query) {
  await page.goto(`${local.url}/${query}`);
  await page.waitForSelector("html[data-ready]");
  await settled(page);
}

/** Waits until the page has finished all actions. */
export async function settled(page) {
  await page.waitForSelector('main[aria-busy="false"]');
}

function watch(page, local) {
  const problems = { other: [], refused: 0 };
  page.on("console", (message) => {
    // The browser reports a response with an error status, which the page shows to its user.
    if (message.text().startsWith("Failed to load resource: the server responded with a status of 4")) {
      problems.refused += 1;
    } else {
      problems.other.push(`console: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => problems.other.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    problems.other.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${local.url}/`) && !url.startsWith("data:")) {
      problems.other.push(`request: ${url}`);
    }
  });
  page.on("requestfailed", (request) => problems.other.push(`failed request: ${request.url()}`));
  return problems;
}

/** Returns the ids of the organizations in the picker, in their order. */
export function shownIds(page) {
  return page.locator("#cards > li").evaluateAll((cards) => cards.map((card) => card.dataset.organization));
}

/** Returns the ids of the organizations that are not shown. */
export function hiddenIds(page) {
  return page.locator("#hidden-cards > li").evaluateAll((cards) => cards.map((card) => card.dataset.organization));
}

/** Calls a function, and returns the response. */
export function call(local, path, body) {
  return fetch(`${local.url}/v1/b2b/discovery/${path}`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${local.project_id}:${local.secret}`)}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Asks for the list, and returns the body of the response. */
export async function ask(local, credential) {
  const response = await call(local, "organizations", credential);
  return response.json();
}

/** Returns the ids of the organizations of an answer. */
export function idsOf(answer) {
  return (answer.discovered_organizations ?? []).map(({ organization }) => organization.organization_id);
}

/** Drops a file with this text on an element. */
export async function dropFile(page, name, text, selector = "#data") {
  const transfer = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], name));
      return transfer;
    },
    [name, text],
  );
  await page.dispatchEvent(selector, "drop", { dataTransfer: transfer });
  await settled(page);
}
