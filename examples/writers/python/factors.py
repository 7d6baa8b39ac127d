"""Authentication factors in Stytch's format.

A factor contains its address. For Google, Microsoft and trusted tokens, `email_verified` must be true for the address to be
verified; if it is missing, the address is not verified. `at` is the time of the sign-in, such as "2026-01-01T00:00:00Z".
"""

import re

from limits import Refused, refuse_if
from mailbox_domains import is_shared_mailbox_domain
from normal import domain_of, normal_address

PERSONAL_MICROSOFT_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
MICROSOFT_LABELS = {"hotmail", "live", "msn", "outlook"}


def required_text(claims, name):
    """Returns a claim that must be a text. Without this check, all accounts that lack the claim would have one id."""
    text = claims.get(name) if isinstance(claims, dict) else None
    refuse_if(not isinstance(text, str) or text == "", f"the claim {name} is missing")
    return text


def address_of(text):
    """Returns the address of a sign-in in normal form."""
    try:
        return normal_address(text)
    except (AttributeError, TypeError, ValueError):
        raise Refused("the address is missing or malformed") from None


def _factor(type, delivery_method, at, detail, fields):
    return {"type": type, "delivery_method": delivery_method, "last_authenticated_at": at, detail: fields}


def magic_link(address, at, email_id=""):
    """An email magic link that the person opened."""
    fields = {"email_id": email_id, "email_address": address_of(address)}
    return _factor("magic_link", "email", at, "email_factor", fields)


def email_otp(address, at, email_id=""):
    """An email code that the person entered."""
    fields = {"email_id": email_id, "email_address": address_of(address)}
    return _factor("email_otp", "email", at, "email_factor", fields)


def google(claims, at):
    """A sign-in with Google, from the claims of an ID token. Verify the token first, including its audience."""
    address = address_of(claims.get("email"))
    # Google is authoritative only for gmail.com and Workspace domains (`hd`). Other addresses were verified only once, possibly long ago.
    is_authority = bool(claims.get("hd")) or domain_of(address) == "gmail.com"
    verified = claims.get("email_verified") is True and is_authority
    fields = {"provider_subject": required_text(claims, "sub"), "email_address": address, "email_verified": verified}
    return _factor("oauth", "oauth_google", at, "google_oauth_factor", fields)


def microsoft(claims, at):
    """A sign-in with Microsoft, from a verified ID token.

    Without `xms_edov`, an administrator of any tenant can set any address. The claim `oid` needs the scope `profile`.
    """
    address = address_of(claims.get("email"))
    domain = domain_of(address)
    is_microsoft = is_shared_mailbox_domain(domain) and domain.partition(".")[0] in MICROSOFT_LABELS
    is_authority = claims.get("tid") != PERSONAL_MICROSOFT_TENANT or is_microsoft
    edov = claims.get("xms_edov")
    verified = (edov is True or edov == "1") and is_authority
    subject = f"{required_text(claims, 'tid')}:{required_text(claims, 'oid')}"
    fields = {"provider_subject": subject, "email_address": address, "email_verified": verified}
    return _factor("oauth", "oauth_microsoft", at, "microsoft_oauth_factor", fields)


def slack(claims, at):
    """A sign-in with Slack, from the claims of an ID token or of `openid.connect.userInfo`.

    A user id is unique in its workspace only.
    """
    team, user = (required_text(claims, f"https://slack.com/{name}") for name in ("team_id", "user_id"))
    return _factor("oauth", "oauth_slack", at, "slack_oauth_factor", {"provider_subject": f"{team}:{user}"})


def github(user, at):
    """A sign-in with GitHub, from the response of `/user`.

    A login can be renamed and taken by another person, the id cannot.
    """
    subject = str(user.get("id", "")) if isinstance(user, dict) else ""
    refuse_if(not re.fullmatch("[0-9]+", subject), "the response does not contain the numeric id of the user")
    return _factor("oauth", "oauth_github", at, "github_oauth_factor", {"provider_subject": subject})


def password(member_password_id, at):
    """A password that was checked. The id is the Member's `member_password_id`."""
    return _factor("password", "knowledge", at, "password_factor", {"member_password_id": member_password_id})


def project_password(at):
    """The person's only password in the whole project.

    The person must have verified the address before setting it, and no organization may be able to set it.
    """
    return _factor("password", "knowledge", at, "password_factor", {"scope": "project"})


def saml(connection_id, at):
    """Single sign-on by SAML.

    Take the connection from the URL that received the response, never from an address or a parameter.
    """
    return _factor("sso", "sso_saml", at, "saml_sso_factor", {"provider_id": connection_id})


def oidc(connection_id, at):
    """Single sign-on by OpenID Connect, likewise."""
    return _factor("sso", "sso_oidc", at, "oidc_sso_factor", {"provider_id": connection_id})


def trusted_token(address, at):
    """A sign-in with your own identity provider, which verified the person's address."""
    fields = {"email_address": address_of(address), "email_verified": True}
    return _factor("trusted_auth_token", "trusted_token_exchange", at, "trusted_auth_token_factor", fields)


def passkey(account, at):
    """A passkey of an account of your service.

    `email_verified` of the account states that your service verified this address of the account.
    """
    refuse_if(account.get("email_verified") is not True, "the address of the account is not verified")
    return trusted_token(account.get("email_address"), at)


def sms_otp(phone_number, at):
    """A second factor: a code that was sent to the Member's `mfa_phone_number`."""
    return _factor("otp", "sms", at, "phone_number_factor", {"phone_number": phone_number})


def totp(totp_id, at):
    """A second factor: the authenticator app with the Member's `totp_registration_id`."""
    return _factor("totp", "authenticator_app", at, "authenticator_app_factor", {"totp_id": totp_id})


def check_factors(factors, address):
    """Refuses factors with another address, and email factors without an address. `address` is in normal form."""
    for factor in factors:
        refuse_if(_lacks_address(factor), f"a {factor.get('type')} factor has no address")
        refuse_if(not applies_to(factor, address), f"a {factor.get('type')} factor has another address")


def applies_to(factor, address):
    """Returns True if a factor applies to a session of `address`. Every address in the factor must be this one."""
    details = [detail for name, detail in factor.items() if name.endswith("_factor") and isinstance(detail, dict)]
    named = [object.get("email_address") for object in [factor, *details]]
    given = [text for text in named if text is not None and text != ""]
    return not _lacks_address(factor) and all(_is_same(text, address) for text in given)


def _lacks_address(factor):
    is_mail = factor.get("type") in ("magic_link", "email_otp") and factor.get("delivery_method") == "email"
    return is_mail and not (factor.get("email_factor") or {}).get("email_address")


def _is_same(text, address):
    try:
        return isinstance(text, str) and normal_address(text) == address
    except ValueError:
        return False
