"""Loads the facts for a credential in at most three round trips.

First the session, then the Members and joinable edges of the person, then the organizations. The reads of a round trip run
concurrently.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from credentials import Credential, OpaqueToken, token_hash
from errors import ApiError, Problem
from mailbox_providers import is_shared_mailbox
from project import Project, ProjectCache
from session_jwt import SessionClaims, SessionJwt, UnknownKey
from store import KEYS_PER_BATCH, MAX_CONCURRENT_READS, Damaged, Members, Organizations, Session, Store


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the response depends on."""

    session: Session
    members: Members
    organizations: Organizations


@dataclass(frozen=True, slots=True)
class Joinable:
    """The organizations of the joinable edges."""

    by_domain: frozenset[str] = frozenset()
    by_tenant: frozenset[str] = frozenset()


class Lookup:
    def __init__(self, store: Store, project_id: str) -> None:
        self._store = store
        self._project_id = project_id
        self._projects = ProjectCache(store.project)
        self._pool = ThreadPoolExecutor(MAX_CONCURRENT_READS)

    def warm_up(self) -> None:
        """Reads the project and opens a connection before the first request."""
        self._projects.known()

    def authenticate(self, project_id: str, secret: str) -> Project:
        """Authenticates the caller. A secret that is not in the cached copy of the project may be new."""
        if project_id != self._project_id:
            raise ApiError(Problem.INVALID_PROJECT_ID_AUTHENTICATION)
        project = self._projects.known()
        if not project.accepts(secret):
            project = self._projects.newer() or project
            project.check(secret)
        return project

    def confirm(self, project: Project, secret: str) -> None:
        """Authenticates the caller again if the cached copy of the project is stale."""
        if not project.is_fresh():
            self._projects.fresh().check(secret)

    def facts(self, project: Project, secret: str, credential: Credential) -> Facts:
        """Reads everything that the response depends on.

        A stale project is read again concurrently with the session, and checked before the response: a function that was
        frozen for hours must not accept revoked secrets and keys.
        """
        if isinstance(credential, SessionJwt):
            project, claims = self._verify_with_newer_keys(project, secret, credential)
            gather = partial(self._facts_of_jwt, claims)
        else:
            gather = partial(self._facts_of_token, credential)
        if project.is_fresh():
            return gather()
        refresh = self._pool.submit(self._projects.fresh)
        try:
            return gather()
        finally:
            # Even if the reads failed, a caller with a revoked secret gets only that error.
            fresh = refresh.result()
            fresh.check(secret)
            if isinstance(credential, SessionJwt):
                self._verify(credential, fresh)

    def _verify_with_newer_keys(self, project: Project, secret: str, token: SessionJwt) -> tuple[Project, SessionClaims]:
        """Verifies a JWT. Reads the project again if its keys are stale, or if the JWT's key is unknown."""
        try:
            return project, token.verify(self._project_id, project)
        except (UnknownKey, ApiError) as refusal:
            newer = None
            if not project.is_fresh():
                newer = self._projects.fresh()
            elif isinstance(refusal, UnknownKey):
                newer = self._projects.newer()
        if newer:
            newer.check(secret)
        return newer or project, self._verify(token, newer or project)

    def _verify(self, token: SessionJwt, project: Project) -> SessionClaims:
        try:
            return token.verify(self._project_id, project)
        except UnknownKey:
            raise ApiError(Problem.JWT_INVALID_CLAIMS) from None

    def _facts_of_token(self, credential: OpaqueToken) -> Facts:
        session = self._valid_session(credential.kind, credential.token)
        edges = _edges(session)
        reads = [partial(self._store.joinable, edge) for edge in edges]
        members, *found = self._concurrently(partial(self._store.members, session.email_address), *reads)
        found_by_edge = list(zip(edges, found, strict=True))
        joinable = Joinable(
            by_domain=frozenset().union(*(ids for edge, ids in found_by_edge if edge.startswith("domain#"))),
            by_tenant=frozenset().union(*(ids for edge, ids in found_by_edge if edge.startswith("tenant#"))),
        )
        return self._with_organizations(session, members, joinable)

    def _facts_of_jwt(self, claims: SessionClaims) -> Facts:
        """Reads session and Members in one round trip if the signed factors contain the address.

        The stored session decides.
        """
        session_read = partial(self._valid_session, "session-id", claims.member_session_id)
        if claims.email_address:
            members_read = partial(self._store.members, claims.email_address)
            session, members = self._concurrently(session_read, members_read)
        else:
            session, members = session_read(), None
        member_ref = session.member_ref
        claimed = claims.member_id, claims.organization_id
        if member_ref is None or (member_ref.member_id, member_ref.organization_id) != claimed:
            raise ApiError(Problem.JWT_INVALID_CLAIMS)
        if members is None or session.email_address != claims.email_address:
            members = self._store.members(session.email_address)
        return self._with_organizations(session, members, Joinable())

    def _valid_session(self, kind: str, credential: str) -> Session:
        session = self._store.session(kind, token_hash(kind, self._project_id, credential))
        if session is None or time.time() >= session.expires_at:
            is_intermediate = kind == "ist"
            raise ApiError(Problem.INTERMEDIATE_SESSION_NOT_FOUND if is_intermediate else Problem.SESSION_NOT_FOUND)
        return session

    def _with_organizations(self, session: Session, members: Members, joinable: Joinable) -> Facts:
        """Reads the organizations of the Members, those that the person may join, and that of the hint."""
        _check_own_member(session, members)
        known = members.by_organization.keys() | members.damaged
        # Counters are needed only for organizations that are joined by domain.
        counted = joinable.by_domain - known
        organization_ids = counted | (joinable.by_tenant - known)
        organization_ids |= {id for id, member in members.by_organization.items() if member.object["status"] != "deleted"}
        if session.organization_id_hint:
            organization_ids |= {session.organization_id_hint}
        keys = self._store.organization_keys(organization_ids, counted, session.domain)
        batches = [keys[start : start + KEYS_PER_BATCH] for start in range(0, len(keys), KEYS_PER_BATCH)]
        found = self._concurrently(*(partial(self._store.organization_items, batch) for batch in batches))
        organizations = self._store.read_organizations(item for items in found for item in items)
        if session.member_ref and session.member_ref.organization_id in organizations.damaged:
            raise Damaged
        return Facts(session, members, organizations)

    def _concurrently(self, *reads: Callable[[], Any]) -> list[Any]:
        """Runs the reads concurrently. A single read runs on this thread."""
        if len(reads) == 1:
            return [reads[0]()]
        return list(self._pool.map(lambda read: read(), reads))


def _edges(session: Session) -> list[str]:
    """Returns the joinable edges of the person. A member session is not eligible to join any organization."""
    if session.member_ref:
        return []
    domains = [] if is_shared_mailbox(session.domain) else [f"domain#{session.domain}"]
    tenants = {
        f"tenant#{provider}#{tenant}" for provider, tenants in session.oauth_tenants.items() for tenant in tenants
    }
    return domains + sorted(tenants)


def _check_own_member(session: Session, members: Members) -> None:
    """A member session is valid while its Member is active and has the same security stamp. A damaged Member is an error."""
    member_ref = session.member_ref
    if member_ref is None:
        return
    if member_ref.organization_id in members.damaged:
        raise Damaged
    member = members.by_organization.get(member_ref.organization_id)
    is_valid = (
        member is not None
        and member.object["member_id"] == member_ref.member_id
        and member.object["status"] == "active"
        and members.security_stamps[member_ref.organization_id] == member_ref.security_stamp
    )
    if not is_valid:
        raise ApiError(Problem.SESSION_NOT_FOUND)
