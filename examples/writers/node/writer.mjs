// Writes organizations, Members and sessions, and exchanges sessions. Each write checks the limits, reads, and commits one
// transaction on the condition that the items have not changed. It starts again after a conflicting write.

import { randomBytes } from "node:crypto";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { createOrganization } from "./create_organization.mjs";
import { exchangeSession } from "./exchange.mjs";
import { checkFactors } from "./factors.mjs";
import * as items from "./items.mjs";
import { checkMember, checkOrganization, checkSessionLength } from "./limits.mjs";
import { planErasure, planMember, planMemberUpdate, planNewSecurityStamp } from "./members.mjs";
import { normalAddress } from "./normal.mjs";
import { planOrganization, planOrganizationDeletion } from "./organizations.mjs";
import { authenticateSession } from "./presented_session.mjs";
import { planFactor, planMemberSession, planRevocation, planStepUp } from "./sessions.mjs";
import { equal, Tables } from "./tables.mjs";

export { Refused } from "./limits.mjs";
export { Overtaken } from "./tables.mjs";

export class Writer extends Tables {
  /** Puts a whole organization in Stytch's format, and updates its edges and its slug. */
  async putOrganization(organization) {
    checkOrganization(organization);
    await this.commit(() => planOrganization(this, organization));
  }

  /** Deletes an organization and erases its Members. Repeat the call after an interruption. */
  async deleteOrganization(id) {
    await this.commit(() => planOrganizationDeletion(this, id));
    for (const { member_id } of await this.query("members", "organization", id, "members_by_organization")) {
      await this.eraseMember(id, member_id.S);
    }
    for (const counter of await this.query("organizations", "organization", id)) {
      if (counter.verified_members?.N !== "0") continue;
      const key = { organization: counter.organization, record: counter.record };
      const isZero = equal("verified_members", { N: "0" });
      await this.commit(async () => {
        const item = await this.get("organizations", key);
        return item?.verified_members.N === "0" ? [this.delete("organizations", key, isZero)] : undefined;
      });
    }
  }

  /** Puts a whole Member in Stytch's format. A new address moves it; see also `moveMember`. */
  async putMember(given) {
    const member = items.normalMember(given);
    checkMember(member);
    await this.commit(() => planMember(this, member));
  }

  /** Returns the Member with this address as stored, or undefined. The list's copy of a Member can be redacted. */
  async member(organization, address) {
    const item = await this.get("members", items.memberKey(this.project, normalAddress(address), organization));
    return item?.object && JSON.parse(item.object.S);
  }

  /**
   * Changes fields of the Member with this address, such as its phone, and keeps the others. Not its addresses or its status.
   * `isExpected` gets the stored Member: the change is refused if it returns false.
   */
  async updateMember(organization, address, fields, isExpected = () => true) {
    const key = items.memberKey(this.project, normalAddress(address), organization);
    await this.commit(() => planMemberUpdate(this, key, fields, isExpected));
  }

  /** Deletes a Member. The person cannot join again until reactivated or invited. Retired addresses become free. */
  deleteMember(member) {
    return this.putMember({ ...member, status: "deleted" });
  }

  /** Reactivates a deleted Member. Refused if another Member now has one of its retired addresses. */
  reactivateMember(member) {
    return this.putMember({ ...member, status: "active" });
  }

  /**
   * Moves a Member to another mailbox and retires the former address. Removes the bound factors, because they do not prove the
   * new mailbox. Sessions end, because the security stamp changes.
   */
  moveMember(member, address) {
    const retired = { email_id: "", email_address: member.email_address };
    return this.putMember({
      ...member,
      email_address: address,
      email_address_verified: false,
      retired_email_addresses: [...(member.retired_email_addresses ?? []), retired],
      ...items.NO_BOUND_FACTORS,
    });
  }

  /** Erases a Member completely. The person may join again. */
  async eraseMember(organization, id) {
    await this.commit(async () => {
      const changes = await planErasure(this, organization, id);
      if (changes) await this.revokeMemberSessions(id);
      return changes;
    });
  }

  async putIntermediateSession(given) {
    const session = { ...given, email_address: normalAddress(given.email_address) };
    checkSessionLength("ist", session.expires_at);
    checkFactors(session.authentication_factors, session.email_address);
    const Item = items.intermediateItem(this.project, session);
    await this.client.send(new PutItemCommand({ TableName: this.names.sessions, Item }));
  }

  async putMemberSession(given) {
    const session = { ...given, email_address: normalAddress(given.email_address) };
    checkSessionLength("session-token", session.expires_at);
    checkFactors(session.authentication_factors, session.email_address);
    await this.commit(() => planMemberSession(this, session));
  }

  /**
   * Returns the member session with this token, or undefined if it is not valid: `member_session_id`, `member`, `organization`,
   * `authentication_factors`, `custom_claims` and `expires_at`. A revoked session and a deleted Member end it at once.
   */
  authenticate(token) {
    return authenticateSession(this, token);
  }

  /** Revokes the session with this token. */
  revokeMemberSession(token) {
    return this.#revoke("session-token", token);
  }

  /** Deletes the intermediate session with this token, when the person signs out before choosing an organization. */
  revokeIntermediateSession(token) {
    return this.#revoke("ist", token);
  }

  async #revoke(kind, token) {
    const hash = items.tokenHash(kind, this.project, token);
    await this.commit(() => planRevocation(this, hash));
  }

  /** Revokes the sessions of a Member that the index lists. The index may lack very recent ones. */
  async revokeMemberSessions(id) {
    for (const { token_hash } of await this.query("sessions", "member", id, "sessions_by_member")) {
      await this.commit(() => planRevocation(this, token_hash.S));
    }
  }

  /**
   * Ends all sessions of the Members with this address, in every organization. An intermediate session of the address can still
   * be exchanged, unless `includeIntermediate` is true; finding them reads the whole table.
   */
  async revokeSessionsOfAddress(given, { includeIntermediate = false } = {}) {
    const address = normalAddress(given);
    // First, so that no new member session is made from one of them afterwards.
    if (includeIntermediate) await this.#deleteIntermediateSessions(address);
    for (const item of await this.query("members", "address", address)) {
      if (!item.member_id) continue;
      await this.commit(() => planNewSecurityStamp(this, { address: item.address, organization_id: item.organization_id }));
      await this.revokeMemberSessions(item.member_id.S);
    }
  }

  async #deleteIntermediateSessions(address) {
    const found = await this.scan("sessions", "kind = :kind AND email_address = :address", {
      ":kind": items.s("ist"),
      ":address": items.s(address),
    });
    for (const { token_hash } of found) await this.commit(() => planRevocation(this, token_hash.S));
  }

  /**
   * Adds the factors of one more sign-in to an intermediate session, and replaces its token. `signIn` has `email_address` and
   * `authentication_factors`; a sign-in with another address is refused. Returns the new token as `intermediate_session_token`. A
   * program that knows only the former token cannot use the factors.
   */
  stepUp(token, signIn) {
    const next = randomBytes(32).toString("base64url");
    return this.commitOutcome(() => planStepUp(this, token, next, signIn));
  }

  /** Appends a factor to an intermediate session, whose token stays the same. The factor must be of the session's address. */
  appendFactor(token, factor) {
    return this.commitOutcome(() => planFactor(this, token, factor));
  }

  /**
   * Exchanges an intermediate session for a member session in the organization with this id or slug. `list` calls the discovery
   * endpoint with the session that it gets, and returns the parsed body, also that of an error. Options:
   * `session_duration_minutes`. Returns an object with one of these as `outcome`:
   *
   * - `authenticated`: `session_token`, `member_session_id`, `member`, `organization_id`, `expires_at`, `registered`
   * - `factors_required`: `primary_required`, `mfa_required`, `intermediate_session_token`, `member_id`
   * - `organization_not_found`: the list does not show the organization
   * - `session_not_found`
   */
  exchange(token, organization, list, options = {}) {
    return exchangeSession(this, { kind: "ist", token }, organization, list, options);
  }

  /** Exchanges a member session likewise. It is kept, and the new session ends with it. */
  exchangeMemberSession(token, organization, list) {
    return exchangeSession(this, { kind: "session-token", token }, organization, list, {});
  }

  /**
   * Creates an organization with Stytch's request fields, makes the person of an intermediate session its first Member, and
   * exchanges the session. Outcomes: `authenticated`, `factors_required` and `session_not_found`, as above.
   */
  createOrganization(token, fields = {}, options = {}) {
    return createOrganization(this, token, fields, options);
  }
}
