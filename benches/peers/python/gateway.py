"""Events in, answers out: HTTP API and function URLs (payload 2.0), REST API (payload 1.0)."""

import base64
import binascii
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from errors import ApiError, Problem

COMPRESS_ABOVE = 1_000_000
# A function's answer may be 6 MB, counted as the JSON document that carries it; with some room for headers.
LARGEST = 5_900_000


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    # All values of each header, by its name in lower case.
    headers: Mapping[str, list[str]]
    body: bytes
    # A REST API hands a compressed body on as base64 text, so it gets none.
    carries_binary: bool


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
            pass  # Then it is the text that it is.
    return body.encode()


def to_event(request: Request, status: int, headers: Mapping[str, str], body: str) -> dict[str, Any]:
    """The answer in a form that fits."""
    headers = {"content-type": "application/json", "cache-control": "no-store", **headers}
    is_gzip = False
    # A character is four bytes at most, so that small bodies need not be counted.
    if len(body) * 4 > COMPRESS_ABOVE:
        raw = body.encode()
        is_gzip = len(raw) > COMPRESS_ABOVE and request.carries_binary and _accepts_gzip(request)
        if is_gzip:
            headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
            body = base64.b64encode(gzip.compress(raw, compresslevel=1)).decode()
            size = len(body)
        else:
            size = len(raw) + raw.count(b'"') + raw.count(b"\\")
        if size > LARGEST:
            raise ApiError(Problem.INTERNAL_SERVER_ERROR)
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": is_gzip}


def _accepts_gzip(request: Request) -> bool:
    """Whether `gzip`, or else `*`, is named with a weight above zero (RFC 9110, section 12.5.3)."""
    weights: dict[str, float] = {}
    for coding in ",".join(request.headers.get("accept-encoding", [])).split(","):
        name, _, weight = coding.partition(";")
        try:
            weights.setdefault(name.strip().lower(), float(weight.strip().lower().removeprefix("q=") or 1))
        except ValueError:
            weights.setdefault(name.strip().lower(), 0)
    return weights.get("gzip", weights.get("*", 0)) > 0
