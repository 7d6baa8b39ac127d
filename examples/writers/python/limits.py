"""The limits of docs/data-model.md, which are checked before any read or write."""

import math
import re
import time

from items import edges_of, reserved_addresses, to_json
from mailbox_domains import is_shared_mailbox_domain
from normal import normal_domain

LIMITS = {
    "object_bytes": 64 * 1024,
    "organization_name_characters": 128,
    "slug_characters": [2, 128],
    "edge_bytes": 150_000,
    "retired_addresses": 25,
    "free_form_levels": 64,
    "intermediate_session_seconds": 24 * 60 * 60,
    "member_session_seconds": 366 * 24 * 60 * 60,
}
# Reserved for fields with default values, which this writer omits and the project's tools write.
BYTES_OF_DEFAULTS = 2000
SLUG = re.compile(r"[A-Za-z0-9\-._~]{2,128}")
RESERVED_KEYS = {"$serde_json::private::RawValue", "$serde_json::private::Number"}
LOOKS_LIKE_AN_ID = re.compile(r"organization-(test|live)-", re.IGNORECASE)
E164 = re.compile(r"\+[1-9][0-9]{1,14}")


class Refused(Exception):
    """The data is inconsistent, conflicts with stored data, or exceeds a limit. Retrying does not help."""


def refuse_if(condition, message):
    if condition:
        raise Refused(message)


def check_organization(organization):
    for name in ("email_allowed_domains", "claimed_email_domains"):
        for domain in map(normal_domain, organization.get(name) or []):
            refuse_if(is_shared_mailbox_domain(domain), f"{domain} is a shared mailbox domain or a public suffix")
    name, slug = organization.get("organization_name") or "", organization.get("organization_slug") or ""
    refuse_if(len(name) > LIMITS["organization_name_characters"], "organization_name is too long")
    is_slug = SLUG.fullmatch(slug) and not LOOKS_LIKE_AN_ID.match(slug)
    refuse_if(slug and not is_slug, "organization_slug is malformed")
    edge_bytes = sum(len(edge.encode()) + 1 for edge in edges_of(organization))
    refuse_if(edge_bytes > LIMITS["edge_bytes"], "too many domains and tenants")
    _check_object(organization)


def check_member(member):
    """`member` is in normal form."""
    phone = member.get("mfa_phone_number")
    refuse_if(phone and not E164.fullmatch(phone), "mfa_phone_number is not in E.164 format, such as +15550100000")
    refuse_if(len(reserved_addresses(member)) > LIMITS["retired_addresses"], "too many retired addresses")
    _check_object(member)


def _check_object(object):
    for field in object.values():
        check_portable(field)
    limit = LIMITS["object_bytes"] - BYTES_OF_DEFAULTS
    refuse_if(len(to_json(object).encode()) > limit, f"the object takes more than {limit} bytes of JSON text")


def check_portable(value, levels=LIMITS["free_form_levels"]):
    """Refuses values that some common JSON parsers reject."""
    if isinstance(value, (int, float)):
        refuse_if(not _is_double(value), "a number is not finite, or too large for a double")
    elif isinstance(value, str):
        has_surrogate = any("\ud800" <= character <= "\udfff" for character in value)
        refuse_if(has_surrogate, "a string contains half of a surrogate pair")
    elif isinstance(value, (dict, list, tuple)):
        refuse_if(levels == 0, f"nested deeper than {LIMITS['free_form_levels']} levels")
        reserved = isinstance(value, dict) and not RESERVED_KEYS.isdisjoint(value)
        refuse_if(reserved, "a field has a name that the parser serde_json reserves")
        for inner in (*value.keys(), *value.values()) if isinstance(value, dict) else value:
            check_portable(inner, levels - 1)


def _is_double(number):
    try:
        return math.isfinite(float(number))
    except OverflowError:
        return False


def check_session_minutes(minutes):
    """Refuses a lifetime that Stytch refuses. Your service may set a lower maximum."""
    is_valid = isinstance(minutes, int) and 5 <= minutes <= 527_040
    refuse_if(not is_valid, "a session lasts 5 to 527,040 minutes")


def check_session_length(kind, expires_at, now=None):
    """`kind` is "ist" or "session-token"; times are seconds since 1970."""
    limit = LIMITS["intermediate_session_seconds" if kind == "ist" else "member_session_seconds"]
    now = int(time.time()) if now is None else now
    refuse_if(expires_at - now > limit, f"the session lasts more than {limit} seconds")
