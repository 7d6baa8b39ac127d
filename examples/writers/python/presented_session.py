"""The session that is exchanged: its reads, and the conditions on it."""

import json
from dataclasses import dataclass

import items
from tables import equal, unchanged_session, unix_time


@dataclass
class PresentedSession:
    """A valid session, with the items that it depends on."""

    kind: str  # "ist" or "session-token".
    item: dict
    parent: dict  # The item of the member session that it is, or is derived from.
    owner: dict  # The item of that session's Member.

    @property
    def can_join(self):
        return self.parent is None

    @property
    def email_address(self):
        return self.item["email_address"]["S"]

    @property
    def authentication_factors(self):
        return json.loads(self.item["authentication_factors"]["S"])

    @property
    def oauth_tenants(self):
        return json.loads(self.item["oauth_tenants"]["S"]) if "oauth_tenants" in self.item else {}

    @property
    def organization_id(self):
        return self.item.get("organization_id", {}).get("S")

    @property
    def member_id(self):
        return self.item.get("member_id", {}).get("S")

    @property
    def expires_at(self):
        return int((self.parent or self.item)["expires_at"]["N"])


def read_session(tables, kind, token):
    """Reads a session with the Member that it depends on. Returns None if it is not valid.

    `kind` is "ist" or "session-token". An intermediate session can be derived from a member session, its parent. It then ends
    with it, and cannot join.
    """
    item = _live_session(tables, items.token_hash(kind, tables.project, token))
    if item is None:
        return None
    parent = _parent_of(tables, item)
    # An intermediate session that was not derived belongs to no Member.
    owner = _owner_of(tables, parent) if parent else None
    if "member_session_id" in item and owner is None:
        return None
    return PresentedSession(kind, item, parent, owner)


def authenticate_session(tables, token):
    """Returns a valid member session with its Member and its organization, as stored, or None.

    The session row alone is not enough: it remains when the Member is deleted.
    """
    item = _live_session(tables, items.token_hash("session-token", tables.project, token))
    owner = item and _owner_of(tables, item)
    if not owner:
        return None
    key = items.organization_key(tables.project, item["organization_id"]["S"])
    organization = tables.get("organizations", key)
    if not organization:
        return None
    return {
        "member_session_id": item["member_session_id"]["S"],
        "expires_at": int(item["expires_at"]["N"]),
        "authentication_factors": json.loads(item["authentication_factors"]["S"]),
        "custom_claims": json.loads(item["custom_claims"]["S"]) if "custom_claims" in item else {},
        "member": json.loads(owner["object"]["S"]),
        "organization": json.loads(organization["object"]["S"]),
    }


def _live_session(tables, hash):
    item = tables.get("sessions", items.session_key(hash))
    return item if item and int(item["expires_at"]["N"]) > unix_time() else None


def _parent_of(tables, item):
    """Returns the item of the member session that a session is, or is derived from."""
    if item["kind"] != items.s("ist"):
        return item
    if "member_session_id" not in item:
        return None
    parent = _live_session(tables, items.token_hash("session-id", tables.project, item["member_session_id"]["S"]))
    names = ("email_address", "organization_id", "member_id", "security_stamp")
    return parent if parent and all(parent.get(name) == item.get(name) for name in names) else None


def _owner_of(tables, session):
    """Returns the item of a member session's Member, if the session is valid."""
    key = items.member_key(tables.project, session["email_address"]["S"], session["organization_id"]["S"])
    item = tables.get("members", key)
    if item is None or item.get("member_id") != session["member_id"]:
        return None
    is_same = "security_stamp" in session and item["security_stamp"] == session["security_stamp"]
    return item if is_same and items.status_of(json.loads(item["object"]["S"])) == "active" else None


def session_conditions(tables, session, target, is_spent):
    """Returns the conditions on a session: it has not changed or expired, and neither its parent nor its Member has changed.

    `target` is the organization whose Member has a condition of its own. An intermediate session is deleted if it `is_spent`.
    """
    changes = []
    if session.kind == "ist":
        change, key = (tables.delete if is_spent else tables.check), items.session_key(session.item["token_hash"]["S"])
        changes.append(change("sessions", key, unchanged_session(session.item, "authentication_factors")))
    if session.parent:
        key = items.session_key(session.parent["token_hash"]["S"])
        changes.append(tables.check("sessions", key, unchanged_session(session.parent, "security_stamp")))
    if session.owner and session.owner["organization_id"]["S"] != target:
        key = {name: session.owner[name] for name in ("address", "organization_id")}
        changes.append(tables.check("members", key, equal("revision", session.owner["revision"])))
    return changes
