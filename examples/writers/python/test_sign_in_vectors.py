"""Compares the factors of logins with docs/sign-in-vectors.json."""

import json
import unittest
from pathlib import Path

import factors
import identity_services as services
from limits import Refused

VECTORS = json.loads((Path(__file__).parents[3] / "docs/sign-in-vectors.json").read_text())
NOW, AT = VECTORS["now"], VECTORS["at"]


def session_of(vector):
    """Returns the session that the writer makes of a login.

    A function that makes one factor leaves the address to its caller.
    """
    service = getattr(services, vector["function"], None)
    if service:
        return service(*vector["arguments"], NOW)
    factor = getattr(factors, vector["function"])(*vector["arguments"], AT)
    address = vector.get("session", {}).get("email_address")
    if address:
        factors.check_factors([factor], address)
    return {"email_address": address, "authentication_factors": [factor]}


class SignInVectors(unittest.TestCase):
    def test_sign_ins(self):
        for vector in VECTORS["sign_ins"]:
            with self.subTest(f"{vector['source']}: {vector['case']}"):
                if vector.get("refused"):
                    with self.assertRaises(Refused):
                        session_of(vector)
                else:
                    self.assertEqual(session_of(vector), vector["session"])

    def test_malformed_claims(self):
        for vector in VECTORS["malformed"]:
            with self.subTest(json.dumps(vector)), self.assertRaises(Refused):
                session_of({**vector, "session": {"email_address": "ann@acme.example"}})

    def test_time_of_a_sign_in(self):
        self.assertEqual(services.sign_in_time(NOW, NOW), AT)
        self.assertEqual(services.sign_in_time(NOW - 300, NOW), "2025-12-31T23:55:00Z")
        self.assertEqual(services.sign_in_time(NOW + 60, NOW), "2026-01-01T00:01:00Z")
        for seconds in (NOW - 301, NOW + 61, None, str(NOW), NOW + 0.5, True):
            with self.subTest(seconds), self.assertRaises(Refused):
                services.sign_in_time(seconds, NOW)


if __name__ == "__main__":
    unittest.main()
