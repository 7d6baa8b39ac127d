// Writes into the tables of a running `cargo local`, and asks it what it makes of that.
// The variable ORG_DISCOVERY_LOCAL names the file with the line that `cargo local --json` prints.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import * as items from "./items.mjs";
import { Refused, Writer } from "./writer.mjs";

const local = JSON.parse(readFileSync(process.env.ORG_DISCOVERY_LOCAL, "utf8"));
const project = local.project_id;
const client = new DynamoDBClient({
  endpoint: local.dynamodb_url,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const writer = new Writer(client, local.tables, project);

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
  // A link that went to the address was used: see "What must be proven" in docs/data-model.md.
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

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;
const magicLink = (email_address) => ({
  type: "magic_link",
  delivery_method: "email",
  last_authenticated_at: `${new Date().toISOString().slice(0, 19)}Z`,
  email_factor: { email_id: "email-test-node", email_address },
});

async function ask(credential) {
  const response = await fetch(`${local.url}/v1/b2b/discovery/organizations`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${project}:${local.secret}`).toString("base64")}` },
    body: JSON.stringify(credential),
  });
  const answer = await response.json();
  if (!response.ok) return answer.error_type;
  const line = ({ organization, membership }) => `${organization.organization_name}: ${membership.type}`;
  return answer.discovered_organizations.map(line);
}

/** Signs somebody in, and asks which organizations they see. */
async function seenBy(email_address, { factor = magicLink(email_address), ...rest } = {}) {
  const token = randomBytes(32).toString("base64url");
  const session = { token, email_address, authentication_factors: [factor], expires_at: inAnHour(), ...rest };
  await writer.putIntermediateSession(session);
  return ask({ intermediate_session_token: token });
}

async function signIn(member) {
  const session = {
    token: randomBytes(33).toString("base64url"),
    member_session_id: `session-test-${randomBytes(16).toString("hex")}`,
    email_address: member.email_address,
    organization_id: member.organization_id,
    member_id: member.member_id,
    authentication_factors: [magicLink(member.email_address)],
    expires_at: inAnHour(),
  };
  await writer.putMemberSession(session);
  return session;
}

async function writeEverything() {
  for (const organization of [north, south]) await writer.putOrganization(organization);
  for (const member of [amy, bob, amyOfSouth]) await writer.putMember(member);
}

/** Every item of the two organizations and the three Members, but for counters that stand at zero. */
async function everyItem() {
  const under = async (table, key, value) => {
    const query = {
      TableName: local.tables[table],
      KeyConditionExpression: "#k = :v",
      ExpressionAttributeNames: { "#k": key },
      ExpressionAttributeValues: { ":v": items.s(`${project}#${value}`) },
      ConsistentRead: true,
    };
    return (await client.send(new QueryCommand(query))).Items;
  };
  const partitions = [
    ...[NORTH, SOUTH].map((id) => ["organizations", "organization", id]),
    ...["amy@node.example", "bob@node.example", "amy@elsewhere.example"].map((address) => ["members", "address", address]),
    ...[amy, bob, amyOfSouth].map((member) => ["members", "address", member.member_id]),
    ...[...items.edgesOf(north)].map((edge) => ["joinable", "edge", edge]),
  ];
  const found = await Promise.all(partitions.map(([table, key, value]) => under(table, key, value)));
  return found.flat().filter((item) => item.verified_members?.N !== "0");
}

const countOf = async (domain) => {
  const counter = await writer.get("organizations", items.counterKey(project, NORTH, domain));
  return Number(counter?.verified_members.N ?? 0);
};

before(writeEverything);
after(() => client.destroy());

test("Members see their organizations, under every spelling of the address", async () => {
  assert.deepEqual(await seenBy("amy@node.example"), ["North: active_member", "South: pending_member"]);
  assert.deepEqual(await seenBy("AMY@NODE.example"), ["North: active_member", "South: pending_member"]);
  assert.deepEqual(await seenBy("bob@node.example"), ["North: invited_member"]);
});

test("others may join by domain, where a verified Member vouches for it, or by tenant", async () => {
  assert.deepEqual(await seenBy("dan@node.example"), ["North: eligible_to_join_by_email_domain"]);
  assert.deepEqual(await seenBy("dan@bücher-node.example"), []);
  const factor = { type: "oauth", delivery_method: "oauth_slack", slack_oauth_factor: { provider_subject: "U1" } };
  const oauth_tenants = { slack: ["T0NODE"] };
  const seen = await seenBy("sue@node-start.example", { factor, oauth_tenants });
  assert.deepEqual(seen, ["North: eligible_to_join_by_oauth_tenant"]);
});

test("writing everything again changes nothing", async () => {
  const first = await everyItem();
  assert.equal(first.length, 2 + 1 + 3 + 3 + 3);
  await writeEverything();
  assert.deepEqual(await everyItem(), first);
});

test("a member session opens by its token until it is revoked", async () => {
  const session = await signIn(amy);
  assert.deepEqual(await ask({ session_token: session.token }), ["North: active_member", "South: pending_member"]);
  await writer.putMemberSession(session);
  const hash = (kind, credential) => items.sessionKey(items.tokenHash(kind, project, credential));
  const twins = [hash("session-token", session.token), hash("session-id", session.member_session_id)];
  for (const key of twins) assert.ok(await writer.get("sessions", key));
  await writer.revokeMemberSession(session.token);
  assert.equal(await ask({ session_token: session.token }), "session_not_found");
  for (const key of twins) assert.equal(await writer.get("sessions", key), undefined);
});

test("a session written again under another token leaves no token behind", async () => {
  const first = await signIn(amy);
  const second = { ...first, token: randomBytes(33).toString("base64url") };
  await writer.putMemberSession(second);
  assert.equal(await ask({ session_token: first.token }), "session_not_found");
  assert.equal((await ask({ session_token: second.token })).length, 2);
  await writer.revokeMemberSession(second.token);
});

test("who is deleted is out, vouches for nobody, and must sign in again after coming back", async () => {
  const session = await signIn(amy);
  await writer.deleteMember(amy);
  await writer.deleteMember(amy);
  assert.equal(await ask({ session_token: session.token }), "session_not_found");
  assert.deepEqual(await seenBy("amy@node.example"), ["South: pending_member"]);
  assert.deepEqual(await seenBy("dan@node.example"), []);
  await assert.rejects(signIn(amy), Refused);
  await writer.putMember(amy);
  assert.equal(await ask({ session_token: session.token }), "session_not_found");
  assert.deepEqual(await seenBy("dan@node.example"), ["North: eligible_to_join_by_email_domain"]);
  const again = await signIn(amy);
  assert.equal((await ask({ session_token: again.token })).length, 2);
});

test("a new address moves a Member, and takes the count along", async () => {
  const moved = { ...amy, email_address: "amy@elsewhere.example" };
  await writer.putMember(moved);
  assert.deepEqual([await countOf("node.example"), await countOf("elsewhere.example")], [0, 1]);
  assert.deepEqual(await seenBy("amy@node.example"), ["South: pending_member"]);
  assert.deepEqual(await seenBy("amy@elsewhere.example"), ["North: active_member"]);
  await writer.putMember(amy);
  assert.deepEqual([await countOf("node.example"), await countOf("elsewhere.example")], [1, 0]);
});

test("an address may have a number sign in it", async () => {
  const hash = { ...bob, member_id: "member-test-node-hash", email_address: "h#1@node.example", status: "active" };
  const row = (address) => writer.get("members", items.memberKey(project, address, NORTH));
  await writer.putMember(hash);
  const first = await row(hash.email_address);
  await writer.putMember(hash);
  assert.deepEqual(await row(hash.email_address), first);
  await writer.putMember({ ...hash, email_address: "h#2@node.example" });
  assert.equal(await row(hash.email_address), undefined);
  assert.equal((await row("h#2@node.example")).life.S, first.life.S);
});

test("a Member that moves within a domain leaves a trace at the counter", async () => {
  const counter = async () => writer.get("organizations", items.counterKey(project, NORTH, "node.example"));
  const before = await counter();
  await writer.putMember({ ...amy, email_address: "amy.again@node.example" });
  const after = await counter();
  assert.equal(after.verified_members.N, before.verified_members.N);
  assert.notEqual(after.revision.S, before.revision.S);
  await writer.putMember(amy);
});

test("a Member that somebody else moves away and back meanwhile stands once", async () => {
  const there = { ...amy, email_address: "amy@elsewhere.example" };
  const slow = new Writer(client, local.tables, project);
  let reads = 0;
  slow.get = async (table, key) => {
    // The third read looks for the row where the id said, and is the last before the transaction.
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

test("an id and an address belong to one Member, and a deleted one gives way", async () => {
  await assert.rejects(writer.putMember({ ...amy, organization_id: SOUTH }), Refused);
  const other = { ...bob, member_id: "member-test-node-bob-2" };
  await assert.rejects(writer.putMember(other), Refused);
  await writer.deleteMember(bob);
  await writer.putMember(other);
  assert.equal(await writer.get("members", items.idKey(project, bob.member_id)), undefined);
  await writer.deleteMember(other);
  await writer.putMember(bob);
});

test("settings decide, and edges follow them", async () => {
  await writer.putOrganization({ ...north, email_allowed_domains: [] });
  const edge = items.edgeKey(project, "domain#node.example", NORTH);
  assert.equal(await writer.get("joinable", edge), undefined);
  assert.deepEqual(await seenBy("dan@node.example"), []);
  await writer.putOrganization(north);
  assert.ok(await writer.get("joinable", edge));
  assert.deepEqual(await seenBy("dan@node.example"), ["North: eligible_to_join_by_email_domain"]);
});

test("what an interrupted write in steps left is put right", async () => {
  const [stray, missing] = ["domain#node-stray.example", "domain#node.example"];
  const item = await writer.get("organizations", items.organizationKey(project, NORTH));
  const unsettled_edges = { L: [stray, missing].map(items.s) };
  const marked = { ...item, unsettled_edges, revision: items.s(items.stamp()) };
  await writer.commit(async () => [
    writer.put("organizations", marked),
    writer.put("joinable", items.edgeItem(project, stray, NORTH)),
    writer.delete("joinable", items.edgeKey(project, missing, NORTH)),
  ]);
  await writer.putOrganization(north);
  assert.equal(await writer.get("joinable", items.edgeKey(project, stray, NORTH)), undefined);
  assert.ok(await writer.get("joinable", items.edgeKey(project, missing, NORTH)));
  assert.equal((await writer.get("organizations", items.organizationKey(project, NORTH))).unsettled_edges, undefined);
});

test("writers side by side count each Member once", async () => {
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

test("what nobody may claim, and what is no address, is refused", async () => {
  await assert.rejects(writer.putOrganization({ ...south, email_allowed_domains: ["GMail.com"] }), Refused);
  await assert.rejects(writer.putMember({ ...bob, email_address: "bob" }));
  const many = Array.from({ length: 120 }, (_, n) => `d${n}.node.example`);
  await assert.rejects(writer.putOrganization({ ...north, email_allowed_domains: many }), Refused);
});
