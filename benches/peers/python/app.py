"""The Lambda function: the routes, and the order of the checks of a request. Its handler is `app.handler`."""

import contextlib
import uuid
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from answer import to_json, write_discovery
from credentials import Credential, read_basic, read_credential
from decision import discover
from errors import ApiError, Problem
from gateway import Request, read_event, to_event
from lookup import Lookup
from project import Project
from settings import Settings
from store import Store

METHODS = {"/v1/b2b/discovery/organizations": "POST", "/health": "GET"}
THROTTLED = frozenset(
    {"ProvisionedThroughputExceededException", "RequestLimitExceeded", "Throttling", "ThrottlingException"}
)

SETTINGS = Settings.from_environment()
LOOKUP = Lookup(Store(SETTINGS), SETTINGS.project_id)
with contextlib.suppress(Exception):  # The first request tries again and reports the error.
    LOOKUP.warm_up()


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    request = read_event(event)
    request_id = f"request-id-{SETTINGS.environment}-{uuid.uuid4()}"
    try:
        return to_event(request, 200, {}, _route(request, request_id))
    except Exception as exception:
        error = _as_api_error(exception)
    return to_event(request, error.status, error.headers, to_json(error.envelope(request_id)))


def _as_api_error(exception: Exception) -> ApiError:
    if isinstance(exception, ApiError):
        return exception
    if isinstance(exception, ClientError) and exception.response["Error"]["Code"] in THROTTLED:
        return ApiError(Problem.TOO_MANY_REQUESTS)
    return ApiError(Problem.INTERNAL_SERVER_ERROR)


def _route(request: Request, request_id: str) -> str:
    method = METHODS.get(request.path)
    if method is None:
        raise ApiError(Problem.ROUTE_NOT_FOUND)
    if request.method != method:
        raise ApiError(Problem.METHOD_NOT_ALLOWED, headers={"allow": method})
    if request.path == "/health":
        return to_json({"request_id": request_id, "status_code": 200})
    basic = read_basic(request)
    project = LOOKUP.authenticate(basic.project_id, basic.secret)
    credential = _credential(request, project, basic.secret)
    return write_discovery(discover(LOOKUP.facts(project, basic.secret, credential)), request_id)


def _credential(request: Request, project: Project, secret: str) -> Credential:
    try:
        return read_credential(request)
    except ApiError:
        # Confirms the caller first, so that a revoked secret gets no details.
        LOOKUP.confirm(project, secret)
        raise
