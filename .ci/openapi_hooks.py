"""Generates values that the document does not describe: JWTs and, if enabled, the credentials of the demo sessions."""

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
    """Replaces a well-formed project id with that of the demo."""
    parameters = case.path_parameters or {}
    if PROJECT_ID.fullmatch(str(parameters.get("project_id"))):
        parameters["project_id"] = corpus.local()["project_id"]


if "ORG_DISCOVERY_SESSIONS" in os.environ:
    SESSIONS = corpus.local()["sessions"]
    CREDENTIALS = [{name: session[name]} for session in SESSIONS if session["name"] != "expired"
                   for name in TOKENS if name in session]

    @schemathesis.hook
    def flatmap_body(context, body):
        """Replaces the generated credential of a body with one of the demo."""
        rest = {name: value for name, value in body.items() if name not in TOKENS or not value}
        return st.sampled_from(CREDENTIALS).map(lambda credential: {**rest, **credential})
