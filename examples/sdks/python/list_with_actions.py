"""Lists the organizations of a person. After an error, returns the action that it requires."""

import os
import random
import time

import pydantic
import requests
from stytch import B2BClient
from stytch.core.response_base import StytchError

FIX, SIGN_IN, LIST, WAIT = "fix the program", "sign in again", "show the list again", "wait and repeat"
ACTIONS = {
    "intermediate_session_not_found": SIGN_IN,
    "session_not_found": SIGN_IN,
    "invalid_session_token": SIGN_IN,
    "unable_to_parse_session_jwt": SIGN_IN,
    "jwt_invalid_claims": SIGN_IN,
    "jwt_invalid_issuer": SIGN_IN,
    "jwt_invalid_audience": SIGN_IN,
    "organization_not_found": LIST,
    "organization_slug_already_used": LIST,
}


def action_of(error):
    """Returns the action that an error of the SDK requires."""
    if isinstance(error, requests.RequestException):
        return WAIT  # no response, or a part of one
    if not isinstance(error, StytchError):
        return FIX  # a 200 response that is not a list: the base URL is wrong
    if error.details.status_code == 429 or error.details.status_code >= 500:
        return WAIT
    return ACTIONS.get(error.details.error_type, FIX)


def list_organizations(discovery, attempts=4, first_delay=0.25, **credential):
    """Returns the organizations and None, or None and an action."""
    for attempt in range(attempts):
        try:
            return discovery.organizations.list(**credential).discovered_organizations, None
        except (StytchError, requests.RequestException, pydantic.ValidationError) as error:
            action = action_of(error)
        if action != WAIT:
            break
        if attempt + 1 < attempts:
            time.sleep(random.uniform(0, first_delay * 2**attempt))
    return None, action


if __name__ == "__main__":
    client = B2BClient(
        project_id="project-test-00000000-0000-4000-8000-00000000d3e0",
        secret="secret-test-demo-not-a-secret-for-local-use-only",
        environment=os.environ.get("ORG_DISCOVERY_URL", "http://127.0.0.1:9000"),
    )
    token = "demo-consultant-000000000000000000000000000="
    organizations, action = list_organizations(client.discovery, intermediate_session_token=token)
    print(action or "\n".join(found.organization.organization_name for found in organizations))
