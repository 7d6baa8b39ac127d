"""Runs the official Python client against a running `cargo local`; see ../README.md.

Each call is made twice, with the client's synchronous and its asynchronous method.
"""

import asyncio
import base64
import json
import pathlib
import re

from support import LOCAL, REQUEST_ID, ClientTest, client, every_field, plain, read, run_tests

CLIENTS = pathlib.Path(__file__).resolve().parent.parent
CREDENTIALS = {
    "intermediate": ["intermediate_session_token"],
    "member": ["session_token", "session_jwt"],
}
EXPECTED = read(CLIENTS / "expected.json")
ERRORS = read(CLIENTS / "errors.json")


def call_sync(arguments, **credentials):
    return client(**credentials).discovery.organizations.list(**arguments)


def call_async(arguments, **credentials):
    async def call():
        async with client(**credentials) as c:
            return await c.discovery.organizations.list_async(**arguments)

    return asyncio.run(call())


def changed_jwt():
    jwt = next(s["session_jwt"] for s in LOCAL["sessions"] if "session_jwt" in s)
    start, signature = jwt.rsplit(".", 1)
    # Changes the first character, because the last one may contain unused bits.
    return f"{start}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def validate_sync(session_jwt):
    return client().sessions.authenticate_jwt_local(session_jwt=session_jwt)


def validate_async(session_jwt):
    async def call():
        async with client() as c:
            return await c.sessions.authenticate_jwt_local_async(session_jwt=session_jwt)

    return asyncio.run(call())


def claims_of(session_jwt):
    """Returns the claims without verifying them."""
    claims = session_jwt.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))


def seen(entry):
    return {
        "name": entry.organization.organization_name,
        "type": entry.membership.type,
        "details": entry.membership.details,
        "primary_required": plain(entry.primary_required),
        "mfa_required": plain(entry.mfa_required),
        "member_authenticated": entry.member_authenticated,
    }


def expected_entry(name, kind, rest=None):
    rest = rest or {}
    primary, mfa = rest.get("primary_required"), rest.get("mfa_required")
    return {
        "name": name,
        "type": kind,
        "details": rest.get("details"),
        "primary_required": primary,
        "mfa_required": mfa,
        "member_authenticated": primary is None and mfa is None,
    }


class Discovery(ClientTest):
    def check_response(self, response, facts):
        self.assertEqual(response.status_code, 200)
        self.assertRegex(response.request_id, f"^{REQUEST_ID}$")
        self.assertEqual(response.email_address, facts["email_address"])
        self.assertEqual(response.organization_id_hint, facts.get("organization_id_hint"))
        self.assertEqual(
            [seen(entry) for entry in response.discovered_organizations],
            [expected_entry(*entry) for entry in facts["organizations"]],
        )
        self.check_no_missing_keys(response)
        for entry in response.discovered_organizations:
            member = entry.membership.member
            parts = [entry, entry.organization, entry.membership, member, entry.primary_required, entry.mfa_required]
            for part in parts:
                self.check_no_missing_keys(part)
            if entry.membership.type.startswith("eligible_to_join_by_"):
                self.assertIsNone(member)
            else:
                self.assertEqual(member.organization_id, entry.organization.organization_id)
                self.assertEqual(member.email_address, facts["email_address"])

    def check_local_validation(self, validate):
        """Checks that the client fetches the key set and verifies the JWT itself."""
        jwts = [s["session_jwt"] for s in LOCAL["sessions"] if "session_jwt" in s]
        self.assertNotEqual(jwts, [])
        for jwt in jwts:
            claims, session = claims_of(jwt), validate(jwt)
            self.assertEqual(session.member_session_id, claims["https://stytch.com/session"]["id"])
            self.assertEqual(session.member_id, claims["sub"])
            self.assertEqual(session.organization_id, claims["https://stytch.com/organization"]["organization_id"])
        # The client returns nothing for a JWT that it cannot verify.
        self.assertIsNone(validate(changed_jwt()))

    def test_jwt_is_validated_locally_sync(self):
        self.check_local_validation(validate_sync)

    def test_jwt_is_validated_locally_async(self):
        self.check_local_validation(validate_async)

    def test_every_field_is_decoded(self):
        token = next(s["intermediate_session_token"] for s in LOCAL["sessions"] if s["name"] == "every-field")
        for call in (call_sync, call_async):
            [entry] = call({"intermediate_session_token": token}).discovered_organizations
            self.assertEqual(entry.model_dump(mode="json"), every_field())

    def test_key_set_has_every_field(self):
        response = client().sessions.get_jwks(project_id=LOCAL["project_id"])
        self.assertEqual(response.status_code, 200)
        self.assertNotEqual(response.keys, [])
        for part in [response, *response.keys]:
            self.check_no_missing_keys(part)

    def test_key_set_of_another_project_is_an_error(self):
        other = "project-test-99999999-9999-4999-8999-999999999999"
        self.check_error(
            lambda: client().sessions.get_jwks(project_id=other), 400, "invalid_project_id_authentication"
        )

    def test_sessions_are_the_expected_ones(self):
        names = [s["name"] for s in LOCAL["sessions"]]
        self.assertEqual(sorted(names), sorted(EXPECTED))


def session_test(call, session, credential):
    def test(self):
        facts = EXPECTED[session["name"]]
        arguments = {credential: session[credential]}
        if "error_type" in facts:
            self.check_error(lambda: call(arguments), facts.get("status_code", 404), facts["error_type"])
        else:
            self.check_response(call(arguments), facts)

    return test


def error_test(call, case):
    def test(self):
        arguments = {k: changed_jwt() if v == "{changed session_jwt}" else v for k, v in case["arguments"].items()}
        credentials = {k: case[k] for k in ("project_id", "secret") if k in case}
        self.check_error(lambda: call(arguments, **credentials), case["status_code"], case["error_type"])

    return test


def add(kind, what, test):
    name = f"test_{kind}_" + re.sub(r"\W+", "_", what)
    assert not hasattr(Discovery, name), f"two tests have the name {name}"
    setattr(Discovery, name, test)


for mode, call in (("sync", call_sync), ("async", call_async)):
    for session in LOCAL["sessions"]:
        for credential in CREDENTIALS[session["kind"]]:
            add("session", f"{session['name']} {credential} {mode}", session_test(call, session, credential))
    for case in ERRORS:
        add("error", f"{case['case']} {mode}", error_test(call, case))


if __name__ == "__main__":
    run_tests("python")
