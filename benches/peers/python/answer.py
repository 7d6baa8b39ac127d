"""The success body, with keys in alphabetical order.

Stored objects have the response's format and are copied: parsing and serializing them would turn a `1e3` in the metadata
into `1000.0`.
"""

import json
from typing import Any

from decision import Discovery, Entry
from requirements import masked
from store import Stored

to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# A redacted Member, and the fields that are shown even if the address is not verified.
EMPTY_MEMBER: dict[str, Any] = {
    "created_at": None,
    "default_mfa_method": "",
    "email_address": "",
    "email_address_verified": False,
    "external_id": None,
    "is_admin": False,
    "is_breakglass": False,
    "is_locked": False,
    "lock_created_at": None,
    "lock_expires_at": None,
    "member_id": "",
    "member_password_id": "",
    "mfa_enrolled": False,
    "mfa_phone_number": "",
    "mfa_phone_number_verified": False,
    "name": "",
    "oauth_registrations": [],
    "organization_id": "",
    "retired_email_addresses": [],
    "roles": [],
    "scim_registration": None,
    "sso_registrations": [],
    "status": "",
    "totp_registration_id": "",
    "trusted_metadata": {},
    "untrusted_metadata": {},
    "updated_at": None,
}
SHOWN = (
    "created_at",
    "email_address",
    "email_address_verified",
    "member_id",
    "organization_id",
    "status",
    "updated_at",
)
# The organization's fields that are redacted unless the address is verified.
HIDDEN: dict[str, Any] = {
    "allowed_first_party_connected_apps": [],
    "allowed_oauth_tenants": {},
    "allowed_third_party_connected_apps": [],
    "claimed_email_domains": [],
    "custom_roles": [],
    "email_allowed_domains": [],
    "first_party_connected_apps_allowed_type": "ALL_ALLOWED",
    "organization_external_id": None,
    "rbac_email_implicit_role_assignments": [],
    "scim_active_connection": None,
    "scim_active_connections": [],
    "sso_jit_provisioning_allowed_connections": [],
    "third_party_connected_apps_allowed_type": "ALL_ALLOWED",
    "trusted_metadata": {},
}


def write_discovery(discovery: Discovery, request_id: str) -> str:
    entries = ",".join(map(_write_entry, discovery.entries))
    return (
        f'{{"discovered_organizations":[{entries}],"email_address":{to_json(discovery.email_address)},'
        f'"organization_id_hint":{to_json(discovery.organization_id_hint)},"request_id":"{request_id}",'
        '"status_code":200}'
    )


def _write_entry(entry: Entry) -> str:
    candidate, verified = entry.candidate, entry.address_verified
    authenticated = entry.primary_required is None and entry.mfa_required is None
    return (
        f'{{"member_authenticated":{to_json(authenticated)},'
        f'"membership":{{"details":{to_json(candidate.details)},"member":{_write_member(entry)},'
        f'"type":"{candidate.type}"}},'
        f'"mfa_required":{to_json(entry.mfa_required)},'
        f'"organization":{_write_organization(candidate.organization, verified)},'
        f'"primary_required":{to_json(entry.primary_required)}}}'
    )


def _write_member(entry: Entry) -> str:
    member = entry.candidate.member
    if member is None:
        return "null"
    if entry.address_verified and entry.mfa_required is None:
        return member.text
    if entry.address_verified:
        return to_json(member.object | {"mfa_phone_number": masked(member.object["mfa_phone_number"])})
    return to_json(EMPTY_MEMBER | {key: member.object[key] for key in SHOWN})


def _write_organization(organization: Stored, verified: bool) -> str:
    """Returns the organization, redacted unless the address is verified."""
    return organization.text if verified else to_json(organization.object | HIDDEN)
