// Checks how the official Node.js client presents the answers of a gateway; see ../README.md.

import assert from "node:assert/strict";
import { test } from "node:test";
import stytch from "stytch";
import { clientOf, numberOfRequests, read } from "./support.mjs";

const { answers, clients } = read(new URL("../gateway_errors.json", import.meta.url));
const url = process.env.ORG_DISCOVERY_GATEWAY;
const list = (token) => clientOf({ url }).discovery.organizations.list({ intermediate_session_token: token });

// The body, or its text if it is not JSON.
function bodyOf({ body }) {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

// The class of the error, and the fields that contain the status code and the body.
function presented(error, answer) {
  const names = Object.entries(stytch).filter(([, type]) => typeof type === "function" && error.constructor === type);
  const seen = { error: names[0]?.[0] ?? String(error) };
  if (error.status_code === answer.status && answer.status) seen.status = "status_code";
  const { body } = answer;
  if (body && error.message === JSON.stringify(bodyOf(answer))) seen.body = "message";
  return seen;
}

for (const answer of answers) {
  test(`answer: ${answer.case}`, async () => {
    const before = await numberOfRequests(answer.case);
    const expected = clients["Node.js"][answer.kind];
    if (expected.returns) {
      assert.deepEqual(await list(answer.case), bodyOf(answer));
      assert.equal(expected.returns, "the body");
    } else {
      const error = await list(answer.case).then(
        () => assert.fail("no error"),
        (e) => e,
      );
      assert.deepEqual(presented(error, answer), expected);
      assert.deepEqual([error.error_type, error.request_id, error.status_code], [undefined, undefined, undefined]);
    }
    // The client does not repeat the request.
    assert.equal((await numberOfRequests(answer.case)) - before, 1);
  });
}

// The reason why docs/errors.md warns against logging error objects.
test("a RequestError contains the session token", async () => {
  const error = await list("closed").catch((e) => e);
  assert.ok(error instanceof stytch.RequestError);
  assert.deepEqual(error.request.data, { intermediate_session_token: "closed" });
});
