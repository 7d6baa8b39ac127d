// Holds this writer against the vectors of the data model. Needs nothing but the file.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as items from "./items.mjs";
import { domainOf, isCommonMailbox, normalAddress, normalDomain } from "./normal.mjs";

const vectors = JSON.parse(readFileSync(new URL("../../../docs/test-vectors.json", import.meta.url), "utf8"));
const { project_id: project, world } = vectors;

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

test("common mailbox providers", () => {
  const { labels, common, not_common } = vectors.mailbox_providers;
  for (const domain of [...common, ...labels.map((label) => `${label}.com`)]) assert.ok(isCommonMailbox(domain), domain);
  for (const domain of not_common) assert.ok(!isCommonMailbox(normalDomain(domain)), domain);
});

test("edges", () => {
  for (const { settings, edges } of vectors.edges) assert.deepEqual([...items.edgesOf(settings)].sort(), edges);
});

// Objects are compared by the fields that this writer gives: what it leaves out has its default. So it gives no checksum.
function assertItem(made, kind) {
  const keys = ["token_hash", "edge", "organization", "address", "organization_id", "item"];
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
  const normal = (thing) => ({ ...thing, email_address: normalAddress(thing.email_address) });
  const made = { organizations: [], joinable: [], members: [], sessions: [] };
  for (const organization of world.organizations) {
    made.organizations.push(items.organizationItem(project, organization, world.stamp));
    const id = organization.organization_id;
    for (const edge of items.edgesOf(organization)) made.joinable.push(items.edgeItem(project, edge, id));
  }
  const counted = {};
  for (const member of world.members.map(normal)) {
    made.members.push(items.memberItem(project, member, world.stamp, world.stamp), items.idItem(project, member));
    const domain = items.vouchesFor(member);
    if (domain) counted[domain] = { id: member.organization_id, count: (counted[domain]?.count ?? 0) + 1 };
  }
  for (const [domain, { id, count }] of Object.entries(counted)) {
    const numbers = { verified_members: { N: String(count) }, revision: items.s(world.stamp), schema: { N: "1" } };
    made.organizations.push({ ...items.counterKey(project, id, domain), ...numbers });
  }
  made.sessions.push(...world.intermediate_sessions.map((session) => items.intermediateItem(project, normal(session))));
  made.sessions.push(...world.member_sessions.flatMap((session) => items.memberSessionItems(project, session, world.stamp)));
  for (const [kind, all] of Object.entries(made)) {
    assert.equal(all.length, vectors.items[kind].length, kind);
    for (const item of all) assertItem(item, kind);
  }
});
