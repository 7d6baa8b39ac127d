"""Writes to the tables of a running `cargo local`, and checks its responses."""

import calendar
import itertools
import json
import secrets
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import factors
import items
from cargo_local import CLIENT, LOCAL, PROJECT, WRITER, call_list, in_an_hour, sign_in, sign_in_member
from writer import Refused, Writer

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
    # The person opened a link that was sent to the address: see "Requirements for writers" in docs/data-model.md.
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


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def magic_link(address):
    return factors.magic_link(address, now(), "email-test-python")


def ask(**credential):
    """Returns a line for each organization in the list, or the type of the error."""
    body = call_list(**credential)
    if "error_type" in body:
        return body["error_type"]
    return [f"{e['organization']['organization_name']}: {e['membership']['type']}" for e in body["discovered_organizations"]]


def seen_by(address, factor=None, **rest):
    """Writes a session for an address, and returns the organizations in the response."""
    return ask(intermediate_session_token=sign_in(address, [factor or magic_link(address)], **rest))


def write_everything():
    for organization in (EAST_ORGANIZATION, WEST_ORGANIZATION):
        WRITER.put_organization(organization)
    for member in (AMY, BOB, AMY_OF_WEST):
        WRITER.put_member(member)


def every_item():
    """Returns every item of the two organizations and the three Members, except counters at zero."""
    partitions = [
        *(("organizations", "organization", id) for id in (EAST, WEST)),
        *(("members", "address", f"{name}@python.example") for name in ("amy", "bob")),
        *(("members", "address", member["member_id"]) for member in (AMY, BOB, AMY_OF_WEST)),
        *(("joinable", "edge", edge) for edge in sorted(items.edges_of(EAST_ORGANIZATION))),
        *(("organizations", "organization", f"slug#python-{name}") for name in ("east", "west")),
    ]
    found = [item for partition in partitions for item in WRITER.query(*partition)]
    return [item for item in found if item.get("verified_members") != {"N": "0"}]


def count_of(domain):
    counter = WRITER.get("organizations", items.counter_key(PROJECT, EAST, domain))
    return int(counter["verified_members"]["N"]) if counter else 0


class Writing(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        write_everything()

    def test_members_see_their_organizations_with_any_spelling(self):
        self.assertEqual(seen_by("amy@python.example"), ["East: active_member", "West: pending_member"])
        self.assertEqual(seen_by("AMY@PYTHON.example"), ["East: active_member", "West: pending_member"])
        self.assertEqual(seen_by("bob@python.example"), ["East: invited_member"])

    def test_people_may_join_by_verified_domain_or_tenant(self):
        self.assertEqual(seen_by("dan@python.example"), ["East: eligible_to_join_by_email_domain"])
        self.assertEqual(seen_by("dan@bücher-python.example"), [])
        factor = {"type": "oauth", "delivery_method": "oauth_slack", "slack_oauth_factor": {"provider_subject": "U1"}}
        seen = seen_by("sue@python-start.example", factor, oauth_tenants={"slack": ["T0PYTHON"]})
        self.assertEqual(seen, ["East: eligible_to_join_by_oauth_tenant"])

    def test_repeated_writes_change_nothing(self):
        first = every_item()
        self.assertEqual(len(first), 2 + 1 + 3 + 3 + 3 + 2)
        write_everything()
        self.assertEqual(every_item(), first)

    def test_member_session_is_valid_until_revoked(self):
        session = sign_in_member(AMY)
        self.assertEqual(ask(session_token=session["token"]), ["East: active_member", "West: pending_member"])
        WRITER.put_member_session(session)
        names = [("session-token", session["token"]), ("session-id", session["member_session_id"])]
        session_keys = [items.session_key(items.token_hash(kind, PROJECT, credential)) for kind, credential in names]
        self.assertTrue(all(WRITER.get("sessions", key) for key in session_keys))
        WRITER.revoke_member_session(session["token"])
        self.assertEqual(ask(session_token=session["token"]), "session_not_found")
        self.assertEqual([WRITER.get("sessions", key) for key in session_keys], [None, None])

    def test_new_token_replaces_the_old_token_of_a_session(self):
        first = sign_in_member(AMY)
        second = {**first, "token": secrets.token_urlsafe(33)}
        WRITER.put_member_session(second)
        self.assertEqual(ask(session_token=first["token"]), "session_not_found")
        self.assertEqual(len(ask(session_token=second["token"])), 2)

    def test_deleted_member_needs_a_new_session_after_reactivation(self):
        session = sign_in_member(AMY)
        WRITER.delete_member(AMY)
        WRITER.delete_member(AMY)
        self.assertEqual(ask(session_token=session["token"]), "session_not_found")
        self.assertEqual(seen_by("amy@python.example"), ["West: pending_member"])
        self.assertEqual(seen_by("dan@python.example"), [])
        with self.assertRaises(Refused):
            sign_in_member(AMY)
        WRITER.reactivate_member(AMY)
        self.assertEqual(ask(session_token=session["token"]), "session_not_found")
        self.assertEqual(seen_by("dan@python.example"), ["East: eligible_to_join_by_email_domain"])
        self.assertEqual(len(ask(session_token=sign_in_member(AMY)["token"])), 2)

    def test_moved_member_is_counted_in_its_new_domain(self):
        WRITER.put_member({**AMY, "email_address": "amy@python-elsewhere.example"})
        self.assertEqual((count_of("python.example"), count_of("python-elsewhere.example")), (0, 1))
        self.assertEqual(seen_by("amy@python.example"), ["West: pending_member"])
        self.assertEqual(seen_by("amy@python-elsewhere.example"), ["East: active_member"])
        WRITER.put_member(AMY)
        self.assertEqual((count_of("python.example"), count_of("python-elsewhere.example")), (1, 0))

    def test_address_may_contain_a_number_sign(self):
        member = {**BOB, "member_id": "member-test-python-hash", "email_address": "h#1@python.example", "status": "active"}
        key, moved_key = (items.member_key(PROJECT, f"h#{n}@python.example", EAST) for n in (1, 2))
        WRITER.put_member(member)
        first = WRITER.get("members", key)
        WRITER.put_member(member)
        self.assertEqual(WRITER.get("members", key), first)
        WRITER.put_member({**member, "email_address": "h#2@python.example"})
        self.assertIsNone(WRITER.get("members", key))
        # A Member at another address has a fresh security stamp.
        self.assertNotEqual(WRITER.get("members", moved_key)["security_stamp"], first["security_stamp"])
        WRITER.erase_member(EAST, member["member_id"])

    def test_move_within_a_domain_changes_the_counter_revision(self):
        key = items.counter_key(PROJECT, EAST, "python.example")
        before = WRITER.get("organizations", key)
        WRITER.put_member({**AMY, "email_address": "amy.again@python.example"})
        after = WRITER.get("organizations", key)
        self.assertEqual(after["verified_members"], before["verified_members"])
        self.assertNotEqual(after["revision"], before["revision"])
        WRITER.put_member(AMY)

    def test_concurrently_moved_member_is_stored_once(self):
        there = {**AMY, "email_address": "amy@python-elsewhere.example"}
        slow = Writer(CLIENT, LOCAL["tables"], PROJECT)
        reads = itertools.count(1)

        def get(table, key):
            # The third read, the last before the transaction, reads the item at the address in the item of the id.
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

    def test_id_and_address_belong_to_one_undeleted_member(self):
        with self.assertRaises(Refused):
            WRITER.put_member({**AMY, "organization_id": WEST})
        other = {**BOB, "member_id": "member-test-python-bob-2"}
        with self.assertRaises(Refused):
            WRITER.put_member(other)
        WRITER.delete_member(BOB)
        WRITER.put_member(other)
        self.assertIsNone(WRITER.get("members", items.id_key(PROJECT, BOB["member_id"])))
        WRITER.delete_member(other)

    def test_edges_follow_the_settings(self):
        WRITER.put_organization({**EAST_ORGANIZATION, "email_allowed_domains": []})
        edge = items.edge_key(PROJECT, "domain#python.example", EAST)
        self.assertIsNone(WRITER.get("joinable", edge))
        self.assertEqual(seen_by("dan@python.example"), [])
        WRITER.put_organization(EAST_ORGANIZATION)
        self.assertTrue(WRITER.get("joinable", edge))
        self.assertEqual(seen_by("dan@python.example"), ["East: eligible_to_join_by_email_domain"])

    def test_next_write_completes_an_interrupted_write_in_steps(self):
        stray, missing = "domain#python-stray.example", "domain#python.example"
        key = items.organization_key(PROJECT, EAST)
        pending = {"L": [items.s(stray), items.s(missing)]}
        marked = {**WRITER.get("organizations", key), "pending_edges": pending, "revision": items.s(items.random_token())}
        changes = [
            WRITER.put("organizations", marked),
            WRITER.put("joinable", items.edge_item(PROJECT, stray, EAST)),
            WRITER.delete("joinable", items.edge_key(PROJECT, missing, EAST)),
        ]
        WRITER.commit(lambda: changes)
        WRITER.put_organization(EAST_ORGANIZATION)
        self.assertIsNone(WRITER.get("joinable", items.edge_key(PROJECT, stray, EAST)))
        self.assertTrue(WRITER.get("joinable", items.edge_key(PROJECT, missing, EAST)))
        self.assertNotIn("pending_edges", WRITER.get("organizations", key))

    def test_concurrent_writers_count_each_member_once(self):
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

    def test_shared_domains_malformed_addresses_and_too_many_edges_are_refused(self):
        with self.assertRaises(Refused):
            WRITER.put_organization({**WEST_ORGANIZATION, "email_allowed_domains": ["GMail.com"]})
        with self.assertRaises(ValueError):
            WRITER.put_member({**BOB, "email_address": "bob"})
        many = [f"d{n}.python.example" for n in range(120)]
        with self.assertRaises(Refused):
            WRITER.put_organization({**EAST_ORGANIZATION, "email_allowed_domains": many})


OLD = "cara.old@python.example"
CARA = {
    "organization_id": EAST,
    "member_id": "member-test-python-cara",
    "email_address": "cara@python.example",
    "retired_email_addresses": [{"email_id": "", "email_address": "Cara.Old@python.example"}],
}
# Another Member with CARA's retired address.
OTHER = {**BOB, "member_id": "member-test-python-cara-2", "email_address": OLD}


def item_at(address, organization=EAST):
    return WRITER.get("members", items.member_key(PROJECT, address, organization))


def member_at(address):
    return json.loads(item_at(address)["object"]["S"])


def tearDownModule():
    # Leaves a retired address for `orgctl check`, which runs afterwards.
    WRITER.put_member(CARA)


class RetiredAddresses(unittest.TestCase):
    def setUp(self):
        write_everything()
        WRITER.put_member(CARA)

    def tearDown(self):
        for member in (CARA, OTHER):
            WRITER.erase_member(EAST, member["member_id"])

    def test_retired_address_belongs_to_its_member_only(self):
        self.assertEqual(seen_by(OLD), [])
        self.assertEqual(item_at(OLD)["retired_by"], items.s(CARA["member_id"]))
        before = item_at(OLD), item_at(CARA["email_address"])
        WRITER.put_member(CARA)
        self.assertEqual((item_at(OLD), item_at(CARA["email_address"])), before)
        with self.assertRaises(Refused):
            WRITER.put_member(OTHER)
        for address in (OLD, CARA["email_address"], BOB["email_address"]):
            with self.subTest(address), self.assertRaises(Refused):
                WRITER.put_member({**AMY, "retired_email_addresses": [{"email_address": address}]})
        WRITER.put_member({**CARA, "retired_email_addresses": []})
        self.assertIsNone(item_at(OLD))
        self.assertEqual(seen_by(OLD), ["East: eligible_to_join_by_email_domain"])

    def test_deletion_releases_and_reactivation_reserves_retired_addresses(self):
        WRITER.delete_member(CARA)
        self.assertIsNone(item_at(OLD))
        WRITER.put_member(OTHER)
        with self.assertRaises(Refused):
            WRITER.reactivate_member(CARA)
        # A deleted Member does not keep its address.
        WRITER.delete_member(OTHER)
        WRITER.reactivate_member(CARA)
        self.assertEqual(item_at(OLD)["retired_by"], items.s(CARA["member_id"]))
        self.assertIsNone(WRITER.get("members", items.id_key(PROJECT, OTHER["member_id"])))
        token_hash = items.token_hash("session-token", PROJECT, sign_in_member(CARA)["token"])
        WRITER.erase_member(EAST, CARA["member_id"])
        WRITER.erase_member(EAST, CARA["member_id"])
        self.assertEqual((item_at(OLD), item_at(CARA["email_address"])), (None, None))
        self.assertIsNone(WRITER.get("members", items.id_key(PROJECT, CARA["member_id"])))
        self.assertIsNone(WRITER.get("sessions", items.session_key(token_hash)))

    def test_moved_member_retires_its_address_and_loses_bound_factors(self):
        phone = "+15550100000"
        bound = {**CARA, "email_address_verified": True, "member_password_id": "password-1", "mfa_phone_number": phone}
        WRITER.put_member(bound)
        session = sign_in_member(bound)
        WRITER.move_member(bound, "cara@python-elsewhere.example")
        self.assertEqual(ask(session_token=session["token"]), "session_not_found")
        self.assertEqual(item_at(CARA["email_address"])["retired_by"], items.s(CARA["member_id"]))
        self.assertEqual(seen_by(CARA["email_address"]), [])
        moved = member_at("cara@python-elsewhere.example")
        self.assertIs(moved["email_address_verified"], False)
        self.assertEqual((moved["member_password_id"], moved["mfa_phone_number"]), ("", ""))
        self.assertEqual(count_of("python-elsewhere.example"), 0)

        WRITER.put_member({**moved, "email_address": CARA["email_address"]})
        retired = member_at(CARA["email_address"])["retired_email_addresses"]
        self.assertEqual([one["email_address"] for one in retired], [OLD])
        self.assertIsNone(item_at("cara@python-elsewhere.example"))

    def test_member_that_changes_during_a_move_is_counted_once(self):
        verified = {**CARA, "email_address_verified": True}
        WRITER.put_member(verified)
        slow, reads, count = Writer(CLIENT, LOCAL["tables"], PROJECT), itertools.count(1), count_of("python.example")

        def get(table, key):
            item = WRITER.get(table, key)
            # The third read returns the Member at its former address.
            if next(reads) == 3:
                WRITER.put_member({**verified, "email_address_verified": False})
            return item

        slow.get = get
        slow.move_member(verified, "cara@python-elsewhere.example")
        self.assertEqual((count_of("python.example"), count_of("python-elsewhere.example")), (count - 1, 0))

    def test_member_keeps_the_timestamps_of_its_first_write(self):
        created = time.strptime(member_at(CARA["email_address"])["created_at"], "%Y-%m-%dT%H:%M:%SZ")
        self.assertLess(abs(calendar.timegm(created) - time.time()), 60)
        times = {"created_at": "2020-01-01T00:00:00Z", "updated_at": "2020-01-02T00:00:00Z"}
        WRITER.put_member({**CARA, **times})
        WRITER.put_member({**CARA, "name": "Cara"})
        stored = member_at(CARA["email_address"])
        self.assertEqual({name: stored[name] for name in times}, times)
        self.assertEqual(stored["name"], "Cara")


class Slugs(unittest.TestCase):
    def setUp(self):
        write_everything()

    def owner(self, slug):
        item = WRITER.get("organizations", items.slug_key(PROJECT, slug))
        return item and item["organization_id"]["S"]

    def test_slug_belongs_to_one_organization_until_released(self):
        with self.assertRaises(Refused):
            WRITER.put_organization({**WEST_ORGANIZATION, "organization_slug": "PYTHON-East"})
        WRITER.put_organization({**EAST_ORGANIZATION, "organization_slug": "Python-EAST"})
        self.assertEqual(self.owner("python-east"), EAST)
        WRITER.put_organization({**EAST_ORGANIZATION, "organization_slug": "python-moved"})
        self.assertEqual((self.owner("python-east"), self.owner("python-moved")), (None, EAST))
        WRITER.put_organization({**WEST_ORGANIZATION, "organization_slug": "python-east"})
        with self.assertRaises(Refused):
            WRITER.put_organization(EAST_ORGANIZATION)
        WRITER.put_organization(WEST_ORGANIZATION)
        WRITER.put_organization(EAST_ORGANIZATION)
        self.assertEqual((self.owner("python-east"), self.owner("python-moved")), (EAST, None))

    def test_concurrently_claimed_slug_is_refused(self):
        first, second = ({"organization_id": id, "organization_slug": "python-race"} for id in ("python-1", "python-2"))
        slow = Writer(CLIENT, LOCAL["tables"], PROJECT)

        def get(table, key):
            item = WRITER.get(table, key)
            if key == items.slug_key(PROJECT, "python-race"):
                WRITER.put_organization(second)
            return item

        slow.get = get
        with self.assertRaises(Refused):
            slow.put_organization(first)
        self.assertEqual(self.owner("python-race"), "python-2")
        self.assertIsNone(WRITER.get("organizations", items.organization_key(PROJECT, "python-1")))
        WRITER.delete_organization("python-2")
        self.assertIsNone(self.owner("python-race"))

    def test_deleted_organization_leaves_no_items(self):
        # Ids are arbitrary: this one is equal to the sort key of slug items.
        north = {**EAST_ORGANIZATION, "organization_id": "slug", "organization_slug": "python-north"}
        WRITER.put_organization({**north, "email_allowed_domains": ["python-north.example"]})
        person = {**CARA, "organization_id": "slug", "member_id": "member-test-python-north"}
        WRITER.put_member({**person, "email_address_verified": True})
        self.assertIn("East: active_member", seen_by(person["email_address"]))
        WRITER.delete_organization("slug")
        WRITER.delete_organization("slug")
        partitions = [
            ("organizations", "organization", "slug"),
            ("organizations", "organization", "slug#python-north"),
            ("joinable", "edge", "domain#python-north.example"),
            ("members", "address", person["email_address"]),
            ("members", "address", OLD),
            ("members", "address", person["member_id"]),
        ]
        self.assertEqual([item for partition in partitions for item in WRITER.query(*partition)], [])


class Sessions(unittest.TestCase):
    def test_sessions_with_other_addresses_or_excessive_lifetimes_are_refused(self):
        write_everything()
        with self.assertRaises(Refused):
            seen_by("amy@python.example", magic_link("bob@python.example"))
        with self.assertRaises(Refused):
            seen_by("amy@python.example", expires_at=in_an_hour() + 24 * 3600)
        session = sign_in_member(AMY)
        with self.assertRaises(Refused):
            WRITER.put_member_session({**session, "expires_at": in_an_hour() + 366 * 86_400})


if __name__ == "__main__":
    unittest.main()
