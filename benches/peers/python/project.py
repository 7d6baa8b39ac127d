"""The project's secrets and keys, cached between requests."""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass

import jwt

from errors import ApiError, Problem

# The age at which a copy becomes stale and must be read again.
FRESH_SECONDS = 60
# The minimum time between two reads caused by unknown secrets or keys.
SECONDS_BETWEEN_MISSES = 10


@dataclass(frozen=True, slots=True)
class Project:
    secret_hashes: tuple[str, ...]
    keys: dict[str, jwt.PyJWK]
    read_at: float

    def is_fresh(self) -> bool:
        """Uses the wall clock, because monotonic clocks stop while Lambda freezes the function."""
        return 0 <= time.time() - self.read_at < FRESH_SECONDS

    def accepts(self, secret: str) -> bool:
        presented = hashlib.sha256(secret.encode()).hexdigest()
        # A list, so that every hash is compared even after a match.
        return any([hmac.compare_digest(presented, valid) for valid in self.secret_hashes])

    def check(self, secret: str) -> None:
        if not self.accepts(secret):
            raise ApiError(Problem.UNAUTHORIZED_CREDENTIALS)


class ProjectCache:
    def __init__(self, read: Callable[[], Project | None]) -> None:
        self._read = read
        self._known: Project | None = None
        self._last_miss = 0.0

    def known(self) -> Project:
        """Returns the cached copy regardless of its age, or reads the first one."""
        return self._known or self._refresh()

    def fresh(self) -> Project:
        known = self._known
        return known if known and known.is_fresh() else self._refresh()

    def newer(self) -> Project | None:
        """Reads a new copy, which may contain an unknown secret or key. Returns None if the last such read was too recent."""
        if 0 <= time.time() - self._last_miss < SECONDS_BETWEEN_MISSES:
            return None
        project = self._refresh()
        self._last_miss = project.read_at
        return project

    def _refresh(self) -> Project:
        self._known = self._read()
        if self._known is None:
            raise ApiError(Problem.INVALID_PROJECT_ID_AUTHENTICATION)
        return self._known
