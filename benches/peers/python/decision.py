"""Decides which organizations a person can sign in to or join, and which factors are missing. No reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from errors import ApiError, Problem
from factors import Factor
from lookup import Facts
from mailbox_providers import is_shared_mailbox
from requirements import is_address_verified, mfa_required, owns_connection, primary_required
from store import Damaged, Session, Stored

# The membership types in the order of the response.
TYPES = (
    "active_member",
    "pending_member",
    "invited_member",
    "eligible_to_join_by_email_domain",
    "eligible_to_join_by_oauth_tenant",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organization of the response, with the membership type."""

    type: str
    organization: Stored
    member: Stored | None = None
    details: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    candidate: Candidate
    address_verified: bool
    primary_required: Mapping[str, Any] | None
    mfa_required: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Discovery:
    email_address: str
    organization_id_hint: str | None
    entries: list[Entry]


def discover(facts: Facts) -> Discovery:
    session, organizations = facts.session, facts.organizations
    if session.member_ref and session.member_ref.organization_id not in organizations.by_id:
        raise ApiError(Problem.SESSION_NOT_FOUND)
    visible = _visible(session, _memberships(facts) + _eligible(facts))
    if not visible and (facts.members.damaged or organizations.damaged):
        # An empty list would hide that memberships may exist.
        raise Damaged
    hint = session.organization_id_hint
    exists = hint in organizations.by_id or hint in organizations.damaged
    return Discovery(
        email_address=session.email_address,
        organization_id_hint=hint if exists else None,
        entries=[_entry(session, candidate) for candidate in sorted(visible, key=_position)],
    )


def _memberships(facts: Facts) -> list[Candidate]:
    return [
        Candidate(f"{member.object['status']}_member", organization, member)
        for organization_id, member in facts.members.by_organization.items()
        if member.object["status"] != "deleted"
        and (organization := facts.organizations.by_id.get(organization_id)) is not None
    ]


def _eligible(facts: Facts) -> list[Candidate]:
    """Returns the organizations that the person may join. Excludes those with a Member of the person, even a deleted one."""
    if facts.session.member_ref:
        return []
    domain, by_domain = facts.session.domain, not is_shared_mailbox(facts.session.domain)
    known = facts.members.by_organization.keys() | facts.members.damaged
    eligible = []
    for organization_id, organization in facts.organizations.by_id.items():
        if organization_id in known:
            continue
        others = facts.organizations.verified_members.get(organization_id, 0)
        if by_domain and others > 0 and _admits_domain(organization.object, domain):
            eligible.append(Candidate(TYPES[3], organization, details={"domain": domain}))
        elif tenant := _matching_tenant(organization.object, facts.session):
            eligible.append(Candidate(TYPES[4], organization, details=tenant))
    return eligible


def _admits_domain(organization: Mapping[str, Any], domain: str) -> bool:
    allowed = organization["email_jit_provisioning"] in ("RESTRICTED", "ALL_ALLOWED")
    return allowed and domain in organization["email_allowed_domains"]


def _matching_tenant(organization: Mapping[str, Any], session: Session) -> Mapping[str, str] | None:
    """Returns the matching tenant. Of several: the smallest provider, then the smallest tenant."""
    if organization["oauth_tenant_jit_provisioning"] != "RESTRICTED":
        return None
    trusted = organization["allowed_oauth_tenants"]
    matching = [
        (provider, tenant)
        for provider, tenants in session.oauth_tenants.items()
        for tenant in tenants
        if tenant in trusted.get(provider, ())
    ]
    if not matching:
        return None
    provider, tenant = min(matching)
    return {"provider": provider, "tenant": tenant}


def _visible(session: Session, candidates: list[Candidate]) -> list[Candidate]:
    """Returns all candidates, or those that a session with SSO factors only may see.

    An identity provider is trusted for its own organization only, unless that organization claims the address's domain.
    """
    primary = {factor.primary for factor in session.factors if factor.primary}
    if primary != {"sso"}:
        return candidates
    connections = [factor for factor in session.factors if factor.kind == "sso"]
    owners = [candidate for candidate in candidates if _owns_one(candidate, connections)]
    claimed = any(session.domain in owner.organization.object["claimed_email_domains"] for owner in owners)
    if claimed and not is_shared_mailbox(session.domain):
        return candidates
    own_organization = session.member_ref and session.member_ref.organization_id
    return [
        candidate
        for candidate in candidates
        if _owns_one(candidate, connections) or candidate.organization.object["organization_id"] == own_organization
    ]


def _owns_one(candidate: Candidate, connections: list[Factor]) -> bool:
    return any(owns_connection(candidate.organization.object, connection) for connection in connections)


def _position(candidate: Candidate) -> tuple[int, str, str]:
    organization = candidate.organization.object
    return TYPES.index(candidate.type), organization["organization_name"].lower(), organization["organization_id"]


def _entry(session: Session, candidate: Candidate) -> Entry:
    organization = candidate.organization.object
    member = candidate.member.object if candidate.member else None
    verified = is_address_verified(session, organization, member)
    return Entry(
        candidate,
        verified,
        primary_required(session, organization, member, verified),
        mfa_required(session, organization, member, verified),
    )
