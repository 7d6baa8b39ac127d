"""What a session's factors are worth in one organization, and what the person must still show there."""

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


def is_proven(session: Session, organization: Object, member: Object | None) -> bool:
    """Whether the bearer has shown that the address is theirs.

    That a Member is verified says that its owner once proved the mailbox, not that *this* bearer did: that takes a
    factor which is bound to the Member.
    """
    for factor in session.factors:
        if factor.proves_address or owns_connection(organization, factor):
            return True
    if member is None or not member["email_address_verified"]:
        return False
    return _is_own_session(session, member) or any(
        _binds(session, organization, member, factor) for factor in session.factors
    )


def primary_required(session: Session, organization: Object, member: Object | None, proven: bool) -> Object | None:
    """The methods that would close the gap, if there is one. None at all means that there is no way in."""
    takes_all = organization["auth_methods"] == "ALL_ALLOWED" or (member is not None and member["is_breakglass"])
    taken = EVERY_METHOD if takes_all else organization["allowed_auth_methods"]
    if proven and any(_counts(session, organization, factor) and factor.primary in taken for factor in session.factors):
        return None
    has_sso = bool(organization["sso_active_connections"])
    closing = [method for method in taken if (method != "sso" or has_sso) and (proven or method in PROVES_ADDRESS)]
    return {"allowed_auth_methods": closing}


def mfa_required(session: Session, organization: Object, member: Object | None, proven: bool) -> Object | None:
    """`None` when no second factor is needed, or the session holds one that is bound to this Member."""
    if organization["mfa_policy"] != "REQUIRED_FOR_ALL" and not (member and member["mfa_enrolled"]):
        return None
    if member and any(
        _takes(organization, member, factor) and _binds(session, organization, member, factor)
        for factor in session.factors
    ):
        return None
    # Who has not proven the address is not told which factors the Member has.
    options = _member_options(member) if member and proven else None
    return {"member_options": options, "secondary_auth_initiated": None}


def owns_connection(organization: Object, factor: Factor) -> bool:
    """Whether an SSO factor came through a connection of this organization."""
    return factor.kind == "sso" and any(
        connection["connection_id"] == factor.value for connection in organization["sso_active_connections"]
    )


def _counts(session: Session, organization: Object, factor: Factor) -> bool:
    """Whether a factor counts as its method here: an identity provider speaks only for its own organization."""
    if factor.kind == "sso":
        return owns_connection(organization, factor)
    return factor.kind != "password" or _password_counts(session, organization)


def _password_counts(session: Session, organization: Object) -> bool:
    """A password belongs to one organization once an organization was chosen."""
    return session.own is None or session.own.organization_id == organization["organization_id"]


def _is_own_session(session: Session, member: Object) -> bool:
    own = session.own
    return own is not None and (own.organization_id, own.member_id) == (member["organization_id"], member["member_id"])


def _binds(session: Session, organization: Object, member: Object, factor: Factor) -> bool:
    """Whether a factor shows that the bearer is this organization's Member."""
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


def _takes(organization: Object, member: Object, factor: Factor) -> bool:
    takes_all = organization["mfa_methods"] == "ALL_ALLOWED" or member["is_breakglass"]
    return factor.second is not None and (takes_all or factor.second in organization["allowed_mfa_methods"])


def _member_options(member: Object) -> Object | None:
    phone_number, totp_registration_id = member["mfa_phone_number"], member["totp_registration_id"]
    if not phone_number and not totp_registration_id:
        return None
    return {"mfa_phone_number": masked(phone_number), "totp_registration_id": totp_registration_id}


def masked(phone_number: str) -> str:
    """The digits only, every one but the last four replaced by `X`."""
    digits = [character for character in phone_number if character in "0123456789"]
    return "X" * (len(digits) - 4) + "".join(digits[-4:])
