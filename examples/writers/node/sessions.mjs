// Transactions on sessions. Each plan reads, then returns its changes, or undefined if nothing has to change.

import { checkFactors } from "./factors.mjs";
import * as items from "./items.mjs";
import { withElement } from "./json_text.mjs";
import { Refused, refuseIf } from "./limits.mjs";
import { normalAddress } from "./normal.mjs";
import { absent, equal, unchanged, unchangedSession, unixTime } from "./tables.mjs";

/** Writes a member session under its token and under its id; both items change together. */
export async function planMemberSession(tables, session) {
  const memberKey = items.memberKey(tables.project, session.email_address, session.organization_id);
  const member = await tables.get("members", memberKey);
  const isOwn = member?.member_id?.S === session.member_id && items.isLive(JSON.parse(member.object.S));
  if (!isOwn) throw new Refused("the session's Member does not exist or is deleted");
  // The Member's security stamp must not change before the session is written.
  const changes = [tables.check("members", memberKey, equal("security_stamp", member.security_stamp))];
  for (const item of items.memberSessionItems(tables.project, session, member.security_stamp.S)) {
    const prior = await tables.get("sessions", items.sessionKey(item.token_hash.S));
    changes.push(tables.put("sessions", item, unchanged(prior, "paired_token_hash", "token_hash")));
    const orphan = prior && prior.paired_token_hash.S !== item.paired_token_hash.S;
    if (orphan) changes.push(tables.delete("sessions", items.sessionKey(prior.paired_token_hash.S)));
  }
  return changes;
}

/** The outcome for a session that does not exist or has expired. */
export const SESSION_NOT_FOUND = { outcome: { outcome: "session_not_found" } };

async function liveIntermediateSession(tables, token) {
  const item = await tables.get("sessions", items.sessionKey(items.tokenHash("ist", tables.project, token)));
  return item && Number(item.expires_at.N) > unixTime() ? item : undefined;
}

const hasFactor = (stored, factor) => JSON.parse(stored).some((one) => JSON.stringify(one) === JSON.stringify(factor));

/** Appends a factor to an intermediate session, unless the session already has it. */
export async function planFactor(tables, token, factor) {
  const item = await liveIntermediateSession(tables, token);
  if (!item) return SESSION_NOT_FOUND;
  checkFactors([factor], item.email_address.S);
  const key = items.sessionKey(item.token_hash.S);
  const stored = item.authentication_factors.S;
  const outcome = { outcome: "appended" };
  if (hasFactor(stored, factor)) return { outcome };
  const condition = unchangedSession(item, "authentication_factors");
  const update = {
    TableName: tables.names.sessions,
    Key: key,
    UpdateExpression: "SET #c = :next",
    ...condition,
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ":next": items.s(withElement(stored, factor)) },
  };
  return { outcome, changes: [{ Update: update }] };
}

/** Replaces an intermediate session by one with another token and the factors of one more sign-in. */
export async function planStepUp(tables, token, next, { email_address, authentication_factors }) {
  const item = await liveIntermediateSession(tables, token);
  if (!item) return SESSION_NOT_FOUND;
  // Many factors contain no address, so the address of the sign-in is compared.
  refuseIf(normalAddress(email_address) !== item.email_address.S, "the sign-in is with another address");
  checkFactors(authentication_factors, item.email_address.S);
  const key = items.sessionKey(items.tokenHash("ist", tables.project, next));
  const append = (stored, factor) => (hasFactor(stored, factor) ? stored : withElement(stored, factor));
  const factors = authentication_factors.reduce(append, item.authentication_factors.S);
  const replacement = { ...item, ...key, authentication_factors: items.s(factors) };
  return {
    outcome: { outcome: "appended", intermediate_session_token: next },
    changes: [
      tables.delete("sessions", items.sessionKey(item.token_hash.S), unchangedSession(item, "authentication_factors")),
      tables.put("sessions", replacement, absent("token_hash")),
    ],
    created: ["sessions", key],
  };
}

/** Removes the session item with a hash, and its paired item. */
export async function planRevocation(tables, hash) {
  const item = await tables.get("sessions", items.sessionKey(hash));
  if (!item) return undefined;
  if (!item.paired_token_hash) return [tables.delete("sessions", items.sessionKey(hash))];
  return [
    tables.delete("sessions", items.sessionKey(hash), equal("paired_token_hash", item.paired_token_hash)),
    tables.delete("sessions", items.sessionKey(item.paired_token_hash.S)),
  ];
}
