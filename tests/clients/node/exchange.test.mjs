// Exchanges sessions with the official Node.js client against a running `cargo local`; see ../README.md.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { REQUEST_ID, checkError, clientOf, everyField, local, read } from "./support.mjs";

const { email_address, sessions, every_field } = read(process.env.ORG_DISCOVERY_CLIENT_SESSIONS).node;
const demo = Object.fromEntries(local.sessions.map((session) => [session.name, session]));

const organizationId = (number) => `organization-test-00000000-0000-4000-8000-00000000000${number}`;
const [ACME, GLOBEX, INITECH, HOOLI, UNKNOWN] = [1, 2, 3, 4, 9].map(organizationId);
const OWN = "Own organization of node";
const CLAIMS = { theme: "dark", seats: [1, 2.5, null] };
const CREATOR_ROLES = ["stytch_member", "stytch_admin"];
const FIELDS = [
  "intermediate_session_token",
  "member",
  "member_authenticated",
  "member_device",
  "member_id",
  "member_session",
  "mfa_required",
  "organization",
  "primary_required",
  "request_id",
  "session_jwt",
  "session_token",
  "status_code",
];

const client = clientOf();
const exchange = (intermediate_session_token, organization_id, more) =>
  client.discovery.intermediateSessions.exchange({ intermediate_session_token, organization_id, ...more });
const exchangeMemberSession = (args) => client.sessions.exchange(args);
const create = (intermediate_session_token, more) =>
  client.discovery.organizations.create({ intermediate_session_token, ...more });
const list = (args) => client.discovery.organizations.list(args);

async function listed(args) {
  const { discovered_organizations: entries } = await list(args);
  const seen = (e) => [e.organization.organization_name, [e.membership.type, e.member_authenticated]];
  return Object.fromEntries(entries.map(seen));
}

function checkResponse(response) {
  assert.deepEqual(Object.keys(response).toSorted(), FIELDS);
  assert.equal(response.status_code, 200);
  assert.match(response.request_id, REQUEST_ID);
  assert.equal(response.member_device, null);
  assert.equal(response.member_id, response.member.member_id);
  assert.equal(response.member.organization_id, response.organization.organization_id);
}

// Checks that the client validates the JWT, and reads the response's session from it.
async function checkJwt({ session_jwt, member_session }) {
  const session = await client.sessions.authenticateJwtLocal({ session_jwt });
  // The client adds milliseconds to this timestamp.
  const expires_at = new Date(member_session.expires_at).toISOString();
  assert.deepEqual(session, { ...member_session, expires_at });
}

async function checkSignedIn(response, organization, roles, minutes = 60, custom_claims = {}) {
  checkResponse(response);
  assert.equal(response.member_authenticated, true);
  assert.equal(response.intermediate_session_token, "");
  assert.deepEqual([response.primary_required, response.mfa_required], [null, null]);
  assert.equal(response.organization.organization_name, organization);
  assert.equal(response.member.status, "active");
  assert.equal(response.member.email_address, email_address);
  const session = response.member_session;
  assert.equal(session.member_id, response.member_id);
  assert.equal(session.organization_id, response.organization.organization_id);
  assert.equal(session.organization_slug, response.organization.organization_slug);
  assert.deepEqual(session.roles, roles);
  assert.deepEqual(session.custom_claims, custom_claims);
  assert.equal(Date.parse(session.expires_at) - Date.parse(session.started_at), minutes * 60_000);
  await checkJwt(response);
}

function checkFactorsRequired(response, token) {
  checkResponse(response);
  assert.equal(response.member_authenticated, false);
  assert.equal(response.intermediate_session_token, token);
  assert.deepEqual([response.session_token, response.session_jwt], ["", ""]);
  assert.equal(response.member_session, null);
}

// A successful exchange spends its session, so each session is exchanged once, before the tests.
let joined, created, signedIn;
before(async () => {
  const more = { session_duration_minutes: 30, session_custom_claims: CLAIMS, locale: "en" };
  joined = await exchange(sessions.join, ACME, more);
  const organization = { organization_name: OWN, organization_slug: "node", trusted_metadata: { plan: "pro" } };
  created = await create(sessions.create, organization);
  signedIn = await exchange(sessions.sign_in, "node");
});

test("an eligible person joins", async () => {
  await checkSignedIn(joined, "Acme", ["stytch_member"], 30, CLAIMS);
  assert.equal(joined.member.email_address_verified, true);
  assert.deepEqual(joined.member_session.authentication_factors.map((f) => f.type), ["magic_link"]);
});

test("a new session lists active memberships", async () => {
  const expected = { Acme: ["active_member", true], [OWN]: ["active_member", true] };
  for (const { session_token, session_jwt } of [joined, created, signedIn]) {
    assert.deepEqual(await listed({ session_token }), expected);
    assert.deepEqual(await listed({ session_jwt }), expected);
  }
});

test("a spent session is not found", async () => {
  for (const token of Object.values(sessions)) {
    const notFound = (call) => checkError(call, 404, "intermediate_session_not_found");
    await notFound(exchange(token, ACME));
    await notFound(create(token));
    await notFound(list({ intermediate_session_token: token }));
  }
});

test("an organization is created", async () => {
  await checkSignedIn(created, OWN, CREATOR_ROLES);
  assert.equal(created.organization.organization_slug, "node");
  assert.deepEqual(created.organization.trusted_metadata, { plan: "pro" });
  assert.deepEqual(created.member.roles.map((role) => role.role_id), ["stytch_admin"]);
});

test("the created organization is entered with another session", async () => {
  await checkSignedIn(signedIn, OWN, CREATOR_ROLES);
  assert.equal(signedIn.member_id, created.member_id);
  assert.notEqual(signedIn.member_session.member_session_id, created.member_session.member_session_id);
});

for (const credential of ["session_token", "session_jwt"]) {
  test(`a member session is exchanged by its ${credential}`, async () => {
    const { organization_id } = created.organization;
    const response = await exchangeMemberSession({ organization_id, [credential]: joined[credential] });
    checkResponse(response);
    assert.equal(response.member_authenticated, true);
    assert.equal(response.member_id, created.member_id);
    assert.notEqual(response.session_token, joined.session_token);
    assert.equal(response.member_session.expires_at, joined.member_session.expires_at);
    await checkJwt(response);
  });
}

test("an organization that is not listed is not found", async () => {
  const token = demo.consultant.intermediate_session_token;
  const notFound = (call) => checkError(call, 404, "organization_not_found");
  await notFound(exchange(token, HOOLI));
  await notFound(exchange(token, UNKNOWN));
  const { session_token } = joined;
  await notFound(exchangeMemberSession({ session_token, organization_id: GLOBEX }));
});

test("a missing second factor keeps the session", async () => {
  const token = demo["mfa-required"].intermediate_session_token;
  for (let n = 0; n < 2; n++) {
    const response = await exchange(token, INITECH);
    checkFactorsRequired(response, token);
    assert.equal(response.primary_required, null);
    const member_options = { mfa_phone_number: "XXXXXXX1234", totp_registration_id: "" };
    assert.deepEqual(response.mfa_required, { member_options, secondary_auth_initiated: null });
  }
});

test("a missing second factor of a member session gives an intermediate session", async () => {
  const { session_token } = demo["member-session"];
  const response = await exchangeMemberSession({ session_token, organization_id: INITECH });
  const token = response.intermediate_session_token;
  assert.ok(token);
  checkFactorsRequired(response, token);
  assert.ok(response.mfa_required);
  assert.deepEqual((await listed({ intermediate_session_token: token })).Initech, ["active_member", false]);
  checkFactorsRequired(await exchange(token, INITECH), token);
});

test("a missing primary factor keeps the session", async () => {
  const token = demo["github-unproven"].intermediate_session_token;
  const response = await exchange(token, GLOBEX);
  checkFactorsRequired(response, token);
  assert.equal(response.mfa_required, null);
  const allowed_auth_methods = ["magic_link", "email_otp", "google_oauth", "microsoft_oauth"];
  assert.deepEqual(response.primary_required, { allowed_auth_methods });
});

test("every field is returned", async () => {
  const response = await exchange(every_field, "umbrella");
  assert.equal(response.member_authenticated, true);
  const entry = await everyField();
  assert.deepEqual(response.member, entry.membership.member);
  assert.deepEqual(response.organization, entry.organization);
});

test("a response without a Member is returned", async () => {
  const response = await create(demo["github-unproven"].intermediate_session_token, { organization_slug: "unused" });
  assert.deepEqual([response.member, response.organization, response.member_id], [null, null, ""]);
  assert.equal(response.member_authenticated, false);
});

test("error: the slug of another organization", async () => {
  const call = create(demo.consultant.intermediate_session_token, { organization_slug: "acme" });
  await checkError(call, 400, "organization_slug_already_used");
});
