"""The items as specified in docs/data-model.md. No I/O."""

import hashlib
import json
import secrets
import time
import uuid

from mailbox_domains import is_shared_mailbox_domain
from normal import domain_of, normal_address, normal_domain

SCHEMA_VERSION = {"N": "1"}


def s(text):
    return {"S": text}


def random_token():
    """Returns a new revision or security stamp."""
    return secrets.token_hex(16)


def to_json(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def timestamp():
    """Returns the current time, as objects contain it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def mint(project):
    """Returns new ids and tokens. Create them once for each operation, so that each attempt writes the same objects."""
    environment = project.split("-")[1]
    kinds = {
        "member_session_id": "session",
        "member_id": "member",
        "organization_id": "organization",
        "registration_id": "oauth-user",
    }
    return {
        "session_token": secrets.token_urlsafe(33),
        "intermediate_session_token": f"{secrets.token_urlsafe(32)}=",
        **{name: f"{kind}-{environment}-{uuid.uuid4()}" for name, kind in kinds.items()},
    }


def dated(object, stored):
    """Returns the object with timestamps: its own, those of the stored object, or the current time."""
    now = timestamp()
    times = {name: object.get(name) or stored.get(name) or now for name in ("created_at", "updated_at")}
    return {**object, **times}


# Secrets and credentials are stored as hashes only.


def secret_hash(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def token_hash(kind, project, credential):
    """`kind` is "ist", "session-token" or "session-id"."""
    return hashlib.sha256(f"{kind}\0{project}\0{credential}".encode()).hexdigest()


# Organizations


def organization_key(project, id):
    return {"organization": s(f"{project}#{id}"), "record": s("organization")}


def counter_key(project, id, domain):
    return {"organization": s(f"{project}#{id}"), "record": s(f"verified#{domain}")}


def slug_key(project, slug):
    """`slug` is in lower case."""
    return {"organization": s(f"{project}#slug#{slug}"), "record": s("slug")}


def slug_item(project, slug, id):
    return {**slug_key(project, slug), "organization_id": s(id), "schema": SCHEMA_VERSION}


def edge_key(project, edge, id):
    return {"edge": s(f"{project}#{edge}"), "organization_id": s(id)}


def edge_item(project, edge, id):
    return {**edge_key(project, edge, id), "schema": SCHEMA_VERSION}


def organization_item(project, organization, revision):
    key = organization_key(project, organization["organization_id"])
    return {**key, "object": s(to_json(organization)), "revision": s(revision), "schema": SCHEMA_VERSION}


def edges_of(organization):
    """Returns the joinable edges of an organization, from its settings."""
    edges = set()
    # "ALL_ALLOWED" is read as "RESTRICTED".
    if organization.get("email_jit_provisioning") in ("RESTRICTED", "ALL_ALLOWED"):
        domains = map(normal_domain, organization.get("email_allowed_domains") or [])
        edges.update(f"domain#{domain}" for domain in domains if not is_shared_mailbox_domain(domain))
    if organization.get("oauth_tenant_jit_provisioning") == "RESTRICTED":
        for provider, tenants in (organization.get("allowed_oauth_tenants") or {}).items():
            edges.update(f"tenant#{provider}#{tenant}" for tenant in tenants)
    return edges


# Members


def status_of(member):
    return member.get("status") or "active"


def is_live(member):
    return status_of(member) != "deleted"


def member_location(member):
    return f"{member['organization_id']}#{member['email_address']}"


def member_key(project, address, organization):
    return {"address": s(f"{project}#{address}"), "organization_id": s(organization)}


def id_key(project, id):
    return {"address": s(f"{project}#{id}"), "organization_id": s("id")}


def id_item(project, member):
    return {**id_key(project, member["member_id"]), "member_location": s(member_location(member)), "schema": SCHEMA_VERSION}


def parse_member_location(id_item):
    """Parses the member location in the item of an id. Ids do not contain "#", but addresses can."""
    organization, _, address = id_item["member_location"]["S"].partition("#")
    return organization, address


def normal_member(member):
    """Normalizes the addresses of a Member, and removes its current address from the retired ones."""
    address = normal_address(member["email_address"])
    given = member.get("retired_email_addresses") or []
    retired = [{**one, "email_address": normal_address(one["email_address"])} for one in given]
    others = [one for one in retired if one["email_address"] != address]
    return {**member, "email_address": address, **({"retired_email_addresses": others} if retired else {})}


def reserved_addresses(member):
    """Returns the retired addresses of a Member. No other Member of the organization can have them."""
    retired = normal_member(member).get("retired_email_addresses") or [] if is_live(member) else []
    return {one["email_address"] for one in retired}


def retired_address_item(project, address, member):
    return {
        **member_key(project, address, member["organization_id"]),
        "record": s("retired_address"),
        "retired_by": s(member["member_id"]),
        "schema": SCHEMA_VERSION,
    }


# Empty values of the fields that bind accounts and factors to a Member.
NO_BOUND_FACTORS = {
    "default_mfa_method": "",
    "member_password_id": "",
    "mfa_enrolled": False,
    "mfa_phone_number": "",
    "mfa_phone_number_verified": False,
    "oauth_registrations": [],
    "sso_registrations": [],
    "totp_registration_id": "",
}


def counted_domain(member):
    """Returns the domain whose verified-member counter includes the Member, if any."""
    domain = domain_of(member["email_address"])
    counts = status_of(member) == "active" and member.get("email_address_verified") is True
    return domain if counts and not is_shared_mailbox_domain(domain) else None


def member_item(project, member, revision, security_stamp):
    """`member["email_address"]` is in normal form."""
    counted = counted_domain(member)
    return {
        **member_key(project, member["email_address"], member["organization_id"]),
        "organization": s(f"{project}#{member['organization_id']}"),
        "member_id": s(member["member_id"]),
        "object": s(to_json(member)),
        "revision": s(revision),
        "security_stamp": s(security_stamp),
        **({"counted_domain": s(counted)} if counted else {}),
        "schema": SCHEMA_VERSION,
    }


# Sessions


def session_key(hash):
    return {"token_hash": s(hash)}


def _session_item(hash, kind, session):
    return {
        **session_key(hash),
        "kind": s(kind),
        "expires_at": {"N": str(session["expires_at"])},
        "email_address": s(session["email_address"]),
        "authentication_factors": s(to_json(session["authentication_factors"])),
        "schema": SCHEMA_VERSION,
    }


def intermediate_item(project, session):
    hint = session.get("organization_id_hint")
    return {
        **_session_item(token_hash("ist", project, session["token"]), "ist", session),
        "oauth_tenants": s(to_json(session.get("oauth_tenants") or {})),
        **({"organization_id_hint": s(hint)} if hint else {}),
    }


PARENT_ATTRIBUTES = ("member", "member_session_id", "organization_id", "member_id", "security_stamp")


def derived_item(project, session, parent):
    """Returns the item of an intermediate session that is derived from a member session, whose item is `parent`."""
    return {**intermediate_item(project, session), **{name: parent[name] for name in PARENT_ATTRIBUTES}}


def member_session_items(project, session, security_stamp):
    """Returns the two items of a member session: under its token and under its id."""
    by_token = token_hash("session-token", project, session["token"])
    by_id = token_hash("session-id", project, session["member_session_id"])
    own = {
        "member": s(f"{project}#{session['member_id']}"),
        "member_session_id": s(session["member_session_id"]),
        "organization_id": s(session["organization_id"]),
        "member_id": s(session["member_id"]),
        "security_stamp": s(security_stamp),
    }
    return [
        {**_session_item(by_token, "session-token", session), **own, "paired_token_hash": s(by_id)},
        {**_session_item(by_id, "session-id", session), **own, "paired_token_hash": s(by_token)},
    ]
