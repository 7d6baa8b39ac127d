"""Transactions of an exchange: a session becomes a member session in the organization that the person chose.

The list decides; the transaction requires that the items that were read before the list are unchanged.
"""

import json
import re
from dataclasses import dataclass

import exchange_decision as decision
import items
from candidate import Candidate
from items import s
from limits import check_session_minutes
from members import changed_member_item, update_counters
from presented_session import PresentedSession, read_session, session_conditions
from sessions import SESSION_NOT_FOUND
from tables import POSITIVE_COUNTER, Tables, absent, equal, unix_time

ORGANIZATION_NOT_FOUND = {"outcome": {"outcome": "organization_not_found"}}
MISSING_SESSION_ERRORS = ("session_not_found", "intermediate_session_not_found")
NAME = re.compile(r"[\x21-\x7e]{1,128}")


@dataclass
class Target:
    """An organization, and the person's Member in it."""

    item: dict = None
    organization: dict = None
    member_item: dict = None
    member: dict = None
    is_rule_domain_verified: bool = True


@dataclass
class Plan:
    """The inputs of one attempt of an exchange."""

    tables: Tables
    session: PresentedSession
    token: str
    target: Target
    minted: dict
    minutes: int
    entry: dict
    candidate: Candidate
    rule: str  # The rule by which the person joins, or by which a pending Member was created.


def exchange_session(tables, presented, name, list, minutes=60):
    """Exchanges a session. `presented` is its kind and its token, and `name` is the organization's id or slug."""
    check_session_minutes(minutes)
    minted = items.mint(tables.project)

    def plan():
        session = read_session(tables, *presented)
        if session is None:
            return SESSION_NOT_FOUND
        target = _read_target(tables, session, name)
        entries = _listed_entries(list, *presented)
        if entries is None:
            return SESSION_NOT_FOUND
        entry = decision.find_entry(entries, name)
        if entry is None:
            return ORGANIZATION_NOT_FOUND
        if not decision.describes(entry, target):
            return None
        rule = decision.join_rule_of(entry) or target.member_item and target.member_item.get("eligible_by", {}).get("S")
        candidate = Candidate(session, target.organization, target.member)
        return _plan_exchange(Plan(tables, session, presented[1], target, minted, minutes, entry, candidate, rule))

    return tables.commit_outcome(plan)


def _listed_entries(list, kind, token):
    """Calls the list. Returns None if it does not find the session."""
    response = list(**{"intermediate_session_token" if kind == "ist" else "session_token": token})
    if "discovered_organizations" in response:
        return response["discovered_organizations"]
    if response.get("error_type") in MISSING_SESSION_ERRORS:
        return None
    raise RuntimeError(f"the list of organizations is not available: {response.get('error_type')}")


def _read_target(tables, session, name):
    """Reads the organization with an id or a slug, and the person's Member in it."""
    item = _read_organization(tables, name)
    if item is None:
        return Target()
    organization = json.loads(item["object"]["S"])
    id = organization["organization_id"]
    member_item = tables.get("members", items.member_key(tables.project, session.email_address, id))
    member = json.loads(member_item["object"]["S"]) if member_item and "object" in member_item else None
    domain = decision.domain_of_rule((member_item or {}).get("eligible_by", {}).get("S"))
    counter = tables.get("organizations", items.counter_key(tables.project, id, domain)) if domain else None
    is_verified = not domain or bool(counter) and int(counter["verified_members"]["N"]) > 0
    return Target(item, organization, member_item, member, is_verified)


def _read_organization(tables, name):
    if not NAME.fullmatch(name):
        return None
    by_id = tables.get("organizations", items.organization_key(tables.project, name))
    if by_id:
        return by_id
    slug = tables.get("organizations", items.slug_key(tables.project, name.lower()))
    return slug and tables.get("organizations", items.organization_key(tables.project, slug["organization_id"]["S"]))


def _plan_exchange(plan):
    """Returns the outcome of the list's decision and its changes."""
    entry, session, rule = plan.entry, plan.session, plan.rule
    joins = plan.target.member is None
    if joins and not session.can_join:
        return ORGANIZATION_NOT_FOUND
    if not entry["member_authenticated"]:
        is_newcomer = joins and entry["primary_required"] is None
        return _plan_pending_member(plan) if is_newcomer else _plan_factors_required(plan)
    may_complete = plan.target.is_rule_domain_verified and decision.rule_holds(rule, plan.candidate) if rule else True
    return _plan_sign_in(plan) if joins or may_complete else ORGANIZATION_NOT_FOUND


def _plan_sign_in(plan):
    """Signs the person in: spends an intermediate session, writes the member session, and writes the Member if it changes."""
    fields = decision.member_changes(plan.candidate, plan.minted["registration_id"])
    member, stamp, changes = _changed_member(plan, fields) if plan.target.member else _new_member(plan, fields)
    expires_at, factors = _expiry_of(plan), decision.carried_factors(plan.candidate, True)
    puts, created = new_session(plan.tables, plan.minted, member, factors, expires_at, stamp)
    return {
        "changes": [*_conditions(plan, True), *changes, *puts],
        "created": created,
        "outcome": signed_in(plan.minted, member, expires_at, fields),
    }


def _expiry_of(plan):
    """A session that was made from a member session ends no later than it."""
    requested = unix_time() + 60 * plan.minutes
    if plan.session.kind == "session-token":
        return plan.session.expires_at
    return min(requested, plan.session.expires_at) if plan.session.parent else requested


def new_session(tables, minted, member, factors, expires_at, stamp):
    """Returns the puts of a member session, and the table and key of one of its items."""
    session = {
        "token": minted["session_token"],
        "member_session_id": minted["member_session_id"],
        **{name: member[name] for name in ("email_address", "organization_id", "member_id")},
        "authentication_factors": factors,
        "expires_at": expires_at,
    }
    session_items = items.member_session_items(tables.project, session, stamp)
    puts = [tables.put("sessions", item, absent("token_hash")) for item in session_items]
    return puts, ("sessions", items.session_key(session_items[0]["token_hash"]["S"]))


def signed_in(minted, member, expires_at, fields):
    """Returns the outcome of a sign-in. `registered` is the account that was bound to the Member. Log it."""
    registrations = fields.get("oauth_registrations", [])
    registered = [one for one in registrations if one["member_oauth_registration_id"] == minted["registration_id"]]
    return {
        "outcome": "authenticated",
        "session_token": minted["session_token"],
        "member_session_id": minted["member_session_id"],
        "member": member,
        "organization_id": member["organization_id"],
        "expires_at": expires_at,
        "registered": registered[0] if registered else None,
    }


def _conditions(plan, is_spent):
    """Returns the conditions on the session and on the organization."""
    tables, target = plan.tables, plan.target
    id = target.organization["organization_id"]
    is_unchanged = equal("revision", target.item["revision"])
    return [
        *session_conditions(tables, plan.session, id, is_spent),
        tables.check("organizations", items.organization_key(tables.project, id), is_unchanged),
    ]


def _new_member(plan, fields):
    """Returns a new Member, its security stamp and its changes. The rule is stored with a pending Member only."""
    tables, organization_id = plan.tables, plan.target.organization["organization_id"]
    member = person_of(plan.session, organization_id, plan.minted, fields)
    stamp = items.random_token()
    item = {
        **items.member_item(tables.project, member, items.random_token(), stamp),
        **({"eligible_by": s(plan.rule)} if member["status"] == "pending" else {}),
    }
    return member, stamp, [
        tables.put("members", item, absent("address")),
        tables.put("members", items.id_item(tables.project, member), absent("address")),
        *_counter_changes(tables, organization_id, None, item, plan.rule),
    ]


def person_of(session, organization_id, minted, fields):
    """Returns the object of a new Member."""
    now = items.timestamp()
    return {
        "organization_id": organization_id,
        "member_id": minted["member_id"],
        "email_address": session.email_address,
        "status": "active",
        "email_address_verified": False,
        **fields,
        "created_at": now,
        "updated_at": now,
    }


def _changed_member(plan, fields):
    """Returns the Member with the changed fields, its stamp, and the put of its item or, if nothing changes, a check of it."""
    tables, stored = plan.tables, plan.target.member_item
    stamp, is_unchanged = stored["security_stamp"]["S"], equal("revision", stored["revision"])
    if not fields:
        return plan.target.member, stamp, [tables.check("members", _key_of(stored), is_unchanged)]
    if "email_address_verified" in fields:
        # Sessions from before the first verification end: an attacker may have made them.
        stamp = items.random_token()
    following, item = changed_member_item(tables.project, stored, fields, stamp)
    counters = _counter_changes(tables, following["organization_id"], stored, item, plan.rule)
    return following, stamp, [tables.put("members", item, is_unchanged), *counters]


def _key_of(member_item):
    return {name: member_item[name] for name in ("address", "organization_id")}


def _counter_changes(tables, organization, stored, item, rule):
    """Updates the counters. The counter of a domain by which the person joins must be above zero."""
    updates, domain = update_counters(tables, organization, [stored], item), decision.domain_of_rule(rule)
    if not domain:
        return updates
    key = items.counter_key(tables.project, organization, domain)
    required = [change["Update"] for change in updates if change["Update"]["Key"] == key]
    for update in required:
        update["ConditionExpression"] = POSITIVE_COUNTER["ConditionExpression"]
        update["ExpressionAttributeValues"].update(POSITIVE_COUNTER["ExpressionAttributeValues"])
    return updates if required else [*updates, tables.check("organizations", key, POSITIVE_COUNTER)]


def _plan_pending_member(plan):
    """Creates the pending Member of a newcomer, who must enroll a second factor before joining. The session is kept."""
    member, _, changes = _new_member(plan, {"status": "pending"})
    return {
        "changes": [*_conditions(plan, False), *changes],
        "created": ("members", items.id_key(plan.tables.project, member["member_id"])),
        "outcome": _factors_required(plan, plan.token, member["member_id"]),
    }


def _plan_factors_required(plan):
    """Returns the required factors. A member session is exchanged for an intermediate session, to which they can be added."""
    tables, session, target = plan.tables, plan.session, plan.target
    member_id = target.member["member_id"] if target.member else ""
    if session.kind == "ist":
        return {"outcome": _factors_required(plan, plan.token, member_id)}
    derived = {
        "token": plan.minted["intermediate_session_token"],
        "email_address": session.email_address,
        "authentication_factors": decision.carried_factors(plan.candidate, False),
        "expires_at": session.expires_at,
    }
    item = items.derived_item(tables.project, derived, session.item)
    is_unchanged = equal("revision", target.member_item["revision"])
    return {
        "changes": [
            *_conditions(plan, False),
            tables.check("members", _key_of(target.member_item), is_unchanged),
            tables.put("sessions", item, absent("token_hash")),
        ],
        "created": ("sessions", items.session_key(item["token_hash"]["S"])),
        "outcome": _factors_required(plan, derived["token"], member_id),
    }


def _factors_required(plan, intermediate_session_token, member_id):
    return {
        "outcome": "factors_required",
        "primary_required": plan.entry["primary_required"],
        "mfa_required": plan.entry["mfa_required"],
        "intermediate_session_token": intermediate_session_token,
        "member_id": member_id,
    }
