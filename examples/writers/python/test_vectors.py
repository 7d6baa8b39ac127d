"""Compares this writer with the test vectors of the data model. Needs no tables."""

import json
import pathlib
import unittest
from collections import Counter

import factors
import items
from limits import LIMITS, Refused, check_member, check_organization, check_portable, check_session_length
from mailbox_domains import is_shared_mailbox_domain
from normal import domain_of, normal_address, normal_domain

FILE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "test-vectors.json"
VECTORS = json.loads(FILE.read_text())
PROJECT, DATA_SET = VECTORS["project_id"], VECTORS["data_set"]
KEYS = ["token_hash", "edge", "organization", "address", "organization_id", "record"]


def normal(session):
    return {**session, "email_address": normal_address(session["email_address"])}


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

    def refused(self, check, *arguments):
        with self.subTest(arguments), self.assertRaises(Refused):
            check(*arguments)

    def test_shared_mailbox_domains(self):
        providers = VECTORS["mailbox_providers"]
        labels = [f"{label}.com" for label in providers["labels"]]
        for domain in providers["domains"] + providers["common"] + labels:
            self.assertTrue(is_shared_mailbox_domain(domain), domain)
            self.refused(check_organization, {"email_allowed_domains": [domain.upper()]})
        for domain in providers["not_common"]:
            self.assertFalse(is_shared_mailbox_domain(normal_domain(domain)), domain)

    def test_limits(self):
        self.assertEqual(LIMITS, VECTORS["limits"])
        metadata = {"trusted_metadata": {"a": "x" * LIMITS["object_bytes"]}}
        self.refused(check_organization, metadata)
        self.refused(check_member, {**metadata, "email_address": "ann@acme.example"})
        characters = LIMITS["organization_name_characters"]
        check_organization({"organization_name": "ä" * characters})
        self.refused(check_organization, {"organization_name": "ä" * (characters + 1)})
        slack = [f"{n:x}" for n in range(LIMITS["edge_bytes"] // 16)]
        tenants = {"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": {"slack": slack}}
        self.refused(check_organization, tenants)

    def test_slugs(self):
        for vector in VECTORS["slugs"]["accepted"]:
            check_organization({"organization_slug": vector["given"]})
            self.assertEqual(vector["given"].lower(), vector["key"])
        for slug in VECTORS["slugs"]["refused"]:
            self.refused(check_organization, {"organization_slug": slug})

    def test_phones(self):
        for phone in VECTORS["phones"]["accepted"]:
            check_member({"email_address": "ann@acme.example", "mfa_phone_number": phone})
        for phone in VECTORS["phones"]["refused"]:
            self.refused(check_member, {"email_address": "ann@acme.example", "mfa_phone_number": phone})

    def test_free_form_json(self):
        for text in VECTORS["free_form_json"]["accepted"]:
            check_portable(json.loads(text))
        for text in VECTORS["free_form_json"]["refused"]:
            self.refused(check_organization, {"trusted_metadata": json.loads(text)})

    def test_retired_addresses(self):
        for vector in VECTORS["retired_addresses"]:
            self.assertEqual(sorted(items.reserved_addresses(vector["member"])), vector["reserved"])
        retired = [{"email_address": f"ann{n}@acme.example"} for n in range(LIMITS["retired_addresses"] + 1)]
        self.refused(check_member, {"email_address": "ann@acme.example", "retired_email_addresses": retired})
        check_member({"email_address": "ann@acme.example", "retired_email_addresses": retired[1:]})

    def test_factors(self):
        vectors, at = VECTORS["factors"], "2026-01-01T00:00:00Z"
        address = vectors["email_address"]
        for vector in vectors["accepted"]:
            factors.check_factors([vector["factor"]], address)
        for factor in vectors["refused"]:
            self.refused(factors.check_factors, [factor], address)
        for build in (factors.magic_link, factors.email_otp, factors.trusted_token):
            factors.check_factors([build("Ann@ACME.example", at)], address)
            self.refused(factors.check_factors, [build("bob@acme.example", at)], address)

    def test_session_lengths(self):
        for vector in VECTORS["session_lengths"]:
            arguments = vector["kind"], 1_767_225_600 + vector["seconds"], 1_767_225_600
            if vector["accepted"]:
                check_session_length(*arguments)
            else:
                self.refused(check_session_length, *arguments)

    def test_edges(self):
        for vector in VECTORS["edges"]:
            self.assertEqual(sorted(items.edges_of(vector["settings"])), vector["edges"])

    def test_items(self):
        made = {"organizations": [], "joinable": [], "members": [], "sessions": []}
        stamp = DATA_SET["random_token"]
        for organization in DATA_SET["organizations"]:
            made["organizations"].append(items.organization_item(PROJECT, organization, stamp))
            id = organization["organization_id"]
            slug = organization["organization_slug"].lower()
            made["organizations"].append(items.slug_item(PROJECT, slug, id))
            made["joinable"] += [items.edge_item(PROJECT, edge, id) for edge in items.edges_of(organization)]
        counted = Counter()
        for member in map(items.normal_member, DATA_SET["members"]):
            made["members"] += [items.member_item(PROJECT, member, stamp, stamp), items.id_item(PROJECT, member)]
            retired = items.reserved_addresses(member)
            made["members"] += [items.retired_address_item(PROJECT, address, member) for address in retired]
            if domain := items.counted_domain(member):
                counted[(member["organization_id"], domain)] += 1
        for (id, domain), count in counted.items():
            numbers = {"verified_members": {"N": str(count)}, "revision": items.s(stamp), "schema": items.SCHEMA_VERSION}
            made["organizations"].append({**items.counter_key(PROJECT, id, domain), **numbers})
        made["sessions"] += [items.intermediate_item(PROJECT, normal(s)) for s in DATA_SET["intermediate_sessions"]]
        for session in DATA_SET["member_sessions"]:
            made["sessions"] += items.member_session_items(PROJECT, session, stamp)
        for kind, all in made.items():
            self.assertEqual(len(all), len(VECTORS["items"][kind]), kind)
            for item in all:
                self.check_item(item, kind)

    def check_item(self, made, kind):
        """Compares objects by the fields that this writer sets. It omits default values, and therefore the checksum."""
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
