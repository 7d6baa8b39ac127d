"""The meaning of an authentication factor in Stytch's format, apart from any organization. No I/O."""

import re
from dataclasses import dataclass

OAUTH_PROVIDERS = ("google", "microsoft", "slack", "github", "hubspot")


@dataclass
class ParsedFactor:
    """A factor, with the parts that decide what it is worth."""

    object: dict  # The factor in Stytch's format.
    kind: str = "unknown"
    method: str = None  # The method of a primary factor, as organizations list it.
    verifies: bool = False  # Whether it verifies the address independently of an organization.
    provider: str = None
    # The account, connection, phone number, authenticator app or password that was used.
    id: str = ""
    is_named: bool = False  # Whether a password names its id, even one that matches no password.
    is_project: bool = False  # Whether a password is valid in the whole project.


def _text(object, key):
    value = object.get(key) if isinstance(object, dict) else None
    return value if isinstance(value, str) else ""


def parse_factor(factor):
    """Returns the kind of a factor, with the parts that decide what it is worth."""
    delivery = _text(factor, "delivery_method")
    match (_text(factor, "type"), delivery):
        case ("magic_link" | "email_otp" as kind, "email"):
            return ParsedFactor(factor, kind, kind, verifies=True)
        case ("password", "knowledge"):
            return _password(factor)
        case ("trusted_auth_token", "trusted_token_exchange"):
            verifies = _states_verified_email(factor, ["trusted_auth_token_factor"])
            return ParsedFactor(factor, "trusted_token", verifies=verifies)
        case ("otp", "sms"):
            return ParsedFactor(factor, "sms_otp", id=_text(factor.get("phone_number_factor"), "phone_number"))
        case ("totp", "authenticator_app"):
            return ParsedFactor(factor, "totp", id=_text(factor.get("authenticator_app_factor"), "totp_id"))
        case ("recovery_codes", "recovery_code"):
            return ParsedFactor(factor, "recovery_code")
        case ("oauth", _):
            return _oauth(factor, delivery)
        case ("sso", _):
            return _sso(factor, delivery)
    return ParsedFactor(factor)


def _password(factor):
    detail = factor.get("password_factor")
    id = detail.get("member_password_id") if isinstance(detail, dict) else None
    is_named = id is not None and id != ""
    is_project = not is_named and _text(detail, "scope") == "project"
    own_id = id if isinstance(id, str) else ""
    return ParsedFactor(factor, "password", "password", id=own_id, is_named=is_named, is_project=is_project)


def _oauth(factor, delivery):
    """A token that the client exchanged never verifies an address."""
    found = re.fullmatch("oauth_(exchange_)?(.*)", delivery)
    provider = found and found[2]
    if provider not in OAUTH_PROVIDERS:
        return ParsedFactor(factor)
    details = [f"{provider}_oauth_factor", f"{provider}_oauth_exchange_factor"]
    subjects = [_text(factor.get(name), "provider_subject") for name in details]
    can_verify = can_verify_address(provider) and not found[1]
    verifies = can_verify and _states_verified_email(factor, details)
    return ParsedFactor(factor, "oauth", f"{provider}_oauth", verifies, provider, next(filter(None, subjects), ""))


def _sso(factor, delivery):
    ids = [_text(factor.get(name), "provider_id") for name in ("saml_sso_factor", "oidc_sso_factor")]
    first, second = reversed(ids) if delivery == "sso_oidc" else ids
    return ParsedFactor(factor, "sso", "sso", id=first or second)


def can_verify_address(provider):
    return provider in ("google", "microsoft")


def provider_of(registration):
    """Returns the provider of a registration of a Member, or None if it is unknown."""
    provider = _text(registration, "provider_type").lower()
    return provider if provider in OAUTH_PROVIDERS else None


def _states_verified_email(factor, details):
    """A missing field does not count as verified: otherwise copying a provider's claims without it would be enough."""
    objects = [factor, *(factor.get(name) for name in details)]
    stated = [object.get("email_verified") for object in objects if isinstance(object, dict)]
    given = [value for value in stated if value is not None]
    return bool(given) and all(value is True for value in given)
