"""Error responses."""

from enum import Enum


class Problem(Enum):
    """The errors of the API, with status and message. The name in lower case is Stytch's error type."""

    ROUTE_NOT_FOUND = 404, "The route provided is not supported."
    METHOD_NOT_ALLOWED = 405, "The method used is not supported."
    INVALID_AUTHORIZATION_HEADER = 400, "The authorization header provided with the request is invalid."
    INVALID_PROJECT_ID_AUTHENTICATION = (
        400,
        "The project ID provided in the basic authentication header is invalid. "
        "Check that it is the one that this deployment serves.",
    )
    UNAUTHORIZED_CREDENTIALS = 401, "Unauthorized credentials."
    BAD_REQUEST = 400, "The submitted request is invalid."
    REQUEST_TOO_LARGE = 413, "The request body is larger than 64 KiB."
    TOO_MANY_SESSION_ARGUMENTS = (
        400,
        "Please include at most one of session_token, session_jwt, or intermediate_session_token in the request.",
    )
    NO_SESSION_ARGUMENTS = (
        400,
        "Please include one of session_token, session_jwt, or intermediate_session_token in the request.",
    )
    INVALID_SESSION_TOKEN = 400, "Session token format is invalid."
    INTERMEDIATE_SESSION_NOT_FOUND = 404, "Intermediate session could not be found."
    SESSION_NOT_FOUND = 404, "Session could not be found."
    UNABLE_TO_PARSE_SESSION_JWT = 400, "The session JWT could not be parsed."
    JWT_INVALID_CLAIMS = 401, "The session JWT's signature or claims are invalid."
    JWT_INVALID_ISSUER = 401, "The session JWT was not issued by this project."
    JWT_INVALID_AUDIENCE = 401, "The session JWT was not issued for this project."
    TOO_MANY_REQUESTS = 429, "Too many requests have been made."
    INTERNAL_SERVER_ERROR = 500, "Something went wrong on our side. Please try again."


class ApiError(Exception):
    """Ends a request with an error. `detail` is added to the message of a `bad_request`."""

    def __init__(self, problem: Problem, detail: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(problem.name)
        self.problem = problem
        self.detail = detail
        self.headers = headers or {}

    @property
    def status(self) -> int:
        return self.problem.value[0]

    def envelope(self, request_id: str) -> dict[str, object]:
        """Returns the response body. SDKs require all five keys."""
        status, message = self.problem.value
        error_type = self.problem.name.lower()
        return {
            "status_code": status,
            "request_id": request_id,
            "error_type": error_type,
            "error_message": f"{message} {self.detail}" if self.detail else message,
            "error_url": f"https://stytch.com/docs/api/errors/{status}#{error_type}",
        }
