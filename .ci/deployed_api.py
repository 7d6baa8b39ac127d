"""Requests to a deployed API with the demo data."""

import base64
import json
import pathlib
import sys
import urllib.error
import urllib.request

import corpus

DEMO = pathlib.Path("local/demo")
PROJECT = json.loads((DEMO / "project.json").read_text())
LIST = "/v1/b2b/discovery/organizations"
EXCHANGE = "/v1/b2b/discovery/intermediate_sessions/exchange"
SESSIONS_EXCHANGE = "/v1/b2b/sessions/exchange"
CREATE = "/v1/b2b/discovery/organizations/create"


def send(base, event):
    """Sends the HTTP request of a gateway event, and returns the response in the format of a function's response."""
    http = event["requestContext"]["http"]
    body = event.get("body")
    if body is not None:
        body = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    # The HTTP client sets these headers itself.
    headers = {k: v for k, v in event["headers"].items() if k.lower() not in ("host", "content-length")}
    request = urllib.request.Request(base + event["rawPath"], body, headers, method=http["method"])
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        response = opener.open(request, timeout=60)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return {"statusCode": response.status, "headers": dict(response.headers), "body": response.read().decode()}


def answer(base, event):
    response = send(base, event)
    # ministack sometimes reports the end of a function process instead of a response, but never twice in a row.
    if response["statusCode"] == 502 and "Runtime" in response["body"]:
        response = send(base, event)
    return response


def check(base, event, expected):
    corpus.check(answer(base, event), expected)


def call(base, path, body, method="POST"):
    """Sends an API call, and returns the status and the body of the response."""
    credentials = base64.b64encode(f"{PROJECT['project_id']}:{PROJECT['secret']}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
    event = {"rawPath": path, "requestContext": {"http": {"method": method}}, "headers": headers}
    response = answer(base, event if body is None else {**event, "body": json.dumps(body)})
    return response["statusCode"], json.loads(response["body"])


def http_api_events():
    chosen = [(n, e, x) for n, e, x in corpus.corpus() if corpus.gateway(e) == "HTTP API"]
    kinds = [key for key in ("intermediate_session_token", "session_token", "session_jwt")
             if not any(key in (e.get("body") or "") and x["status"] == 200 for _, e, x in chosen)]
    if kinds:
        sys.exit(f"events/ does not contain a successful HTTP API event with: {', '.join(kinds)}")
    return chosen


def token(name):
    """The token of a demo session."""
    return next(s["token"] for s in json.loads((DEMO / "data.json").read_text())["sessions"] if s["name"] == name)


class ExchangeTests:
    """Calls of the exchange routes. Each spends a session of the demo."""

    def __init__(self, base):
        self.base = base

    def is_not_routed(self, path):
        """The discovery function answers the path, which it does not support."""
        status, body = call(self.base, path, {})
        assert (status, body.get("error_type")) == (404, "route_not_found"), f"{status} {body}"

    def is_only_for_post(self, path):
        """The exchange function answers the path."""
        status, body = call(self.base, path, None, "GET")
        assert (status, body.get("error_type")) == (405, "method_not_allowed"), f"{status} {body}"

    def signs_in(self, path, body):
        """The path answers with a session token, with which the organization is listed."""
        status, signed_in = call(self.base, path, body)
        assert status == 200 and signed_in["member_authenticated"] and signed_in["session_token"], f"{status} {signed_in}"
        self.session_token, self.organization_id = signed_in["session_token"], signed_in["organization"]["organization_id"]
        assert signed_in["session_jwt"] == "", "the deployment has no signing key"
        self.is_listed()

    def is_listed(self):
        status, listed = call(self.base, LIST, {"session_token": self.session_token})
        entries = {entry["organization"]["organization_id"]: entry for entry in listed.get("discovered_organizations", [])}
        assert status == 200 and self.organization_id in entries, f"{status} {listed}"
        assert entries[self.organization_id]["membership"]["type"] == "active_member"

    def is_spent(self, body):
        status, error = call(self.base, EXCHANGE, body)
        assert (status, error.get("error_type")) == (404, "intermediate_session_not_found"), f"{status} {error}"


def test_exchange(report, base, enable):
    tests = ExchangeTests(base)
    for path in (EXCHANGE, SESSIONS_EXCHANGE, CREATE):
        report.run(f"disabled exchange, POST {path}", lambda: tests.is_not_routed(path))
    enable(True)
    for path in (EXCHANGE, SESSIONS_EXCHANGE, CREATE):
        report.run(f"enabled exchange, GET {path}", lambda: tests.is_only_for_post(path))
    invited = {"intermediate_session_token": token("invited-newcomer"), "organization_id": "acme"}
    own_organization = {"intermediate_session_token": token("not-shown"), "organization_name": "Deployed"}
    other_organization = {"session_token": token("member-session"), "organization_id": "globex"}
    report.run("exchange of an intermediate session", lambda: tests.signs_in(EXCHANGE, invited))
    report.run("second exchange of the same session", lambda: tests.is_spent(invited))
    report.run("exchange of a member session", lambda: tests.signs_in(SESSIONS_EXCHANGE, other_organization))
    report.run("creation of an organization", lambda: tests.signs_in(CREATE, own_organization))
    enable(False)
    report.run("session of the exchange after it was disabled", lambda: tests.is_listed())
    for path in (EXCHANGE, SESSIONS_EXCHANGE, CREATE):
        report.run(f"exchange disabled again, POST {path}", lambda: tests.is_not_routed(path))
