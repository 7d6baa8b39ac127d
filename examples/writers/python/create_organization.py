"""The transaction that creates an organization with the person of an intermediate session as its first Member."""

import re

import items
from candidate import Candidate
from exchange import new_session, person_of, signed_in
from exchange_decision import accepts_creator, carried_factors, member_changes
from limits import check_organization, check_session_minutes, refuse_if
from mailbox_domains import is_shared_mailbox_domain, registrable_domain
from members import update_counters
from presented_session import read_session, session_conditions
from sessions import SESSION_NOT_FOUND
from tables import absent, unix_time

# Claimed domains and SSO connections need proof, so they are not among the fields.
FIELDS = {
    *("organization_name", "organization_slug", "organization_external_id", "organization_logo_url", "trusted_metadata"),
    *("email_allowed_domains", "email_jit_provisioning", "email_invites", "sso_jit_provisioning"),
    *("auth_methods", "allowed_auth_methods", "mfa_policy", "mfa_methods", "allowed_mfa_methods"),
    *("oauth_tenant_jit_provisioning", "allowed_oauth_tenants", "rbac_email_implicit_role_assignments"),
    *("first_party_connected_apps_allowed_type", "allowed_first_party_connected_apps"),
    *("third_party_connected_apps_allowed_type", "allowed_third_party_connected_apps"),
}
VERIFYING_METHODS = ["magic_link", "email_otp", "google_oauth", "microsoft_oauth"]
ADMIN_ROLE = {"role_id": "stytch_admin", "sources": [{"type": "direct_assignment", "details": {}}]}


def create_organization(tables, token, fields, minutes):
    """Creates an organization with the fields of Stytch's request."""
    unknown = sorted(set(fields) - FIELDS)
    refuse_if(unknown, f"{', '.join(unknown)}: not a field of the request")
    check_session_minutes(minutes)
    minted = items.mint(tables.project)

    def plan():
        session = read_session(tables, "ist", token)
        if session is None:
            return SESSION_NOT_FOUND
        refuse_if(not session.can_join, "a session that was derived from a member session cannot create an organization")
        organization = _new_organization(tables, session, fields, minted)
        candidate = Candidate(session, organization, None)
        if not candidate.is_address_verified_independently():
            return {"outcome": _verification_required(token)}
        refuse_if(not accepts_creator(candidate), "the policies do not accept the session of the organization's creator")
        check_organization(organization)
        return _plan_creation(tables, candidate, minted, minutes)

    return tables.commit_outcome(plan)


def _plan_creation(tables, candidate, minted, minutes):
    session, organization = candidate.session, candidate.organization
    changes = member_changes(candidate, minted["registration_id"])
    person = person_of(session, organization["organization_id"], minted, changes)
    member, stamp = {**person, "is_admin": True, "roles": [ADMIN_ROLE]}, items.random_token()
    expires_at = unix_time() + 60 * minutes
    puts, created = new_session(tables, minted, member, carried_factors(candidate, True), expires_at, stamp)
    return {
        "changes": [
            *session_conditions(tables, session, organization["organization_id"], True),
            *_puts(tables, organization, member, stamp),
            *puts,
        ],
        "created": created,
        "outcome": signed_in(minted, member, expires_at, changes),
    }


def _verification_required(token):
    return {
        "outcome": "factors_required",
        "primary_required": {"allowed_auth_methods": VERIFYING_METHODS},
        "mfa_required": None,
        "intermediate_session_token": token,
        "member_id": "",
    }


def _new_organization(tables, session, fields, minted):
    """Returns the organization's object. Its name and slug default to a part of the address."""
    name = fields.get("organization_name") or _default_name(session.email_address)
    requested = fields.get("organization_slug")
    is_taken = requested and _is_taken(tables, requested)
    refuse_if(is_taken, f"the slug {requested} belongs to another organization")
    slug = requested or _free_slug(tables, name)
    own = {"organization_id": minted["organization_id"], "organization_name": name, "organization_slug": slug}
    return items.dated({**fields, **own}, {})


def _default_name(address):
    """Returns the first label of the registrable domain, or for a shared mailbox domain or a school the local part."""
    local, _, domain = address.partition("@")
    if is_shared_mailbox_domain(domain) or domain.endswith(".edu"):
        return local
    return registrable_domain(domain).partition(".")[0]


def _is_taken(tables, slug):
    return tables.get("organizations", items.slug_key(tables.project, slug.lower())) is not None


def _free_slug(tables, name):
    """Returns a slug for a name, with a random suffix if another organization has the slug."""
    slug = re.sub(r"[^a-z0-9\-._~]", "-", name.lower())[:100].strip("-")
    is_free = len(slug) >= 2 and not _is_taken(tables, slug)
    return slug if is_free else f"{slug}-{items.random_token()[:8]}".lstrip("-")


def _puts(tables, organization, member, stamp):
    project, id = tables.project, organization["organization_id"]
    organization_item = items.organization_item(project, organization, items.random_token())
    slug_item = items.slug_item(project, organization["organization_slug"].lower(), id)
    member_item = items.member_item(project, member, items.random_token(), stamp)
    return [
        tables.put("organizations", organization_item, absent("organization")),
        tables.put("organizations", slug_item, absent("organization")),
        *(tables.put("joinable", items.edge_item(project, edge, id)) for edge in sorted(items.edges_of(organization))),
        tables.put("members", member_item, absent("address")),
        tables.put("members", items.id_item(project, member), absent("address")),
        *update_counters(tables, id, [], member_item),
    ]
