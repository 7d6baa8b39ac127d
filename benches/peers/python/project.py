"""The project's secrets and keys, kept between requests."""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass

import jwt

from errors import ApiError, Problem

# A copy of this age is read again before it decides.
FRESH_SECONDS = 60
# Between two reads that unknown secrets or keys cause lies this time at least.
SECONDS_BETWEEN_MISSES = 10


@dataclass(frozen=True, slots=True)
class Project:
    secret_hashes: tuple[str, ...]
    keys: dict[str, jwt.PyJWK]
    read_at: float

    def is_fresh(self) -> bool:
        """By the wall clock, because the other ones stand still while Lambda freezes the function."""
        return 0 <= time.time() - self.read_at < FRESH_SECONDS

    def accepts(self, secret: str) -> bool:
        presented = hashlib.sha256(secret.encode()).hexdigest()
        # A list, so that every hash is compared whichever is the right one.
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
        """The copy at hand, however old, or a first one."""
        return self._known or self._refresh()

    def fresh(self) -> Project:
        known = self._known
        return known if known and known.is_fresh() else self._refresh()

    def newer(self) -> Project | None:
        """A new copy, in which something unknown might be found; `None` when it is too soon to look again."""
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
