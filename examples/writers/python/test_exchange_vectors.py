"""Runs the exchanges of the test vectors with this writer. The list of a running `cargo local` decides."""

import json
import pathlib
import re
import secrets
import unittest

import items
from cargo_local import PROJECT, RUN, WRITER, call_list, factors_of, in_an_hour, member_item, session_item, sign_in_member

VECTORS = json.loads((pathlib.Path(__file__).parents[3] / "docs/test-vectors.json").read_text())
NEW_ID = re.compile("(member|oauth-user)-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def put_world(world):
    for organization in world["organizations"]:
        WRITER.put_organization(organization)
    for member in world["members"]:
        WRITER.put_member(member)


def put_rule(item, eligible_by):
    """Stores the rule by which an exchange created a pending Member."""
    WRITER.commit(lambda: [WRITER.put("members", {**item, "eligible_by": items.s(eligible_by)})])


def put_session(session):
    """Writes the presented session without a check of its factors, and returns its token."""
    if session["kind"] == "member":
        return sign_in_member(session, session["authentication_factors"])["token"]
    token = secrets.token_urlsafe(32)
    item = items.intermediate_item(PROJECT, {**session, "token": token, "expires_at": in_an_hour()})
    WRITER.commit(lambda: [WRITER.put("sessions", item)])
    return token


def new_factors(result, presented):
    """Returns the factors of the session that the exchange made, if any."""
    if "session_token" in result:
        return factors_of("session-token", result["session_token"])
    token = result.get("intermediate_session_token", presented)
    return None if token == presented else factors_of("ist", token)


def member_of(item):
    """Returns the Member of an item as the vectors contain it, or None."""
    if item is None or "object" not in item:
        return None
    member = json.loads(NEW_ID.sub("NEW", item["object"]["S"]))
    return {name: value for name, value in member.items() if value and name not in ("created_at", "updated_at")}


def result_of(given):
    """Exchanges the session of a case in a world of its own, and returns the result in the format of `expected`."""
    put_world(given["world"])
    session = given["session"]

    def read():
        return member_item(session["email_address"], given)

    if "eligible_by" in given:
        put_rule(read(), given["eligible_by"])
    token, before = put_session(session), read()
    is_member = session["kind"] == "member"
    exchange = WRITER.exchange_member_session if is_member else WRITER.exchange
    result = exchange(token, given["organization_id"], call_list)
    after = read()
    is_new_member = before is None and after is not None
    is_pending = is_new_member and result["outcome"] == "factors_required"
    stamps = [(item or {}).get("security_stamp") for item in (before, after)]
    return {
        "outcome": "pending_member_created" if is_pending else result["outcome"],
        "session_is_spent": session_item("session-token" if is_member else "ist", token) is None,
        "ends_earlier_sessions": not is_new_member and stamps[0] != stamps[1],
        "eligible_by": (after or {}).get("eligible_by", {}).get("S"),
        "authentication_factors": new_factors(result, token),
        "member": member_of(after),
    }


class ExchangeVectors(unittest.TestCase):
    maxDiff = None

    def test_exchanges(self):
        absent = {"ends_earlier_sessions": False, "eligible_by": None, "authentication_factors": None}
        for number, case in enumerate(VECTORS["exchanges"]["cases"]):
            with self.subTest(case["name"]):
                text = json.dumps({**case, "world": VECTORS["exchanges"]["world"]})
                given = json.loads(text.replace("CASE", f"python-{RUN}-{number}"))
                self.assertEqual(result_of(given), {**absent, **given["expected"]})
