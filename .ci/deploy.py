"""Deploys the template to ministack, imports the demo with orgctl, and sends the HTTP API events of events/ to the deployed API.
Then enables the exchange, calls its routes, and disables it again.

    target/tools/sam/bin/python .ci/deploy.py ARCHITECTURE
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.request

import boto3
import corpus

DEMO = pathlib.Path("local/demo")
PROJECT = json.loads((DEMO / "project.json").read_text())
STACK = "org-discovery"
LIST = "/v1/b2b/discovery/organizations"
EXCHANGE = "/v1/b2b/discovery/intermediate_sessions/exchange"
SESSIONS_EXCHANGE = "/v1/b2b/sessions/exchange"
CREATE = "/v1/b2b/discovery/organizations/create"


def run(command, environment, stdin=""):
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def cloudformation(environment):
    return boto3.client(
        "cloudformation", endpoint_url=environment["AWS_ENDPOINT_URL"], region_name="us-east-1",
        aws_access_key_id="test", aws_secret_access_key="test")


def deploy(environment, architecture):
    """Deploys, and returns the stack in the format of `aws cloudformation describe-stacks`."""
    run(["target/tools/sam/bin/sam", "deploy", "--stack-name", STACK, "--resolve-s3", "--no-confirm-changeset",
         "--no-progressbar", "--parameter-overrides", f"ProjectId={PROJECT['project_id']}", f"Architecture={architecture}"],
        environment)
    return {"Stacks": cloudformation(environment).describe_stacks(StackName=STACK)["Stacks"]}


def set_exchange(environment, enabled):
    """Changes the parameter ExchangeEnabled. Not with `sam deploy`, because ministack ignores conditions in change sets."""
    client = cloudformation(environment)
    stack = client.describe_stacks(StackName=STACK)["Stacks"][0]
    names = [p["ParameterKey"] for p in stack["Parameters"] if p["ParameterKey"] != "ExchangeEnabled"]
    kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in names]
    changed = {"ParameterKey": "ExchangeEnabled", "ParameterValue": "true" if enabled else "false"}
    client.update_stack(
        StackName=STACK, UsePreviousTemplate=True, Parameters=[*kept, changed],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
    client.get_waiter("stack_update_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 120})


def load(environment, outputs):
    """Imports the demo into the tables with orgctl."""
    orgctl = ["target/debug/orgctl", "--stack-outputs", str(outputs), "--project", PROJECT["project_id"],
              "--endpoint-url", environment["AWS_ENDPOINT_URL"]]
    keys = outputs.with_name("keys.json")
    keys.write_text(json.dumps(PROJECT["jwks"]))
    run([*orgctl, "project", "create", "--secret-stdin"], environment, PROJECT["secret"])
    run([*orgctl, "project", "keys", "add", str(keys)], environment)
    run([*orgctl, "import", "--with-sessions", str(DEMO / "data.json")], environment)
    run([*orgctl, "check"], environment)


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


def main():
    port = corpus.free_port()
    url = f"http://127.0.0.1:{port}"
    folder = pathlib.Path("target/ci/deploy")
    folder.mkdir(parents=True, exist_ok=True)
    environment = {
        **os.environ, "AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1", "SAM_CLI_TELEMETRY": "0",
        # By default, ministack listens on all addresses of the machine.
        "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1",
    }
    report = corpus.Report("deploy")
    with corpus.Server([str(pathlib.Path("target/tools/ministack/bin/ministack").resolve())], port, folder / "ministack.txt", environment):
        began = time.monotonic()
        stacks = deploy(environment, sys.argv[1])
        print(f"deployed in {time.monotonic() - began:.0f} s", flush=True)
        outputs = folder / "stack.json"
        outputs.write_text(json.dumps(stacks, default=str))
        values = {o["OutputKey"]: o["OutputValue"] for o in stacks["Stacks"][0]["Outputs"]}
        api = values["ApiUrl"].split("//")[1].split(".")[0]
        load(environment, outputs)
        base = f"{url}/_aws/execute-api/{api}/$default"
        for name, event, expected in http_api_events():
            report.run(f"deployed API, event {name}", lambda: check(base, event, expected))
        test_exchange(report, base, lambda enabled: set_exchange(environment, enabled))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
