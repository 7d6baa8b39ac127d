"""Session JWTs.

The stored session is authoritative, so a JWT past its `exp` still identifies its session. Everything else follows RFC 8725:
one algorithm, keys only from the project's key set, a size limit before any parsing.
"""

from dataclasses import dataclass
from typing import Any

import jwt

from errors import ApiError, Problem
from project import Project

MAX_JWT_BYTES = 8 * 1024
LEEWAY_SECONDS = 60
TIMES = ("exp", "nbf", "iat")
KEY_HEADERS = ("jku", "jwk", "x5u", "x5c", "crit")
SESSION, ORGANIZATION = "https://stytch.com/session", "https://stytch.com/organization"


class UnknownKey(Exception):
    """The JWT's key is not in this copy of the project."""


@dataclass(frozen=True, slots=True)
class SessionClaims:
    member_session_id: str
    member_id: str
    organization_id: str
    # The address in the signed factors, if any. It allows two reads to run concurrently.
    email_address: str | None


@dataclass(frozen=True, slots=True, repr=False)
class SessionJwt:
    """A parsed JWT that is not verified."""

    text: str
    header: dict[str, Any]

    @classmethod
    def parse(cls, text: str) -> "SessionJwt":
        try:
            if len(text.encode()) > MAX_JWT_BYTES:
                raise ValueError
            return cls(text, jwt.decode_complete(text, options={"verify_signature": False})["header"])
        except (ValueError, jwt.DecodeError):
            raise ApiError(Problem.UNABLE_TO_PARSE_SESSION_JWT) from None
        except jwt.InvalidTokenError:
            raise ApiError(Problem.JWT_INVALID_CLAIMS) from None

    def verify(self, project_id: str, project: Project) -> SessionClaims:
        """Verifies the JWT and returns its claims. Raises `UnknownKey` or an `ApiError`."""
        typ, kid = self.header.get("typ"), self.header.get("kid")
        has_key_header = any(self.header.get(name) is not None for name in KEY_HEADERS)
        if kid is None or has_key_header or (typ is not None and str(typ).upper() != "JWT"):
            raise ApiError(Problem.JWT_INVALID_CLAIMS)
        if kid not in project.keys:
            raise UnknownKey
        try:
            claims = jwt.decode(
                self.text,
                project.keys[kid],
                algorithms=["RS256"],
                issuer=f"stytch.com/{project_id}",
                audience=project_id,
                leeway=LEEWAY_SECONDS,
                options={"require": list(TIMES), "verify_exp": False},
            )
            return _session_claims(claims)
        except jwt.InvalidIssuerError:
            raise ApiError(Problem.JWT_INVALID_ISSUER) from None
        except jwt.InvalidAudienceError:
            raise ApiError(Problem.JWT_INVALID_AUDIENCE) from None
        except jwt.MissingRequiredClaimError as error:
            missing = {"iss": Problem.JWT_INVALID_ISSUER, "aud": Problem.JWT_INVALID_AUDIENCE}
            raise ApiError(missing.get(error.claim, Problem.JWT_INVALID_CLAIMS)) from None
        except (jwt.InvalidTokenError, KeyError, TypeError, AttributeError):
            raise ApiError(Problem.JWT_INVALID_CLAIMS) from None


def _session_claims(claims: dict[str, Any]) -> SessionClaims:
    if any(type(claims[name]) not in (int, float) for name in TIMES):
        raise TypeError
    session = claims[SESSION]
    ids = session["id"], claims["sub"], claims[ORGANIZATION]["organization_id"]
    if not all(isinstance(name, str) for name in ids):
        raise TypeError
    factors = session.get("authentication_factors") or ()
    addresses = ((factor.get("email_factor") or {}).get("email_address") for factor in factors)
    # If the stored session has another address, or another spelling, the Members are read again.
    address = next((address.lower() for address in addresses if isinstance(address, str) and address), None)
    return SessionClaims(*ids, address)
