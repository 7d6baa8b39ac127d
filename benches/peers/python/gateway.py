"""Gateway events and responses: HTTP API and function URLs (payload 2.0), REST API (payload 1.0)."""

import base64
import binascii
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from errors import ApiError, Problem

COMPRESS_ABOVE = 1_000_000
# A function's response may have 6 MB as JSON, including the headers.
MAX_RESPONSE_BYTES = 5_900_000


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    # The values of each header by name, in lower case.
    headers: Mapping[str, list[str]]
    body: bytes
    # A REST API would return a compressed body as base64 text.
    supports_binary: bool


def read_event(event: Mapping[str, Any]) -> Request:
    body = _body(event)
    if event.get("version") == "2.0":
        headers = {name.lower(): [value] for name, value in (event.get("headers") or {}).items()}
        return Request(event["requestContext"]["http"]["method"], event["rawPath"], headers, body, True)
    single = {name: [value] for name, value in (event.get("headers") or {}).items()}
    every = single | (event.get("multiValueHeaders") or {})
    headers = {name.lower(): values for name, values in every.items()}
    return Request(event["httpMethod"], event["path"], headers, body, False)


def _body(event: Mapping[str, Any]) -> bytes:
    body: str = event.get("body") or ""
    if event.get("isBase64Encoded"):
        try:
            return base64.b64decode(body, validate=True)
        except binascii.Error:
            pass  # Use the body as plain text.
    return body.encode()


def to_event(request: Request, status: int, headers: Mapping[str, str], body: str) -> dict[str, Any]:
    """Returns the gateway response, compressed if it is large."""
    headers = {"content-type": "application/json", "cache-control": "no-store", **headers}
    is_gzip = False
    # UTF-8 takes at most four bytes per character, so small bodies need not be measured.
    if len(body) * 4 > COMPRESS_ABOVE:
        raw = body.encode()
        is_gzip = len(raw) > COMPRESS_ABOVE and request.supports_binary and _accepts_gzip(request)
        if is_gzip:
            headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
            body = base64.b64encode(gzip.compress(raw, compresslevel=1)).decode()
            size = len(body)
        else:
            size = len(raw) + raw.count(b'"') + raw.count(b"\\")
        if size > MAX_RESPONSE_BYTES:
            raise ApiError(Problem.INTERNAL_SERVER_ERROR)
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": is_gzip}


def _accepts_gzip(request: Request) -> bool:
    """Returns true if `gzip`, or otherwise `*`, is listed with a weight above zero (RFC 9110, section 12.5.3)."""
    weights: dict[str, float] = {}
    for coding in ",".join(request.headers.get("accept-encoding", [])).split(","):
        name, _, weight = coding.partition(";")
        try:
            weights.setdefault(name.strip().lower(), float(weight.strip().lower().removeprefix("q=") or 1))
        except ValueError:
            weights.setdefault(name.strip().lower(), 0)
    return weights.get("gzip", weights.get("*", 0)) > 0
