"""Holds docs/openapi.yaml against `cargo local`, with requests that schemathesis makes from it.

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

# Every check of schemathesis is on, but for those that are turned off here.
CONFIG = """
seed = 20260101
continue-on-failure = true
request-timeout = 10
headers = {headers}
hooks = "openapi_hooks"
# The document has no links from one operation to another.
phases.stateful.enabled = false
phases.examples.enabled = {everything}
phases.coverage.enabled = {everything}

[generation]
max-examples = {requests}
database = "none"

[checks]
# Without an Authorization header, Stytch answers 400 and not 401, and so does this service.
# The requests of nobody expect just that.
ignored_auth.enabled = false
missing_required_header.enabled = false
# By default 413 is no way to refuse, and 5xx is one.
negative_data_rejection.expected-statuses = ["400", "401", "404", "413"]
# What a request that fits the document may be answered with.
positive_data_acceptance.expected-statuses = {expected}
"""

LOCAL = corpus.local()


def basic(secret):
    pair = f"{LOCAL['project_id']}:{secret}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


CALLER = basic(LOCAL["secret"])
# Without a session that exists, a request can only be well formed. With one, nothing but a success will do.
KNOWN = {"headers": CALLER, "expected": [200, 401, 404], "mode": "all", "requests": 300}
SESSION = {"headers": CALLER, "expected": [200], "mode": "positive", "requests": 300, "sessions": True}
PASSES = {
    "a known caller": KNOWN,
    "nobody": {**KNOWN, "headers": {}, "expected": [200, 400], "requests": 100},
    "a wrong secret": {**KNOWN, "headers": basic("wrong"), "expected": [200, 401], "requests": 100},
    "sessions of the demo": SESSION,
}

SCHEMAS, RESPONSES = ("components", "schemas"), ("components", "responses")
DISCOVERY = ("paths", "/v1/b2b/discovery/organizations", "post")
# Mistakes in copies of the document: where, what stands there instead (None: nothing), whose requests must find it, as what.
PLANTED = {
    "a field that is never null": (
        (*SCHEMAS, "Member", "properties", "external_id", "type"), "string", SESSION, "JsonSchemaError"),
    "a field left out": (
        (*SCHEMAS, "PrimaryRequired"), {"type": "object", "additionalProperties": False}, SESSION, "JsonSchemaError"),
    "a field too many": (
        (*SCHEMAS, "Discovery", "required"), ["next_page"], SESSION, "JsonSchemaError"),
    "a relation left out": (
        (*SCHEMAS, "Membership", "properties", "type", "enum"), ["active_member"], SESSION, "JsonSchemaError"),
    "another header": (
        ("components", "headers", "CacheControl", "schema", "const"), "no-cache", SESSION, "JsonSchemaError"),
    "another algorithm of keys": (
        (*SCHEMAS, "PublicKey", "properties", "alg", "const"), "PS256", SESSION, "JsonSchemaError"),
    "a status left out": (
        (*DISCOVERY, "responses", "404"), None, KNOWN, "UndefinedStatusCode"),
    "an error left out": (
        (*RESPONSES, "NotFound", "content", "application/json", "schema", "properties", "error_type", "enum"),
        ["intermediate_session_not_found"], KNOWN, "JsonSchemaError"),
    "tokens of any form": (
        (*SCHEMAS, "OpaqueToken"), {"type": "string", "minLength": 1}, KNOWN, "RejectedPositiveData"),
}


def planted(place, value):
    """A copy of the document with this mistake in it."""
    document = copy.deepcopy(DOCUMENT)
    *path, last = place
    parent = document
    for key in path:
        parent = parent[key]
    assert last in parent, f"the document has no {'/'.join(place)}"
    if value is None:
        del parent[last]
    else:
        parent[last] = value
    return document


def drive(document, headers, expected, mode, requests, sessions=False):
    """schemathesis' report, and what it printed."""
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


def agrees(who):
    report, output = drive(DOCUMENT, **PASSES[who])
    sent = report["test_cases"]["generated"]
    print(f"{sent} requests of {who}", flush=True)
    assert report["exit_code"] == 0 and report["complete"], output
    # Only one of the operations has a body to vary.
    assert sent >= PASSES[who]["requests"] / 2, output


def finds(what):
    place, value, requests, kind = PLANTED[what]
    report, output = drive(planted(place, value), **{**requests, "requests": 40})
    found = {failure["type"] for failure in report["failures"]}
    assert kind in found, output


def main():
    report = corpus.Report("openapi")
    for who in PASSES:
        report.run(f"requests of {who}", lambda: agrees(who))
    for what in PLANTED:
        report.run(f"a mistake in the document is found: {what}", lambda: finds(what))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
