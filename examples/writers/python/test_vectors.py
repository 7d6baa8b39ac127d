"""Holds this writer against the vectors of the data model. Needs nothing but the file."""

import json
import pathlib
import unittest
from collections import Counter

import items
from normal import domain_of, is_common_mailbox, normal_address, normal_domain

FILE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "test-vectors.json"
VECTORS = json.loads(FILE.read_text())
PROJECT, WORLD = VECTORS["project_id"], VECTORS["world"]
KEYS = ["token_hash", "edge", "organization", "address", "organization_id", "item"]


def normal(thing):
    return {**thing, "email_address": normal_address(thing["email_address"])}


class Vectors(unittest.TestCase):
    maxDiff = None

    def test_hashes(self):
        for vector in VECTORS["credentials"]:
            hash = items.token_hash(vector["kind"], PROJECT, vector["credential"])
            self.assertEqual(hash, vector["token_hash"])
        for vector in VECTORS["secrets"]:
            self.assertEqual(items.secret_hash(vector["secret"]), vector["sha256"])

    def test_addresses(self):
        for vector in VECTORS["addresses"]["accepted"]:
            self.assertEqual(normal_address(vector["given"]), vector["normal"])
            self.assertEqual(domain_of(vector["normal"]), vector["domain"])
            self.assertEqual(normal_address(vector["normal"]), vector["normal"])
        for refused in VECTORS["addresses"]["refused"]:
            with self.subTest(refused), self.assertRaises(ValueError):
                normal_address(refused)

    def test_common_mailbox_providers(self):
        providers = VECTORS["mailbox_providers"]
        for domain in providers["common"] + [f"{label}.com" for label in providers["labels"]]:
            self.assertTrue(is_common_mailbox(domain), domain)
        for domain in providers["not_common"]:
            self.assertFalse(is_common_mailbox(normal_domain(domain)), domain)

    def test_edges(self):
        for vector in VECTORS["edges"]:
            self.assertEqual(sorted(items.edges_of(vector["settings"])), vector["edges"])

    def test_items(self):
        made = {"organizations": [], "joinable": [], "members": [], "sessions": []}
        stamp = WORLD["stamp"]
        for organization in WORLD["organizations"]:
            made["organizations"].append(items.organization_item(PROJECT, organization, stamp))
            id = organization["organization_id"]
            made["joinable"] += [items.edge_item(PROJECT, edge, id) for edge in items.edges_of(organization)]
        counted = Counter()
        for member in map(normal, WORLD["members"]):
            made["members"] += [items.member_item(PROJECT, member, stamp, stamp), items.id_item(PROJECT, member)]
            if domain := items.vouches_for(member):
                counted[(member["organization_id"], domain)] += 1
        for (id, domain), count in counted.items():
            numbers = {"verified_members": {"N": str(count)}, "revision": items.s(stamp), "schema": items.SCHEMA}
            made["organizations"].append({**items.counter_key(PROJECT, id, domain), **numbers})
        made["sessions"] += [items.intermediate_item(PROJECT, normal(s)) for s in WORLD["intermediate_sessions"]]
        for session in WORLD["member_sessions"]:
            made["sessions"] += items.member_session_items(PROJECT, session, stamp)
        for kind, all in made.items():
            self.assertEqual(len(all), len(VECTORS["items"][kind]), kind)
            for item in all:
                self.check_item(item, kind)

    def check_item(self, made, kind):
        """Objects are compared by the fields that this writer gives: what it leaves out has its default. So it gives no checksum."""
        same = [i for i in VECTORS["items"][kind] if all(i.get(k) == made.get(k) for k in KEYS if k in i and k in made)]
        self.assertEqual(len(same), 1, f"{kind}: {made}")
        made, expected = dict(made), dict(same[0])
        expected.pop("checksum", None)
        fields, object = (json.loads(i.pop("object", {"S": "{}"})["S"]) for i in (made, expected))
        self.assertEqual(fields, {name: object[name] for name in fields})
        for item in (made, expected):
            for name in ("authentication_factors", "oauth_tenants"):
                if name in item:
                    item[name] = json.loads(item[name]["S"])
        self.assertEqual(made, expected)


if __name__ == "__main__":
    unittest.main()
