// The validation of member sessions, compared with the list, and changes of single fields of a Member.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AT, list, local, mail, memberItem, project, RUN, sessionItem, signIn, signInMember, writer } from "./cargo_local.mjs";
import * as factors from "./factors.mjs";
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

test("a change of fields keeps the others and the sessions", async () => {
  const { member, session } = await signedIn({ trusted_metadata: { plan: 1 } });
  const before = JSON.parse((await memberItem(member.email_address, member)).object.S);
  const phone = { mfa_phone_number: "+15550100000", mfa_phone_number_verified: true };
  await writer.updateMember(member.organization_id, member.email_address.toUpperCase(), phone);
  const after = JSON.parse((await memberItem(member.email_address, member)).object.S);
  assert.deepEqual(after, { ...before, ...phone, updated_at: after.updated_at });
  assert.ok(await authenticated(session.token));
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
  const refused = [
    { status: "active" },
    { email_address },
    { email_address_verified: true },
    { member_id: "m" },
    { mfa_phone_number: "5550100000" },
    { name: undefined },
  ];
  for (const fields of refused) {
    await assert.rejects(writer.updateMember(organization_id, email_address, fields), Refused, JSON.stringify(fields));
  }
  await assert.rejects(writer.updateMember(organization_id, "unknown@acme.example", { name: "J" }), Refused);
});

test("a change is refused if the Member is not as expected", async () => {
  const { member } = await signedIn();
  const { organization_id, email_address } = member;
  const hasNoPhone = ({ mfa_phone_number }) => !mfa_phone_number;
  const enroll = (mfa_phone_number) => writer.updateMember(organization_id, email_address, { mfa_phone_number }, hasNoPhone);
  const results = await Promise.allSettled(["+15550100001", "+15550100002"].map(enroll));
  assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.ok(results.find(({ reason }) => reason)?.reason instanceof Refused);
});

test("a step-up replaces the token and keeps the rest of the session", async () => {
  const email_address = `step-up@authenticate-${RUN}.example`;
  const token = await signIn(email_address, [mail(email_address)], {
    organization_id_hint: "hint",
    oauth_tenants: { slack: ["T1"] },
  });
  const before = await sessionItem("ist", token);
  const slack = { type: "oauth", delivery_method: "oauth_slack", slack_oauth_factor: { provider_subject: "T1:U1" } };
  const more = { email_address: email_address.toUpperCase(), authentication_factors: [slack, slack] };
  await assert.rejects(writer.stepUp(token, { ...more, email_address: "bob@acme.example" }), Refused);
  const { outcome, intermediate_session_token } = await writer.stepUp(token, more);
  assert.equal(outcome, "appended");
  assert.equal(await sessionItem("ist", token), undefined);
  const after = await sessionItem("ist", intermediate_session_token);
  const { token_hash, authentication_factors } = after;
  assert.deepEqual(after, { ...before, token_hash, authentication_factors });
  assert.deepEqual(JSON.parse(authentication_factors.S), [mail(email_address), slack]);
  assert.deepEqual(await writer.stepUp(token, more), { outcome: "session_not_found" });
  const mixed = { email_address, authentication_factors: [mail("bob@acme.example")] };
  await assert.rejects(writer.stepUp(intermediate_session_token, mixed), Refused);
});

test("of two step-ups at once, one succeeds", async () => {
  const email_address = `twice@authenticate-${RUN}.example`;
  const token = await signIn(email_address);
  const signInBy = (n) => ({ email_address, authentication_factors: [{ type: "oauth", delivery_method: `oauth_${n}` }] });
  const results = await Promise.all([1, 2].map((n) => writer.stepUp(token, signInBy(n))));
  assert.deepEqual(results.map(({ outcome }) => outcome).sort(), ["appended", "session_not_found"]);
});

test("a Member is read as stored", async () => {
  const { member } = await signedIn({ trusted_metadata: { plan: 1 } });
  const { trusted_metadata } = await writer.member(member.organization_id, member.email_address.toUpperCase());
  assert.deepEqual(trusted_metadata, { plan: 1 });
  assert.equal(await writer.member(member.organization_id, "unknown@acme.example"), undefined);
});

test("a revoked intermediate session does not exist", async () => {
  const token = await signIn(`revoked@authenticate-${RUN}.example`);
  await writer.revokeIntermediateSession(token);
  assert.equal(await sessionItem("ist", token), undefined);
  await writer.revokeIntermediateSession(token);
});

test("a password counts where its id is stored, and a newcomer cannot join by it", async () => {
  const domain = `password-${RUN}.example`;
  const email_address = `jane@${domain}`;
  const ids = [1, 2, 3].map((n) => `node-password-${RUN}-${n}`);
  const passwords = { auth_methods: "RESTRICTED", allowed_auth_methods: ["password"] };
  const joinable = { email_jit_provisioning: "RESTRICTED", email_allowed_domains: [domain] };
  const settings = [{}, passwords, { ...passwords, ...joinable }];
  const owner = { email_address: `owner@${domain}`, email_address_verified: true };
  for (const [n, organization_id] of ids.entries()) {
    await writer.putOrganization({ organization_id, organization_name: organization_id, ...settings[n] });
    await writer.putMember({ ...owner, organization_id, member_id: `owner-${organization_id}` });
    if (n < 2) await writer.putMember({ organization_id, member_id: `jane-${organization_id}`, email_address });
  }
  const password = factors.password("firebase-jane", AT);
  const stateOf = async (given) => {
    const { discovered_organizations } = await list({ intermediate_session_token: await signIn(email_address, given) });
    return discovered_organizations.map((one) => [one.organization.organization_id, one.primary_required?.allowed_auth_methods]);
  };
  assert.deepEqual(await stateOf([password]), []);
  // As docs/integrate.md describes, for each Member of the list.
  const hasNoPassword = (member) => !member.member_password_id;
  for (const id of ids.slice(0, 2)) {
    await writer.updateMember(id, email_address, { member_password_id: "firebase-jane" }, hasNoPassword);
  }
  const both = await stateOf([password, mail(email_address)]);
  assert.deepEqual(both, [
    [ids[0], undefined],
    [ids[1], undefined],
    [ids[2], ["password"]],
  ]);
  for (const id of ids.slice(0, 2)) {
    const token = await signIn(email_address, [password, mail(email_address)]);
    const { outcome } = await writer.exchange(token, id, list);
    assert.equal(outcome, "authenticated");
  }
  assert.deepEqual(await stateOf([password]), [
    [ids[0], undefined],
    [ids[1], undefined],
  ]);
});
