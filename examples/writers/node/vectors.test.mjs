// Compares this writer with the test vectors of the data model. Needs no tables.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as factors from "./factors.mjs";
import * as items from "./items.mjs";
import { checkMember, checkOrganization, checkPortable, checkSessionLength, LIMITS, Refused } from "./limits.mjs";
import { isSharedMailboxDomain } from "./mailbox_domains.mjs";
import { domainOf, normalAddress, normalDomain } from "./normal.mjs";

const vectors = JSON.parse(readFileSync(new URL("../../../docs/test-vectors.json", import.meta.url), "utf8"));
const { project_id: project, data_set: dataSet } = vectors;

test("hashes", () => {
  for (const { kind, credential, token_hash } of vectors.credentials) {
    assert.equal(items.tokenHash(kind, project, credential), token_hash);
  }
  for (const { secret, sha256 } of vectors.secrets) assert.equal(items.secretHash(secret), sha256);
});

test("addresses", () => {
  for (const { given, normal, domain } of vectors.addresses.accepted) {
    assert.equal(normalAddress(given), normal);
    assert.equal(domainOf(normal), domain);
    assert.equal(normalAddress(normal), normal);
  }
  for (const refused of vectors.addresses.refused) assert.throws(() => normalAddress(refused), JSON.stringify(refused));
});

test("shared mailbox domains", () => {
  const { labels, domains, common, not_common } = vectors.mailbox_providers;
  for (const domain of [...domains, ...common, ...labels.map((label) => `${label}.com`)]) {
    assert.ok(isSharedMailboxDomain(domain), domain);
    const organization = { email_allowed_domains: [domain.toUpperCase()] };
    assert.throws(() => checkOrganization(organization), Refused, domain);
  }
  for (const domain of not_common) assert.ok(!isSharedMailboxDomain(normalDomain(domain)), domain);
});

test("limits", () => {
  assert.deepEqual(LIMITS, vectors.limits);
  const metadata = { trusted_metadata: { a: "x".repeat(LIMITS.object_bytes) } };
  assert.throws(() => checkOrganization(metadata), Refused);
  assert.throws(() => checkMember({ ...metadata, email_address: "ann@acme.example" }), Refused);
  checkOrganization({ organization_name: "ä".repeat(LIMITS.organization_name_characters) });
  const longer = { organization_name: "ä".repeat(LIMITS.organization_name_characters + 1) };
  assert.throws(() => checkOrganization(longer), Refused);
  const slack = Array.from({ length: LIMITS.edge_bytes / 15 }, (_, n) => n.toString(36));
  const tenants = { oauth_tenant_jit_provisioning: "RESTRICTED", allowed_oauth_tenants: { slack } };
  assert.throws(() => checkOrganization(tenants), Refused);
});

test("slugs", () => {
  for (const { given, key } of vectors.slugs.accepted) {
    checkOrganization({ organization_slug: given });
    assert.equal(given.toLowerCase(), key);
  }
  for (const slug of vectors.slugs.refused) {
    assert.throws(() => checkOrganization({ organization_slug: slug }), Refused, JSON.stringify(slug));
  }
});

test("phones", () => {
  const check = (mfa_phone_number) => checkMember({ email_address: "ann@acme.example", mfa_phone_number });
  vectors.phones.accepted.forEach(check);
  for (const phone of vectors.phones.refused) assert.throws(() => check(phone), Refused, JSON.stringify(phone));
});

test("free-form JSON", () => {
  for (const json of vectors.free_form_json.accepted) checkPortable(JSON.parse(json));
  for (const json of vectors.free_form_json.refused) {
    const organization = { trusted_metadata: JSON.parse(json) };
    assert.throws(() => checkOrganization(organization), Refused, json);
  }
});

test("retired addresses", () => {
  for (const { member, reserved } of vectors.retired_addresses) {
    assert.deepEqual([...items.reservedAddresses(member)].sort(), reserved);
  }
  const retired_email_addresses = Array.from({ length: LIMITS.retired_addresses + 1 }, (_, n) => ({
    email_address: `ann${n}@acme.example`,
  }));
  const email_address = "ann@acme.example";
  assert.throws(() => checkMember({ email_address, retired_email_addresses }), Refused);
  checkMember({ email_address, retired_email_addresses: retired_email_addresses.slice(1) });
});

test("factors", () => {
  const { email_address, accepted, refused } = vectors.factors;
  for (const { factor } of accepted) factors.checkFactors([factor], email_address);
  for (const factor of refused) {
    assert.throws(() => factors.checkFactors([factor], email_address), Refused, JSON.stringify(factor));
  }
  const at = "2026-01-01T00:00:00Z";
  for (const build of [factors.magicLink, factors.emailOtp, factors.trustedToken]) {
    factors.checkFactors([build("Ann@ACME.example", at)], email_address);
    assert.throws(() => factors.checkFactors([build("bob@acme.example", at)], email_address), Refused);
  }
});

test("session lengths", () => {
  for (const { kind, seconds, accepted } of vectors.session_lengths) {
    const check = () => checkSessionLength(kind, 1_767_225_600 + seconds, 1_767_225_600);
    if (accepted) check();
    else assert.throws(check, Refused, `${kind} ${seconds}`);
  }
});

test("edges", () => {
  for (const { settings, edges } of vectors.edges) assert.deepEqual([...items.edgesOf(settings)].sort(), edges);
});

// Compares objects by the fields that this writer sets. It omits fields with default values, and therefore the checksum.
function assertItem(made, kind) {
  const keys = ["token_hash", "edge", "organization", "address", "organization_id", "record"];
  const isSame = (item) => keys.every((key) => (item[key] && made[key] ? item[key].S === made[key].S : true));
  const expected = vectors.items[kind].find(isSame);
  assert.ok(expected, `${kind} has no item like ${JSON.stringify(made)}`);
  const { object, ...rest } = made;
  const { object: expectedObject, checksum, ...expectedRest } = expected;
  for (const item of [rest, expectedRest]) {
    for (const name of ["authentication_factors", "oauth_tenants"]) if (item[name]) item[name] = JSON.parse(item[name].S);
  }
  assert.deepEqual(rest, expectedRest);
  if (object) {
    const [fields, all] = [JSON.parse(object.S), JSON.parse(expectedObject.S)];
    for (const name of Object.keys(fields)) assert.deepEqual(fields[name], all[name], name);
  }
}

test("items", () => {
  const normal = (session) => ({ ...session, email_address: normalAddress(session.email_address) });
  const made = { organizations: [], joinable: [], members: [], sessions: [] };
  for (const organization of dataSet.organizations) {
    made.organizations.push(items.organizationItem(project, organization, dataSet.random_token));
    const { organization_id: id, organization_slug: slug } = organization;
    made.organizations.push(items.slugItem(project, slug.toLowerCase(), id));
    for (const edge of items.edgesOf(organization)) made.joinable.push(items.edgeItem(project, edge, id));
  }
  const counted = {};
  for (const member of dataSet.members.map(items.normalMember)) {
    made.members.push(items.memberItem(project, member, dataSet.random_token, dataSet.random_token), items.idItem(project, member));
    for (const address of items.reservedAddresses(member)) {
      made.members.push(items.retiredAddressItem(project, address, member));
    }
    const domain = items.countedDomain(member);
    if (domain) counted[domain] = { id: member.organization_id, count: (counted[domain]?.count ?? 0) + 1 };
  }
  for (const [domain, { id, count }] of Object.entries(counted)) {
    const numbers = { verified_members: { N: String(count) }, revision: items.s(dataSet.random_token), schema: { N: "1" } };
    made.organizations.push({ ...items.counterKey(project, id, domain), ...numbers });
  }
  made.sessions.push(...dataSet.intermediate_sessions.map((session) => items.intermediateItem(project, normal(session))));
  made.sessions.push(...dataSet.member_sessions.flatMap((session) => items.memberSessionItems(project, session, dataSet.random_token)));
  for (const [kind, all] of Object.entries(made)) {
    assert.equal(all.length, vectors.items[kind].length, kind);
    for (const item of all) assertItem(item, kind);
  }
});
