// Runs the function of examples/sdks/node/list_with_actions.mjs against every error of docs/errors.md; see ../README.md.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { listOrganizations } from "./list_with_actions.mjs";
import { clientOf, local, numberOfRequests, read } from "./support.mjs";

const { answers } = read(new URL("../gateway_errors.json", import.meta.url));
const { discovery } = clientOf({ url: process.env.ORG_DISCOVERY_GATEWAY });
const WAIT = "wait and repeat";
// The rows of the table of errors: status, error type and action.
const ROW = /^\| (\d{3}) \| `(\w+)` \|.*\| ([a-z ]+) \|$/gm;
const errors = [...readFileSync(new URL("../errors.md", import.meta.url), "utf8").matchAll(ROW)];

async function check(token, action) {
  const before = await numberOfRequests(token);
  const result = await listOrganizations(discovery, { intermediate_session_token: token }, { firstDelay: 1 });
  assert.deepEqual(result, { action }, token);
  assert.equal((await numberOfRequests(token)) - before, action === WAIT ? 4 : 1, token);
}

test("errors of the functions", async () => {
  assert.equal(errors.length, 20);
  for (const [, status, error_type, action] of errors) await check(`${status} ${error_type}`, action);
});

for (const { case: name, kind, action } of answers) {
  test(`answer: ${name}`, async () => {
    // The client does not return the status code of an answer that is not JSON, so all of them are repeated.
    await check(name, ["text", "empty", "web page"].includes(kind) ? WAIT : action);
  });
}

test("organizations are returned", async () => {
  const { intermediate_session_token } = local.sessions.find(({ name }) => name === "consultant");
  const { organizations } = await listOrganizations(clientOf().discovery, { intermediate_session_token });
  const names = organizations.map(({ organization }) => organization.organization_name);
  assert.deepEqual(names, ["Acme", "Globex", "Initech"]);
});

test("delays are random and limited", async (t) => {
  for (const [random, delays] of [
    [0, 0],
    [1, 1750],
  ]) {
    t.mock.method(Math, "random", () => random);
    const started = performance.now();
    await listOrganizations(discovery, { intermediate_session_token: "HTTP API 503" });
    const took = performance.now() - started;
    // Timers can end one millisecond early.
    assert.ok(took >= delays - 3 && took < delays + 1000, `${took} ms`);
  }
});
