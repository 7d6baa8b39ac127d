"""Sends one event of each gateway, and one HTTP request, to the function under `cargo lambda watch`."""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

import corpus

PATH = "/v1/b2b/discovery/organizations"


def one_of_each_gateway():
    chosen = {}
    for name, event, expected in corpus.corpus():
        if expected["status"] == 200 and PATH in (event.get("rawPath"), event.get("path")):
            chosen.setdefault(corpus.gateway(event), (name, expected))
    missing = {"HTTP API", "REST API", "function URL"} - set(chosen)
    if missing:
        sys.exit(f"events/ does not contain a successful event of: {', '.join(sorted(missing))}")
    return chosen


def invoke(port, name):
    command = ["cargo", "lambda", "invoke", "org-discovery", "--invoke-address", "127.0.0.1",
               "--invoke-port", str(port), "--data-file", str(corpus.EVENTS / name)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def call(port):
    """Sends an HTTP request, as a client does, to the address that `watch` serves."""
    facts = corpus.local()
    session = next(s for s in facts["sessions"] if s["kind"] == "intermediate")
    key = "intermediate_session_token"
    credentials = base64.b64encode(f"{facts['project_id']}:{facts['secret']}".encode()).decode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{PATH}",
        json.dumps({key: session[key]}).encode(),
        {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as response:
        body = json.load(response)
    assert body["discovered_organizations"], f"body {body}"


def main():
    chosen = one_of_each_gateway()
    report = corpus.Report("cargo-lambda")
    port = corpus.free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".env") as variables:
        variables.writelines(f"{k}={v}\n" for k, v in corpus.function_environment().items())
        variables.flush()
        command = [
            "cargo", "lambda", "watch", "--ignore-changes", "--disable-cors",
            "--invoke-address", "127.0.0.1", "--invoke-port", str(port), "--env-file", variables.name,
        ]
        with corpus.Server(command, port, pathlib.Path("target/ci/cargo-lambda-output.txt"), dict(os.environ)):
            for gateway, (name, expected) in sorted(chosen.items()):
                report.run(f"{gateway} event {name}", lambda: corpus.check(invoke(port, name), expected))
            report.run("HTTP request", lambda: call(port))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
