"""Transactions on sessions. Each plan reads, then returns its changes, or None if nothing has to change."""

import json

import items
from factors import check_factors
from json_text import with_element
from limits import Refused, refuse_if
from normal import normal_address
from tables import absent, equal, unchanged, unchanged_session, unix_time

# The outcome for a session that does not exist or has expired.
SESSION_NOT_FOUND = {"outcome": {"outcome": "session_not_found"}}


def plan_member_session(tables, session):
    """Writes a member session under its token and under its id; both items change together."""
    member_key = items.member_key(tables.project, session["email_address"], session["organization_id"])
    member = tables.get("members", member_key)
    is_own = member and member.get("member_id") == items.s(session["member_id"])
    if not is_own or not items.is_live(json.loads(member["object"]["S"])):
        raise Refused("the session's Member does not exist or is deleted")
    # The Member's security stamp must not change before the session is written.
    changes = [tables.check("members", member_key, equal("security_stamp", member["security_stamp"]))]
    for item in items.member_session_items(tables.project, session, member["security_stamp"]["S"]):
        prior = tables.get("sessions", items.session_key(item["token_hash"]["S"]))
        changes.append(tables.put("sessions", item, unchanged(prior, "paired_token_hash", "token_hash")))
        if prior and prior["paired_token_hash"] != item["paired_token_hash"]:
            changes.append(tables.delete("sessions", items.session_key(prior["paired_token_hash"]["S"])))
    return changes


def _live_intermediate_session(tables, token):
    item = tables.get("sessions", items.session_key(items.token_hash("ist", tables.project, token)))
    return item if item and int(item["expires_at"]["N"]) > unix_time() else None


def plan_factor(tables, token, factor):
    """Appends a factor to an intermediate session, unless the session already has it."""
    item = _live_intermediate_session(tables, token)
    if item is None:
        return SESSION_NOT_FOUND
    check_factors([factor], item["email_address"]["S"])
    key = items.session_key(item["token_hash"]["S"])
    stored, outcome = item["authentication_factors"]["S"], {"outcome": "appended"}
    if factor in json.loads(stored):
        return {"outcome": outcome}
    condition = unchanged_session(item, "authentication_factors")
    following = {":next": items.s(with_element(stored, factor))}
    update = {
        "TableName": tables.names["sessions"],
        "Key": key,
        "UpdateExpression": "SET #c = :next",
        **condition,
        "ExpressionAttributeValues": {**condition["ExpressionAttributeValues"], **following},
    }
    return {"outcome": outcome, "changes": [{"Update": update}]}


def plan_step_up(tables, token, following, sign_in):
    """Replaces an intermediate session by one with another token and the factors of one more sign-in."""
    item = _live_intermediate_session(tables, token)
    if item is None:
        return SESSION_NOT_FOUND
    # Many factors contain no address, so the address of the sign-in is compared.
    is_other = normal_address(sign_in["email_address"]) != item["email_address"]["S"]
    refuse_if(is_other, "the sign-in is with another address")
    check_factors(sign_in["authentication_factors"], item["email_address"]["S"])
    key = items.session_key(items.token_hash("ist", tables.project, following))
    factors = item["authentication_factors"]["S"]
    for factor in sign_in["authentication_factors"]:
        factors = factors if factor in json.loads(factors) else with_element(factors, factor)
    replacement = {**item, **key, "authentication_factors": items.s(factors)}
    former = items.session_key(item["token_hash"]["S"])
    return {
        "outcome": {"outcome": "appended", "intermediate_session_token": following},
        "changes": [
            tables.delete("sessions", former, unchanged_session(item, "authentication_factors")),
            tables.put("sessions", replacement, absent("token_hash")),
        ],
        "created": ("sessions", key),
    }


def plan_revocation(tables, hash):
    """Removes the session item with a hash, and its paired item."""
    key = items.session_key(hash)
    item = tables.get("sessions", key)
    if item is None:
        return None
    if "paired_token_hash" not in item:
        return [tables.delete("sessions", key)]
    paired = items.session_key(item["paired_token_hash"]["S"])
    return [tables.delete("sessions", key, equal("paired_token_hash", item["paired_token_hash"])), tables.delete("sessions", paired)]
