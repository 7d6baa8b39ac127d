"""Generates values that the document does not describe: JWTs and, if enabled, the credentials of the demo sessions.

Exchanges get only sessions that they do not spend.
"""

import base64
import json
import os
import re

import schemathesis
from hypothesis import strategies as st

import corpus

PROJECT_ID = re.compile(r"project-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKENS = ("intermediate_session_token", "session_token", "session_jwt")


def jwt(*parts):
    """Returns an unsigned JWT."""
    return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)


HEADERS = st.fixed_dictionaries({"alg": st.sampled_from(["RS256", "HS256", "none"])}, optional={"kid": st.text()})
CLAIMS = st.dictionaries(st.sampled_from(["iss", "aud", "sub", "exp", "nbf", "iat"]), st.text() | st.integers())
schemathesis.openapi.format("session-jwt", st.builds(jwt, HEADERS, CLAIMS, st.text()))


@schemathesis.hook
def before_call(context, case, kwargs):
    """Replaces a well-formed project id with that of the demo, and writes whole numbers of minutes without a fraction."""
    parameters = case.path_parameters or {}
    if PROJECT_ID.fullmatch(str(parameters.get("project_id"))):
        parameters["project_id"] = corpus.local()["project_id"]
    minutes = case.body.get("session_duration_minutes") if isinstance(case.body, dict) else None
    # JSON Schema treats 60.0 as an integer; the service does not.
    if isinstance(minutes, float) and minutes.is_integer():
        case.body["session_duration_minutes"] = int(minutes)


if "ORG_DISCOVERY_SESSIONS" in os.environ:
    SESSIONS = {session["name"]: session for session in corpus.local()["sessions"]}

    def credentials(name):
        return [{token: SESSIONS[name][token]} for token in TOKENS if token in SESSIONS[name]]

    def exchanges(name, *organizations):
        return [{**credential, "organization_id": organization}
                for credential in credentials(name) for organization in organizations]

    FIELDS = {
        "/v1/b2b/discovery/organizations": [
            credential for name in SESSIONS if name != "expired" for credential in credentials(name)],
        # Each of these needs another factor, so the session is kept. A member session is always kept.
        "/v1/b2b/discovery/intermediate_sessions/exchange": exchanges("mfa-required", "initech", "Initech"),
        "/v1/b2b/sessions/exchange": exchanges("member-session", "acme", "globex", "initech"),
        "/v1/b2b/discovery/organizations/create": credentials("github-unproven"),
    }

    @schemathesis.hook
    def flatmap_body(context, body):
        """Replaces the generated credential of a body with one of the demo."""
        rest = {name: value for name, value in body.items() if name not in TOKENS or not value}
        return st.sampled_from(FIELDS[context.operation.path]).map(lambda fields: {**rest, **fields})
