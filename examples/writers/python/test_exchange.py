"""Exchanges sessions with a running `cargo local`, whose list decides."""

import itertools
import json
import unittest
from concurrent.futures import ThreadPoolExecutor

import items
from cargo_local import (
    AT,
    CLIENT,
    LOCAL,
    PROJECT,
    RUN,
    WRITER,
    call_list,
    factors_of,
    in_an_hour,
    mail,
    member_item,
    session_item,
    sign_in,
    sign_in_member,
)
from json_text import with_element, with_fields
from writer import Overtaken, Refused, Writer

PHONE = "+15550100002"
VERIFIED_PHONE = {"mfa_phone_number": PHONE, "mfa_phone_number_verified": True}
VERIFIED = {"email_address_verified": True}
NUMBERS = itertools.count(1)


def factor(type, delivery_method, **detail):
    return {"type": type, "delivery_method": delivery_method, "last_authenticated_at": AT, **detail}


def slack(subject):
    return factor("oauth", "oauth_slack", slack_oauth_factor={"provider_subject": subject})


def password(**fields):
    return factor("password", "knowledge", password_factor=fields)


SMS = factor("otp", "sms", phone_number_factor={"phone_number": PHONE})
RECOVERY_CODE = factor("recovery_codes", "recovery_code")


def list_then(change):
    """Returns a list that calls `change` once, as another writer would between the list and the commit."""
    changes = [change]

    def call(**credential):
        response = call_list(**credential)
        if changes:
            changes.pop()()
        return response

    return call


def put_organization(domain=None, **settings):
    """Puts an organization with a domain of its own, and returns it with the domain."""
    name = f"python-{RUN}-{next(NUMBERS)}"
    given = {"organization_id": f"organization-test-{name}", "organization_name": name, "organization_slug": name, **settings}
    WRITER.put_organization(given)
    return {**given, "domain": domain or f"{name}.example"}


def put_joinable(**settings):
    """Puts an organization that a person may join by domain, with its first verified Member."""
    domain = f"python-{RUN}-{next(NUMBERS)}.example"
    jit = {"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": [domain]}
    acme = put_organization(domain, **jit, **settings)
    return {**acme, "first": put_member(acme, "first", **VERIFIED)}


def change_organization(acme, **settings):
    WRITER.put_organization({**{name: acme[name] for name in acme if name not in ("domain", "first")}, **settings})


def put_member(acme, name, **fields):
    member = {
        "organization_id": acme["organization_id"],
        "member_id": f"member-test-{name}-{acme['organization_name']}",
        "email_address": f"{name}@{acme['domain']}",
        **fields,
    }
    WRITER.put_member(member)
    return member


def member_session(member, authentication_factors=None):
    return sign_in_member(member, authentication_factors)["token"]


def member_at(address, acme):
    return json.loads(member_item(address, acme)["object"]["S"])


def is_valid(token):
    return "discovered_organizations" in call_list(session_token=token)


def count_of(acme):
    counter = WRITER.get("organizations", items.counter_key(PROJECT, acme["organization_id"], acme["domain"]))
    return int(counter["verified_members"]["N"]) if counter else 0


def exchange(token, acme, list=call_list):
    return WRITER.exchange(token, acme["organization_id"], list)


def exchange_member_session(token, acme, list=call_list):
    return WRITER.exchange_member_session(token, acme["organization_id"], list)


def concurrently(calls):
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


class TestCase(unittest.TestCase):
    maxDiff = None

    def assert_outcome(self, result, outcome):
        self.assertEqual(result["outcome"], outcome)
        return result


class MembershipTypes(TestCase):
    def test_active_member_is_signed_in_and_stays_unchanged(self):
        acme = put_organization()
        jane = put_member(acme, "jane", **VERIFIED)
        address = jane["email_address"]
        before, token = member_item(address, acme), sign_in(address)
        result = self.assert_outcome(exchange(token, acme), "authenticated")
        self.assertEqual(result["organization_id"], acme["organization_id"])
        self.assertEqual((result["member"]["member_id"], result["registered"]), (jane["member_id"], None))
        self.assertAlmostEqual(result["expires_at"], in_an_hour(), delta=5)
        self.assertTrue(is_valid(result["session_token"]))
        self.assertEqual(factors_of("session-token", result["session_token"]), [mail(address)])
        self.assertEqual(member_item(address, acme), before)
        # The intermediate session is spent.
        self.assertEqual(exchange(token, acme), {"outcome": "session_not_found"})

    def test_invited_and_pending_members_become_active_and_verified(self):
        acme = put_organization()
        for status in ("invited", "pending"):
            address = put_member(acme, status, status=status)["email_address"]
            result = WRITER.exchange(sign_in(address), acme["organization_slug"].upper(), call_list)
            self.assert_outcome(result, "authenticated")
            stored = member_at(address, acme)
            self.assertEqual((stored["status"], stored["email_address_verified"]), ("active", True))
            self.assertTrue(is_valid(result["session_token"]))
        self.assertEqual(count_of(acme), 2)

    def test_people_join_by_domain_and_by_tenant(self):
        tenants = {"slack": ["T0PYEXCHANGE"]}
        acme = put_joinable(oauth_tenant_jit_provisioning="RESTRICTED", allowed_oauth_tenants=tenants)
        self.assert_outcome(exchange(sign_in(f"dan@{acme['domain']}"), acme), "authenticated")
        address = "sue@python-tenant.example"
        result = self.assert_outcome(exchange(sign_in(address, oauth_tenants=tenants), acme), "authenticated")
        member_id = result["member"]["member_id"]
        self.assertRegex(member_id, "^member-test-[0-9a-f-]{36}$")
        self.assertIs(member_at(address, acme)["email_address_verified"], True)
        location = WRITER.get("members", items.id_key(PROJECT, member_id))["member_location"]["S"]
        self.assertTrue(location.endswith(address))
        self.assertEqual(count_of(acme), 2)

    def test_organization_that_the_list_does_not_show_is_not_found(self):
        acme = put_organization()
        token = sign_in(f"eve@{acme['domain']}")
        for name in (acme["organization_id"], acme["organization_slug"], "no-such-organization", "a#b", ""):
            with self.subTest(name):
                self.assertEqual(WRITER.exchange(token, name, call_list), {"outcome": "organization_not_found"})
        self.assertTrue(session_item("ist", token))
        self.assertEqual(exchange("unknown", acme), {"outcome": "session_not_found"})
        with self.assertRaisesRegex(RuntimeError, "too_many_requests"):
            exchange(token, acme, lambda **_: {"status_code": 429, "error_type": "too_many_requests"})

    def test_required_factors_are_reported_and_nothing_is_written(self):
        acme = put_organization(auth_methods="RESTRICTED", allowed_auth_methods=["sso", "password"])
        jane = put_member(acme, "jane")
        token = sign_in(jane["email_address"])
        expected = {
            "outcome": "factors_required",
            "primary_required": {"allowed_auth_methods": ["password"]},
            "mfa_required": None,
            "intermediate_session_token": token,
            "member_id": jane["member_id"],
        }
        self.assertEqual(exchange(token, acme), expected)


class ConcurrentChanges(TestCase):
    """Changes between the list and the commit."""

    def test_revoked_invitation_keeps_the_person_out(self):
        acme = put_organization()
        bob = put_member(acme, "bob", status="invited")
        revoked = list_then(lambda: WRITER.delete_member(bob))
        self.assert_outcome(exchange(sign_in(bob["email_address"]), acme, revoked), "organization_not_found")
        self.assertEqual(member_at(bob["email_address"], acme)["status"], "deleted")

    def test_member_who_is_deleted_after_the_list_is_not_signed_in(self):
        acme = put_organization()
        jane = put_member(acme, "jane", **VERIFIED)
        deleted = list_then(lambda: WRITER.delete_member(jane))
        self.assert_outcome(exchange(sign_in(jane["email_address"]), acme, deleted), "organization_not_found")
        self.assertEqual(WRITER.query("sessions", "member", jane["member_id"], "sessions_by_member"), [])

    def test_list_that_shows_more_than_the_items_starts_the_exchange_again(self):
        acme = put_organization()
        bob = put_member(acme, "bob", status="invited")
        WRITER.delete_organization(acme["organization_id"])
        calls = itertools.count(1)

        def late(**credential):
            if next(calls) == 1:
                change_organization(acme)
                WRITER.put_member(bob)
            return call_list(**credential)

        self.assert_outcome(exchange(sign_in(bob["email_address"]), acme, late), "authenticated")
        self.assertEqual(next(calls), 3)

    def test_removed_person_cannot_join_again(self):
        acme = put_joinable()
        address = f"dan@{acme['domain']}"
        removed = list_then(lambda: WRITER.delete_member(put_member(acme, "dan")))
        self.assert_outcome(exchange(sign_in(address), acme, removed), "organization_not_found")
        self.assertEqual(member_at(address, acme)["status"], "deleted")

    def test_joining_that_is_switched_off_after_the_list_is_refused(self):
        acme = put_joinable()
        address = f"dan@{acme['domain']}"
        switched_off = list_then(lambda: change_organization(acme, email_jit_provisioning="NOT_ALLOWED"))
        self.assert_outcome(exchange(sign_in(address), acme, switched_off), "organization_not_found")
        self.assertIsNone(member_item(address, acme))

    def test_joining_by_domain_needs_a_verified_member_at_the_commit(self):
        acme = put_joinable()
        address = f"dan@{acme['domain']}"
        removed = list_then(lambda: WRITER.delete_member(acme["first"]))
        self.assert_outcome(exchange(sign_in(address), acme, removed), "organization_not_found")
        self.assertIsNone(member_item(address, acme))

    def test_deleted_organization_is_not_found(self):
        acme = put_organization()
        bob = put_member(acme, "bob", status="invited")
        deleted = list_then(lambda: WRITER.delete_organization(acme["organization_id"]))
        self.assert_outcome(exchange(sign_in(bob["email_address"]), acme, deleted), "organization_not_found")

    def test_concurrent_exchanges_of_one_session_make_one_member_session(self):
        acme = put_joinable()
        token = sign_in(f"dan@{acme['domain']}")
        results = concurrently([lambda: exchange(token, acme)] * 4)
        outcomes = sorted(result["outcome"] for result in results)
        self.assertEqual(outcomes, ["authenticated", *["session_not_found"] * 3])
        [member_id] = [result["member"]["member_id"] for result in results if "member" in result]
        self.assertEqual(len(WRITER.query("sessions", "member", member_id, "sessions_by_member")), 2)
        self.assertEqual(count_of(acme), 2)

    def test_session_that_another_exchange_spends_after_the_list_is_not_found(self):
        acme = put_organization()
        token = sign_in(put_member(acme, "jane", **VERIFIED)["email_address"])
        spent = list_then(lambda: exchange(token, acme))
        self.assertEqual(exchange(token, acme, spent), {"outcome": "session_not_found"})

    def test_concurrent_exchanges_of_two_sessions_make_one_member(self):
        acme = put_joinable()
        tokens = [sign_in(f"dan@{acme['domain']}") for _ in range(2)]
        results = concurrently([lambda token=token: exchange(token, acme) for token in tokens])
        self.assertEqual([result["outcome"] for result in results], ["authenticated"] * 2)
        self.assertEqual(len({result["member"]["member_id"] for result in results}), 1)
        self.assertEqual(count_of(acme), 2)

    def test_exchange_that_other_writers_keep_overtaking_fails(self):
        acme = put_organization()
        token = sign_in(put_member(acme, "jane")["email_address"])
        versions = itertools.count()

        def restless(**credential):
            response = call_list(**credential)
            change_organization(acme, organization_logo_url=f"https://acme.example/{next(versions)}")
            return response

        with self.assertRaises(Overtaken):
            exchange(token, acme, restless)
        self.assertTrue(session_item("ist", token))

    def test_session_that_an_interrupted_exchange_had_written_is_returned(self):
        class Unreliable:
            def __getattr__(self, name):
                return getattr(CLIENT, name)

            def transact_write_items(self, **request):
                CLIENT.transact_write_items(**request)
                raise ConnectionError("the connection was closed")

        acme = put_organization()
        token = sign_in(put_member(acme, "jane")["email_address"])
        writer = Writer(Unreliable(), LOCAL["tables"], PROJECT)
        result = writer.exchange(token, acme["organization_id"], call_list)
        self.assert_outcome(result, "authenticated")
        self.assertTrue(is_valid(result["session_token"]))


class FactorsAndMember(TestCase):
    def test_factors_that_did_not_count_are_not_carried(self):
        acme = put_organization()
        bound = {"mfa_enrolled": True, "member_password_id": f"password-jane-{RUN}", **VERIFIED_PHONE}
        address = put_member(acme, "jane", **VERIFIED, **bound)["email_address"]
        token = sign_in(address, [mail(address), RECOVERY_CODE, password(), slack("T9:UX")])
        self.assert_outcome(exchange(token, acme), "factors_required")
        self.assertEqual(WRITER.append_factor(token, SMS), {"outcome": "appended"})
        result = exchange(token, acme)
        # The Slack account is used here for the first time, so it counts. It was not needed, so it is not registered.
        self.assertEqual(factors_of("session-token", result["session_token"]), [mail(address), slack("T9:UX"), SMS])
        self.assertNotIn("oauth_registrations", member_at(address, acme))

    def test_recovery_code_that_did_not_count_does_not_count_afterwards(self):
        relaxed, strict = put_organization(), put_organization(mfa_policy="REQUIRED_FOR_ALL")
        address = put_member(relaxed, "rita", **VERIFIED)["email_address"]
        put_member(strict, "rita", email_address=address, **VERIFIED)
        token = sign_in(address, [mail(address), RECOVERY_CODE])
        session = exchange(token, relaxed)["session_token"]
        change_organization(relaxed, mfa_policy="REQUIRED_FOR_ALL")
        for acme in (relaxed, strict):
            self.assert_outcome(exchange_member_session(session, acme), "factors_required")

    def test_recovery_code_of_a_members_own_session_is_not_carried_to_a_derived_session(self):
        acme = put_organization()
        jane = put_member(acme, "jane", **VERIFIED)
        token = member_session(jane, [mail(jane["email_address"]), RECOVERY_CODE])
        mfa = {"mfa_policy": "REQUIRED_FOR_ALL", "mfa_methods": "RESTRICTED", "allowed_mfa_methods": ["sms_otp"]}
        change_organization(acme, **mfa)
        derived = self.assert_outcome(exchange_member_session(token, acme), "factors_required")
        carried = factors_of("ist", derived["intermediate_session_token"])
        self.assertEqual(carried, [mail(jane["email_address"])])

    def test_unstated_password_of_a_member_session_names_the_members_password(self):
        acme = put_organization()
        jane = put_member(acme, "jane", member_password_id=f"password-unstated-{RUN}", **VERIFIED)
        token = member_session(jane, [password(), RECOVERY_CODE])
        result = self.assert_outcome(exchange_member_session(token, acme), "authenticated")
        expected = [password(member_password_id=f"password-unstated-{RUN}"), RECOVERY_CODE]
        self.assertEqual(factors_of("session-token", result["session_token"]), expected)

    def test_first_verification_removes_credentials_that_the_session_does_not_show(self):
        acme = put_organization()
        registration = {"provider_type": "Slack", "provider_subject": "T1:UA", "member_oauth_registration_id": "r"}
        planted = {
            "oauth_registrations": [registration, {**registration, "provider_type": "Google"}],
            "member_password_id": f"password-planted-{RUN}",
            "mfa_phone_number": "+15550100009",
            "default_mfa_method": "sms_otp",
            "trusted_metadata": {"plan": "pro"},
        }
        vic = put_member(acme, "vic", **planted)
        early, address = member_session(vic, []), vic["email_address"]
        result = exchange(sign_in(address, [mail(address), slack("T1:UA")]), acme)
        stored = member_at(address, acme)
        self.assertIs(stored["email_address_verified"], True)
        self.assertEqual(stored["oauth_registrations"], [registration])
        removed = [stored[name] for name in ("member_password_id", "mfa_phone_number", "default_mfa_method")]
        self.assertEqual(removed, ["", "", ""])
        self.assertEqual(stored["trusted_metadata"], {"plan": "pro"})
        self.assertEqual((is_valid(early), is_valid(result["session_token"])), (False, True))

    def test_own_identity_provider_does_not_verify_an_address(self):
        connection = {"connection_id": f"saml-{RUN}", "display_name": "SAML"}
        acme = put_organization(sso_active_connections=[connection])
        sso = factor("sso", "sso_saml", saml_sso_factor={"provider_id": connection["connection_id"]})
        address = put_member(acme, "zoe", status="invited")["email_address"]
        first = self.assert_outcome(exchange(sign_in(address, [sso]), acme), "authenticated")
        self.assertNotIn("email_address_verified", first["member"])
        change_organization(acme, claimed_email_domains=[acme["domain"]])
        second = exchange(sign_in(address, [sso]), acme)
        self.assertIs(second["member"]["email_address_verified"], True)

    def test_first_slack_account_is_registered_if_the_sign_in_needs_it(self):
        acme = put_joinable(auth_methods="RESTRICTED", allowed_auth_methods=["slack_oauth"])
        address = f"sam@{acme['domain']}"
        alone = sign_in(address, [slack("T1:U1")])
        self.assert_outcome(exchange(alone, acme), "factors_required")
        result = exchange(sign_in(address, [mail(address), slack("T1:U1")]), acme)
        registered = result["registered"]
        self.assertEqual((registered["provider_type"], registered["provider_subject"]), ("Slack", "T1:U1"))
        self.assertRegex(registered["member_oauth_registration_id"], "^oauth-user-test-")
        self.assertEqual(member_at(address, acme)["oauth_registrations"], [registered])
        self.assertTrue(is_valid(result["session_token"]))
        # The registered account now signs the Member in, and another one does not.
        self.assert_outcome(exchange(alone, acme), "authenticated")
        other = sign_in(address, [mail(address), slack("T1:U2")])
        self.assert_outcome(exchange(other, acme), "factors_required")

    def test_stored_text_of_a_members_other_fields_is_kept(self):
        acme = put_organization()
        address = put_member(acme, "bob", status="invited")["email_address"]
        item, metadata = member_item(address, acme), '{"n": 1.0, "id": 0.10000000000000000001, "text": "a\\"}, {b"}'
        text = f'{item["object"]["S"][:-1]}, "trusted_metadata": {metadata}}}'
        WRITER.commit(lambda: [WRITER.put("members", {**item, "object": items.s(text)})])
        exchange(sign_in(address), acme)
        self.assertIn(metadata, member_item(address, acme)["object"]["S"])
        self.assertEqual(member_at(address, acme)["status"], "active")

    def test_json_text_is_changed_field_by_field(self):
        changed = with_fields('{ "a" : [1.0, {"b":2}] , "c":"}," }', {"c": None, "d": []})
        self.assertEqual(changed, '{"a":[1.0, {"b":2}],"c":null,"d":[]}')
        self.assertEqual(with_fields("{}", {"a": 1}), '{"a":1}')
        self.assertEqual((with_element("[ ]", 1), with_element("[1.0] ", {"a": 2})), ("[1]", '[1.0,{"a":2}]'))


class Newcomers(TestCase):
    """Newcomers who need a second factor."""

    def newcomer(self):
        acme = put_joinable(mfa_policy="REQUIRED_FOR_ALL")
        address = f"nia@{acme['domain']}"
        token = sign_in(address)
        first = self.assert_outcome(exchange(token, acme), "factors_required")
        self.assertIsNone(first["primary_required"])
        return acme, address, token, first["member_id"]

    def enroll(self, acme, address, token):
        """Enrolls the phone of a pending Member, and appends the code to the session."""
        WRITER.put_member({**member_at(address, acme), "mfa_enrolled": True, **VERIFIED_PHONE})
        WRITER.append_factor(token, SMS)

    def test_newcomer_is_pending_until_a_second_factor_is_enrolled(self):
        acme, address, token, member_id = self.newcomer()
        rule, item = items.s(f"domain#{acme['domain']}"), member_item(address, acme)
        self.assertEqual((item["eligible_by"], item["member_id"]), (rule, items.s(member_id)))
        pending = member_at(address, acme)
        self.assertEqual((pending["status"], pending["email_address_verified"]), ("pending", False))
        self.assertEqual(count_of(acme), 1)
        self.enroll(acme, address, token)
        self.assertEqual(member_item(address, acme)["eligible_by"], rule)
        result = self.assert_outcome(exchange(token, acme), "authenticated")
        self.assertEqual(result["member"]["member_id"], member_id)
        active = member_at(address, acme)
        self.assertEqual((active["status"], active["email_address_verified"]), ("active", True))
        self.assertEqual(active["mfa_phone_number"], PHONE)
        self.assertNotIn("eligible_by", member_item(address, acme))
        self.assertEqual(count_of(acme), 2)

    def test_newcomer_by_domain_needs_a_verified_member_of_the_domain(self):
        acme = put_joinable(mfa_policy="REQUIRED_FOR_ALL")
        address = f"nia@{acme['domain']}"
        removed = list_then(lambda: WRITER.delete_member(acme["first"]))
        self.assert_outcome(exchange(sign_in(address), acme, removed), "organization_not_found")
        self.assertIsNone(member_item(address, acme))

    def test_newcomer_joins_only_while_the_rule_holds(self):
        acme, address, token, _ = self.newcomer()
        self.enroll(acme, address, token)
        WRITER.delete_member(acme["first"])
        self.assert_outcome(exchange(token, acme), "organization_not_found")
        WRITER.reactivate_member(acme["first"])
        removed = list_then(lambda: WRITER.delete_member(acme["first"]))
        self.assert_outcome(exchange(token, acme, removed), "organization_not_found")
        WRITER.reactivate_member(acme["first"])
        change_organization(acme, email_jit_provisioning="NOT_ALLOWED")
        self.assert_outcome(exchange(token, acme), "organization_not_found")
        self.assertEqual(member_at(address, acme)["status"], "pending")
        # An administrator may admit the person: a put of an active Member drops the rule.
        WRITER.put_member({**member_at(address, acme), "status": "active"})
        self.assert_outcome(exchange(token, acme), "authenticated")

    def test_newcomer_by_tenant_needs_the_tenant_again(self):
        tenants = {"slack": ["T0PYNEW"]}
        jit = {"oauth_tenant_jit_provisioning": "RESTRICTED", "allowed_oauth_tenants": tenants}
        acme = put_organization(mfa_policy="REQUIRED_FOR_ALL", **jit)
        address = f"tom@{acme['domain']}"
        token = sign_in(address, oauth_tenants=tenants)
        exchange(token, acme)
        self.assertEqual(member_item(address, acme)["eligible_by"], items.s("tenant#slack#T0PYNEW"))
        self.enroll(acme, address, token)
        other = sign_in(address, [mail(address), SMS])
        self.assert_outcome(exchange(other, acme), "organization_not_found")
        self.assert_outcome(exchange(token, acme), "authenticated")


class MemberSessions(TestCase):
    def test_member_session_is_exchanged_and_kept(self):
        acme, globex = put_organization(), put_organization()
        jane = put_member(acme, "jane", **VERIFIED)
        address = jane["email_address"]
        put_member(globex, "jane", email_address=address, status="invited")
        token = member_session(jane)
        result = self.assert_outcome(exchange_member_session(token, globex), "authenticated")
        self.assertAlmostEqual(result["expires_at"], in_an_hour(), delta=5)
        self.assertTrue(is_valid(token) and is_valid(result["session_token"]))
        self.assertEqual(member_at(address, globex)["status"], "active")

    def test_member_session_cannot_join(self):
        acme, home = put_joinable(), put_organization()
        dan = put_member(home, "dan", email_address=f"dan@{acme['domain']}")
        self.assert_outcome(exchange_member_session(member_session(dan), acme), "organization_not_found")
        self.assertIsNone(member_item(dan["email_address"], acme))

    def test_member_session_that_is_revoked_after_the_list_is_not_found(self):
        acme, globex = put_organization(), put_organization()
        jane = put_member(acme, "jane", **VERIFIED)
        put_member(globex, "jane", email_address=jane["email_address"])
        for change in (WRITER.revoke_member_session, lambda _: WRITER.delete_member(jane)):
            token = member_session(jane)
            changed = list_then(lambda change=change, token=token: change(token))
            self.assert_outcome(exchange_member_session(token, globex, changed), "session_not_found")

    def test_derived_session_ends_with_its_member_session_and_cannot_join(self):
        acme, joinable = put_organization(), put_joinable()
        strict = put_organization(mfa_policy="REQUIRED_FOR_ALL")
        jane = put_member(acme, "jane", email_address=f"jane@{joinable['domain']}", **VERIFIED)
        address = jane["email_address"]
        put_member(strict, "jane", email_address=address, **VERIFIED_PHONE)
        session = member_session(jane, [mail(address), RECOVERY_CODE])
        result = self.assert_outcome(exchange_member_session(session, strict), "factors_required")
        self.assertIsNone(result["primary_required"])
        token = result["intermediate_session_token"]
        row, parent = session_item("ist", token), session_item("session-token", session)
        for name in (*items.PARENT_ATTRIBUTES, "expires_at"):
            self.assertEqual(row[name], parent[name], name)
        self.assertEqual(row["oauth_tenants"], items.s("{}"))
        self.assertEqual(factors_of("ist", token), [mail(address)])
        self.assert_outcome(exchange(token, joinable), "organization_not_found")
        with self.assertRaises(Refused):
            WRITER.create_organization(token)
        WRITER.append_factor(token, SMS)
        result = WRITER.exchange(token, strict["organization_id"], call_list, session_duration_minutes=600)
        self.assert_outcome(result, "authenticated")
        self.assertEqual(str(result["expires_at"]), parent["expires_at"]["N"])
        orphan = exchange_member_session(session, strict)["intermediate_session_token"]
        WRITER.revoke_member_session(session)
        self.assert_outcome(exchange(orphan, strict), "session_not_found")

    def test_derived_session_whose_member_session_is_revoked_after_the_list_is_not_found(self):
        acme, strict = put_organization(), put_organization(mfa_policy="REQUIRED_FOR_ALL")
        jane = put_member(acme, "jane", **VERIFIED)
        put_member(strict, "jane", email_address=jane["email_address"], **VERIFIED_PHONE)
        session = member_session(jane)
        token = exchange_member_session(session, strict)["intermediate_session_token"]
        WRITER.append_factor(token, SMS)
        revoked = list_then(lambda: WRITER.revoke_member_session(session))
        self.assert_outcome(exchange(token, strict, revoked), "session_not_found")


class Creation(TestCase):
    def test_four_concurrent_clicks_create_one_organization(self):
        domain = f"created-{RUN}.python.example"
        token = sign_in(f"ann@{domain}")
        fields = {"organization_name": f"Created by {RUN}", "trusted_metadata": {"plan": "pro"}}
        results = concurrently([lambda: WRITER.create_organization(token, fields)] * 4)
        outcomes = sorted(result["outcome"] for result in results)
        self.assertEqual(outcomes, ["authenticated", *["session_not_found"] * 3])
        [created] = [result for result in results if result["outcome"] == "authenticated"]
        [entry] = call_list(session_token=created["session_token"])["discovered_organizations"]
        organization, member = entry["organization"], entry["membership"]["member"]
        self.assertEqual(organization["organization_name"], fields["organization_name"])
        self.assertEqual((member["email_address_verified"], member["is_admin"]), (True, True))
        self.assertEqual([role["role_id"] for role in member["roles"]], ["stytch_admin"])
        self.assertEqual(organization["organization_slug"], f"created-by-{RUN}")
        self.assertEqual(organization["email_allowed_domains"], [])
        self.assertEqual(count_of({**organization, "domain": domain}), 1)
        WRITER.delete_organization(created["organization_id"])

    def test_requested_slug_that_is_taken_is_refused_and_a_default_one_gets_a_suffix(self):
        slug = f"taken-{RUN}"
        taken = put_organization(organization_slug=slug)
        token = sign_in(f"ann@{slug}.example")
        with self.assertRaises(Refused):
            WRITER.create_organization(token, {"organization_slug": slug.upper()})
        id = WRITER.create_organization(token)["organization_id"]
        item = WRITER.get("organizations", items.organization_key(PROJECT, id))
        created = json.loads(item["object"]["S"])
        self.assertEqual(created["organization_name"], slug)
        self.assertRegex(created["organization_slug"], f"^{slug}-[0-9a-f]{{8}}$")
        for organization_id in (id, taken["organization_id"]):
            WRITER.delete_organization(organization_id)

    def test_creating_needs_a_verified_address_and_a_session_that_the_policies_accept(self):
        address = "ann@python-unverified.example"
        result = WRITER.create_organization(sign_in(address, [slack("T1:U9")]))
        self.assert_outcome(result, "factors_required")
        methods = ["magic_link", "email_otp", "google_oauth", "microsoft_oauth"]
        self.assertEqual(result["primary_required"], {"allowed_auth_methods": methods})
        token = sign_in(address)
        for fields in (
            {"mfa_policy": "REQUIRED_FOR_ALL"},
            {"auth_methods": "RESTRICTED", "allowed_auth_methods": ["slack_oauth"]},
            {"claimed_email_domains": ["python-unverified.example"]},
            {"sso_active_connections": []},
        ):
            with self.subTest(fields), self.assertRaises(Refused):
                WRITER.create_organization(token, fields)
        with self.assertRaises(Refused):
            WRITER.create_organization(token, session_duration_minutes=4)
        self.assertTrue(session_item("ist", token))


class FactorsAndRevocation(TestCase):
    def test_concurrently_appended_factors_are_all_kept(self):
        token = sign_in("amy@python-append.example")
        given = [slack(f"T1:U{n}") for n in range(3)]
        concurrently([lambda one=one: WRITER.append_factor(token, one) for one in given + given])
        stored = factors_of("ist", token)
        subjects = [one["slack_oauth_factor"]["provider_subject"] for one in stored[1:]]
        self.assertEqual(sorted(subjects), ["T1:U0", "T1:U1", "T1:U2"])
        with self.assertRaises(Refused):
            WRITER.append_factor(token, mail("bob@python-append.example"))
        self.assertEqual(WRITER.append_factor("unknown", SMS), {"outcome": "session_not_found"})

    def test_factor_that_is_appended_during_an_exchange_is_not_lost(self):
        acme = put_organization()
        address = put_member(acme, "jane", **VERIFIED, **VERIFIED_PHONE)["email_address"]
        token = sign_in(address)
        result = exchange(token, acme, list_then(lambda: WRITER.append_factor(token, SMS)))
        self.assertEqual(factors_of("session-token", result["session_token"]), [mail(address), SMS])

    def test_all_sessions_of_an_address_end_in_every_organization(self):
        acme, globex = put_organization(), put_organization()
        jane = put_member(acme, "jane")
        address = jane["email_address"]
        sister = put_member(globex, "jane", email_address=address)
        sessions = [member_session(jane), member_session(sister)]
        kept, token = member_session(put_member(acme, "other")), sign_in(address)
        before = member_item(address, acme)
        WRITER.revoke_sessions_of_address(address.upper())
        self.assertEqual([is_valid(session) for session in [*sessions, kept]], [False, False, True])
        self.assertEqual([session_item("session-token", session) for session in sessions], [None, None])
        after = member_item(address, acme)
        self.assertEqual(after["object"], before["object"])
        for name in ("revision", "security_stamp"):
            self.assertNotEqual(after[name], before[name])
        self.assertTrue(session_item("ist", token))
        WRITER.revoke_sessions_of_address(address, include_intermediate=True)
        self.assertIsNone(session_item("ist", token))

    def test_session_that_is_exchanged_while_its_address_is_revoked_ends_too(self):
        acme = put_organization()
        address = put_member(acme, "jane", **VERIFIED)["email_address"]
        revoked = list_then(lambda: WRITER.revoke_sessions_of_address(address, include_intermediate=True))
        self.assert_outcome(exchange(sign_in(address), acme, revoked), "session_not_found")


if __name__ == "__main__":
    unittest.main()
