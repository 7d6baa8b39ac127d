"""Writes into the tables of a running `cargo local`, and asks it what it makes of that.

The variable ORG_DISCOVERY_LOCAL names the file with the line that `cargo local --json` prints.
"""

import base64
import itertools
import json
import os
import pathlib
import secrets
import time
import unittest
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import boto3
import items
from writer import Refused, Writer

LOCAL = json.loads(pathlib.Path(os.environ["ORG_DISCOVERY_LOCAL"]).read_text())
PROJECT = LOCAL["project_id"]
CLIENT = boto3.client(
    "dynamodb",
    endpoint_url=LOCAL["dynamodb_url"],
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
)
WRITER = Writer(CLIENT, LOCAL["tables"], PROJECT)

EAST, WEST = "organization-test-python-east", "organization-test-python-west"
EAST_ORGANIZATION = {
    "organization_id": EAST,
    "organization_name": "East",
    "organization_slug": "python-east",
    "email_jit_provisioning": "RESTRICTED",
    "email_allowed_domains": ["python.example", "bücher-python.example"],
    "oauth_tenant_jit_provisioning": "RESTRICTED",
    "allowed_oauth_tenants": {"slack": ["T0PYTHON"]},
    "trusted_metadata": {"plan": "pro"},
}
WEST_ORGANIZATION = {"organization_id": WEST, "organization_name": "West", "organization_slug": "python-west"}
AMY = {
    "organization_id": EAST,
    "member_id": "member-test-python-amy",
    "email_address": "Amy@Python.EXAMPLE",
    # A link that went to the address was used: see "What must be proven" in docs/data-model.md.
    "email_address_verified": True,
    "name": "Amy",
}
BOB = {
    "organization_id": EAST,
    "member_id": "member-test-python-bob",
    "email_address": "bob@python.example",
    "status": "invited",
}
AMY_OF_WEST = {**AMY, "organization_id": WEST, "member_id": "member-test-python-amy-west", "status": "pending"}


def magic_link(address):
    return {
        "type": "magic_link",
        "delivery_method": "email",
        "last_authenticated_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "email_factor": {"email_id": "email-test-python", "email_address": address},
    }


def in_an_hour():
    return int(time.time()) + 3600


def ask(**credential):
    """What the function answers: lines of names and memberships, or the error's type."""
    basic = base64.b64encode(f"{PROJECT}:{LOCAL['secret']}".encode()).decode()
    request = urllib.request.Request(
        f"{LOCAL['url']}/v1/b2b/discovery/organizations",
        data=json.dumps(credential).encode(),
        headers={"Authorization": f"Basic {basic}"},
    )
    try:
        with urllib.request.urlopen(request) as response:
            entries = json.load(response)["discovered_organizations"]
    except urllib.error.HTTPError as error:
        return json.load(error)["error_type"]
    return [f"{e['organization']['organization_name']}: {e['membership']['type']}" for e in entries]


def seen_by(address, factor=None, **rest):
    """Signs somebody in, and asks which organizations they see."""
    session = {
        "token": secrets.token_urlsafe(32),
        "email_address": address,
        "authentication_factors": [factor or magic_link(address)],
        "expires_at": in_an_hour(),
        **rest,
    }
    WRITER.put_intermediate_session(session)
    return ask(intermediate_session_token=session["token"])


def sign_in(member):
    session = {
        "token": secrets.token_urlsafe(33),
        "member_session_id": f"session-test-{secrets.token_hex(16)}",
        "email_address": member["email_address"],
        "organization_id": member["organization_id"],
        "member_id": member["member_id"],
        "authentication_factors": [magic_link(member["email_address"])],
        "expires_at": in_an_hour(),
    }
    WRITER.put_member_session(session)
    return session


def write_everything():
    for organization in (EAST_ORGANIZATION, WEST_ORGANIZATION):
        WRITER.put_organization(organization)
    for member in (AMY, BOB, AMY_OF_WEST):
        WRITER.put_member(member)


def every_item():
    """Every item of the two organizations and the three Members, but for counters that stand at zero."""
    partitions = [
        *(("organizations", "organization", id) for id in (EAST, WEST)),
        *(("members", "address", f"{name}@python.example") for name in ("amy", "bob")),
        *(("members", "address", member["member_id"]) for member in (AMY, BOB, AMY_OF_WEST)),
        *(("joinable", "edge", edge) for edge in sorted(items.edges_of(EAST_ORGANIZATION))),
    ]
    found = []
    for table, key, value in partitions:
        answer = CLIENT.query(
            TableName=LOCAL["tables"][table],
            KeyConditionExpression="#k = :v",
            ExpressionAttributeNames={"#k": key},
            ExpressionAttributeValues={":v": items.s(f"{PROJECT}#{value}")},
            ConsistentRead=True,
        )
        found += [item for item in answer["Items"] if item.get("verified_members") != {"N": "0"}]
    return found


def count_of(domain):
    counter = WRITER.get("organizations", items.counter_key(PROJECT, EAST, domain))
    return int(counter["verified_members"]["N"]) if counter else 0


class Writing(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        write_everything()

    def test_members_see_their_organizations_under_every_spelling_of_the_address(self):
        self.assertEqual(seen_by("amy@python.example"), ["East: active_member", "West: pending_member"])
        self.assertEqual(seen_by("AMY@PYTHON.example"), ["East: active_member", "West: pending_member"])
        self.assertEqual(seen_by("bob@python.example"), ["East: invited_member"])

    def test_others_may_join_by_domain_where_somebody_vouches_or_by_tenant(self):
        self.assertEqual(seen_by("dan@python.example"), ["East: eligible_to_join_by_email_domain"])
        self.assertEqual(seen_by("dan@bücher-python.example"), [])
        factor = {"type": "oauth", "delivery_method": "oauth_slack", "slack_oauth_factor": {"provider_subject": "U1"}}
        seen = seen_by("sue@python-start.example", factor, oauth_tenants={"slack": ["T0PYTHON"]})
        self.assertEqual(seen, ["East: eligible_to_join_by_oauth_tenant"])

    def test_writing_everything_again_changes_nothing(self):
        first = every_item()
        self.assertEqual(len(first), 2 + 1 + 3 + 3 + 3)
        write_everything()
        self.assertEqual(every_item(), first)

    def test_a_member_session_opens_by_its_token_until_it_is_revoked(self):
        session = sign_in(AMY)
        self.assertEqual(ask(session_token=session["token"]), ["East: active_member", "West: pending_member"])
        WRITER.put_member_session(session)
        names = [("session-token", session["token"]), ("session-id", session["member_session_id"])]
        twins = [items.session_key(items.token_hash(kind, PROJECT, credential)) for kind, credential in names]
        self.assertTrue(all(WRITER.get("sessions", key) for key in twins))
        WRITER.revoke_member_session(session["token"])
        self.assertEqual(ask(session_token=session["token"]), "session_not_found")
        self.assertEqual([WRITER.get("sessions", key) for key in twins], [None, None])

    def test_a_session_written_again_under_another_token_leaves_no_token_behind(self):
        first = sign_in(AMY)
        second = {**first, "token": secrets.token_urlsafe(33)}
        WRITER.put_member_session(second)
        self.assertEqual(ask(session_token=first["token"]), "session_not_found")
        self.assertEqual(len(ask(session_token=second["token"])), 2)

    def test_who_is_deleted_is_out_vouches_for_nobody_and_must_sign_in_again_after_coming_back(self):
        session = sign_in(AMY)
        WRITER.delete_member(AMY)
        WRITER.delete_member(AMY)
        self.assertEqual(ask(session_token=session["token"]), "session_not_found")
        self.assertEqual(seen_by("amy@python.example"), ["West: pending_member"])
        self.assertEqual(seen_by("dan@python.example"), [])
        with self.assertRaises(Refused):
            sign_in(AMY)
        WRITER.put_member(AMY)
        self.assertEqual(ask(session_token=session["token"]), "session_not_found")
        self.assertEqual(seen_by("dan@python.example"), ["East: eligible_to_join_by_email_domain"])
        self.assertEqual(len(ask(session_token=sign_in(AMY)["token"])), 2)

    def test_a_new_address_moves_a_member_and_takes_the_count_along(self):
        WRITER.put_member({**AMY, "email_address": "amy@python-elsewhere.example"})
        self.assertEqual((count_of("python.example"), count_of("python-elsewhere.example")), (0, 1))
        self.assertEqual(seen_by("amy@python.example"), ["West: pending_member"])
        self.assertEqual(seen_by("amy@python-elsewhere.example"), ["East: active_member"])
        WRITER.put_member(AMY)
        self.assertEqual((count_of("python.example"), count_of("python-elsewhere.example")), (1, 0))

    def test_an_address_may_have_a_number_sign_in_it(self):
        member = {**BOB, "member_id": "member-test-python-hash", "email_address": "h#1@python.example", "status": "active"}
        key, moved_key = (items.member_key(PROJECT, f"h#{n}@python.example", EAST) for n in (1, 2))
        WRITER.put_member(member)
        first = WRITER.get("members", key)
        WRITER.put_member(member)
        self.assertEqual(WRITER.get("members", key), first)
        WRITER.put_member({**member, "email_address": "h#2@python.example"})
        self.assertIsNone(WRITER.get("members", key))
        self.assertEqual(WRITER.get("members", moved_key)["life"], first["life"])
        WRITER.put_member(member)

    def test_a_member_that_moves_within_a_domain_leaves_a_trace_at_the_counter(self):
        key = items.counter_key(PROJECT, EAST, "python.example")
        before = WRITER.get("organizations", key)
        WRITER.put_member({**AMY, "email_address": "amy.again@python.example"})
        after = WRITER.get("organizations", key)
        self.assertEqual(after["verified_members"], before["verified_members"])
        self.assertNotEqual(after["revision"], before["revision"])
        WRITER.put_member(AMY)

    def test_a_member_that_somebody_else_moves_away_and_back_meanwhile_stands_once(self):
        there = {**AMY, "email_address": "amy@python-elsewhere.example"}
        slow = Writer(CLIENT, LOCAL["tables"], PROJECT)
        reads = itertools.count(1)

        def get(table, key):
            # The third read looks for the row where the id said, and is the last before the transaction.
            is_third = next(reads) == 3
            if is_third:
                WRITER.put_member(there)
            item = WRITER.get(table, key)
            if is_third:
                WRITER.put_member(AMY)
            return item

        slow.get = get
        slow.put_member(there)
        old, new = (
            WRITER.get("members", items.member_key(PROJECT, address, EAST))
            for address in ("amy@python.example", there["email_address"])
        )
        self.assertIsNone(old)
        self.assertEqual(new["member_id"], items.s(AMY["member_id"]))
        self.assertEqual((count_of("python.example"), count_of("python-elsewhere.example")), (0, 1))
        WRITER.put_member(AMY)

    def test_an_id_and_an_address_belong_to_one_member_and_a_deleted_one_gives_way(self):
        with self.assertRaises(Refused):
            WRITER.put_member({**AMY, "organization_id": WEST})
        other = {**BOB, "member_id": "member-test-python-bob-2"}
        with self.assertRaises(Refused):
            WRITER.put_member(other)
        WRITER.delete_member(BOB)
        WRITER.put_member(other)
        self.assertIsNone(WRITER.get("members", items.id_key(PROJECT, BOB["member_id"])))
        WRITER.delete_member(other)

    def test_settings_decide_and_edges_follow_them(self):
        WRITER.put_organization({**EAST_ORGANIZATION, "email_allowed_domains": []})
        edge = items.edge_key(PROJECT, "domain#python.example", EAST)
        self.assertIsNone(WRITER.get("joinable", edge))
        self.assertEqual(seen_by("dan@python.example"), [])
        WRITER.put_organization(EAST_ORGANIZATION)
        self.assertTrue(WRITER.get("joinable", edge))
        self.assertEqual(seen_by("dan@python.example"), ["East: eligible_to_join_by_email_domain"])

    def test_what_an_interrupted_write_in_steps_left_is_put_right(self):
        stray, missing = "domain#python-stray.example", "domain#python.example"
        key = items.organization_key(PROJECT, EAST)
        unsettled = {"L": [items.s(stray), items.s(missing)]}
        marked = {**WRITER.get("organizations", key), "unsettled_edges": unsettled, "revision": items.s(items.stamp())}
        changes = [
            WRITER.put("organizations", marked),
            WRITER.put("joinable", items.edge_item(PROJECT, stray, EAST)),
            WRITER.delete("joinable", items.edge_key(PROJECT, missing, EAST)),
        ]
        WRITER.commit(lambda: changes)
        WRITER.put_organization(EAST_ORGANIZATION)
        self.assertIsNone(WRITER.get("joinable", items.edge_key(PROJECT, stray, EAST)))
        self.assertTrue(WRITER.get("joinable", items.edge_key(PROJECT, missing, EAST)))
        self.assertNotIn("unsettled_edges", WRITER.get("organizations", key))

    def test_writers_side_by_side_count_each_member_once(self):
        people = [
            {
                "organization_id": EAST,
                "member_id": f"member-test-python-{n}",
                "email_address": f"p{n}@python.example",
                "email_address_verified": True,
            }
            for n in range(8)
        ]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(WRITER.put_member, people + people))
            self.assertEqual(count_of("python.example"), 9)
            list(pool.map(WRITER.delete_member, people))
        self.assertEqual(count_of("python.example"), 1)

    def test_what_nobody_may_claim_and_what_is_no_address_is_refused(self):
        with self.assertRaises(Refused):
            WRITER.put_organization({**WEST_ORGANIZATION, "email_allowed_domains": ["GMail.com"]})
        with self.assertRaises(ValueError):
            WRITER.put_member({**BOB, "email_address": "bob"})
        many = [f"d{n}.python.example" for n in range(120)]
        with self.assertRaises(Refused):
            WRITER.put_organization({**EAST_ORGANIZATION, "email_allowed_domains": many})


if __name__ == "__main__":
    unittest.main()
