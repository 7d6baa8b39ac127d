// Runs the official Node.js client against a running `cargo local`; see ../README.md.
// This client does not validate the response, so the test checks its parts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { REQUEST_ID, checkError, clientOf, everyField, local, read } from "./support.mjs";

const CREDENTIALS = {
  intermediate: ["intermediate_session_token"],
  member: ["session_token", "session_jwt"],
};

const expected = read(new URL("../expected.json", import.meta.url));
const errors = read(new URL("../errors.json", import.meta.url));

const list = (args, credentials) => clientOf(credentials).discovery.organizations.list(args);

function changedJwt() {
  const jwt = local.sessions.find((s) => s.session_jwt).session_jwt;
  // Changes the first character, because the last one may contain unused bits.
  const at = jwt.lastIndexOf(".") + 1;
  return jwt.slice(0, at) + (jwt[at] === "A" ? "B" : "A") + jwt.slice(at + 1);
}

const seen = (entry) => ({
  name: entry.organization.organization_name,
  type: entry.membership.type,
  details: entry.membership.details,
  primary_required: entry.primary_required,
  mfa_required: entry.mfa_required,
  member_authenticated: entry.member_authenticated,
});

function expectedEntry([name, type, rest = {}]) {
  const { details = null, primary_required = null, mfa_required = null } = rest;
  const member_authenticated = primary_required === null && mfa_required === null;
  return { name, type, details, primary_required, mfa_required, member_authenticated };
}

function checkAnswer(response, facts) {
  assert.equal(response.status_code, 200);
  assert.match(response.request_id, REQUEST_ID);
  assert.equal(response.email_address, facts.email_address);
  assert.equal(response.organization_id_hint, facts.organization_id_hint ?? null);
  assert.deepEqual(response.discovered_organizations.map(seen), facts.organizations.map(expectedEntry));
  for (const { organization, membership } of response.discovered_organizations) {
    if (membership.type.startsWith("eligible_to_join_by_")) {
      assert.equal(membership.member, null);
    } else {
      assert.equal(membership.member.organization_id, organization.organization_id);
      assert.equal(membership.member.email_address, facts.email_address);
    }
  }
}

test("the sessions are the expected ones", () => {
  const names = local.sessions.map((s) => s.name);
  assert.deepEqual(names.toSorted(), Object.keys(expected).toSorted());
});

for (const session of local.sessions) {
  for (const credential of CREDENTIALS[session.kind]) {
    test(`session ${session.name}: ${credential}`, async () => {
      const facts = expected[session.name];
      assert.ok(facts, "not in expected.json");
      assert.ok(session[credential], "the session does not have this credential");
      const call = list({ [credential]: session[credential] });
      if (facts.error_type) {
        await checkError(call, facts.status_code ?? 404, facts.error_type);
      } else {
        checkAnswer(await call, facts);
      }
    });
  }
}

test("every field is returned", async () => {
  const { intermediate_session_token } = local.sessions.find(({ name }) => name === "every-field");
  const { discovered_organizations } = await list({ intermediate_session_token });
  assert.deepEqual(discovered_organizations, [await everyField()]);
});

for (const { case: name, arguments: given, status_code, error_type, ...credentials } of errors) {
  test(`error: ${name}`, async () => {
    const args = { ...given };
    if (args.session_jwt === "{changed session_jwt}") args.session_jwt = changedJwt();
    await checkError(list(args, credentials), status_code, error_type);
  });
}

// The client fetches the key set and verifies the JWT itself.
for (const { name, session_jwt } of local.sessions.filter((s) => s.session_jwt)) {
  test(`session ${name}: session_jwt is validated locally`, async () => {
    const claims = JSON.parse(Buffer.from(session_jwt.split(".")[1], "base64url").toString());
    const session = await clientOf().sessions.authenticateJwtLocal({ session_jwt });
    assert.equal(session.member_session_id, claims["https://stytch.com/session"].id);
    assert.equal(session.member_id, claims.sub);
    assert.equal(session.organization_id, claims["https://stytch.com/organization"].organization_id);
  });
}

test("error: a JWT with a changed signature is rejected locally", async () => {
  const call = clientOf().sessions.authenticateJwtLocal({ session_jwt: changedJwt() });
  await assert.rejects(call, (error) => error.code === "jwt_invalid");
});

test("the key set has every field", async () => {
  const response = await clientOf().sessions.getJWKS({ project_id: local.project_id });
  assert.equal(response.status_code, 200);
  assert.notEqual(response.keys.length, 0);
  const fields = ["alg", "e", "key_ops", "kid", "kty", "n", "use", "x5c", "x5tS256"];
  for (const key of response.keys) assert.deepEqual(Object.keys(key), fields);
});

test("error: the key set of another project", async () => {
  const call = clientOf().sessions.getJWKS({ project_id: "project-test-99999999-9999-4999-8999-999999999999" });
  await checkError(call, 400, "invalid_project_id_authentication");
});

// Without arguments, this client sends no body.
test("error: no arguments", async () => {
  await checkError(list(undefined), 400, "no_session_arguments");
});
