"""Deploys the template to ministack, imports the demo with orgctl, and sends the HTTP API events of events/ to the deployed API.

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


def run(command, environment, stdin=""):
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def deploy(environment, architecture):
    """Deploys, and returns the stack in the format of `aws cloudformation describe-stacks`."""
    run(["target/tools/sam/bin/sam", "deploy", "--stack-name", STACK, "--resolve-s3", "--no-confirm-changeset",
         "--no-progressbar", "--parameter-overrides", f"ProjectId={PROJECT['project_id']}", f"Architecture={architecture}"],
        environment)
    client = boto3.client(
        "cloudformation", endpoint_url=environment["AWS_ENDPOINT_URL"], region_name="us-east-1",
        aws_access_key_id="test", aws_secret_access_key="test")
    return {"Stacks": client.describe_stacks(StackName=STACK)["Stacks"]}


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


def check(base, event, expected):
    response = send(base, event)
    # ministack sometimes reports the end of a function process instead of a response, but never twice in a row.
    if response["statusCode"] == 502 and "Runtime" in response["body"]:
        response = send(base, event)
    corpus.check(response, expected)


def http_api_events():
    chosen = [(n, e, x) for n, e, x in corpus.corpus() if corpus.gateway(e) == "HTTP API"]
    kinds = [key for key in ("intermediate_session_token", "session_token", "session_jwt")
             if not any(key in (e.get("body") or "") and x["status"] == 200 for _, e, x in chosen)]
    if kinds:
        sys.exit(f"events/ does not contain a successful HTTP API event with: {', '.join(kinds)}")
    return chosen


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
        for name, event, expected in http_api_events():
            report.run(f"deployed API, event {name}",
                       lambda: check(f"{url}/_aws/execute-api/{api}/$default", event, expected))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
