"""Sign-ins with hosted identity services, as the content of an intermediate session: its address and its factors.

The claims are those of an ID token that the caller has verified: signature, issuer, audience, expiry and nonce. `now` is the Unix
time in seconds. A token that proves nothing raises `Refused`: send a code to the address instead.
"""

from datetime import UTC, datetime

import factors
from factors import address_of, required_text
from limits import Refused, refuse_if

# Refreshed tokens keep the time of the sign-in, and must not start a session.
MAX_AGE_SECONDS = 5 * 60
LEEWAY_SECONDS = 60


def sign_in_time(seconds, now):
    """Returns the time of a sign-in in RFC 3339 format.

    Refuses one that is missing, older than five minutes, or in the future.
    """
    refuse_if(type(seconds) is not int, "the token does not contain the time of the sign-in")
    refuse_if(now - seconds > MAX_AGE_SECONDS, "the sign-in is older than five minutes")
    refuse_if(seconds - now > LEEWAY_SECONDS, "the sign-in is in the future")
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sign_in(address, primary, secondary=()):
    """Returns a session's content. A second factor alone is not a sign-in."""
    refuse_if(not primary, "the token does not show a sign-in that counts")
    return {"email_address": address_of(address), "authentication_factors": [*primary, *secondary]}


def _list_of(value):
    """Returns a claim that is a list, or an empty list. In a text, a part of a word would match."""
    return value if isinstance(value, list) else []


def _object_of(value):
    return value if isinstance(value, dict) else {}


def cognito(claims, now):
    """Amazon Cognito. `amr` names the methods; pools from before its introduction do not have it."""
    at = sign_in_time(claims.get("auth_time"), now)
    # The methods of a federated user are those that the other provider names, and its administrator chooses them.
    used = ["fed"] if "identities" in claims else _list_of(claims.get("amr"))
    sub = required_text(claims, "sub")
    primary, secondary = [], []
    if "email_otp" in used and claims.get("email_verified") is True:
        primary.append(factors.email_otp(claims.get("email"), at))
    if "pwd" in used:
        primary.append(factors.password(f"cognito-{sub}", at))
    if "fed" in used:
        primary.append(_cognito_connection(claims, at))
    if "sms" in used and "mfa" in used and claims.get("phone_number_verified") is True:
        secondary.append(factors.sms_otp(required_text(claims, "phone_number"), at))
    if "otp" in used and "mfa" in used:
        secondary.append(factors.totp(f"cognito-totp-{sub}", at))
    return _sign_in(claims.get("email"), primary, secondary)


def _cognito_connection(claims, at):
    """The connection of an organization.

    A linked account has several identities, and the token does not show which one was used.
    """
    identities = _list_of(claims.get("identities"))
    refuse_if(len(identities) != 1, "the account has several identities: the token does not show which one was used")
    name, username = required_text(identities[0], "providerName"), required_text(claims, "cognito:username")
    is_linked = not username.lower().startswith(f"{name}_".lower())
    refuse_if(is_linked, "the account is linked: the token does not show which identity provider was used")
    kind = identities[0].get("providerType")
    refuse_if(kind not in ("SAML", "OIDC"), f"{kind} is not a connection of an organization")
    return (factors.saml if kind == "SAML" else factors.oidc)(f"cognito-{name}", at)


def auth0(claims, now):
    """Auth0. An Action adds the claim `connection`, as in auth0_action.cjs of the Node.js writer.

    `sub` and `email` are those of the first of several linked identities, not of the one that was used. `amr` does not name the second
    factor.
    """
    at = sign_in_time(claims.get("auth_time"), now)
    connection = _object_of(claims.get("connection"))
    session = _sign_in(connection.get("email"), [_auth0_factor(connection, at)])
    return {**session, "organization_id_hint": required_text(claims, "org_id")} if claims.get("org_id") else session


def _auth0_factor(connection, at):
    method, is_verified = connection.get("method"), connection.get("email_verified")
    strategy, user_id = (required_text(connection, name) for name in ("strategy", "user_id"))
    match strategy:
        case "email":
            refuse_if(method != "email" or is_verified is not True, "the address is not verified")
            return factors.email_otp(connection.get("email"), at)
        case "auth0":
            # A database connection accepts passkeys, too.
            refuse_if(method != "pwd", "the sign-in was not by password")
            return factors.password(f"auth0-{user_id}", at)
        case "google-oauth2":
            claims = {"sub": user_id, "email": connection.get("email"), "email_verified": is_verified}
            return factors.google(claims, at)
        case "github":
            return factors.github({"id": user_id}, at)
        case "samlp":
            return factors.saml(required_text(connection, "id"), at)
        case "adfs" | "google-apps" | "oidc" | "okta" | "waad":
            return factors.oidc(required_text(connection, "id"), at)
    raise Refused(f"a sign-in with {strategy} does not count")


def clerk(claims, user, now):
    """Clerk. The session token contains neither the address nor the method, so `user` is the JSON of the user in the Backend API.

    Its address counts only if Clerk itself sent a code or a link to it, at any time.
    """
    refuse_if("act" in claims, "the session is an impersonation")
    refuse_if(claims.get("sts") == "pending", "the session is pending")
    ages = _list_of(claims.get("fva"))
    is_age = bool(ages) and type(ages[0]) is int and ages[0] >= 0
    refuse_if(not is_age or type(claims.get("iat")) is not int, "the token does not contain the age of the sign-in")
    at = sign_in_time(claims["iat"] - 60 * ages[0], now)
    refuse_if(required_text(user, "id") != claims.get("sub"), "the user is not that of the token")
    addresses = map(_object_of, _list_of(user.get("email_addresses")))
    primary = next((one for one in addresses if one.get("id") == user.get("primary_email_address_id")), {})
    verification = _object_of(primary.get("verification"))
    is_mail = verification.get("strategy") in ("email_code", "email_link")
    refuse_if(not is_mail or verification.get("status") != "verified", "Clerk did not verify the primary address by email")
    address = primary.get("email_address")
    return _sign_in(address, [factors.trusted_token(address, at)])


def keycloak(claims, now):
    """Keycloak, with two mappers of its client scopes: AMR, and a user session note `identity_provider`.

    An administrator or a broker can set `email_verified`, so it is not read.
    """
    at = sign_in_time(claims.get("auth_time"), now)
    amr, sub = _list_of(claims.get("amr")), required_text(claims, "sub")
    if "identity_provider" in claims:
        connection = f"keycloak-{required_text(claims, 'identity_provider')}"
        return _sign_in(claims.get("email"), [factors.oidc(connection, at)])
    primary = [factors.password(f"keycloak-{sub}", at)] if "pwd" in amr else []
    secondary = [factors.totp(f"keycloak-totp-{sub}", at)] if "otp" in amr else []
    return _sign_in(claims.get("email"), primary, secondary)


def firebase(claims, now):
    """Firebase Authentication. A password and an email link are both `password`, and every visitor can register any address.

    The address is that of the account, not of a linked Google account.
    """
    at = sign_in_time(claims.get("auth_time"), now)
    details = _object_of(claims.get("firebase"))
    primary = _firebase_factor(claims, details, at)
    is_app = details.get("sign_in_second_factor") == "totp"
    identifier = required_text(details, "second_factor_identifier") if is_app else ""
    secondary = [factors.totp(f"firebase-{identifier}", at)] if is_app else []
    return _sign_in(claims.get("email"), [primary] if primary else [], secondary)


def _firebase_factor(claims, details, at):
    provider = details.get("sign_in_provider")
    subjects = _list_of(_object_of(details.get("identities")).get(provider)) if isinstance(provider, str) else []
    subject = subjects[0] if subjects else None
    match provider:
        case "password":
            return factors.password(f"firebase-{required_text(claims, 'sub')}", at)
        case "google.com":
            return factors.google({"sub": subject, "email": claims.get("email"), "email_verified": False}, at)
        case "github.com":
            return factors.github({"id": subject}, at)
    return None


def supabase(claims, options, now):
    """Supabase. `amr` contains each method with its time.

    `otp` is also a code by SMS, such as the confirmation of a new phone. It counts only with `{"otp_is_email": True}`: the project has
    no SMS provider, and "Confirm email" is on. `user_metadata` belongs to the user, so it is not read.
    """
    email, sub = claims.get("email"), required_text(claims, "sub")
    primary, secondary = [], []
    for entry in map(_object_of, _list_of(claims.get("amr"))):
        # Earlier methods of the session do not count. `amr` can also be a list of texts, without times.
        timestamp = entry.get("timestamp")
        if type(timestamp) is not int or now - timestamp > MAX_AGE_SECONDS:
            continue
        at = sign_in_time(timestamp, now)
        match entry.get("method"):
            case "magiclink":
                primary.append(factors.magic_link(email, at))
            case "otp" if options.get("otp_is_email") is True:
                primary.append(factors.email_otp(email, at))
            case "password":
                primary.append(factors.password(f"supabase-{sub}", at))
            case "totp":
                secondary.append(factors.totp(f"supabase-totp-{sub}", at))
    return _sign_in(email, primary, secondary)
