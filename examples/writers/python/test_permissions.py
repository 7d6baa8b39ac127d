"""Compares a policy of docs/data-model.md with the calls that this writer makes to a running `cargo local`."""

import json
import pathlib
import unittest

from cargo_local import AT, LOCAL, PROJECT, RUN, WRITER, call_list, mail, new_client, sign_in, sign_in_member
from writer import Writer

DOCUMENT = pathlib.Path(__file__).parents[3] / "docs/data-model.md"
POLICY = "#### Sessions and the exchange"
ACTIONS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
VARIABLES = {name: f"{kind.upper()}_TABLE" for kind, name in LOCAL["tables"].items()}


def allowed():
    """Returns the actions that the policy allows, each with its table or index."""
    section = DOCUMENT.read_text().split(f"\n{POLICY}\n")[1]
    policy = json.loads(section.split("```json\n")[1].split("```")[0])
    return {
        (action.removeprefix("dynamodb:"), resource.split(":table/")[1])
        for statement in policy["Statement"]
        for action in statement["Action"]
        for resource in statement["Resource"]
    }


def parts(operation, params):
    """Returns the permissions that a call needs. Each part of a transaction needs the permission of its action."""
    if operation == "TransactWriteItems":
        return [(ACTIONS[name], part["TableName"], None) for item in params["TransactItems"] for name, part in item.items()]
    return [(operation, params["TableName"], params.get("IndexName"))]


class RecordedCalls:
    """A client that records the permissions that its calls need."""

    def __init__(self):
        self.made = set()
        self.client = new_client()
        self.client.meta.events.register("provide-client-params.dynamodb", self._record)

    def _record(self, params, model, **_):
        for action, table, index in parts(model.name, params):
            self.made.add((action, VARIABLES[table] + (f"/index/{index}" if index else "")))


def put_organization(name, **settings):
    id = f"organization-test-policy-{name}-{RUN}"
    slug = f"policy-{name}-{RUN}"
    organization = {"organization_id": id, "organization_name": name, "organization_slug": slug, **settings}
    WRITER.put_organization(organization)
    return organization


def put_member(organization, address, **fields):
    id = f"{organization['organization_id']}-{address.split('@')[0]}".replace("organization", "member")
    member = {"organization_id": organization["organization_id"], "member_id": id, "email_address": address, **fields}
    WRITER.put_member(member)
    return member


class Permissions(unittest.TestCase):
    def test_policy_of_the_exchange_is_minimal(self):
        domain = f"policy-{RUN}.example"
        jit = {"email_jit_provisioning": "RESTRICTED", "email_allowed_domains": [domain]}
        open_to_domain, home = put_organization("open", **jit), put_organization("home")
        restricted = put_organization("restricted", auth_methods="RESTRICTED", allowed_auth_methods=["sso"])
        verified = {"email_address_verified": True}
        put_member(open_to_domain, f"first@{domain}", **verified)
        own = put_member(home, f"own@{domain}", **verified)
        put_member(restricted, f"own@{domain}", **verified)

        recorded = RecordedCalls()
        writer = Writer(recorded.client, LOCAL["tables"], PROJECT)
        new = f"new@{domain}"
        token = sign_in(new, [mail(new)])
        sms = {"type": "otp", "delivery_method": "sms", "last_authenticated_at": AT, "phone_number_factor": {"phone_number": "+1555"}}
        writer.append_factor(token, sms)
        joined = writer.exchange(token, open_to_domain["organization_id"], call_list)
        self.assertEqual(joined["outcome"], "authenticated")
        session = sign_in_member(own)["token"]
        derived = writer.exchange_member_session(session, restricted["organization_id"], call_list)
        self.assertEqual(derived["outcome"], "factors_required")
        founder = f"founder@{domain}"
        created = writer.create_organization(sign_in(founder), {"organization_name": "Founded", **jit})
        self.assertEqual(created["outcome"], "authenticated")
        writer.revoke_sessions_of_address(new)
        self.assertEqual(recorded.made, allowed())
