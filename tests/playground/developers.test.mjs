// The developer's view.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { flatten, parseJsonText } from "../../local/playground/json_text.js";
import { call, dropFile, onPage, settled } from "./browser.mjs";

function withoutRequestId({ request_id: _, ...answer }) {
  return answer;
}

onPage("answer is shown as it was sent, and folds", async (page) => {
  const text = (await page.locator(".json").innerText()).replace(/\n/g, "");
  assert.equal(JSON.parse(text).discovered_organizations.length, 3);
  const first = page.locator(".json details details").first();
  await first.locator("> summary").click();
  assert.ok((await page.locator(".json").innerText()).length < text.length / 5);
});

onPage("copied curl command returns the answer", async (page) => {
  const answer = JSON.parse((await page.locator(".json").innerText()).replace(/\n/g, ""));
  await page.getByRole("tab", { name: "Request" }).click();
  await page.getByRole("button", { name: "Copy: curl: request" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await page.locator(".code code").last().innerText());
  const returned = JSON.parse(execFileSync("bash", ["-c", copied]));
  assert.deepEqual(withoutRequestId(returned), withoutRequestId(answer));
});

onPage("code is selected where the browser cannot copy", async (page) => {
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.getByRole("tab", { name: "Request" }).click();
  await page.getByRole("button", { name: "Copy: curl: request" }).click();
  await page.getByText("Selected: press Ctrl-C", { exact: true }).waitFor();
  assert.match(await page.evaluate(() => getSelection().toString()), /^curl -s http/);
});

onPage(
  "spent session is explained",
  async (page, local) => {
    await page.getByRole("tab", { name: "Session" }).click();
    const exchange = await call(local, "intermediate_sessions/exchange", {
      intermediate_session_token: "demo-eligible-by-domain-0000000000000000000=",
      organization_id: "acme",
    });
    assert.equal(exchange.status, 200);
    await page.getByRole("link", { name: "not-shown" }).click();
    await settled(page);
    await page.getByRole("link", { name: "eligible-by-domain" }).click();
    await settled(page);
    assert.match(await page.locator("#picker").innerText(), /Please sign in again.*Reset the data/s);
    assert.match(await page.locator("#developers").innerText(), /The session is not stored any more/);
  },
  { query: "?story=eligible-by-domain" },
);

onPage("long answer begins folded, except differences", async (page) => {
  const organizations = Array.from({ length: 20 }, (_, index) => ({
    organization_id: `many-${index}`,
    organization_name: `Many ${index}`,
    members: [{ member_id: `m-${index}`, email_address: "lou@many.example" }],
  }));
  await dropFile(page, "many.json", JSON.stringify({ organizations }));
  await page.locator("#own summary").click();
  await page.getByLabel("Email address").fill("lou@many.example");
  await page.getByRole("button", { name: "Show the picker" }).click();
  await settled(page);
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.equal(await page.locator(".json details[open]").count(), 2);
  await page.getByRole("button", { name: "Edit Many 3", exact: true }).click();
  await page.getByLabel("Name", { exact: true }).fill("Many 3!");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForSelector(".json mark");
  assert.equal(await page.locator(".json mark").first().isVisible(), true);
  await page.getByRole("button", { name: "Unfold all" }).click();
  assert.equal(await page.locator(".json details:not([open])").count(), 0);
  await page.getByRole("button", { name: "Fold all", exact: true }).click();
  assert.equal(await page.locator(".json details[open]").count(), 0);
});

onPage("request is offered in nine languages", async (page) => {
  await page.getByRole("tab", { name: "Request" }).click();
  for (const language of ["curl", "Python", "Node.js", "Go", "Java", "Ruby", "PHP", ".NET", "Rust"]) {
    await page.getByRole("tab", { name: language, exact: true }).click();
    assert.match(await page.locator("#developers pre").last().innerText(), /demo-consultant-0/, language);
  }
});

onPage("session, reads, log line and connections are shown", async (page) => {
  for (const [tab, texts] of [
    ["Session", ['"kind": {', '"S": "ist"', "putIntermediateSession"]],
    ["Reads", ["4 calls in 3 round trips, 5.5 read units", "BatchGetItem", "org-discovery-members"]],
    ["Log line", ['"message": "request answered"', '"store.read_units": 5.5']],
    ["Connect", ["AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:", "new_with_base_url"]],
  ]) {
    await page.getByRole("tab", { name: tab }).click();
    const shown = await page.locator("#developers").innerText();
    texts.forEach((text) => assert.ok(shown.includes(text), `${tab}: ${text} is not in ${shown}`));
  }
});

onPage("differences from the answer before are marked", async (page) => {
  assert.equal(await page.locator(".json mark").count(), 0);
  await page.getByRole("link", { name: "invited-newcomer" }).click();
  await settled(page);
  assert.ok((await page.locator(".json mark").count()) > 5);
  assert.match(await page.locator("#developers").innerText(), /values removed/);
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  assert.equal(await page.locator(".json mark").count(), 0);
});

test("text of every value is kept", () => {
  const text = '{"a":[1.0,1e5,-0.0,"\\u00e9\\"",true,null,{}],"b":{"c":[]}}';
  assert.deepEqual(
    [...flatten(parseJsonText(text))],
    [
      ['/"a"/0', "1.0"],
      ['/"a"/1', "1e5"],
      ['/"a"/2', "-0.0"],
      ['/"a"/3', '"\\u00e9\\""'],
      ['/"a"/4', "true"],
      ['/"a"/5', "null"],
      ['/"a"/6', "object"],
      ['/"b"/"c"', "array"],
    ],
  );
});
