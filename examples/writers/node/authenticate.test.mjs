// The validation of member sessions, compared with the list, and changes of single fields of a Member.

import assert from "node:assert/strict";
import { test } from "node:test";
import { list, local, mail, memberItem, project, RUN, signIn, signInMember, writer } from "./cargo_local.mjs";
import * as items from "./items.mjs";
import { Refused } from "./limits.mjs";
import { Writer } from "./writer.mjs";

let number = 0;

/** Writes an organization with one Member and a session of it. */
async function signedIn(fields = {}) {
  const organization_id = `node-authenticate-${RUN}-${++number}`;
  await writer.putOrganization({ organization_id, organization_name: "Authenticate" });
  const email_address = `jane${number}@authenticate-${RUN}.example`;
  const member = {
    organization_id,
    member_id: `member-${organization_id}`,
    email_address,
    email_address_verified: true,
    ...fields,
  };
  await writer.putMember(member);
  return { member, session: await signInMember(member) };
}

/** Returns the valid session, or undefined. The writer and the list must agree. */
async function authenticated(token) {
  const session = await writer.authenticate(token);
  const { status_code } = await list({ session_token: token });
  assert.equal(session !== undefined, status_code === 200, `the list answered with ${status_code}`);
  return session;
}

test("a valid session has its Member and its organization", async () => {
  const { member, session } = await signedIn({ name: "Jane" });
  const found = await authenticated(session.token);
  assert.deepEqual([found.member.name, found.member.member_id], ["Jane", member.member_id]);
  assert.equal(found.organization.organization_name, "Authenticate");
  assert.deepEqual(found.authentication_factors, [mail(member.email_address)]);
  const { member_session_id, expires_at, custom_claims } = found;
  assert.deepEqual(
    { member_session_id, expires_at, custom_claims },
    {
      member_session_id: session.member_session_id,
      expires_at: session.expires_at,
      custom_claims: {},
    },
  );
});

const endings = {
  "is revoked": ({ session }) => writer.revokeMemberSession(session.token),
  "has a deleted Member": ({ member }) => writer.deleteMember(member),
  "has an erased Member": ({ member }) => writer.eraseMember(member.organization_id, member.member_id),
  "has a pending Member": ({ member }) => writer.putMember({ ...member, status: "pending" }),
  "has a Member that moved": ({ member }) => writer.moveMember(member, `moved-${member.email_address}`),
  "has a deleted organization": ({ member }) => writer.deleteOrganization(member.organization_id),
  "belongs to an address whose sessions ended": ({ member }) => writer.revokeSessionsOfAddress(member.email_address),
  "has a Member that was deleted and reactivated": async ({ member }) => {
    await writer.deleteMember(member);
    await writer.reactivateMember(member);
  },
};
for (const [name, end] of Object.entries(endings)) {
  test(`a session that ${name} is not valid`, async () => {
    const one = await signedIn();
    assert.ok(await authenticated(one.session.token));
    await end(one);
    assert.equal(await authenticated(one.session.token), undefined);
  });
}

test("an unknown token and the token of another kind are not valid", async () => {
  assert.equal(await authenticated("A".repeat(44)), undefined);
  assert.equal(await authenticated(await signIn(`jane@authenticate-${RUN}.example`)), undefined);
});

test("an expired session is not valid", async () => {
  const { session } = await signedIn();
  await writer.putMemberSession({ ...session, expires_at: Math.floor(Date.now() / 1000) - 1 });
  assert.equal(await authenticated(session.token), undefined);
});

test("a change of fields keeps the others, the sessions and the counter", async () => {
  const { member, session } = await signedIn({ trusted_metadata: { plan: 1 } });
  const before = JSON.parse((await memberItem(member.email_address, member)).object.S);
  const phone = { mfa_phone_number: "+15550100000", mfa_phone_number_verified: true };
  await writer.updateMember(member.organization_id, member.email_address.toUpperCase(), phone);
  const after = JSON.parse((await memberItem(member.email_address, member)).object.S);
  assert.deepEqual(after, { ...before, ...phone, updated_at: after.updated_at });
  assert.ok(await authenticated(session.token));
  const counter = async () => {
    const domain = member.email_address.split("@")[1];
    return (await writer.get("organizations", items.counterKey(project, member.organization_id, domain)))?.verified_members.N;
  };
  assert.equal(await counter(), "1");
  await writer.updateMember(member.organization_id, member.email_address, { email_address_verified: false });
  assert.equal(await counter(), "0");
});

test("a concurrent change of another field is kept", async () => {
  const { member } = await signedIn();
  const slow = new Writer(writer.client, local.tables, project);
  let isFirst = true;
  slow.get = async (table, key) => {
    const item = await writer.get(table, key);
    if (isFirst) await writer.updateMember(member.organization_id, member.email_address, { name: "Jane" });
    isFirst = false;
    return item;
  };
  await slow.updateMember(member.organization_id, member.email_address, { is_breakglass: true });
  const { name, is_breakglass } = JSON.parse((await memberItem(member.email_address, member)).object.S);
  assert.deepEqual([name, is_breakglass], ["Jane", true]);
});

test("identifying fields, invalid fields and unknown Members are refused", async () => {
  const { member } = await signedIn();
  const { organization_id, email_address } = member;
  for (const fields of [{ status: "active" }, { email_address }, { member_id: "m" }, { mfa_phone_number: "5550100000" }]) {
    await assert.rejects(writer.updateMember(organization_id, email_address, fields), Refused, JSON.stringify(fields));
  }
  await assert.rejects(writer.updateMember(organization_id, "unknown@acme.example", { name: "J" }), Refused);
});
