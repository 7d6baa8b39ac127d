"""Parses the credentials of a request: Basic authentication, and one of three session credentials."""

import base64
import hashlib
import json
import unicodedata
from dataclasses import dataclass
from typing import Any

from errors import ApiError, Problem
from gateway import Request
from session_jwt import SessionJwt

MAX_HEADER_LENGTH = 1024
MAX_BODY_BYTES = 64 * 1024
FIELDS = ("intermediate_session_token", "session_token", "session_jwt")


@dataclass(frozen=True, slots=True, repr=False)
class Basic:
    project_id: str
    secret: str


@dataclass(frozen=True, slots=True, repr=False)
class OpaqueToken:
    """A token, and the kind that is part of its hash."""

    kind: str
    token: str


Credential = OpaqueToken | SessionJwt


def token_hash(kind: str, project_id: str, credential: str) -> str:
    """Returns the hash under which a session is stored. The table never contains the credential."""
    return hashlib.sha256(f"{kind}\0{project_id}\0{credential}".encode()).hexdigest()


def read_basic(request: Request) -> Basic:
    values = request.headers.get("authorization", [])
    try:
        [value] = values
        scheme, encoded = value.split(" ", 1)
        if len(value) > MAX_HEADER_LENGTH or scheme.lower() != "basic":
            raise ValueError
        digits = encoded.strip(" ").rstrip("=")
        pair = base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True).decode()
        project_id, secret = pair.split(":", 1)
        if any(unicodedata.category(character) == "Cc" for character in pair):
            raise ValueError
    except ValueError:
        raise ApiError(Problem.INVALID_AUTHORIZATION_HEADER) from None
    return Basic(project_id, secret)


def read_credential(request: Request) -> Credential:
    """Parses the body. `null`, an empty string, a missing key and an empty body all mean that a credential is absent."""
    content_length = "".join(request.headers.get("content-length", []))
    if len(request.body) > MAX_BODY_BYTES or (content_length.isdecimal() and int(content_length) > MAX_BODY_BYTES):
        raise ApiError(Problem.REQUEST_TOO_LARGE)
    match _given(request.body):
        case []:
            raise ApiError(Problem.NO_SESSION_ARGUMENTS)
        case [("session_jwt", text)]:
            return SessionJwt.parse(text)
        case [(name, text)]:
            if not _is_token(text):
                raise ApiError(Problem.INVALID_SESSION_TOKEN)
            return OpaqueToken("ist" if name == "intermediate_session_token" else "session-token", text)
        case _:
            raise ApiError(Problem.TOO_MANY_SESSION_ARGUMENTS)


def _given(body: bytes) -> list[tuple[str, str]]:
    fields = _fields(body)
    for name in FIELDS:
        if not isinstance(fields.get(name), str | None):
            raise ApiError(Problem.BAD_REQUEST, f"The value of {name} must be a string or null.")
    return [(name, text) for name, text in fields.items() if text]


def _fields(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        # Objects as tuples of pairs, to detect repeated keys.
        pairs = json.loads(body.decode(), object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        pairs = None
    if isinstance(pairs, tuple):
        known = [(name, value) for name, value in pairs if name in FIELDS]
        fields = dict(known)
        if len(fields) == len(known):
            return fields
    raise ApiError(Problem.BAD_REQUEST, "The body must be one JSON object, with each known key at most once.")


def _is_token(text: str) -> bool:
    """Returns true for 43 to 512 characters of strict base64url, fully padded or unpadded."""
    if not 43 <= len(text) <= 512:
        return False
    try:
        # Python's decoder is lenient, so the text must equal the encoding of its bytes.
        canonical = base64.urlsafe_b64encode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))).decode()
    except ValueError:
        return False
    return text in (canonical, canonical.rstrip("="))
