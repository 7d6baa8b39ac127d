"""Checks `cargo local` with requests that schemathesis generates from docs/openapi.yaml.

    ORG_DISCOVERY_LOCAL=FILE python .ci/openapi.py
"""

import base64
import copy
import json
import os
import pathlib
import subprocess
import sys

import yaml

import corpus

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "target/ci/openapi"
DOCUMENT = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())

# All checks of schemathesis are enabled, except those disabled here.
CONFIG = """
seed = 20260101
continue-on-failure = true
request-timeout = 10
headers = {headers}
hooks = "openapi_hooks"
# The document does not contain links between operations.
phases.stateful.enabled = false
phases.examples.enabled = {everything}
phases.coverage.enabled = {everything}

[generation]
max-examples = {requests}
database = "none"

[checks]
# Without an Authorization header, this service returns 400 instead of 401, as Stytch does.
# The pass without credentials expects this.
ignored_auth.enabled = false
missing_required_header.enabled = false
# By default, schemathesis does not accept 413 as a rejection, but accepts 5xx.
negative_data_rejection.expected-statuses = ["400", "401", "404", "413"]
# The statuses allowed for a request that matches the document.
positive_data_acceptance.expected-statuses = {expected}
"""

LOCAL = corpus.local()


def basic(secret):
    pair = f"{LOCAL['project_id']}:{secret}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


CALLER = basic(LOCAL["secret"])
# Generated credentials are well formed but unknown. Requests with a session of the demo must succeed.
KNOWN = {"headers": CALLER, "expected": [200, 401, 404], "mode": "all", "requests": 60}
SESSION = {"headers": CALLER, "expected": [200], "mode": "positive", "requests": 80, "sessions": True}
PASSES = {
    "known caller": KNOWN,
    "no credentials": {**KNOWN, "headers": {}, "expected": [200, 400], "requests": 50},
    "wrong secret": {**KNOWN, "headers": basic("wrong"), "expected": [200, 401], "requests": 50},
    "demo sessions": SESSION,
}

SCHEMAS, RESPONSES = ("components", "schemas"), ("components", "responses")
DISCOVERY = "/v1/b2b/discovery/organizations"
KEYS = "/v1/b2b/sessions/jwks/{project_id}"
EXCHANGES = ("/v1/b2b/discovery/intermediate_sessions/exchange", "/v1/b2b/sessions/exchange",
             "/v1/b2b/discovery/organizations/create")
# Their example requests would spend sessions of the demo, which later passes need. The Rust tests send them.
for path in EXCHANGES:
    del DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]["examples"]
# Errors planted in copies of the document: place, value (None: removed), path that gets the requests, pass that must detect the
# error, failure type.
PLANTED = {
    "field that is never null": (
        (*SCHEMAS, "Member", "properties", "external_id", "type"), "string", DISCOVERY, SESSION, "JsonSchemaError"),
    "missing field": (
        (*SCHEMAS, "PrimaryRequired"), {"type": "object", "additionalProperties": False}, DISCOVERY, SESSION, "JsonSchemaError"),
    "additional required field": (
        (*SCHEMAS, "Discovery", "required"), ["next_page"], DISCOVERY, SESSION, "JsonSchemaError"),
    "missing membership type": (
        (*SCHEMAS, "Membership", "properties", "type", "enum"), ["active_member"], DISCOVERY, SESSION, "JsonSchemaError"),
    "different header value": (
        ("components", "headers", "CacheControl", "schema", "const"), "no-cache", DISCOVERY, SESSION, "JsonSchemaError"),
    "different key algorithm": (
        (*SCHEMAS, "PublicKey", "properties", "alg", "const"), "PS256", KEYS, SESSION, "JsonSchemaError"),
    "missing status": (
        ("paths", DISCOVERY, "post", "responses", "404"), None, DISCOVERY, KNOWN, "UndefinedStatusCode"),
    "missing error type": (
        (*RESPONSES, "NotFound", "content", "application/json", "schema", "properties", "error_type", "enum"),
        ["intermediate_session_not_found"], DISCOVERY, KNOWN, "JsonSchemaError"),
    "additional required field of an exchange": (
        (*SCHEMAS, "Exchange", "required"), ["user"], EXCHANGES[0], SESSION, "JsonSchemaError"),
    "additional required field of a member session": (
        (*SCHEMAS, "MemberSession", "required"), ["user"], EXCHANGES[1], SESSION, "JsonSchemaError"),
    "sessions of any length": (
        (*SCHEMAS, "SessionDuration"), {"type": "integer"}, EXCHANGES[0], KNOWN, "RejectedPositiveData"),
    "tokens of any format": (
        (*SCHEMAS, "OpaqueToken"), {"type": "string", "minLength": 1}, DISCOVERY, KNOWN, "RejectedPositiveData"),
}


def plant_error(location, value):
    """Returns a copy of the document with `value` at `location`."""
    document = copy.deepcopy(DOCUMENT)
    *path, last = location
    parent = document
    for key in path:
        parent = parent[key]
    assert last in parent, f"the document does not contain {'/'.join(location)}"
    if value is None:
        del parent[last]
    else:
        parent[last] = value
    return document


def run_schemathesis(document, headers, expected, mode, requests, sessions=False):
    """Runs schemathesis and returns its report and its output."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    inline = ", ".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in headers.items())
    (FOLDER / "schemathesis.toml").write_text(CONFIG.format(
        headers=f"{{{inline}}}", expected=[str(status) for status in expected], requests=requests,
        everything=json.dumps(not sessions)))
    (FOLDER / "openapi.json").write_text(json.dumps(document))
    (FOLDER / "report.json").unlink(missing_ok=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / ".ci"), "PYTHONDONTWRITEBYTECODE": "1", "NO_PROXY": "*"}
    environment |= {"ORG_DISCOVERY_SESSIONS": "1"} if sessions else {}
    done = subprocess.run(
        [pathlib.Path(sys.executable).parent / "schemathesis", "--no-color", "--config-file", "schemathesis.toml",
         "run", "openapi.json", "--url", LOCAL["url"], "--mode", mode, "--report", "json", "--report-json-path", "report.json"],
        cwd=FOLDER, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    output = done.stdout + done.stderr
    assert (FOLDER / "report.json").exists(), output
    return json.loads((FOLDER / "report.json").read_text()), output


def check_pass(name):
    report, output = run_schemathesis(DOCUMENT, **PASSES[name])
    sent = report["test_cases"]["generated"]
    print(f"{name}: {sent} requests", flush=True)
    assert report["exit_code"] == 0 and report["complete"], output
    # Operations without a request body get fewer requests.
    assert sent >= PASSES[name]["requests"] / 2, output


def check_detection(name):
    location, value, path, requests, failure_type = PLANTED[name]
    document = plant_error(location, value)
    document["paths"] = {path: document["paths"][path]}
    report, output = run_schemathesis(document, **{**requests, "requests": 20})
    found = {failure["type"] for failure in report["failures"]}
    assert failure_type in found, output


def main():
    report = corpus.Report("openapi")
    for name in PASSES:
        report.run(f"requests: {name}", lambda: check_pass(name))
    for name in PLANTED:
        report.run(f"planted error is detected: {name}", lambda: check_detection(name))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
