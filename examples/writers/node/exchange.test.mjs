// Exchanges sessions with a running `cargo local`, whose list decides.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import {
  AT, client, factorsOf, inAnHour, list, local, mail, memberItem, project, RUN, sessionItem, signIn, signInMember, writer,
} from "./cargo_local.mjs";
import * as items from "./items.mjs";
import { withElement, withFields } from "./json_text.mjs";
import { Overtaken, Refused, Writer } from "./writer.mjs";

after(() => client.destroy());

const PHONE = "+15550100001";
const factor = (type, delivery_method, detail) => ({ type, delivery_method, last_authenticated_at: AT, ...detail });
const slack = (provider_subject) => factor("oauth", "oauth_slack", { slack_oauth_factor: { provider_subject } });
const password = (fields) => factor("password", "knowledge", { password_factor: fields });
const sms = factor("otp", "sms", { phone_number_factor: { phone_number: PHONE } });
const recoveryCode = factor("recovery_codes", "recovery_code");

/** Calls the list, then `change` once, as another writer would between the list and the commit. */
function listThen(change) {
  let calls = 0;
  return async (credential) => {
    const response = await list(credential);
    if (++calls === 1) await change();
    return response;
  };
}

let count = 0;
/** Puts an organization with a domain of its own. */
async function organization(settings = {}) {
  const name = `node-${RUN}-${++count}`;
  const given = { organization_id: `organization-test-${name}`, organization_name: name, organization_slug: name, ...settings };
  await writer.putOrganization(given);
  return { ...given, domain: `${name}.example` };
}

/** Puts an organization that a person may join by domain, with its first verified Member. */
async function joinable(settings = {}) {
  const jit = { email_jit_provisioning: "RESTRICTED", email_allowed_domains: [`node-${RUN}-${count + 1}.example`] };
  const acme = await organization({ ...jit, ...settings });
  const first = await member(acme, "first", { email_address_verified: true });
  return { ...acme, first };
}

async function member({ organization_id, domain }, name, fields = {}) {
  const given = { organization_id, member_id: `member-test-${name}-${domain}`, email_address: `${name}@${domain}`, ...fields };
  await writer.putMember(given);
  return given;
}

const memberSession = async (...given) => (await signInMember(...given)).token;
const memberAt = async (address, acme) => JSON.parse((await memberItem(address, acme)).object.S);
const isValid = async (token) => Array.isArray((await list({ session_token: token })).discovered_organizations);
const countOf = async ({ organization_id, domain }) => {
  const counter = await writer.get("organizations", items.counterKey(project, organization_id, domain));
  return Number(counter?.verified_members.N ?? 0);
};
/** Leaves only the outcome of an exchange. */
const outcomeOf = async (exchange) => (await exchange).outcome;

test("an active Member is signed in and stays unchanged", async () => {
  const acme = await organization();
  const jane = await member(acme, "jane", { email_address_verified: true });
  const before = await memberItem(jane.email_address, acme);
  const token = await signIn(jane.email_address);
  const result = await writer.exchange(token, acme.organization_id, list);
  assert.equal(result.outcome, "authenticated");
  assert.equal(result.organization_id, acme.organization_id);
  assert.deepEqual([result.member.member_id, result.registered], [jane.member_id, null]);
  assert.ok(Math.abs(result.expires_at - inAnHour()) < 5);
  assert.ok(await isValid(result.session_token));
  assert.deepEqual(await factorsOf("session-token", result.session_token), [mail(jane.email_address)]);
  assert.deepEqual(await memberItem(jane.email_address, acme), before);
  // The intermediate session is spent.
  assert.deepEqual(await writer.exchange(token, acme.organization_id, list), { outcome: "session_not_found" });
});

test("invited and pending Members become active and verified", async () => {
  const acme = await organization();
  for (const status of ["invited", "pending"]) {
    const { email_address } = await member(acme, status, { status });
    const result = await writer.exchange(await signIn(email_address), acme.organization_slug.toUpperCase(), list);
    assert.equal(result.outcome, "authenticated");
    const stored = await memberAt(email_address, acme);
    assert.deepEqual([stored.status, stored.email_address_verified], ["active", true]);
    assert.ok(await isValid(result.session_token));
  }
  assert.equal(await countOf(acme), 2);
});

test("people join by domain and by tenant", async () => {
  const oauth_tenants = { slack: ["T0EXCHANGE"] };
  const acme = await joinable({ oauth_tenant_jit_provisioning: "RESTRICTED", allowed_oauth_tenants: oauth_tenants });
  const byDomain = await writer.exchange(await signIn(`dan@${acme.domain}`), acme.organization_id, list);
  assert.equal(byDomain.outcome, "authenticated");
  const address = "sue@node-tenant.example";
  const token = await signIn(address, [mail(address)], { oauth_tenants });
  const byTenant = await writer.exchange(token, acme.organization_id, list);
  assert.equal(byTenant.outcome, "authenticated");
  assert.match(byTenant.member.member_id, /^member-test-[0-9a-f-]{36}$/);
  assert.equal((await memberAt(address, acme)).email_address_verified, true);
  const idItem = await writer.get("members", items.idKey(project, byTenant.member.member_id));
  assert.ok(idItem.member_location.S.endsWith(address));
  assert.equal(await countOf(acme), 2);
});

test("an organization that the list does not show is not found", async () => {
  const acme = await organization();
  const token = await signIn(`eve@${acme.domain}`);
  for (const name of [acme.organization_id, acme.organization_slug, "no-such-organization", "a#b", ""]) {
    assert.deepEqual(await writer.exchange(token, name, list), { outcome: "organization_not_found" }, name);
  }
  assert.ok(await sessionItem("ist", token));
  assert.deepEqual(await writer.exchange("unknown", acme.organization_id, list), { outcome: "session_not_found" });
  const failing = async () => ({ status_code: 429, error_type: "too_many_requests" });
  await assert.rejects(writer.exchange(token, acme.organization_id, failing), /too_many_requests/);
});

test("required factors are reported, and nothing is written", async () => {
  const acme = await organization({ auth_methods: "RESTRICTED", allowed_auth_methods: ["sso", "password"] });
  const { email_address, member_id } = await member(acme, "jane");
  const token = await signIn(email_address);
  const { outcome, ...required } = await writer.exchange(token, acme.organization_id, list);
  assert.equal(outcome, "factors_required");
  assert.deepEqual(required.primary_required, { allowed_auth_methods: ["password"] });
  assert.deepEqual([required.intermediate_session_token, required.member_id], [token, member_id]);
  assert.equal(required.mfa_required, null);
});

// Changes between the list and the commit.

test("a person whose invitation is revoked after the list stays out", async () => {
  const acme = await organization();
  const bob = await member(acme, "bob", { status: "invited" });
  const token = await signIn(bob.email_address);
  const outcome = await outcomeOf(writer.exchange(token, acme.organization_id, listThen(() => writer.deleteMember(bob))));
  assert.equal(outcome, "organization_not_found");
  assert.equal((await memberAt(bob.email_address, acme)).status, "deleted");
});

test("a Member who is deleted after the list is not signed in", async () => {
  const acme = await organization();
  const jane = await member(acme, "jane", { email_address_verified: true });
  const remove = listThen(() => writer.deleteMember(jane));
  const exchange = writer.exchange(await signIn(jane.email_address), acme.organization_id, remove);
  assert.equal(await outcomeOf(exchange), "organization_not_found");
  assert.equal((await writer.query("sessions", "member", jane.member_id, "sessions_by_member")).length, 0);
});

test("a list that shows more than the items starts the exchange again", async () => {
  const acme = await organization();
  const { domain, ...settings } = acme;
  const bob = await member(acme, "bob", { status: "invited" });
  await writer.deleteOrganization(acme.organization_id);
  let calls = 0;
  const late = async (credential) => {
    if (++calls === 1) await Promise.all([writer.putOrganization(settings), writer.putMember(bob)]);
    return list(credential);
  };
  const exchange = writer.exchange(await signIn(bob.email_address), acme.organization_id, late);
  assert.deepEqual([await outcomeOf(exchange), calls], ["authenticated", 2]);
});

test("a person who was removed after the list cannot join again", async () => {
  const acme = await joinable();
  const address = `dan@${acme.domain}`;
  const remove = async () => writer.deleteMember(await member(acme, "dan"));
  const token = await signIn(address);
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, listThen(remove))), "organization_not_found");
  assert.equal((await memberAt(address, acme)).status, "deleted");
});

test("joining that is switched off after the list is refused", async () => {
  const acme = await joinable();
  const address = `dan@${acme.domain}`;
  const { domain, first, ...settings } = acme;
  const switchOff = () => writer.putOrganization({ ...settings, email_jit_provisioning: "NOT_ALLOWED" });
  const token = await signIn(address);
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, listThen(switchOff))), "organization_not_found");
  assert.equal(await memberItem(address, acme), undefined);
});

test("joining by domain needs a verified Member at the commit", async () => {
  const acme = await joinable();
  const token = await signIn(`dan@${acme.domain}`);
  const remove = () => writer.deleteMember(acme.first);
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, listThen(remove))), "organization_not_found");
  assert.equal(await memberItem(`dan@${acme.domain}`, acme), undefined);
});

test("a deleted organization is not found", async () => {
  const acme = await organization();
  const bob = await member(acme, "bob", { status: "invited" });
  const remove = () => writer.deleteOrganization(acme.organization_id);
  const exchange = writer.exchange(await signIn(bob.email_address), acme.organization_id, listThen(remove));
  assert.equal(await outcomeOf(exchange), "organization_not_found");
});

test("concurrent exchanges of one session make one member session", async () => {
  const acme = await joinable();
  const token = await signIn(`dan@${acme.domain}`);
  const results = await Promise.all(Array.from({ length: 4 }, () => writer.exchange(token, acme.organization_id, list)));
  const outcomes = results.map(({ outcome }) => outcome).sort();
  assert.deepEqual(outcomes, ["authenticated", ...Array(3).fill("session_not_found")]);
  const { member: dan } = results.find(({ outcome }) => outcome === "authenticated");
  assert.equal((await writer.query("sessions", "member", dan.member_id, "sessions_by_member")).length, 2);
  assert.equal(await countOf(acme), 2);
});

test("a session that another exchange spends after the list is not found", async () => {
  const acme = await organization();
  const { email_address } = await member(acme, "jane", { email_address_verified: true });
  const token = await signIn(email_address);
  const spend = listThen(() => writer.exchange(token, acme.organization_id, list));
  assert.deepEqual(await writer.exchange(token, acme.organization_id, spend), { outcome: "session_not_found" });
});

test("concurrent exchanges of two sessions of a newcomer make one Member", async () => {
  const acme = await joinable();
  const tokens = await Promise.all([1, 2].map(() => signIn(`dan@${acme.domain}`)));
  const results = await Promise.all(tokens.map((token) => writer.exchange(token, acme.organization_id, list)));
  assert.deepEqual(results.map(({ outcome }) => outcome), ["authenticated", "authenticated"]);
  assert.equal(results[0].member.member_id, results[1].member.member_id);
  assert.equal(await countOf(acme), 2);
});

test("an exchange that other writers keep overtaking fails", async () => {
  const acme = await organization();
  const { domain, ...settings } = acme;
  const jane = await member(acme, "jane");
  let version = 0;
  const restless = async (credential) => {
    const response = await list(credential);
    await writer.putOrganization({ ...settings, organization_logo_url: `https://acme.example/${++version}` });
    return response;
  };
  const token = await signIn(jane.email_address);
  await assert.rejects(writer.exchange(token, acme.organization_id, restless), Overtaken);
  assert.ok(await sessionItem("ist", token));
});

test("a session that an interrupted exchange had written is returned", async () => {
  const acme = await organization();
  const jane = await member(acme, "jane");
  const unreliable = new Writer(client, local.tables, project);
  unreliable.client = {
    async send(command) {
      const response = await client.send(command);
      if (command.constructor.name === "TransactWriteItemsCommand") throw new Error("the connection was closed");
      return response;
    },
  };
  const token = await signIn(jane.email_address);
  const result = await unreliable.exchange(token, acme.organization_id, list);
  assert.equal(result.outcome, "authenticated");
  assert.ok(await isValid(result.session_token));
});

// Factors and the Member.

test("factors that did not count are not carried", async () => {
  const acme = await organization();
  const mfa = { mfa_enrolled: true, mfa_phone_number: PHONE, mfa_phone_number_verified: true };
  const bound = { email_address_verified: true, member_password_id: `password-jane-${RUN}`, ...mfa };
  const jane = await member(acme, "jane", bound);
  const address = jane.email_address;
  const given = [mail(address), recoveryCode, password({}), slack("T9:UX")];
  const token = await signIn(address, given);
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, list)), "factors_required");
  assert.deepEqual(await writer.appendFactor(token, sms), { outcome: "appended" });
  const { session_token } = await writer.exchange(token, acme.organization_id, list);
  // The Slack account is used here for the first time, so it counts. It was not needed, so it is not registered.
  assert.deepEqual(await factorsOf("session-token", session_token), [mail(address), slack("T9:UX"), sms]);
  assert.deepEqual((await memberAt(address, acme)).oauth_registrations ?? [], []);
});

test("a recovery code that did not count does not count afterwards", async () => {
  const [open, strict] = [await organization(), await organization({ mfa_policy: "REQUIRED_FOR_ALL" })];
  const address = `rita@${open.domain}`;
  const rita = { email_address: address, email_address_verified: true };
  await member(open, "rita", rita);
  await member(strict, "rita", rita);
  const token = await signIn(address, [mail(address), recoveryCode]);
  const { session_token } = await writer.exchange(token, open.organization_id, list);
  await writer.putOrganization({ organization_id: open.organization_id, mfa_policy: "REQUIRED_FOR_ALL" });
  assert.equal(await outcomeOf(writer.exchangeMemberSession(session_token, open.organization_id, list)), "factors_required");
  const switched = await writer.exchangeMemberSession(session_token, strict.organization_id, list);
  assert.equal(switched.outcome, "factors_required");
});

test("a recovery code of a Member's own session is not carried to a derived session", async () => {
  const acme = await organization();
  const jane = await member(acme, "jane", { email_address_verified: true });
  const token = await memberSession(jane, [mail(jane.email_address), recoveryCode]);
  const { domain, ...settings } = acme;
  const mfa = { mfa_policy: "REQUIRED_FOR_ALL", mfa_methods: "RESTRICTED", allowed_mfa_methods: ["sms_otp"] };
  await writer.putOrganization({ ...settings, ...mfa });
  const derived = await writer.exchangeMemberSession(token, acme.organization_id, list);
  assert.equal(derived.outcome, "factors_required");
  assert.deepEqual(await factorsOf("ist", derived.intermediate_session_token), [mail(jane.email_address)]);
});

test("an unstated password of a member session names the Member's password", async () => {
  const acme = await organization();
  const member_password_id = `password-unstated-${RUN}`;
  const jane = await member(acme, "jane", { email_address_verified: true, member_password_id });
  const token = await memberSession(jane, [password({}), recoveryCode]);
  const { outcome, session_token } = await writer.exchangeMemberSession(token, acme.organization_id, list);
  assert.equal(outcome, "authenticated");
  assert.deepEqual(await factorsOf("session-token", session_token), [password({ member_password_id }), recoveryCode]);
});

test("the first verification removes credentials that the session does not show", async () => {
  const acme = await organization();
  const registration = { provider_type: "Slack", provider_subject: "T1:UA", member_oauth_registration_id: "r", locale: null };
  const planted = {
    oauth_registrations: [registration, { ...registration, provider_type: "Google" }],
    ...{ member_password_id: `password-planted-${RUN}`, mfa_phone_number: "+15550100009", default_mfa_method: "sms_otp" },
    trusted_metadata: { plan: "pro" },
  };
  const vic = await member(acme, "vic", planted);
  const early = await memberSession(vic, []);
  const token = await signIn(vic.email_address, [mail(vic.email_address), slack("T1:UA")]);
  const { session_token } = await writer.exchange(token, acme.organization_id, list);
  const stored = await memberAt(vic.email_address, acme);
  assert.equal(stored.email_address_verified, true);
  assert.deepEqual(stored.oauth_registrations, [registration]);
  assert.deepEqual([stored.member_password_id, stored.mfa_phone_number, stored.default_mfa_method], ["", "", ""]);
  assert.deepEqual(stored.trusted_metadata, { plan: "pro" });
  assert.deepEqual([await isValid(early), await isValid(session_token)], [false, true]);
});

test("an organization's own identity provider does not verify an address", async () => {
  const connection = { connection_id: `saml-${RUN}`, display_name: "SAML" };
  const acme = await organization({ sso_active_connections: [connection] });
  const sso = factor("sso", "sso_saml", { saml_sso_factor: { provider_id: connection.connection_id } });
  const zoe = await member(acme, "zoe", { status: "invited" });
  const first = await writer.exchange(await signIn(zoe.email_address, [sso]), acme.organization_id, list);
  assert.deepEqual([first.outcome, first.member.email_address_verified ?? false], ["authenticated", false]);
  const { domain, ...settings } = acme;
  await writer.putOrganization({ ...settings, claimed_email_domains: [domain] });
  const second = await writer.exchange(await signIn(zoe.email_address, [sso]), acme.organization_id, list);
  assert.equal(second.member.email_address_verified, true);
});

test("a first Slack account is registered if the sign-in needs it", async () => {
  const acme = await joinable({ auth_methods: "RESTRICTED", allowed_auth_methods: ["slack_oauth"] });
  const address = `sam@${acme.domain}`;
  const alone = await signIn(address, [slack("T1:U1")]);
  assert.equal(await outcomeOf(writer.exchange(alone, acme.organization_id, list)), "factors_required");
  const { registered, session_token } = await writer.exchange(
    await signIn(address, [mail(address), slack("T1:U1")]), acme.organization_id, list);
  assert.deepEqual([registered.provider_type, registered.provider_subject], ["Slack", "T1:U1"]);
  assert.match(registered.member_oauth_registration_id, /^oauth-user-test-/);
  assert.deepEqual((await memberAt(address, acme)).oauth_registrations, [registered]);
  assert.ok(await isValid(session_token));
  // The registered account now signs the Member in, and another one does not.
  assert.equal(await outcomeOf(writer.exchange(alone, acme.organization_id, list)), "authenticated");
  const other = await signIn(address, [mail(address), slack("T1:U2")]);
  assert.equal(await outcomeOf(writer.exchange(other, acme.organization_id, list)), "factors_required");
});

test("the stored text of a Member's other fields is kept", async () => {
  const acme = await organization();
  const bob = await member(acme, "bob", { status: "invited" });
  const item = await memberItem(bob.email_address, acme);
  const metadata = '"trusted_metadata": {"n": 1.0, "id": 12345678901234567890, "text": "a\\"}, {b"}';
  const object = items.s(item.object.S.replace(/}$/, `, ${metadata}}`));
  await writer.commit(async () => [writer.put("members", { ...item, object })]);
  await writer.exchange(await signIn(bob.email_address), acme.organization_id, list);
  const { S: text } = (await memberItem(bob.email_address, acme)).object;
  assert.ok(text.includes('{"n": 1.0, "id": 12345678901234567890, "text": "a\\"}, {b"}'), text);
  assert.equal(JSON.parse(text).status, "active");
});

test("JSON text is changed field by field", () => {
  assert.equal(withFields('{ "a" : [1.0, {"b":2}] , "c":"}," }', { c: null, d: [] }), '{"a":[1.0, {"b":2}],"c":null,"d":[]}');
  assert.equal(withFields("{}", { a: 1 }), '{"a":1}');
  assert.deepEqual([withElement("[ ]", 1), withElement("[1.0] ", { a: 2 })], ["[1]", '[1.0,{"a":2}]']);
});

// Newcomers with a second factor.

async function newcomer() {
  const acme = await joinable({ mfa_policy: "REQUIRED_FOR_ALL" });
  const address = `nia@${acme.domain}`;
  const token = await signIn(address);
  const first = await writer.exchange(token, acme.organization_id, list);
  assert.deepEqual([first.outcome, first.primary_required], ["factors_required", null]);
  return { acme, address, token, memberId: first.member_id };
}

/** Enrolls the phone of a pending Member, and appends the code to the session. */
async function enroll(acme, address, token) {
  const pending = await memberAt(address, acme);
  await writer.putMember({ ...pending, mfa_phone_number: PHONE, mfa_phone_number_verified: true, mfa_enrolled: true });
  await writer.appendFactor(token, sms);
}

test("a newcomer becomes a pending Member until a second factor is enrolled", async () => {
  const { acme, address, token, memberId } = await newcomer();
  const item = await memberItem(address, acme);
  assert.deepEqual([item.eligible_by.S, item.member_id.S], [`domain#${acme.domain}`, memberId]);
  const pending = await memberAt(address, acme);
  assert.deepEqual([pending.status, pending.email_address_verified], ["pending", false]);
  assert.equal(await countOf(acme), 1);
  await enroll(acme, address, token);
  assert.equal((await memberItem(address, acme)).eligible_by.S, `domain#${acme.domain}`);
  const result = await writer.exchange(token, acme.organization_id, list);
  assert.deepEqual([result.outcome, result.member.member_id], ["authenticated", memberId]);
  const active = await memberAt(address, acme);
  assert.deepEqual([active.status, active.email_address_verified, active.mfa_phone_number], ["active", true, PHONE]);
  assert.equal((await memberItem(address, acme)).eligible_by, undefined);
  assert.equal(await countOf(acme), 2);
});

test("a newcomer by domain needs a verified Member of the domain", async () => {
  const acme = await joinable({ mfa_policy: "REQUIRED_FOR_ALL" });
  const address = `nia@${acme.domain}`;
  const remove = listThen(() => writer.deleteMember(acme.first));
  const exchange = writer.exchange(await signIn(address), acme.organization_id, remove);
  assert.equal(await outcomeOf(exchange), "organization_not_found");
  assert.equal(await memberItem(address, acme), undefined);
});

test("a newcomer joins only while the rule holds", async () => {
  const { acme, address, token } = await newcomer();
  await enroll(acme, address, token);
  await writer.deleteMember(acme.first);
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, list)), "organization_not_found");
  await writer.reactivateMember(acme.first);
  const remove = () => writer.deleteMember(acme.first);
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, listThen(remove))), "organization_not_found");
  await writer.reactivateMember(acme.first);
  const { domain, first, ...settings } = acme;
  await writer.putOrganization({ ...settings, email_jit_provisioning: "NOT_ALLOWED" });
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, list)), "organization_not_found");
  assert.equal((await memberAt(address, acme)).status, "pending");
  // An administrator may admit the person: a put of an active Member drops the rule.
  await writer.putMember({ ...(await memberAt(address, acme)), status: "active" });
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, list)), "authenticated");
});

test("a newcomer by tenant needs the tenant again", async () => {
  const tenants = { oauth_tenant_jit_provisioning: "RESTRICTED", allowed_oauth_tenants: { slack: ["T0NEW"] } };
  const acme = await organization({ mfa_policy: "REQUIRED_FOR_ALL", ...tenants });
  const address = `tom@${acme.domain}`;
  const token = await signIn(address, undefined, { oauth_tenants: { slack: ["T0NEW"] } });
  await writer.exchange(token, acme.organization_id, list);
  assert.equal((await memberItem(address, acme)).eligible_by.S, "tenant#slack#T0NEW");
  await enroll(acme, address, token);
  const other = await signIn(address, [mail(address), sms]);
  assert.equal(await outcomeOf(writer.exchange(other, acme.organization_id, list)), "organization_not_found");
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, list)), "authenticated");
});

// Member sessions.

test("a member session is exchanged and kept", async () => {
  const acme = await organization();
  const globex = await organization();
  const jane = await member(acme, "jane", { email_address_verified: true });
  await member(globex, "jane", { email_address: jane.email_address, status: "invited" });
  const token = await memberSession(jane);
  const result = await writer.exchangeMemberSession(token, globex.organization_id, list);
  assert.equal(result.outcome, "authenticated");
  assert.ok(Math.abs(result.expires_at - inAnHour()) < 5);
  assert.deepEqual([await isValid(token), await isValid(result.session_token)], [true, true]);
  assert.equal((await memberAt(jane.email_address, globex)).status, "active");
});

test("a member session cannot join", async () => {
  const acme = await joinable();
  const home = await organization();
  const dan = await member(home, "dan", { email_address: `dan@${acme.domain}` });
  const token = await memberSession(dan);
  assert.equal(await outcomeOf(writer.exchangeMemberSession(token, acme.organization_id, list)), "organization_not_found");
  assert.equal(await memberItem(dan.email_address, acme), undefined);
});

test("a member session that is revoked after the list is not found", async () => {
  const acme = await organization();
  const globex = await organization();
  const jane = await member(acme, "jane", { email_address_verified: true });
  await member(globex, "jane", { email_address: jane.email_address });
  const changes = [
    (token) => writer.revokeMemberSession(token),
    () => writer.deleteMember(jane),
  ];
  for (const change of changes) {
    const token = await memberSession(jane);
    const exchange = writer.exchangeMemberSession(token, globex.organization_id, listThen(() => change(token)));
    assert.equal(await outcomeOf(exchange), "session_not_found");
  }
});

test("a derived session ends with its member session and cannot join", async () => {
  const acme = await organization();
  const strict = await organization({ mfa_policy: "REQUIRED_FOR_ALL" });
  const open = await joinable();
  const jane = await member(acme, "jane", { email_address: `jane@${open.domain}`, email_address_verified: true });
  const mfa = { mfa_phone_number: PHONE, mfa_phone_number_verified: true };
  await member(strict, "jane", { email_address: jane.email_address, ...mfa });
  const session = await memberSession(jane, [mail(jane.email_address), recoveryCode]);
  const derive = () => writer.exchangeMemberSession(session, strict.organization_id, list);
  const derived = await derive();
  assert.deepEqual([derived.outcome, derived.primary_required], ["factors_required", null]);
  const token = derived.intermediate_session_token;
  const row = await sessionItem("ist", token);
  const parent = await sessionItem("session-token", session);
  for (const name of ["member", "member_session_id", "member_id", "organization_id", "security_stamp", "expires_at"]) {
    assert.deepEqual(row[name], parent[name], name);
  }
  assert.deepEqual([row.oauth_tenants.S, await factorsOf("ist", token)], ["{}", [mail(jane.email_address)]]);
  assert.equal(await outcomeOf(writer.exchange(token, open.organization_id, list)), "organization_not_found");
  await assert.rejects(writer.createOrganization(token), Refused);
  await writer.appendFactor(token, sms);
  const options = { session_duration_minutes: 600 };
  const result = await writer.exchange(token, strict.organization_id, list, options);
  assert.deepEqual([result.outcome, String(result.expires_at)], ["authenticated", parent.expires_at.N]);
  const orphan = (await derive()).intermediate_session_token;
  await writer.revokeMemberSession(session);
  assert.equal(await outcomeOf(writer.exchange(orphan, strict.organization_id, list)), "session_not_found");
});

test("a derived session whose member session is revoked after the list is not found", async () => {
  const acme = await organization();
  const strict = await organization({ mfa_policy: "REQUIRED_FOR_ALL" });
  const jane = await member(acme, "jane", { email_address_verified: true });
  const mfa = { mfa_phone_number: PHONE, mfa_phone_number_verified: true };
  await member(strict, "jane", { email_address: jane.email_address, ...mfa });
  const session = await memberSession(jane);
  const { intermediate_session_token: token } = await writer.exchangeMemberSession(session, strict.organization_id, list);
  await writer.appendFactor(token, sms);
  const revoke = listThen(() => writer.revokeMemberSession(session));
  assert.equal(await outcomeOf(writer.exchange(token, strict.organization_id, revoke)), "session_not_found");
});

// Creation.

test("four concurrent clicks create one organization", async () => {
  const domain = `created-${RUN}.node.example`;
  const token = await signIn(`ann@${domain}`);
  const fields = { organization_name: `Created by ${RUN}`, trusted_metadata: { plan: "pro" } };
  const results = await Promise.all(Array.from({ length: 4 }, () => writer.createOrganization(token, fields)));
  const [created] = results.filter(({ outcome }) => outcome === "authenticated");
  assert.equal(results.filter(({ outcome }) => outcome === "session_not_found").length, 3);
  const { discovered_organizations: entries } = await list({ session_token: created.session_token });
  assert.deepEqual(entries.map(({ organization }) => organization.organization_name), [fields.organization_name]);
  const [{ membership, organization: listed }] = entries;
  assert.deepEqual([membership.member.email_address_verified, membership.member.is_admin], [true, true]);
  assert.deepEqual(membership.member.roles.map(({ role_id }) => role_id), ["stytch_admin"]);
  assert.deepEqual([listed.organization_slug, listed.email_allowed_domains], [`created-by-${RUN}`, []]);
  assert.equal(await countOf({ organization_id: created.organization_id, domain }), 1);
  await writer.deleteOrganization(created.organization_id);
});

test("a requested slug that is taken is refused, and a default one gets a suffix", async () => {
  const slug = `taken-${RUN}`;
  const taken = await organization({ organization_slug: slug });
  const token = await signIn(`ann@${slug}.example`);
  await assert.rejects(writer.createOrganization(token, { organization_slug: slug.toUpperCase() }), Refused);
  const { organization_id } = await writer.createOrganization(token);
  const item = await writer.get("organizations", items.organizationKey(project, organization_id));
  const created = JSON.parse(item.object.S);
  assert.equal(created.organization_name, slug);
  assert.match(created.organization_slug, new RegExp(`^${slug}-[0-9a-f]{8}$`));
  for (const id of [organization_id, taken.organization_id]) await writer.deleteOrganization(id);
});

test("creating needs a verified address, and a session that the policies accept", async () => {
  const address = "ann@node-unverified.example";
  const unverified = await signIn(address, [slack("T1:U9")]);
  const { outcome, primary_required } = await writer.createOrganization(unverified);
  assert.equal(outcome, "factors_required");
  assert.deepEqual(primary_required.allowed_auth_methods, ["magic_link", "email_otp", "google_oauth", "microsoft_oauth"]);
  const token = await signIn(address);
  const refused = [
    { mfa_policy: "REQUIRED_FOR_ALL" },
    { auth_methods: "RESTRICTED", allowed_auth_methods: ["slack_oauth"] },
    { claimed_email_domains: ["node-unverified.example"] },
    { sso_active_connections: [] },
  ];
  for (const fields of refused) await assert.rejects(writer.createOrganization(token, fields), Refused);
  await assert.rejects(writer.createOrganization(token, {}, { session_duration_minutes: 4 }), Refused);
  assert.ok(await sessionItem("ist", token));
});

// Factors and revocation.

test("concurrently appended factors are all kept", async () => {
  const address = "amy@node-append.example";
  const token = await signIn(address);
  const given = Array.from({ length: 3 }, (_, n) => slack(`T1:U${n}`));
  await Promise.all([...given, ...given].map((one) => writer.appendFactor(token, one)));
  const subjects = (await factorsOf("ist", token)).slice(1).map(({ slack_oauth_factor }) => slack_oauth_factor.provider_subject);
  assert.deepEqual(subjects.sort(), ["T1:U0", "T1:U1", "T1:U2"]);
  await assert.rejects(writer.appendFactor(token, mail("bob@node-append.example")), Refused);
  assert.deepEqual(await writer.appendFactor("unknown", sms), { outcome: "session_not_found" });
});

test("a factor that is appended during an exchange is not lost", async () => {
  const acme = await organization();
  const jane = await member(acme, "jane", { mfa_phone_number: PHONE, mfa_phone_number_verified: true });
  const token = await signIn(jane.email_address, [mail(jane.email_address)]);
  await writer.putMember({ ...jane, email_address_verified: true });
  const append = listThen(() => writer.appendFactor(token, sms));
  const { session_token } = await writer.exchange(token, acme.organization_id, append);
  assert.deepEqual(await factorsOf("session-token", session_token), [mail(jane.email_address), sms]);
});

test("all sessions of an address end in every organization", async () => {
  const [acme, globex] = [await organization(), await organization()];
  const jane = await member(acme, "jane");
  const sister = await member(globex, "jane", { email_address: jane.email_address });
  const other = await member(acme, "other");
  const sessions = [await memberSession(jane), await memberSession(sister)];
  const kept = await memberSession(other);
  const token = await signIn(jane.email_address);
  const before = await memberItem(jane.email_address, acme);
  await writer.revokeSessionsOfAddress(jane.email_address.toUpperCase());
  assert.deepEqual(await Promise.all([...sessions, kept].map(isValid)), [false, false, true]);
  for (const session of sessions) assert.equal(await sessionItem("session-token", session), undefined);
  const after = await memberItem(jane.email_address, acme);
  assert.deepEqual(after.object, before.object);
  assert.notEqual(after.revision.S, before.revision.S);
  assert.notEqual(after.security_stamp.S, before.security_stamp.S);
  assert.ok(await sessionItem("ist", token));
  await writer.revokeSessionsOfAddress(jane.email_address, { includeIntermediate: true });
  assert.equal(await sessionItem("ist", token), undefined);
});

test("a session that is exchanged while the sessions of its address are revoked ends too", async () => {
  const acme = await organization();
  const jane = await member(acme, "jane", { email_address_verified: true });
  const token = await signIn(jane.email_address);
  const revoke = listThen(() => writer.revokeSessionsOfAddress(jane.email_address, { includeIntermediate: true }));
  assert.equal(await outcomeOf(writer.exchange(token, acme.organization_id, revoke)), "session_not_found");
});
