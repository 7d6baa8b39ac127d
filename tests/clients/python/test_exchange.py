"""Exchanges sessions with the official Python client against a running `cargo local`; see ../README.md.

Each test runs twice, with the client's synchronous and its asynchronous methods.
"""

import asyncio
import datetime
import operator
import os

import jwt
import pydantic
from support import LOCAL, REQUEST_ID, ClientTest, client, every_field, plain, read, run_tests

EXCHANGE = "discovery.intermediate_sessions.exchange"
EXCHANGE_MEMBER_SESSION = "sessions.exchange"
CREATE = "discovery.organizations.create"
LIST = "discovery.organizations.list"
VALIDATE = "sessions.authenticate_jwt_local"

PEOPLE = read(os.environ["ORG_DISCOVERY_CLIENT_SESSIONS"])
DEMO = {session["name"]: session for session in LOCAL["sessions"]}
ORGANIZATION = "organization-test-00000000-0000-4000-8000-00000000000"
ACME, GLOBEX, INITECH, HOOLI = (f"{ORGANIZATION}{number}" for number in (1, 2, 3, 4))
# The service does not send this key.
NOT_SENT = {"intermediate_session_token_expires_at"}
CLAIMS = {"theme": "dark", "seats": [1, 2.5, None]}


class Sync:
    name = "python-sync"

    @staticmethod
    def call(method, **arguments):
        return operator.attrgetter(method)(client())(**arguments)


class Async:
    name = "python-async"

    @staticmethod
    def call(method, **arguments):
        async def call():
            async with client() as c:
                return await operator.attrgetter(f"{method}_async")(c)(**arguments)

        return asyncio.run(call())


class Exchange:
    """The tests. An exchange spends its session, so each session of the person is exchanged once, before the tests."""

    @classmethod
    def setUpClass(cls):
        person = PEOPLE[cls.name]
        cls.email_address, cls.tokens = person["email_address"], person["sessions"]
        cls.joined = cls.call(
            EXCHANGE,
            intermediate_session_token=cls.tokens["join"],
            organization_id=ACME,
            session_duration_minutes=30,
            session_custom_claims=CLAIMS,
            locale="en",
        )
        cls.created = cls.call(
            CREATE,
            intermediate_session_token=cls.tokens["create"],
            organization_name=f"Own organization of {cls.name}",
            organization_slug=cls.name,
            trusted_metadata={"plan": "pro"},
        )
        cls.signed_in = cls.call(
            EXCHANGE, intermediate_session_token=cls.tokens["sign_in"], organization_id=cls.name
        )

    def test_invalid_jwts(self):
        signed, signature = self.joined.session_jwt.rsplit(".", 1)
        changed = f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
        self.assertIsNone(self.call(VALIDATE, session_jwt=changed))
        for text in ("", "garbage", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.e30.AAAA"):
            with self.assertRaises(jwt.PyJWTError):
                self.call(VALIDATE, session_jwt=text)

    def check_response(self, response):
        self.assertEqual(response.status_code, 200)
        self.assertRegex(response.request_id, f"^{REQUEST_ID}$")
        self.assertIsNone(response.member_device)
        self.assertEqual(response.member_id, response.member.member_id)
        self.assertEqual(response.member.organization_id, response.organization.organization_id)
        for part in [response, response.member, response.organization, response.member_session]:
            self.check_no_missing_keys(part, NOT_SENT)

    def check_signed_in(self, response, organization, roles, minutes=60, custom_claims=None):
        """Checks a response with a new session, and lets the client validate its JWT."""
        self.check_response(response)
        self.assertTrue(response.member_authenticated)
        self.assertEqual(response.intermediate_session_token, "")
        self.assertEqual((response.primary_required, response.mfa_required), (None, None))
        self.assertEqual(response.organization.organization_name, organization)
        self.assertEqual(response.member.status, "active")
        session = response.member_session
        self.assertEqual(session.member_id, response.member_id)
        self.assertEqual(session.organization_id, response.organization.organization_id)
        self.assertEqual(session.organization_slug, response.organization.organization_slug)
        self.assertEqual(session.roles, roles)
        self.assertEqual(session.custom_claims, custom_claims or {})
        self.assertEqual(session.expires_at - session.started_at, datetime.timedelta(minutes=minutes))
        self.assertEqual(plain(self.call(VALIDATE, session_jwt=response.session_jwt)), plain(session))

    def check_factors_required(self, response, token):
        self.check_response(response)
        self.assertFalse(response.member_authenticated)
        self.assertEqual(response.intermediate_session_token, token)
        self.assertEqual((response.session_token, response.session_jwt), ("", ""))
        self.assertIsNone(response.member_session)

    def organizations(self, **credential):
        response = self.call(LIST, **credential)
        return {
            entry.organization.organization_name: (entry.membership.type, entry.member_authenticated)
            for entry in response.discovered_organizations
        }

    def test_eligible_person_joins(self):
        self.check_signed_in(self.joined, "Acme", ["stytch_member"], minutes=30, custom_claims=CLAIMS)
        self.assertEqual(self.joined.member.email_address, self.email_address)
        self.assertTrue(self.joined.member.email_address_verified)
        self.assertEqual([f.type for f in self.joined.member_session.authentication_factors], ["magic_link"])

    def test_new_session_lists_active_memberships(self):
        expected = {
            "Acme": ("active_member", True),
            f"Own organization of {self.name}": ("active_member", True),
        }
        for response in (self.joined, self.created, self.signed_in):
            self.assertEqual(self.organizations(session_token=response.session_token), expected)
            self.assertEqual(self.organizations(session_jwt=response.session_jwt), expected)

    def test_spent_session_is_not_found(self):
        for token in self.tokens.values():
            arguments = {"intermediate_session_token": token}
            for method, more in ((EXCHANGE, {"organization_id": ACME}), (CREATE, {}), (LIST, {})):
                self.check_error(
                    lambda: self.call(method, **arguments, **more), 404, "intermediate_session_not_found"
                )

    def test_organization_is_created(self):
        self.check_signed_in(self.created, f"Own organization of {self.name}", ["stytch_member", "stytch_admin"])
        self.assertEqual(self.created.organization.organization_slug, self.name)
        self.assertEqual(self.created.organization.trusted_metadata, {"plan": "pro"})
        self.assertEqual([role.role_id for role in self.created.member.roles], ["stytch_admin"])

    def test_created_organization_is_entered_with_another_session(self):
        self.check_signed_in(self.signed_in, f"Own organization of {self.name}", ["stytch_member", "stytch_admin"])
        self.assertEqual(self.signed_in.member_id, self.created.member_id)
        self.assertNotEqual(
            self.signed_in.member_session.member_session_id, self.created.member_session.member_session_id
        )

    def test_factors_without_optional_details_are_decoded(self):
        methods = [factor.delivery_method for factor in self.signed_in.member_session.authentication_factors]
        self.assertEqual(methods, ["email", "oauth_google", "oauth_microsoft", "trusted_token_exchange"])

    def test_member_session_is_exchanged(self):
        presented = self.joined.member_session
        for credential in ("session_token", "session_jwt"):
            response = self.call(
                EXCHANGE_MEMBER_SESSION,
                organization_id=self.created.organization.organization_id,
                **{credential: getattr(self.joined, credential)},
            )
            self.assertEqual(response.member_id, self.created.member_id)
            self.assertNotEqual(response.session_token, self.joined.session_token)
            self.assertEqual(response.member_session.expires_at, presented.expires_at)
            session = self.call(VALIDATE, session_jwt=response.session_jwt)
            self.assertEqual(plain(session), plain(response.member_session))

    def test_organization_that_is_not_listed_is_not_found(self):
        token = DEMO["consultant"]["intermediate_session_token"]
        for organization in (HOOLI, f"{ORGANIZATION}9"):
            self.check_error(
                lambda: self.call(EXCHANGE, intermediate_session_token=token, organization_id=organization),
                404,
                "organization_not_found",
            )
        self.check_error(
            lambda: self.call(
                EXCHANGE_MEMBER_SESSION, session_token=self.joined.session_token, organization_id=GLOBEX
            ),
            404,
            "organization_not_found",
        )

    def test_missing_second_factor_keeps_the_session(self):
        token = DEMO["mfa-required"]["intermediate_session_token"]
        for _ in range(2):
            response = self.call(EXCHANGE, intermediate_session_token=token, organization_id=INITECH)
            self.check_factors_required(response, token)
            self.assertIsNone(response.primary_required)
            options = {"mfa_phone_number": "XXXXXXX1234", "totp_registration_id": ""}
            expected = {"member_options": options, "secondary_auth_initiated": None}
            self.assertEqual(plain(response.mfa_required), expected)

    def test_missing_second_factor_of_a_member_session(self):
        session = DEMO["member-session"]["session_token"]
        response = self.call(EXCHANGE_MEMBER_SESSION, session_token=session, organization_id=INITECH)
        token = response.intermediate_session_token
        self.assertNotEqual(token, "")
        self.check_factors_required(response, token)
        self.assertIsNotNone(response.mfa_required)
        self.assertEqual(self.organizations(intermediate_session_token=token)["Initech"], ("active_member", False))
        again = self.call(EXCHANGE, intermediate_session_token=token, organization_id=INITECH)
        self.check_factors_required(again, token)

    def test_missing_primary_factor_keeps_the_session(self):
        token = DEMO["github-unproven"]["intermediate_session_token"]
        response = self.call(EXCHANGE, intermediate_session_token=token, organization_id=GLOBEX)
        self.check_factors_required(response, token)
        self.assertIsNone(response.mfa_required)
        methods = ["magic_link", "email_otp", "google_oauth", "microsoft_oauth"]
        self.assertEqual(plain(response.primary_required), {"allowed_auth_methods": methods})

    def test_every_field_is_decoded(self):
        token = PEOPLE[self.name]["every_field"]
        response = self.call(EXCHANGE, intermediate_session_token=token, organization_id="umbrella")
        self.assertTrue(response.member_authenticated)
        entry = every_field()
        self.assertEqual(response.member.model_dump(mode="json"), entry["membership"]["member"])
        self.assertEqual(response.organization.model_dump(mode="json"), entry["organization"])

    def test_response_without_a_member_is_not_decoded(self):
        token = DEMO["github-unproven"]["intermediate_session_token"]
        with self.assertRaises(pydantic.ValidationError):
            self.call(CREATE, intermediate_session_token=token, organization_slug="unused")

    def test_slug_of_another_organization_is_an_error(self):
        token = DEMO["consultant"]["intermediate_session_token"]
        self.check_error(
            lambda: self.call(CREATE, intermediate_session_token=token, organization_slug="acme"),
            400,
            "organization_slug_already_used",
        )


class SyncExchange(Exchange, Sync, ClientTest):
    pass


class AsyncExchange(Exchange, Async, ClientTest):
    pass


if __name__ == "__main__":
    run_tests("python-exchange")
