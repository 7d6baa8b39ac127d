// Transactions of an exchange: a session becomes a member session in the organization that the person chose. The list decides;
// the transaction requires that the items that were read before the list are unchanged.

import { Candidate } from "./candidate.mjs";
import * as decision from "./exchange_decision.mjs";
import * as items from "./items.mjs";
import { checkSessionMinutes } from "./limits.mjs";
import { changedMemberItem, updateCounters } from "./members.mjs";
import { readSession, sessionConditions } from "./presented_session.mjs";
import { SESSION_NOT_FOUND } from "./sessions.mjs";
import { absent, equal, POSITIVE_COUNTER, unixTime } from "./tables.mjs";

const { s } = items;
const ORGANIZATION_NOT_FOUND = { outcome: { outcome: "organization_not_found" } };
const MISSING_SESSION_ERRORS = ["session_not_found", "intermediate_session_not_found"];

/** Exchanges a session. `presented` has the session's `kind` and `token`, and `name` is the organization's id or slug. */
export async function exchangeSession(tables, presented, name, list, { session_duration_minutes = 60 }) {
  checkSessionMinutes(session_duration_minutes);
  const minted = items.mint(tables.project);
  return tables.commitOutcome(async () => {
    const session = await readSession(tables, presented.kind, presented.token);
    const target = session && (await readTarget(tables, session, name));
    if (!session) return SESSION_NOT_FOUND;
    const entries = await listedEntries(list, presented);
    const context = { tables, session, target, minted, presented, name, minutes: session_duration_minutes };
    return entries ? planExchange(context, entries) : SESSION_NOT_FOUND;
  });
}

/** Calls the list. Returns undefined if it does not find the session. */
async function listedEntries(list, { kind, token }) {
  const response = await list({ [kind === "ist" ? "intermediate_session_token" : "session_token"]: token });
  if (Array.isArray(response?.discovered_organizations)) return response.discovered_organizations;
  if (MISSING_SESSION_ERRORS.includes(response?.error_type)) return undefined;
  throw new Error(`the list of organizations is not available: ${response?.error_type}`);
}

/** Reads the organization with an id or a slug, and the person's Member in it. */
async function readTarget(tables, session, name) {
  const item = await readOrganization(tables, name);
  if (!item) return {};
  const organization = JSON.parse(item.object.S);
  const id = organization.organization_id;
  const memberItem = await tables.get("members", items.memberKey(tables.project, session.email_address, id));
  const domain = decision.domainOfRule(memberItem?.eligible_by?.S);
  const counter = domain && (await tables.get("organizations", items.counterKey(tables.project, id, domain)));
  const isRuleDomainVerified = !domain || Number(counter?.verified_members.N ?? 0) > 0;
  const member = memberItem?.object && JSON.parse(memberItem.object.S);
  return { item, organization, memberItem, member, isRuleDomainVerified };
}

async function readOrganization(tables, name) {
  if (!/^[\x21-\x7e]{1,128}$/.test(name)) return undefined;
  const byId = await tables.get("organizations", items.organizationKey(tables.project, name));
  if (byId) return byId;
  const slug = await tables.get("organizations", items.slugKey(tables.project, name.toLowerCase()));
  return slug && tables.get("organizations", items.organizationKey(tables.project, slug.organization_id.S));
}

/** Returns the outcome of the list's decision and its changes, or undefined if the list and the items disagree. */
function planExchange(context, entries) {
  const { session, target } = context;
  const entry = decision.findEntry(entries, context.name);
  if (!entry) return ORGANIZATION_NOT_FOUND;
  if (!decision.describes(entry, target)) return undefined;
  const joins = decision.joinRuleOf(entry);
  if (joins && !session.canJoin) return ORGANIZATION_NOT_FOUND;
  const candidate = new Candidate(session, target.organization, target.member);
  const rule = joins ?? target.memberItem?.eligible_by?.S;
  const plan = { ...context, candidate, entry, rule };
  if (!entry.member_authenticated) {
    return joins && entry.primary_required === null ? planPendingMember(plan) : planFactorsRequired(plan);
  }
  const mayComplete = joins || !rule || (target.isRuleDomainVerified && decision.ruleHolds(rule, candidate));
  return mayComplete ? planSignIn(plan) : ORGANIZATION_NOT_FOUND;
}

/** Signs the person in: spends an intermediate session, writes the member session, and writes the Member if it changes. */
function planSignIn(plan) {
  const { tables, session, target, candidate, minted } = plan;
  const fields = decision.memberChanges(candidate, minted.registration_id);
  const { member, stamp, changes } = target.member ? changedMember(plan, fields) : newMember(plan, fields);
  const expires_at = expiryOf(plan);
  const created = newSession(tables, minted, member, decision.carriedFactors(candidate, true), expires_at, stamp);
  return {
    changes: [...conditions(plan, true), ...changes, ...created.changes],
    created: created.key,
    outcome: signedIn(minted, member, expires_at, fields),
  };
}

/** A session that was made from a member session ends no later than it. */
function expiryOf({ session, minutes }) {
  const requested = unixTime() + 60 * minutes;
  if (session.kind === "session-token") return session.expires_at;
  return session.parent ? Math.min(requested, session.expires_at) : requested;
}

/** Returns the puts of a member session, and the key of one of its items. */
export function newSession(tables, minted, member, authentication_factors, expires_at, stamp) {
  const { session_token: token, member_session_id } = minted;
  const { email_address, organization_id, member_id } = member;
  const session = { token, member_session_id, email_address, organization_id, member_id, authentication_factors, expires_at };
  const sessionItems = items.memberSessionItems(tables.project, session, stamp);
  return {
    changes: sessionItems.map((item) => tables.put("sessions", item, absent("token_hash"))),
    key: ["sessions", items.sessionKey(sessionItems[0].token_hash.S)],
  };
}

/** `registered` is the account that was bound to the Member. Log it. */
export const signedIn = ({ session_token, member_session_id, registration_id }, member, expires_at, { oauth_registrations }) => ({
  outcome: "authenticated",
  session_token,
  member_session_id,
  member,
  organization_id: member.organization_id,
  expires_at,
  registered: oauth_registrations?.find((one) => one.member_oauth_registration_id === registration_id) ?? null,
});

/** Conditions on the session and on the organization. */
function conditions({ tables, session, target }, isSpent) {
  const id = target.organization.organization_id;
  const key = items.organizationKey(tables.project, id);
  return [
    ...sessionConditions(tables, session, id, isSpent),
    tables.check("organizations", key, equal("revision", target.item.revision)),
  ];
}

/** Returns a new Member and its changes. `rule` is stored with a pending Member only. */
function newMember({ tables, session, target, minted, rule }, fields) {
  const { organization_id } = target.organization;
  const member = personOf(session, organization_id, minted, fields);
  const stamp = items.randomToken();
  const isPending = member.status === "pending";
  const item = {
    ...items.memberItem(tables.project, member, items.randomToken(), stamp),
    ...(isPending && { eligible_by: s(rule) }),
  };
  const changes = [
    tables.put("members", item, absent("address")),
    tables.put("members", items.idItem(tables.project, member), absent("address")),
    ...counterChanges(tables, organization_id, undefined, item, rule),
  ];
  return { member, stamp, changes };
}

/** Returns the object of a new Member. */
export function personOf({ email_address }, organization_id, { member_id }, fields) {
  const now = items.timestamp();
  const member = { organization_id, member_id, email_address, status: "active", email_address_verified: false, ...fields };
  return { ...member, created_at: now, updated_at: now };
}

/** Returns the Member with the changed fields, and the put of its item or, if nothing changes, the condition on it. */
function changedMember({ tables, target, rule }, fields) {
  const { memberItem: stored, member } = target;
  const key = keyOf(stored);
  const isUnchanged = equal("revision", stored.revision);
  if (Object.keys(fields).length === 0) {
    return { member, stamp: stored.security_stamp.S, changes: [tables.check("members", key, isUnchanged)] };
  }
  // Sessions from before the first verification end: an attacker may have made them.
  const stamp = fields.email_address_verified ? items.randomToken() : stored.security_stamp.S;
  const { member: next, item } = changedMemberItem(tables.project, stored, fields, stamp);
  const counters = counterChanges(tables, next.organization_id, stored, item, rule);
  return { member: next, stamp, changes: [tables.put("members", item, isUnchanged), ...counters] };
}

const keyOf = ({ address, organization_id }) => ({ address, organization_id });

/** Updates the counters. The counter of a domain by which the person joins must be above zero. */
function counterChanges(tables, organization, stored, item, rule) {
  const domain = decision.domainOfRule(rule);
  const updates = updateCounters(tables, organization, [stored], item);
  if (!domain) return updates;
  const key = items.counterKey(tables.project, organization, domain);
  const isRequired = ({ Update }) => Update.Key.record.S === key.record.S;
  if (!updates.some(isRequired)) return [...updates, tables.check("organizations", key, POSITIVE_COUNTER)];
  return updates.map((change) => (isRequired(change) ? withCondition(change, POSITIVE_COUNTER) : change));
}

const withCondition = ({ Update }, { ConditionExpression, ExpressionAttributeValues }) => ({
  Update: {
    ...Update,
    ConditionExpression,
    ExpressionAttributeValues: { ...Update.ExpressionAttributeValues, ...ExpressionAttributeValues },
  },
});

/** Creates the pending Member of a newcomer, who must enroll a second factor before joining. The session is kept. */
function planPendingMember(plan) {
  const { tables, presented } = plan;
  const { member, changes } = newMember(plan, { status: "pending" });
  return {
    changes: [...conditions(plan, false), ...changes],
    created: ["members", items.idKey(tables.project, member.member_id)],
    outcome: factorsRequired(plan, presented.token, member.member_id),
  };
}

/** Returns the required factors. A member session is exchanged for an intermediate session, to which they can be added. */
function planFactorsRequired(plan) {
  const { tables, session, target, candidate, presented, minted } = plan;
  const memberId = target.member?.member_id ?? "";
  if (session.kind === "ist") return { outcome: factorsRequired(plan, presented.token, memberId) };
  const { intermediate_session_token: token } = minted;
  const derived = {
    token,
    email_address: session.email_address,
    authentication_factors: decision.carriedFactors(candidate, false),
    expires_at: session.expires_at,
  };
  const item = items.derivedItem(tables.project, derived, session.item);
  return {
    changes: [
      ...conditions(plan, false),
      tables.check("members", keyOf(target.memberItem), equal("revision", target.memberItem.revision)),
      tables.put("sessions", item, absent("token_hash")),
    ],
    created: ["sessions", items.sessionKey(item.token_hash.S)],
    outcome: factorsRequired(plan, token, memberId),
  };
}

const factorsRequired = ({ entry }, intermediate_session_token, member_id) => ({
  outcome: "factors_required",
  primary_required: entry.primary_required,
  mfa_required: entry.mfa_required,
  intermediate_session_token,
  member_id,
});
