"""Writes organizations, Members and sessions, and exchanges sessions.

Each write checks the limits, reads, and commits one transaction on the condition that the items have not changed. It starts
again after a conflicting write.
"""

import json
import secrets

import items
from create_organization import create_organization
from exchange import exchange_session
from factors import check_factors
from limits import Refused, check_member, check_organization, check_session_length
from members import plan_erasure, plan_member, plan_member_update, plan_new_security_stamp
from normal import normal_address
from organizations import plan_organization, plan_organization_deletion
from presented_session import authenticate_session
from sessions import plan_factor, plan_member_session, plan_revocation, plan_step_up
from tables import Overtaken, Tables, equal

__all__ = ["Overtaken", "Refused", "Writer"]


class Writer(Tables):
    def put_organization(self, organization):
        """Puts a whole organization in Stytch's format, and updates its edges and its slug."""
        check_organization(organization)
        self.commit(lambda: plan_organization(self, organization))

    def delete_organization(self, id):
        """Deletes an organization and erases its Members. Repeat the call after an interruption."""
        self.commit(lambda: plan_organization_deletion(self, id))
        for item in self.query("members", "organization", id, "members_by_organization"):
            self.erase_member(id, item["member_id"]["S"])
        for item in self.query("organizations", "organization", id):
            if item.get("verified_members") == {"N": "0"}:
                self._delete_counter({name: item[name] for name in ("organization", "record")})

    def _delete_counter(self, key):
        zero = {"N": "0"}

        def plan():
            item = self.get("organizations", key)
            is_zero = item is not None and item["verified_members"] == zero
            return [self.delete("organizations", key, equal("verified_members", zero))] if is_zero else None

        self.commit(plan)

    def put_member(self, given):
        """Puts a whole Member in Stytch's format. A new address moves it; see also `move_member`."""
        member = items.normal_member(given)
        check_member(member)
        self.commit(lambda: plan_member(self, member))

    def member(self, organization, address):
        """Returns the Member with this address as stored, or None. The list's copy of a Member can be redacted."""
        item = self.get("members", items.member_key(self.project, normal_address(address), organization))
        return json.loads(item["object"]["S"]) if item and "object" in item else None

    def update_member(self, organization, address, fields, is_expected=lambda member: True):
        """Changes fields of the Member with this address, such as its phone, and keeps the others.

        Not its addresses or its status. `is_expected` gets the stored Member: the change is refused if it returns False.
        """
        key = items.member_key(self.project, normal_address(address), organization)
        self.commit(lambda: plan_member_update(self, key, fields, is_expected))

    def delete_member(self, member):
        """Deletes a Member. The person cannot join again until reactivated or invited. Retired addresses become free."""
        self.put_member({**member, "status": "deleted"})

    def reactivate_member(self, member):
        """Reactivates a deleted Member. Refused if another Member now has one of its retired addresses."""
        self.put_member({**member, "status": "active"})

    def move_member(self, member, address):
        """Moves a Member to another mailbox and retires the former address.

        Removes the bound factors, because they do not prove the new mailbox. Sessions end, because the security stamp changes.
        """
        retired = {"email_id": "", "email_address": member["email_address"]}
        moved = {
            "email_address": address,
            "email_address_verified": False,
            "retired_email_addresses": [*(member.get("retired_email_addresses") or []), retired],
        }
        self.put_member({**member, **moved, **items.NO_BOUND_FACTORS})

    def erase_member(self, organization, id):
        """Erases a Member completely. The person may join again."""

        def plan():
            changes = plan_erasure(self, organization, id)
            if changes is not None:
                self.revoke_member_sessions(id)
            return changes

        self.commit(plan)

    def put_intermediate_session(self, given):
        session = {**given, "email_address": normal_address(given["email_address"])}
        check_session_length("ist", session["expires_at"])
        check_factors(session["authentication_factors"], session["email_address"])
        item = items.intermediate_item(self.project, session)
        self.client.put_item(TableName=self.names["sessions"], Item=item)

    def put_member_session(self, given):
        session = {**given, "email_address": normal_address(given["email_address"])}
        check_session_length("session-token", session["expires_at"])
        check_factors(session["authentication_factors"], session["email_address"])
        self.commit(lambda: plan_member_session(self, session))

    def authenticate(self, token):
        """Returns the member session with this token, or None if it is not valid.

        The keys are `member_session_id`, `member`, `organization`, `authentication_factors`, `custom_claims` and `expires_at`. A
        revoked session and a deleted Member end it at once.
        """
        return authenticate_session(self, token)

    def revoke_member_session(self, token):
        """Revokes the session with this token."""
        self._revoke("session-token", token)

    def revoke_intermediate_session(self, token):
        """Deletes the intermediate session with this token, when the person signs out before choosing an organization."""
        self._revoke("ist", token)

    def _revoke(self, kind, token):
        hash = items.token_hash(kind, self.project, token)
        self.commit(lambda: plan_revocation(self, hash))

    def revoke_member_sessions(self, id):
        """Revokes the sessions of a Member that the index lists. The index may lack very recent ones."""
        for item in self.query("sessions", "member", id, "sessions_by_member"):
            self.commit(lambda hash=item["token_hash"]["S"]: plan_revocation(self, hash))

    def revoke_sessions_of_address(self, given, include_intermediate=False):
        """Ends all sessions of the Members with this address, in every organization.

        An intermediate session of the address can still be exchanged, unless `include_intermediate` is True; finding them reads
        the whole table.
        """
        address = normal_address(given)
        if include_intermediate:
            # First, so that no new member session is made from one of them afterwards.
            self._delete_intermediate_sessions(address)
        for item in self.query("members", "address", address):
            if "member_id" not in item:
                continue
            key = {name: item[name] for name in ("address", "organization_id")}
            self.commit(lambda key=key: plan_new_security_stamp(self, key))
            self.revoke_member_sessions(item["member_id"]["S"])

    def _delete_intermediate_sessions(self, address):
        values = {":kind": items.s("ist"), ":address": items.s(address)}
        for item in self.scan("sessions", "kind = :kind AND email_address = :address", values):
            self.commit(lambda hash=item["token_hash"]["S"]: plan_revocation(self, hash))

    def step_up(self, token, sign_in):
        """Adds the factors of one more sign-in to an intermediate session, and replaces its token.

        `sign_in` has `email_address` and `authentication_factors`; a sign-in with another address is refused. Returns the new token
        as `intermediate_session_token`. A program that knows only the former token cannot use the factors.
        """
        following = secrets.token_urlsafe(32)
        return self.commit_outcome(lambda: plan_step_up(self, token, following, sign_in))

    def append_factor(self, token, factor):
        """Appends a factor to an intermediate session, whose token stays the same. The factor must be of the session's address."""
        return self.commit_outcome(lambda: plan_factor(self, token, factor))

    def exchange(self, token, organization, list, session_duration_minutes=60):
        """Exchanges an intermediate session for a member session in the organization with this id or slug.

        `list` calls the discovery endpoint with the session that it gets, and returns the parsed body, also that of an error.
        Returns a dictionary with one of these as `outcome`:

        - `authenticated`: `session_token`, `member_session_id`, `member`, `organization_id`, `expires_at`, `registered`
        - `factors_required`: `primary_required`, `mfa_required`, `intermediate_session_token`, `member_id`
        - `organization_not_found`: the list does not show the organization
        - `session_not_found`
        """
        return exchange_session(self, ("ist", token), organization, list, session_duration_minutes)

    def exchange_member_session(self, token, organization, list):
        """Exchanges a member session likewise. It is kept, and the new session ends with it."""
        return exchange_session(self, ("session-token", token), organization, list)

    def create_organization(self, token, fields=None, session_duration_minutes=60):
        """Creates an organization with Stytch's request fields, and makes the person of an intermediate session its first Member.

        Exchanges the session. Outcomes: `authenticated`, `factors_required` and `session_not_found`, as above.
        """
        return create_organization(self, token, fields or {}, session_duration_minutes)
