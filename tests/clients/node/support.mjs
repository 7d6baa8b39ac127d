// The common code of the tests: the client, the output of `cargo local --json`, and a check of errors.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import stytch from "stytch";

export const REQUEST_ID = /^request-id-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// The client logs a warning if the address is not Stytch's.
console.warn = () => {};

export const read = (path) => JSON.parse(readFileSync(path, "utf8"));
export const local = read(process.env.ORG_DISCOVERY_LOCAL);

export function clientOf({ project_id = local.project_id, secret = local.secret, url = local.url } = {}) {
  // `custom_base_url` accepts only https; `env` accepts any address.
  return new stytch.B2BClient({ project_id, secret, env: url });
}

// The entry of the demo session `every-field` as the service sends it.
export async function everyField() {
  const { intermediate_session_token } = local.sessions.find(({ name }) => name === "every-field");
  const response = await fetch(new URL("/v1/b2b/discovery/organizations", local.url), {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${local.project_id}:${local.secret}`)}` },
    body: JSON.stringify({ intermediate_session_token }),
  });
  return (await response.json()).discovered_organizations[0];
}

// The number of requests with this token that ../gateway_stub.py has received.
export async function numberOfRequests(token) {
  const response = await fetch(`${process.env.ORG_DISCOVERY_GATEWAY}/requests`);
  return (await response.json())[token] ?? 0;
}

export async function checkError(call, status_code, error_type) {
  const error = await call.then(
    () => assert.fail(`no error, expected ${error_type}`),
    (e) => e,
  );
  assert.ok(error instanceof stytch.StytchError, `unexpected error: ${error}`);
  assert.deepEqual([error.status_code, error.error_type], [status_code, error_type]);
  assert.match(error.request_id, REQUEST_ID);
  assert.ok(error.error_message);
  assert.equal(error.error_url, `https://stytch.com/docs/api/errors/${status_code}#${error_type}`);
}
