"""A running `cargo local` for the tests: a writer of its tables, its list of organizations, and sessions.

The variable ORG_DISCOVERY_LOCAL contains the path of a file with the output of `cargo local --json`.
"""

import base64
import json
import os
import pathlib
import secrets
import time
import urllib.error
import urllib.request

import boto3
import factors
import items
from writer import Writer

LOCAL = json.loads(pathlib.Path(os.environ["ORG_DISCOVERY_LOCAL"]).read_text())
PROJECT = LOCAL["project_id"]


def new_client():
    """Returns a client of the tables."""
    return boto3.client(
        "dynamodb",
        endpoint_url=LOCAL["dynamodb_url"],
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )


CLIENT = new_client()
WRITER = Writer(CLIENT, LOCAL["tables"], PROJECT)

# Part of the names in the tables, so that the tests can run again on the same data.
RUN = secrets.token_hex(4)
AT = "2026-01-01T00:00:00Z"


def mail(address):
    return factors.magic_link(address, AT)


def in_an_hour():
    return int(time.time()) + 3600


def call_list(**credential):
    """Calls the list with a session's token, and returns the body of the response."""
    basic = base64.b64encode(f"{PROJECT}:{LOCAL['secret']}".encode()).decode()
    request = urllib.request.Request(
        f"{LOCAL['url']}/v1/b2b/discovery/organizations",
        data=json.dumps(credential).encode(),
        headers={"Authorization": f"Basic {basic}"},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.load(error)


def sign_in(address, authentication_factors=None, **rest):
    """Writes an intermediate session, and returns its token."""
    session = {
        "token": secrets.token_urlsafe(32),
        "email_address": address,
        "authentication_factors": _or_mail(authentication_factors, address),
        "expires_at": in_an_hour(),
        **rest,
    }
    WRITER.put_intermediate_session(session)
    return session["token"]


def sign_in_member(member, authentication_factors=None):
    """Writes a member session, and returns it with its token."""
    session = {
        "token": secrets.token_urlsafe(33),
        "member_session_id": f"session-test-{secrets.token_hex(16)}",
        **{name: member[name] for name in ("email_address", "organization_id", "member_id")},
        "authentication_factors": _or_mail(authentication_factors, member["email_address"]),
        "expires_at": in_an_hour(),
    }
    WRITER.put_member_session(session)
    return session


def _or_mail(authentication_factors, address):
    return [mail(address)] if authentication_factors is None else authentication_factors


def member_item(address, organization):
    return WRITER.get("members", items.member_key(PROJECT, address, organization["organization_id"]))


def session_item(kind, token):
    return WRITER.get("sessions", items.session_key(items.token_hash(kind, PROJECT, token)))


def factors_of(kind, token):
    return json.loads(session_item(kind, token)["authentication_factors"]["S"])
