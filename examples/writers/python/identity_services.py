"""Sign-ins with hosted identity services, as the content of an intermediate session: its address and its factors.

The claims are those of an ID token that the caller has verified: signature, issuer, audience, expiry and nonce. `now` is the Unix
time in seconds. A token that proves nothing raises `Refused`: send a code to the address instead.
"""

from datetime import UTC, datetime

import factors
from limits import Refused, refuse_if
from normal import normal_address

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
    return {"email_address": normal_address(address), "authentication_factors": [*primary, *secondary]}


def cognito(claims, now):
    """Amazon Cognito. `amr` names the methods; pools from before its introduction do not have it."""
    at = sign_in_time(claims.get("auth_time"), now)
    used = {*claims.get("amr", [])}
    primary, secondary = [], []
    if "email_otp" in used and claims.get("email_verified") is True:
        primary.append(factors.email_otp(claims["email"], at))
    if "pwd" in used:
        primary.append(factors.password(f"cognito-{claims['sub']}", at))
    if "fed" in used:
        primary.append(_cognito_connection(claims, at))
    if {"sms", "mfa"} <= used and claims.get("phone_number_verified") is True:
        secondary.append(factors.sms_otp(claims["phone_number"], at))
    if {"otp", "mfa"} <= used:
        secondary.append(factors.totp(f"cognito-totp-{claims['sub']}", at))
    return _sign_in(claims["email"], primary, secondary)


def _cognito_connection(claims, at):
    """The connection of an organization.

    A linked account has several identities, and the token does not show which one was used.
    """
    identities = claims.get("identities", [])
    names = [identity["providerName"] for identity in identities]
    is_used = len(names) == 1 and claims.get("cognito:username", "").lower().startswith(f"{names[0]}_".lower())
    refuse_if(not is_used, "the account is linked: the token does not show which identity provider was used")
    kind = identities[0]["providerType"]
    refuse_if(kind not in ("SAML", "OIDC"), f"{kind} is not a connection of an organization")
    return (factors.saml if kind == "SAML" else factors.oidc)(f"cognito-{names[0]}", at)


def auth0(claims, now):
    """Auth0. An Action adds the claim `connection`, as in auth0_action.cjs of the Node.js writer.

    `sub` names the first of several linked identities, not the one that was used. `amr` does not name the second factor.
    """
    at = sign_in_time(claims.get("auth_time"), now)
    connection = claims.get("connection") or {}
    refuse_if(not connection.get("strategy"), "the token does not show the connection that was used")
    session = _sign_in(claims["email"], [_auth0_factor(claims, connection, at)])
    return {**session, "organization_id_hint": claims["org_id"]} if claims.get("org_id") else session


def _auth0_factor(claims, connection, at):
    user_id = connection["user_id"]
    match connection["strategy"]:
        case "email":
            refuse_if(claims.get("email_verified") is not True, "the address is not verified")
            return factors.email_otp(claims["email"], at)
        case "auth0":
            # A database connection accepts passkeys, too.
            refuse_if("pwd" not in connection.get("methods", []), "the sign-in was not by password")
            return factors.password(f"auth0-{user_id}", at)
        case "google-oauth2":
            return factors.google({**_address_of(claims), "sub": user_id}, at)
        case "github":
            return factors.github({"id": user_id}, at)
        case "samlp":
            return factors.saml(connection["id"], at)
        case "adfs" | "oidc" | "okta" | "waad":
            return factors.oidc(connection["id"], at)
    raise Refused(f"a sign-in with {connection['strategy']} does not count")


def _address_of(claims):
    return {"email": claims["email"], "email_verified": claims.get("email_verified")}


def clerk(claims, user, now):
    """Clerk. The session token contains neither the address nor the method, so `user` is the user of the Backend API.

    Its address counts only if Clerk itself sent a code or a link to it.
    """
    age = (claims.get("fva") or [None])[0]
    refuse_if(type(age) is not int or age < 0, "the token does not contain the age of the sign-in")
    at = sign_in_time(claims["iat"] - 60 * age, now)
    refuse_if(user["id"] != claims["sub"], "the user is not that of the token")
    primary = [one for one in user["email_addresses"] if one["id"] == user["primary_email_address_id"]]
    verification = primary and primary[0]["verification"] or {}
    is_mail = verification.get("strategy") in ("email_code", "email_link")
    refuse_if(not is_mail or verification.get("status") != "verified", "Clerk did not verify the primary address by email")
    address = primary[0]["email_address"]
    return _sign_in(address, [factors.trusted_token(address, at)])


def keycloak(claims, now):
    """Keycloak, with two mappers of its client scopes: AMR, and a user session note `identity_provider`.

    An administrator or a broker can set `email_verified`, so it is not read.
    """
    at = sign_in_time(claims.get("auth_time"), now)
    if claims.get("identity_provider"):
        return _sign_in(claims["email"], [factors.oidc(f"keycloak-{claims['identity_provider']}", at)])
    amr, sub = claims.get("amr", []), claims["sub"]
    primary = [factors.password(f"keycloak-{sub}", at)] if "pwd" in amr else []
    secondary = [factors.totp(f"keycloak-totp-{sub}", at)] if "otp" in amr else []
    return _sign_in(claims["email"], primary, secondary)


def firebase(claims, now):
    """Firebase Authentication. A password and an email link are both `password`, and every visitor can register any address."""
    at = sign_in_time(claims.get("auth_time"), now)
    details = claims.get("firebase", {})
    match details.get("sign_in_provider"):
        case "password":
            primary = [factors.password(f"firebase-{claims['sub']}", at)]
        case "google.com":
            primary = [factors.google({**_address_of(claims), "sub": details["identities"]["google.com"][0]}, at)]
        case "github.com":
            primary = [factors.github({"id": details["identities"]["github.com"][0]}, at)]
        case _:
            primary = []
    is_app = details.get("sign_in_second_factor") == "totp"
    secondary = [factors.totp(f"firebase-{details['second_factor_identifier']}", at)] if is_app else []
    return _sign_in(claims["email"], primary, secondary)


def supabase(claims, options, now):
    """Supabase. `amr` contains each method with its time.

    `otp` is also a code by SMS, so it counts only with `{"signs_in_by_phone": False}`, in a project that does not let people sign
    in by phone. `user_metadata` belongs to the user, so it is not read.
    """
    email, primary, secondary = claims["email"], [], []
    for entry in claims.get("amr", []):
        # `amr` can also be a list of texts, without times.
        if isinstance(entry, str) or now - entry["timestamp"] > MAX_AGE_SECONDS:
            continue
        at = sign_in_time(entry["timestamp"], now)
        match entry["method"]:
            case "magiclink":
                primary.append(factors.magic_link(email, at))
            case "otp" if options.get("signs_in_by_phone") is False:
                primary.append(factors.email_otp(email, at))
            case "password":
                primary.append(factors.password(f"supabase-{claims['sub']}", at))
            case "totp":
                secondary.append(factors.totp(f"supabase-totp-{claims['sub']}", at))
    return _sign_in(email, primary, secondary)
