"""From a credential to facts, in three waves of reads at most.

The session, then everything that the person's address leads to, then the organizations. The reads of a wave go side by
side.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from credentials import Credential, Opaque, token_hash
from errors import ApiError, Problem
from mailbox_providers import is_common_mailbox
from project import Project, ProjectCache
from session_jwt import SessionClaims, SessionJwt, UnknownKey
from store import KEYS_PER_BATCH, PARALLEL, Damaged, Members, Organizations, Session, Store


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the answer depends on."""

    session: Session
    members: Members
    organizations: Organizations


@dataclass(frozen=True, slots=True)
class Joinable:
    """The organizations to which joinable edges lead."""

    by_domain: frozenset[str] = frozenset()
    by_tenant: frozenset[str] = frozenset()


class Lookup:
    def __init__(self, store: Store, project_id: str) -> None:
        self._store = store
        self._project_id = project_id
        self._projects = ProjectCache(store.project)
        self._pool = ThreadPoolExecutor(PARALLEL)

    def prime(self) -> None:
        """Reads the project ahead of the first request, which also opens a connection."""
        self._projects.known()

    def authenticate(self, project_id: str, secret: str) -> Project:
        """Checks who calls. A secret that the known copy of the project does not have may be new."""
        if project_id != self._project_id:
            raise ApiError(Problem.INVALID_PROJECT_ID_AUTHENTICATION)
        project = self._projects.known()
        if not project.accepts(secret):
            project = self._projects.newer() or project
            project.check(secret)
        return project

    def confirm(self, project: Project, secret: str) -> None:
        """Makes sure of the caller before a request is refused for what it asks."""
        if not project.is_fresh():
            self._projects.fresh().check(secret)

    def facts(self, project: Project, secret: str, credential: Credential) -> Facts:
        """Reads everything that the answer depends on.

        A copy of the project that is older than a minute is read again beside the session, and decides before there is
        an answer: a function that was frozen for hours must not accept yesterday's secrets and keys.
        """
        if isinstance(credential, SessionJwt):
            project, claims = self._believe(project, secret, credential)
            gather = partial(self._facts_of_jwt, claims)
        else:
            gather = partial(self._facts_of_token, credential)
        if project.is_fresh():
            return gather()
        refresh = self._pool.submit(self._projects.fresh)
        try:
            return gather()
        finally:
            # Also where the reads failed: who may not ask is told that, and nothing else.
            fresh = refresh.result()
            fresh.check(secret)
            if isinstance(credential, SessionJwt):
                self._verify(credential, fresh)

    def _believe(self, project: Project, secret: str, token: SessionJwt) -> tuple[Project, SessionClaims]:
        """Verifies a JWT. Keys that are old, or do not have the token's, may be known better."""
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

    def _facts_of_token(self, credential: Opaque) -> Facts:
        session = self._live_session(credential.kind, credential.token)
        edges = _edges(session)
        reads = [partial(self._store.joinable, edge) for edge in edges]
        members, *found = self._together(partial(self._store.members, session.email_address), *reads)
        led_to = list(zip(edges, found, strict=True))
        joinable = Joinable(
            by_domain=frozenset().union(*(ids for edge, ids in led_to if edge.startswith("domain#"))),
            by_tenant=frozenset().union(*(ids for edge, ids in led_to if edge.startswith("tenant#"))),
        )
        return self._with_organizations(session, members, joinable)

    def _facts_of_jwt(self, claims: SessionClaims) -> Facts:
        """The first two waves are one where the signed factors tell the address. The row decides, also about that."""
        session_read = partial(self._live_session, "session-id", claims.member_session_id)
        if claims.email_address:
            members_read = partial(self._store.members, claims.email_address)
            session, members = self._together(session_read, members_read)
        else:
            session, members = session_read(), None
        own = session.own
        if own is None or (own.member_id, own.organization_id) != (claims.member_id, claims.organization_id):
            raise ApiError(Problem.JWT_INVALID_CLAIMS)
        if members is None or session.email_address != claims.email_address:
            members = self._store.members(session.email_address)
        return self._with_organizations(session, members, Joinable())

    def _live_session(self, kind: str, credential: str) -> Session:
        session = self._store.session(kind, token_hash(kind, self._project_id, credential))
        if session is None or time.time() >= session.expires_at:
            is_intermediate = kind == "ist"
            raise ApiError(Problem.INTERMEDIATE_SESSION_NOT_FOUND if is_intermediate else Problem.SESSION_NOT_FOUND)
        return session

    def _with_organizations(self, session: Session, members: Members, joinable: Joinable) -> Facts:
        """Reads those of live Members, those that can be joined and have no Member of the person, and the hint's."""
        _check_own_member(session, members)
        known = members.by_organization.keys() | members.damaged
        # A counter is needed only where the domain is the way in.
        counted = joinable.by_domain - known
        wanted = counted | (joinable.by_tenant - known)
        wanted |= {id for id, member in members.by_organization.items() if member.object["status"] != "deleted"}
        if session.organization_id_hint:
            wanted |= {session.organization_id_hint}
        keys = self._store.organization_keys(wanted, counted, session.domain)
        batches = [keys[start : start + KEYS_PER_BATCH] for start in range(0, len(keys), KEYS_PER_BATCH)]
        answers = self._together(*(partial(self._store.organization_items, batch) for batch in batches))
        organizations = self._store.read_organizations(item for items in answers for item in items)
        if session.own and session.own.organization_id in organizations.damaged:
            raise Damaged
        return Facts(session, members, organizations)

    def _together(self, *reads: Callable[[], Any]) -> list[Any]:
        """The results of all; a single read needs no thread of its own."""
        if len(reads) == 1:
            return [reads[0]()]
        return list(self._pool.map(lambda read: read(), reads))


def _edges(session: Session) -> list[str]:
    """What leads to organizations that the person may join; a member session joins nothing."""
    if session.own:
        return []
    domains = [] if is_common_mailbox(session.domain) else [f"domain#{session.domain}"]
    tenants = {
        f"tenant#{provider}#{tenant}" for provider, tenants in session.oauth_tenants.items() for tenant in tenants
    }
    return domains + sorted(tenants)


def _check_own_member(session: Session, members: Members) -> None:
    """A member session ends with the life of its Member. One whose Member is damaged cannot be told dead."""
    own = session.own
    if own is None:
        return
    if own.organization_id in members.damaged:
        raise Damaged
    member = members.by_organization.get(own.organization_id)
    is_alive = (
        member is not None
        and member.object["member_id"] == own.member_id
        and member.object["status"] == "active"
        and members.security_stamps[own.organization_id] == own.security_stamp
    )
    if not is_alive:
        raise ApiError(Problem.SESSION_NOT_FOUND)
