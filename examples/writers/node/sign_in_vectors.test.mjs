// Compares the factors of logins with docs/sign-in-vectors.json.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as factors from "./factors.mjs";
import * as services from "./identity_services.mjs";
import { onExecutePostLogin } from "./auth0_action.cjs";
import { Refused } from "./limits.mjs";

const VECTORS = new URL("../../../docs/sign-in-vectors.json", import.meta.url);
const { at, malformed, now, sign_ins } = JSON.parse(readFileSync(VECTORS, "utf8"));

const camelCase = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

/** Returns the session that the writer makes of a login. A function that makes one factor leaves the address to its caller. */
function sessionOf({ function: name, arguments: given, session }) {
  const service = services[name];
  if (service) return service(...given, now);
  const factor = factors[camelCase(name)](...given, at);
  const address = session?.email_address;
  if (address) factors.checkFactors([factor], address);
  return { email_address: address, authentication_factors: [factor] };
}

for (const vector of sign_ins) {
  test(`${vector.source}: ${vector.case}`, () => {
    if (vector.refused) assert.throws(() => sessionOf(vector), Refused);
    else assert.deepEqual(sessionOf(vector), vector.session);
  });
}

test("claims that are missing or of another type are refused", () => {
  for (const vector of malformed) {
    const session = { email_address: "ann@acme.example" };
    assert.throws(() => sessionOf({ ...vector, session }), Refused, JSON.stringify(vector));
  }
});

test("the time of a sign-in", () => {
  assert.equal(services.signInTime(now, now), at);
  assert.equal(services.signInTime(now - 300, now), "2025-12-31T23:55:00Z");
  assert.equal(services.signInTime(now + 60, now), "2026-01-01T00:01:00Z");
  for (const seconds of [now - 301, now + 61, undefined, null, String(now), now + 0.5, NaN]) {
    assert.throws(() => services.signInTime(seconds, now), Refused, String(seconds));
  }
});

const actionClaims = async (event) => {
  const claims = {};
  await onExecutePostLogin(event, { idToken: { setCustomClaim: (name, value) => (claims[name] = value) } });
  return claims;
};

test("the Action of Auth0 names the identity that was used", async () => {
  const identities = [
    { connection: "email", provider: "email", user_id: "e1" },
    {
      connection: "github",
      provider: "github",
      user_id: 583231,
      profileData: { email: "ann@home.example", email_verified: true },
    },
  ];
  const user = { email: "ann@acme.example", email_verified: false, identities };
  const methods = [
    { name: "federated", timestamp: "2026-01-01T00:00:02.000Z" },
    { name: "mfa", timestamp: "2026-01-01T00:00:03.000Z" },
    { name: "email", timestamp: "2026-01-01T00:00:01.000Z" },
  ];
  const event = { user, connection: { id: "con_6", name: "github", strategy: "github" }, authentication: { methods } };
  const linked = { user_id: "583231", email: "ann@home.example", email_verified: true, method: "federated" };
  assert.deepEqual(await actionClaims(event), { connection: { id: "con_6", strategy: "github", ...linked } });
  const first = { ...event, connection: { id: "con_1", name: "email", strategy: "email" }, authentication: undefined };
  const own = { user_id: "e1", email: "ann@acme.example", email_verified: false, method: undefined };
  assert.deepEqual(await actionClaims(first), { connection: { id: "con_1", strategy: "email", ...own } });
});

test("the Action of Auth0 names no identity that it cannot know", async () => {
  const connection = { id: "con_1", name: "email", strategy: "email" };
  const twice = [1, 2].map((number) => ({ connection: "email", user_id: `e${number}` }));
  assert.deepEqual(await actionClaims({ connection, user: { identities: twice } }), {});
  assert.deepEqual(await actionClaims({ connection, user: { identities: [] } }), {});
});
