"""Evaluates a session's factors for an organization, and determines the missing ones."""

from collections.abc import Mapping
from typing import Any

from factors import Factor
from store import Session

EVERY_METHOD = (
    "sso",
    "magic_link",
    "email_otp",
    "password",
    "google_oauth",
    "microsoft_oauth",
    "slack_oauth",
    "github_oauth",
    "hubspot_oauth",
)
PROVES_ADDRESS = frozenset({"sso", "magic_link", "email_otp", "google_oauth", "microsoft_oauth"})

Object = Mapping[str, Any]


def is_address_verified(session: Session, organization: Object, member: Object | None) -> bool:
    """Returns true if the session proves the address.

    A verified Member once proved the mailbox. A factor that is bound to the Member must show that this session belongs to the
    same person.
    """
    for factor in session.factors:
        if factor.proves_address or owns_connection(organization, factor):
            return True
    if member is None or not member["email_address_verified"]:
        return False
    return _is_own_session(session, member) or any(
        _binds(session, organization, member, factor) for factor in session.factors
    )


def primary_required(session: Session, organization: Object, member: Object | None, verified: bool) -> Object | None:
    """Returns the acceptable primary methods if one is missing, otherwise None. An empty list: no method is possible."""
    allows_all = organization["auth_methods"] == "ALL_ALLOWED" or (member is not None and member["is_breakglass"])
    allowed = EVERY_METHOD if allows_all else organization["allowed_auth_methods"]
    if verified and any(_counts(session, organization, factor) and factor.primary in allowed for factor in session.factors):
        return None
    has_sso = bool(organization["sso_active_connections"])
    possible = [method for method in allowed if (method != "sso" or has_sso) and (verified or method in PROVES_ADDRESS)]
    return {"allowed_auth_methods": possible}


def mfa_required(session: Session, organization: Object, member: Object | None, verified: bool) -> Object | None:
    """Returns None if no second factor is required, or if the session has one that is bound to this Member."""
    if organization["mfa_policy"] != "REQUIRED_FOR_ALL" and not (member and member["mfa_enrolled"]):
        return None
    if member and any(
        _allows(organization, member, factor) and _binds(session, organization, member, factor)
        for factor in session.factors
    ):
        return None
    # The Member's factors are hidden until the address is verified.
    options = _member_options(member) if member and verified else None
    return {"member_options": options, "secondary_auth_initiated": None}


def owns_connection(organization: Object, factor: Factor) -> bool:
    """Returns true for an SSO factor with a connection of this organization."""
    return factor.kind == "sso" and any(
        connection["connection_id"] == factor.value for connection in organization["sso_active_connections"]
    )


def _counts(session: Session, organization: Object, factor: Factor) -> bool:
    """Returns true if a primary factor counts here. SSO counts only in the organization of the connection."""
    if factor.kind == "sso":
        return owns_connection(organization, factor)
    return factor.kind != "password" or _password_counts(session, organization)


def _password_counts(session: Session, organization: Object) -> bool:
    """In a member session, a password counts only in the session's organization."""
    return session.member_ref is None or session.member_ref.organization_id == organization["organization_id"]


def _is_own_session(session: Session, member: Object) -> bool:
    own = session.member_ref
    return own is not None and (own.organization_id, own.member_id) == (member["organization_id"], member["member_id"])


def _binds(session: Session, organization: Object, member: Object, factor: Factor) -> bool:
    """Returns true if a factor is bound to this organization's Member."""
    match factor.kind:
        case "oauth":
            return factor.value is not None and any(
                registration["provider_type"].lower() == factor.provider
                and registration["provider_subject"] == factor.value
                for registration in member["oauth_registrations"]
            )
        case "password":
            return _password_counts(session, organization) and member["member_password_id"] != ""
        case "sso":
            return owns_connection(organization, factor)
        case "sms_otp":
            return bool(member["mfa_phone_number_verified"] and member["mfa_phone_number"] == factor.value)
        case "totp":
            return bool(member["totp_registration_id"] == factor.value)
        case "recovery_code":
            return _is_own_session(session, member)
    return False


def _allows(organization: Object, member: Object, factor: Factor) -> bool:
    allows_all = organization["mfa_methods"] == "ALL_ALLOWED" or member["is_breakglass"]
    return factor.second is not None and (allows_all or factor.second in organization["allowed_mfa_methods"])


def _member_options(member: Object) -> Object | None:
    phone_number, totp_registration_id = member["mfa_phone_number"], member["totp_registration_id"]
    if not phone_number and not totp_registration_id:
        return None
    return {"mfa_phone_number": masked(phone_number), "totp_registration_id": totp_registration_id}


def masked(phone_number: str) -> str:
    """Returns the digits, with `X` in place of all but the last four."""
    digits = [character for character in phone_number if character in "0123456789"]
    return "X" * (len(digits) - 4) + "".join(digits[-4:])
