"""Parses authentication factors in Stytch's format."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PROVIDERS = ("google", "microsoft", "slack", "github", "hubspot")
# A redirected sign-in with one of these proves the address; an exchanged token never does.
TRUSTED_PROVIDERS = ("google", "microsoft")


@dataclass(frozen=True, slots=True, repr=False)
class Factor:
    kind: str
    # The primary method or the second-factor method.
    primary: str | None = None
    second: str | None = None
    # The OAuth subject, the SSO connection, the phone number or the TOTP registration.
    value: str | None = None
    provider: str = ""
    proves_address: bool = False


def read_factors(objects: list[Mapping[str, Any]]) -> list[Factor]:
    """Parses factors. Unknown and malformed ones are ignored."""
    return [factor for factor in map(_read_factor, objects) if factor]


def _read_factor(factor: Mapping[str, Any]) -> Factor | None:
    match factor.get("type"), factor.get("delivery_method"):
        case ("magic_link" | "email_otp") as method, "email":
            return Factor("email", primary=method, proves_address=True)
        case "password", "knowledge":
            return Factor("password", primary="password")
        case "oauth", str(delivery_method):
            return _oauth(factor, delivery_method)
        case "sso", "sso_saml":
            return Factor("sso", primary="sso", value=_detail(factor, "saml_sso_factor", "provider_id"))
        case "sso", "sso_oidc":
            return Factor("sso", primary="sso", value=_detail(factor, "oidc_sso_factor", "provider_id"))
        case "otp", "sms":
            phone_number = _detail(factor, "phone_number_factor", "phone_number")
            return Factor("sms_otp", second="sms_otp", value=phone_number) if phone_number else None
        case "totp", "authenticator_app":
            totp_id = _detail(factor, "authenticator_app_factor", "totp_id")
            return Factor("totp", second="totp", value=totp_id) if totp_id else None
        case "recovery_codes", "recovery_code":
            # A recovery code replaces a TOTP code.
            return Factor("recovery_code", second="totp")
    return None


def _oauth(factor: Mapping[str, Any], delivery_method: str) -> Factor | None:
    name = delivery_method.removeprefix("oauth_")
    provider = name.removeprefix("exchange_")
    if name == delivery_method or provider not in PROVIDERS:
        return None
    details = (f"{provider}_oauth_factor", f"{provider}_oauth_exchange_factor")
    unverified = any(map(_is_unverified, (factor, *(factor.get(detail) for detail in details))))
    subjects = (_detail(factor, detail, "provider_subject") for detail in details)
    return Factor(
        "oauth",
        primary=f"{provider}_oauth",
        value=next(filter(None, subjects), None),
        provider=provider,
        proves_address=provider in TRUSTED_PROVIDERS and name == provider and not unverified,
    )


def _is_unverified(detail: Any) -> bool:
    """Returns true if `email_verified` is present and not `true`."""
    verified = detail.get("email_verified") if isinstance(detail, Mapping) else None
    return verified is not None and verified is not True


def _detail(factor: Mapping[str, Any], detail: str, key: str) -> str | None:
    """Returns a non-empty string inside a detail object, or None."""
    found = factor.get(detail)
    text = found.get(key) if isinstance(found, Mapping) else None
    return text if isinstance(text, str) and text else None
