// The session that is exchanged: its reads, and the conditions on it.

import * as items from "./items.mjs";
import { equal, unchangedSession, unixTime } from "./tables.mjs";

/**
 * Reads a session with the Member that it depends on. Returns undefined if it is not valid. `kind` is "ist" or "session-token".
 * An intermediate session can be derived from a member session, its parent. It then ends with it, and cannot join.
 */
export async function readSession(tables, kind, token) {
  const item = await liveSession(tables, items.tokenHash(kind, tables.project, token));
  if (!item) return undefined;
  const parent = await parentOf(tables, item);
  // An intermediate session that was not derived belongs to no Member.
  const owner = parent && (await ownerOf(tables, parent));
  if (item.member_session_id && !owner) return undefined;
  return {
    kind,
    item,
    parent,
    owner,
    canJoin: parent === undefined,
    email_address: item.email_address.S,
    authentication_factors: JSON.parse(item.authentication_factors.S),
    oauth_tenants: JSON.parse(item.oauth_tenants?.S ?? "{}"),
    organization_id: item.organization_id?.S,
    member_id: item.member_id?.S,
    expires_at: Number((parent ?? item).expires_at.N),
  };
}

/**
 * Returns a valid member session with its Member and its organization, as stored, or undefined. Two round trips. The session row
 * alone is not enough: it remains when the Member is deleted.
 */
export async function authenticateSession(tables, token) {
  const item = await liveSession(tables, items.tokenHash("session-token", tables.project, token));
  if (!item) return undefined;
  const key = items.organizationKey(tables.project, item.organization_id.S);
  const [owner, organization] = await Promise.all([ownerOf(tables, item), tables.get("organizations", key)]);
  if (!owner || !organization) return undefined;
  return {
    member_session_id: item.member_session_id.S,
    expires_at: Number(item.expires_at.N),
    authentication_factors: JSON.parse(item.authentication_factors.S),
    custom_claims: JSON.parse(item.custom_claims?.S ?? "{}"),
    member: JSON.parse(owner.object.S),
    organization: JSON.parse(organization.object.S),
  };
}

async function liveSession(tables, hash) {
  const item = await tables.get("sessions", items.sessionKey(hash));
  return item && Number(item.expires_at.N) > unixTime() ? item : undefined;
}

/** Returns the item of the member session that a session is, or is derived from. */
async function parentOf(tables, item) {
  if (item.kind.S !== "ist") return item;
  if (!item.member_session_id) return undefined;
  const parent = await liveSession(tables, items.tokenHash("session-id", tables.project, item.member_session_id.S));
  const names = ["email_address", "organization_id", "member_id", "security_stamp"];
  return parent && names.every((name) => parent[name]?.S === item[name]?.S) ? parent : undefined;
}

/** Returns the item of a member session's Member, if the session is valid. */
async function ownerOf(tables, { email_address, organization_id, member_id, security_stamp }) {
  const item = await tables.get("members", items.memberKey(tables.project, email_address.S, organization_id.S));
  const isSame = item?.member_id?.S === member_id.S && security_stamp && item.security_stamp.S === security_stamp.S;
  return isSame && items.statusOf(JSON.parse(item.object.S)) === "active" ? item : undefined;
}

/**
 * Returns the conditions on a session: it has not changed or expired, and neither its parent nor its Member has changed.
 * `target` is the organization whose Member has a condition of its own. An intermediate session is deleted if it `isSpent`.
 */
export function sessionConditions(tables, { kind, item, parent, owner }, target, isSpent) {
  const changes = [];
  if (kind === "ist") {
    const change = isSpent ? tables.delete : tables.check;
    changes.push(change("sessions", items.sessionKey(item.token_hash.S), unchangedSession(item, "authentication_factors")));
  }
  if (parent) {
    changes.push(tables.check("sessions", items.sessionKey(parent.token_hash.S), unchangedSession(parent, "security_stamp")));
  }
  if (owner && owner.organization_id.S !== target) {
    const key = { address: owner.address, organization_id: owner.organization_id };
    changes.push(tables.check("members", key, equal("revision", owner.revision)));
  }
  return changes;
}
