"""The validation of member sessions, compared with the list, and changes of single fields of a Member."""

import itertools
import json
import time
import unittest

from cargo_local import (
    CLIENT,
    LOCAL,
    PROJECT,
    RUN,
    WRITER,
    call_list,
    mail,
    member_item,
    session_item,
    sign_in,
    sign_in_member,
)
from limits import Refused
from writer import Writer

NUMBERS = itertools.count(1)


def signed_in(**fields):
    """Writes an organization with one Member and a session of it."""
    number = next(NUMBERS)
    organization_id = f"python-authenticate-{RUN}-{number}"
    WRITER.put_organization({"organization_id": organization_id, "organization_name": "Authenticate"})
    member = {
        "organization_id": organization_id,
        "member_id": f"member-{organization_id}",
        "email_address": f"jane{number}@python-authenticate-{RUN}.example",
        "email_address_verified": True,
        **fields,
    }
    WRITER.put_member(member)
    return member, sign_in_member(member)


def stored(member):
    return json.loads(member_item(member["email_address"], member)["object"]["S"])


def delete_and_reactivate(member, session):
    WRITER.delete_member(member)
    WRITER.reactivate_member(member)


ENDINGS = {
    "revoked": lambda member, session: WRITER.revoke_member_session(session["token"]),
    "deleted Member": lambda member, session: WRITER.delete_member(member),
    "erased Member": lambda member, session: WRITER.erase_member(member["organization_id"], member["member_id"]),
    "pending Member": lambda member, session: WRITER.put_member({**member, "status": "pending"}),
    "moved Member": lambda member, session: WRITER.move_member(member, f"moved-{member['email_address']}"),
    "deleted organization": lambda member, session: WRITER.delete_organization(member["organization_id"]),
    "all sessions of the address": lambda member, session: WRITER.revoke_sessions_of_address(member["email_address"]),
    "reactivated Member": delete_and_reactivate,
}


class Authenticate(unittest.TestCase):
    def authenticated(self, token):
        """Returns the valid session, or None. The writer and the list must agree."""
        session = WRITER.authenticate(token)
        status = call_list(session_token=token)["status_code"]
        self.assertEqual(session is not None, status == 200, f"the list answered with {status}")
        return session

    def test_valid_session_has_member_and_organization(self):
        member, session = signed_in(name="Jane")
        found = self.authenticated(session["token"])
        self.assertEqual([found["member"]["name"], found["member"]["member_id"]], ["Jane", member["member_id"]])
        self.assertEqual(found["organization"]["organization_name"], "Authenticate")
        self.assertEqual(found["authentication_factors"], [mail(member["email_address"])])
        self.assertEqual(found["custom_claims"], {})
        for name in ("member_session_id", "expires_at"):
            self.assertEqual(found[name], session[name])

    def test_ended_sessions_are_not_valid(self):
        for name, end in ENDINGS.items():
            with self.subTest(name):
                member, session = signed_in()
                self.assertIsNotNone(self.authenticated(session["token"]))
                end(member, session)
                self.assertIsNone(self.authenticated(session["token"]))

    def test_unknown_other_and_expired_tokens_are_not_valid(self):
        _, session = signed_in()
        WRITER.put_member_session({**session, "expires_at": int(time.time()) - 1})
        for token in ("A" * 44, sign_in("jane@python-authenticate.example"), session["token"]):
            self.assertIsNone(self.authenticated(token))

    def test_change_of_fields_keeps_the_others(self):
        member, session = signed_in(trusted_metadata={"plan": 1})
        before = stored(member)
        phone = {"mfa_phone_number": "+15550100000", "mfa_phone_number_verified": True}
        WRITER.update_member(member["organization_id"], member["email_address"].upper(), phone)
        after = stored(member)
        self.assertEqual(WRITER.member(member["organization_id"], member["email_address"].upper()), after)
        self.assertIsNone(WRITER.member(member["organization_id"], "unknown@acme.example"))
        self.assertEqual(after, {**before, **phone, "updated_at": after["updated_at"]})
        self.assertIsNotNone(self.authenticated(session["token"]))

    def test_concurrent_change_of_another_field_is_kept(self):
        member, _ = signed_in()
        place = member["organization_id"], member["email_address"]
        slow, calls = Writer(CLIENT, LOCAL["tables"], PROJECT), itertools.count()

        def get(table, key):
            item = WRITER.get(table, key)
            if next(calls) == 0:
                WRITER.update_member(*place, {"name": "Jane"})
            return item

        slow.get = get
        slow.update_member(*place, {"is_breakglass": True})
        self.assertEqual([stored(member)[name] for name in ("name", "is_breakglass")], ["Jane", True])

    def test_refused_changes(self):
        member, _ = signed_in()
        place = member["organization_id"], member["email_address"]
        refused = (
            {"status": "active"},
            {"email_address": place[1]},
            {"email_address_verified": True},
            {"mfa_phone_number": "5550100000"},
        )
        for fields in refused:
            with self.subTest(fields), self.assertRaises(Refused):
                WRITER.update_member(*place, fields)
        with self.assertRaises(Refused):
            WRITER.update_member(place[0], "unknown@acme.example", {"name": "J"})
        with self.assertRaises(Refused):
            WRITER.update_member(*place, {"name": "J"}, lambda stored: stored["member_id"] == "another")

    def test_step_up_replaces_the_token(self):
        address = f"step-up@python-authenticate-{RUN}.example"
        token = sign_in(address, organization_id_hint="hint")
        before = session_item("ist", token)
        slack = {"type": "oauth", "delivery_method": "oauth_slack", "slack_oauth_factor": {"provider_subject": "T1:U1"}}
        more = {"email_address": address.upper(), "authentication_factors": [slack, slack]}
        with self.assertRaises(Refused):
            WRITER.step_up(token, {**more, "email_address": "bob@acme.example"})
        result = WRITER.step_up(token, more)
        self.assertIsNone(session_item("ist", token))
        after = session_item("ist", result["intermediate_session_token"])
        changed = {name: after[name] for name in ("token_hash", "authentication_factors")}
        self.assertEqual(after, {**before, **changed})
        self.assertEqual(json.loads(after["authentication_factors"]["S"]), [mail(address), slack])
        self.assertEqual(WRITER.step_up(token, more), {"outcome": "session_not_found"})
        WRITER.revoke_intermediate_session(result["intermediate_session_token"])
        self.assertIsNone(session_item("ist", result["intermediate_session_token"]))


if __name__ == "__main__":
    unittest.main()
