// Error responses.

const ERRORS = {
  route_not_found: [404, "The route provided is not supported."],
  method_not_allowed: [405, "The method used is not supported."],
  invalid_authorization_header: [400, "The authorization header provided with the request is invalid."],
  invalid_project_id_authentication: [
    400,
    "The project ID provided in the basic authentication header is invalid. Check that it is the one that this deployment serves.",
  ],
  unauthorized_credentials: [401, "Unauthorized credentials."],
  bad_request: [400, "The submitted request is invalid."],
  request_too_large: [413, "The request body is larger than 64 KiB."],
  too_many_session_arguments: [
    400,
    "Please include at most one of session_token, session_jwt, or intermediate_session_token in the request.",
  ],
  no_session_arguments: [
    400,
    "Please include one of session_token, session_jwt, or intermediate_session_token in the request.",
  ],
  invalid_session_token: [400, "Session token format is invalid."],
  intermediate_session_not_found: [404, "Intermediate session could not be found."],
  session_not_found: [404, "Session could not be found."],
  unable_to_parse_session_jwt: [400, "The session JWT could not be parsed."],
  jwt_invalid_claims: [401, "The session JWT's signature or claims are invalid."],
  jwt_invalid_issuer: [401, "The session JWT was not issued by this project."],
  jwt_invalid_audience: [401, "The session JWT was not issued for this project."],
  too_many_requests: [429, "Too many requests have been made."],
  internal_server_error: [500, "Something went wrong on our side. Please try again."],
};

const THROTTLED = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "Throttling",
  "ThrottlingException",
]);

export class ApiError extends Error {
  constructor(type, { detail, headers } = {}) {
    const [status, message] = ERRORS[type];
    super(detail ? `${message} ${detail}` : message);
    this.type = type;
    this.status = status;
    this.headers = headers;
  }

  /** Converts any thrown value to an API error, without its cause. */
  static of(error) {
    if (error instanceof ApiError) return error;
    return new ApiError(THROTTLED.has(error?.name) ? "too_many_requests" : "internal_server_error");
  }

  body(requestId) {
    return JSON.stringify({
      status_code: this.status,
      request_id: requestId,
      error_type: this.type,
      error_message: this.message,
      error_url: `https://stytch.com/docs/api/errors/${this.status}#${this.type}`,
    });
  }
}
