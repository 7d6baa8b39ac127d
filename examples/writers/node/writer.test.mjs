// Writes to the tables of a running `cargo local`, and checks its responses.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { client, inAnHour, list, local, project, signIn, signInMember, writer } from "./cargo_local.mjs";
import * as factors from "./factors.mjs";
import * as items from "./items.mjs";
import { Refused, Writer } from "./writer.mjs";

const NORTH = "organization-test-node-north";
const SOUTH = "organization-test-node-south";
const north = {
  organization_id: NORTH,
  organization_name: "North",
  organization_slug: "node-north",
  email_jit_provisioning: "RESTRICTED",
  email_allowed_domains: ["node.example", "bücher-node.example"],
  oauth_tenant_jit_provisioning: "RESTRICTED",
  allowed_oauth_tenants: { slack: ["T0NODE"] },
  trusted_metadata: { plan: "pro" },
};
const south = { organization_id: SOUTH, organization_name: "South", organization_slug: "node-south" };
const amy = {
  organization_id: NORTH,
  member_id: "member-test-node-amy",
  email_address: "Amy@Node.EXAMPLE",
  // The person opened a link that was sent to the address: see "Requirements for writers" in docs/data-model.md.
  email_address_verified: true,
  name: "Amy",
};
const bob = {
  organization_id: NORTH,
  member_id: "member-test-node-bob",
  email_address: "bob@node.example",
  status: "invited",
};
const amyOfSouth = { ...amy, organization_id: SOUTH, member_id: "member-test-node-amy-south", status: "pending" };

const now = () => `${new Date().toISOString().slice(0, 19)}Z`;
const magicLink = (address) => factors.magicLink(address, now(), "email-test-node");

/** Returns a line for each organization in the list, or the type of the error. */
async function ask(credential) {
  const { error_type, discovered_organizations } = await list(credential);
  const line = ({ organization, membership }) => `${organization.organization_name}: ${membership.type}`;
  return error_type ?? discovered_organizations.map(line);
}

/** Writes a session for an address, and returns the organizations in the response. */
async function seenBy(email_address, { factor = magicLink(email_address), ...rest } = {}) {
  return ask({ intermediate_session_token: await signIn(email_address, [factor], rest) });
}

async function writeEverything() {
  for (const organization of [north, south]) await writer.putOrganization(organization);
  for (const member of [amy, bob, amyOfSouth]) await writer.putMember(member);
}

/** Returns every item of the two organizations and the three Members, except counters at zero. */
async function everyItem() {
  const partitions = [
    ...[NORTH, SOUTH].map((id) => ["organizations", "organization", id]),
    ...["amy@node.example", "bob@node.example", "amy@elsewhere.example"].map((address) => ["members", "address", address]),
    ...[amy, bob, amyOfSouth].map((member) => ["members", "address", member.member_id]),
    ...[...items.edgesOf(north)].map((edge) => ["joinable", "edge", edge]),
    ...[north, south].map(({ organization_slug }) => ["organizations", "organization", `slug#${organization_slug}`]),
  ];
  const found = await Promise.all(partitions.map((partition) => writer.query(...partition)));
  return found.flat().filter((item) => item.verified_members?.N !== "0");
}

const countOf = async (domain) => {
  const counter = await writer.get("organizations", items.counterKey(project, NORTH, domain));
  return Number(counter?.verified_members.N ?? 0);
};

before(writeEverything);
after(async () => {
  // Leaves a retired address for `orgctl check`, which runs afterwards.
  await writer.putMember(cara);
  client.destroy();
});

test("Members see their organizations with any spelling of the address", async () => {
  assert.deepEqual(await seenBy("amy@node.example"), ["North: active_member", "South: pending_member"]);
  assert.deepEqual(await seenBy("AMY@NODE.example"), ["North: active_member", "South: pending_member"]);
  assert.deepEqual(await seenBy("bob@node.example"), ["North: invited_member"]);
});

test("people may join by a verified Member's domain, or by tenant", async () => {
  assert.deepEqual(await seenBy("dan@node.example"), ["North: eligible_to_join_by_email_domain"]);
  assert.deepEqual(await seenBy("dan@bücher-node.example"), []);
  const factor = { type: "oauth", delivery_method: "oauth_slack", slack_oauth_factor: { provider_subject: "U1" } };
  const oauth_tenants = { slack: ["T0NODE"] };
  const seen = await seenBy("sue@node-start.example", { factor, oauth_tenants });
  assert.deepEqual(seen, ["North: eligible_to_join_by_oauth_tenant"]);
});

test("repeated writes change nothing", async () => {
  const first = await everyItem();
  assert.equal(first.length, 2 + 1 + 3 + 3 + 3 + 2);
  await writeEverything();
  assert.deepEqual(await everyItem(), first);
});

test("a member session is valid until it is revoked", async () => {
  const session = await signInMember(amy);
  assert.deepEqual(await ask({ session_token: session.token }), ["North: active_member", "South: pending_member"]);
  await writer.putMemberSession(session);
  const hash = (kind, credential) => items.sessionKey(items.tokenHash(kind, project, credential));
  const sessionKeys = [hash("session-token", session.token), hash("session-id", session.member_session_id)];
  for (const key of sessionKeys) assert.ok(await writer.get("sessions", key));
  await writer.revokeMemberSession(session.token);
  assert.equal(await ask({ session_token: session.token }), "session_not_found");
  for (const key of sessionKeys) assert.equal(await writer.get("sessions", key), undefined);
});

test("a session's new token replaces its old token", async () => {
  const first = await signInMember(amy);
  const second = { ...first, token: randomBytes(33).toString("base64url") };
  await writer.putMemberSession(second);
  assert.equal(await ask({ session_token: first.token }), "session_not_found");
  assert.equal((await ask({ session_token: second.token })).length, 2);
  await writer.revokeMemberSession(second.token);
});

test("a deleted Member is excluded and needs a new session after reactivation", async () => {
  const session = await signInMember(amy);
  await writer.deleteMember(amy);
  await writer.deleteMember(amy);
  assert.equal(await ask({ session_token: session.token }), "session_not_found");
  assert.deepEqual(await seenBy("amy@node.example"), ["South: pending_member"]);
  assert.deepEqual(await seenBy("dan@node.example"), []);
  await assert.rejects(signInMember(amy), Refused);
  await writer.reactivateMember(amy);
  assert.equal(await ask({ session_token: session.token }), "session_not_found");
  assert.deepEqual(await seenBy("dan@node.example"), ["North: eligible_to_join_by_email_domain"]);
  const again = await signInMember(amy);
  assert.equal((await ask({ session_token: again.token })).length, 2);
});

test("a moved Member is counted in its new domain", async () => {
  const moved = { ...amy, email_address: "amy@elsewhere.example" };
  await writer.putMember(moved);
  assert.deepEqual([await countOf("node.example"), await countOf("elsewhere.example")], [0, 1]);
  assert.deepEqual(await seenBy("amy@node.example"), ["South: pending_member"]);
  assert.deepEqual(await seenBy("amy@elsewhere.example"), ["North: active_member"]);
  await writer.putMember(amy);
  assert.deepEqual([await countOf("node.example"), await countOf("elsewhere.example")], [1, 0]);
});

test("an address may contain a number sign", async () => {
  const hash = { ...bob, member_id: "member-test-node-hash", email_address: "h#1@node.example", status: "active" };
  const row = (address) => writer.get("members", items.memberKey(project, address, NORTH));
  await writer.putMember(hash);
  const first = await row(hash.email_address);
  await writer.putMember(hash);
  assert.deepEqual(await row(hash.email_address), first);
  await writer.putMember({ ...hash, email_address: "h#2@node.example" });
  assert.equal(await row(hash.email_address), undefined);
  // A Member at another address has a fresh security stamp.
  assert.notEqual((await row("h#2@node.example")).security_stamp.S, first.security_stamp.S);
  await writer.eraseMember(NORTH, hash.member_id);
});

test("a move within a domain changes the counter's revision", async () => {
  const counter = async () => writer.get("organizations", items.counterKey(project, NORTH, "node.example"));
  const before = await counter();
  await writer.putMember({ ...amy, email_address: "amy.again@node.example" });
  const after = await counter();
  assert.equal(after.verified_members.N, before.verified_members.N);
  assert.notEqual(after.revision.S, before.revision.S);
  await writer.putMember(amy);
});

test("a Member that another writer moves concurrently is stored once", async () => {
  const there = { ...amy, email_address: "amy@elsewhere.example" };
  const slow = new Writer(client, local.tables, project);
  let reads = 0;
  slow.get = async (table, key) => {
    // The third read, the last before the transaction, reads the item at the address in the item of the id.
    const isThird = ++reads === 3;
    if (isThird) await writer.putMember(there);
    const item = await writer.get(table, key);
    if (isThird) await writer.putMember(amy);
    return item;
  };
  await slow.putMember(there);
  const rowAt = (address) => writer.get("members", items.memberKey(project, address, NORTH));
  assert.equal(await rowAt("amy@node.example"), undefined);
  assert.equal((await rowAt("amy@elsewhere.example")).member_id.S, amy.member_id);
  assert.deepEqual([await countOf("node.example"), await countOf("elsewhere.example")], [0, 1]);
  await writer.putMember(amy);
});

test("an id and an address belong to one Member that is not deleted", async () => {
  await assert.rejects(writer.putMember({ ...amy, organization_id: SOUTH }), Refused);
  const other = { ...bob, member_id: "member-test-node-bob-2" };
  await assert.rejects(writer.putMember(other), Refused);
  await writer.deleteMember(bob);
  await writer.putMember(other);
  assert.equal(await writer.get("members", items.idKey(project, bob.member_id)), undefined);
  await writer.deleteMember(other);
  await writer.putMember(bob);
});

test("edges follow the settings", async () => {
  await writer.putOrganization({ ...north, email_allowed_domains: [] });
  const edge = items.edgeKey(project, "domain#node.example", NORTH);
  assert.equal(await writer.get("joinable", edge), undefined);
  assert.deepEqual(await seenBy("dan@node.example"), []);
  await writer.putOrganization(north);
  assert.ok(await writer.get("joinable", edge));
  assert.deepEqual(await seenBy("dan@node.example"), ["North: eligible_to_join_by_email_domain"]);
});

test("the next write completes an interrupted write in steps", async () => {
  const [stray, missing] = ["domain#node-stray.example", "domain#node.example"];
  const item = await writer.get("organizations", items.organizationKey(project, NORTH));
  const pending_edges = { L: [stray, missing].map(items.s) };
  const marked = { ...item, pending_edges, revision: items.s(items.randomToken()) };
  await writer.commit(async () => [
    writer.put("organizations", marked),
    writer.put("joinable", items.edgeItem(project, stray, NORTH)),
    writer.delete("joinable", items.edgeKey(project, missing, NORTH)),
  ]);
  await writer.putOrganization(north);
  assert.equal(await writer.get("joinable", items.edgeKey(project, stray, NORTH)), undefined);
  assert.ok(await writer.get("joinable", items.edgeKey(project, missing, NORTH)));
  assert.equal((await writer.get("organizations", items.organizationKey(project, NORTH))).pending_edges, undefined);
});

test("concurrent writers count each Member once", async () => {
  const people = Array.from({ length: 8 }, (_, n) => ({
    organization_id: NORTH,
    member_id: `member-test-node-${n}`,
    email_address: `p${n}@node.example`,
    email_address_verified: true,
  }));
  await Promise.all([...people, ...people].map((person) => writer.putMember(person)));
  assert.equal(await countOf("node.example"), 9);
  await Promise.all(people.map((person) => writer.deleteMember(person)));
  assert.equal(await countOf("node.example"), 1);
});

test("shared domains, malformed addresses and too many edges are refused", async () => {
  await assert.rejects(writer.putOrganization({ ...south, email_allowed_domains: ["GMail.com"] }), Refused);
  await assert.rejects(writer.putMember({ ...bob, email_address: "bob" }));
  const many = Array.from({ length: 120 }, (_, n) => `d${n}.node.example`);
  await assert.rejects(writer.putOrganization({ ...north, email_allowed_domains: many }), Refused);
});

const row = (address, organization = NORTH) => writer.get("members", items.memberKey(project, address, organization));
const old = "cara.old@node.example";
const cara = {
  organization_id: NORTH,
  member_id: "member-test-node-cara",
  email_address: "cara@node.example",
  retired_email_addresses: [{ email_id: "", email_address: "Cara.Old@node.example" }],
};

test("a retired address is not eligible and belongs to its Member only", async () => {
  assert.deepEqual(await seenBy(old), ["North: eligible_to_join_by_email_domain"]);
  await writer.putMember(cara);
  assert.deepEqual(await seenBy(old), []);
  assert.equal((await row(old)).retired_by.S, cara.member_id);
  const before = [await row(old), await row(cara.email_address)];
  await writer.putMember(cara);
  assert.deepEqual([await row(old), await row(cara.email_address)], before);

  await assert.rejects(writer.putMember({ ...bob, member_id: "member-test-node-cara-2", email_address: old }), Refused);
  const retires = (email_address) => ({ ...amy, retired_email_addresses: [{ email_address }] });
  for (const address of [old, cara.email_address, bob.email_address]) {
    await assert.rejects(writer.putMember(retires(address)), Refused, address);
  }
  await writer.putMember({ ...cara, retired_email_addresses: [] });
  assert.equal(await row(old), undefined);
  await writer.eraseMember(NORTH, cara.member_id);
});

test("deletion releases retired addresses, and reactivation reserves them again", async () => {
  await writer.putMember(cara);
  await writer.deleteMember(cara);
  assert.equal(await row(old), undefined);
  const other = { ...bob, member_id: "member-test-node-cara-2", email_address: old };
  await writer.putMember(other);
  await assert.rejects(writer.reactivateMember(cara), Refused);
  // A deleted Member does not keep its address.
  await writer.deleteMember(other);
  await writer.reactivateMember(cara);
  assert.equal((await row(old)).retired_by.S, cara.member_id);
  assert.equal(await writer.get("members", items.idKey(project, other.member_id)), undefined);
  const session = await signInMember(cara);
  await writer.eraseMember(NORTH, cara.member_id);
  await writer.eraseMember(NORTH, cara.member_id);
  assert.deepEqual([await row(old), await row(cara.email_address)], [undefined, undefined]);
  assert.equal(await writer.get("members", items.idKey(project, cara.member_id)), undefined);
  const hash = items.tokenHash("session-token", project, session.token);
  assert.equal(await writer.get("sessions", items.sessionKey(hash)), undefined);
});

test("a moved Member retires its address, loses bound factors, and may return", async () => {
  const accounts = { member_password_id: "password-node", mfa_phone_number: "+15550100000" };
  const bound = { ...cara, email_address_verified: true, ...accounts };
  await writer.putMember(bound);
  const session = await signInMember(bound);
  await writer.moveMember(bound, "cara@elsewhere.example");
  assert.equal(await ask({ session_token: session.token }), "session_not_found");
  assert.equal((await row(cara.email_address)).retired_by.S, cara.member_id);
  assert.deepEqual(await seenBy(cara.email_address), []);
  const moved = JSON.parse((await row("cara@elsewhere.example")).object.S);
  assert.equal(moved.email_address_verified, false);
  assert.deepEqual([moved.member_password_id, moved.mfa_phone_number], ["", ""]);
  assert.equal(await countOf("elsewhere.example"), 0);

  await writer.putMember({ ...moved, email_address: cara.email_address });
  assert.equal((await row(cara.email_address)).member_id.S, cara.member_id);
  const returned = JSON.parse((await row(cara.email_address)).object.S);
  assert.deepEqual(returned.retired_email_addresses.map((one) => one.email_address), [old]);
  assert.equal(await row("cara@elsewhere.example"), undefined);
  await writer.eraseMember(NORTH, cara.member_id);
});

test("a Member that changes while it moves is counted once", async () => {
  const verified = { ...cara, email_address_verified: true };
  await writer.putMember(verified);
  const slow = new Writer(client, local.tables, project);
  let reads = 0;
  slow.get = async (table, key) => {
    const item = await writer.get(table, key);
    // The third read returns the Member at its former address.
    if (++reads === 3) await writer.putMember({ ...verified, email_address_verified: false });
    return item;
  };
  const count = await countOf("node.example");
  await slow.moveMember(verified, "cara@elsewhere.example");
  assert.deepEqual([await countOf("node.example"), await countOf("elsewhere.example")], [count - 1, 0]);
  await writer.eraseMember(NORTH, cara.member_id);
});

test("a Member keeps the timestamps of its first write", async () => {
  await writer.putMember(cara);
  const first = JSON.parse((await row(cara.email_address)).object.S);
  assert.ok(Math.abs(Date.parse(first.created_at) - Date.now()) < 60_000);
  const slow = { ...first, created_at: "2020-01-01T00:00:00Z", updated_at: "2020-01-02T00:00:00Z" };
  await writer.putMember(slow);
  await writer.putMember({ ...cara, name: "Cara" });
  const { name, created_at, updated_at } = JSON.parse((await row(cara.email_address)).object.S);
  assert.deepEqual([name, created_at, updated_at], ["Cara", "2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"]);
  await writer.eraseMember(NORTH, cara.member_id);
});

test("a slug belongs to one organization, in any letter case, until it is released", async () => {
  const owner = async (slug) => (await writer.get("organizations", items.slugKey(project, slug)))?.organization_id.S;
  await assert.rejects(writer.putOrganization({ ...south, organization_slug: "NODE-North" }), Refused);
  await writer.putOrganization({ ...north, organization_slug: "Node-NORTH" });
  assert.equal(await owner("node-north"), NORTH);
  await writer.putOrganization({ ...north, organization_slug: "node-moved" });
  assert.deepEqual([await owner("node-north"), await owner("node-moved")], [undefined, NORTH]);
  await writer.putOrganization({ ...south, organization_slug: "node-north" });
  await assert.rejects(writer.putOrganization(north), Refused);
  await writer.putOrganization(south);
  await writer.putOrganization(north);
  assert.deepEqual([await owner("node-north"), await owner("node-moved")], [NORTH, undefined]);
});

test("a slug that another writer claims concurrently is refused", async () => {
  const [first, second] = ["node-1", "node-2"].map((organization_id) => ({ organization_id, organization_slug: "node-race" }));
  const slugKey = items.slugKey(project, "node-race");
  const slow = new Writer(client, local.tables, project);
  slow.get = async (table, key) => {
    const item = await writer.get(table, key);
    if (key.organization?.S === slugKey.organization.S) await writer.putOrganization(second);
    return item;
  };
  await assert.rejects(slow.putOrganization(first), Refused);
  assert.equal((await writer.get("organizations", slugKey)).organization_id.S, "node-2");
  assert.equal(await writer.get("organizations", items.organizationKey(project, "node-1")), undefined);
  await writer.deleteOrganization("node-2");
  assert.equal(await writer.get("organizations", slugKey), undefined);
});

test("a deleted organization leaves no items", async () => {
  // Ids are arbitrary: this one is equal to the sort key of id items.
  const west = { ...north, organization_id: "id", organization_slug: "node-west", email_allowed_domains: ["west.example"] };
  await writer.putOrganization(west);
  const person = { ...cara, organization_id: "id", member_id: "member-test-node-west", email_address_verified: true };
  await writer.putMember(person);
  assert.deepEqual(await seenBy(cara.email_address), ["North: active_member", "North: eligible_to_join_by_email_domain"]);
  await writer.deleteOrganization("id");
  await writer.deleteOrganization("id");
  const left = await Promise.all([
    writer.query("organizations", "organization", "id"),
    writer.query("organizations", "organization", "slug#node-west"),
    writer.query("joinable", "edge", "domain#west.example"),
    writer.query("members", "address", person.email_address),
    writer.query("members", "address", old),
    writer.query("members", "address", person.member_id),
  ]);
  assert.deepEqual(left.flat(), []);
});

test("sessions with factors of another address, or that last too long, are refused", async () => {
  await assert.rejects(seenBy("amy@node.example", { factor: magicLink("bob@node.example") }), Refused);
  await assert.rejects(seenBy("amy@node.example", { expires_at: inAnHour() + 24 * 3600 }), Refused);
  await assert.rejects(writer.putMemberSession({ ...(await signInMember(amy)), expires_at: inAnHour() + 366 * 86_400 }), Refused);
});
