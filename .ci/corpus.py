"""The events of events/, and the common code of the scripts that send them to the function."""

import base64
import gzip
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

EVENTS = pathlib.Path(__file__).resolve().parent.parent / "events"
# The kinds of tables, as in the names of the template's parameters.
TABLE_KINDS = ("Projects", "Sessions", "Members", "Joinable", "Organizations")
ERROR_KEYS = ["status_code", "request_id", "error_type", "error_message", "error_url"]


def local():
    """Returns the output of `cargo local --json`."""
    return json.loads(pathlib.Path(os.environ["ORG_DISCOVERY_LOCAL"]).read_text())


def function_environment():
    """Returns environment variables that point the function to the tables and the project of `cargo local`."""
    facts = local()
    tables = {f"{kind.upper()}_TABLE": facts["tables"][kind.lower()] for kind in TABLE_KINDS}
    return {
        "PROJECT_ID": facts["project_id"],
        "AWS_ENDPOINT_URL_DYNAMODB": facts["dynamodb_url"],
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        **tables,
    }


def corpus(folder=EVENTS):
    """Returns (file name, event, expected result) of every event. Exits if the folder's expected.json lists other files."""
    expected = json.loads((folder / "expected.json").read_text())
    names = sorted(p.name for p in folder.glob("*.json") if p.name != "expected.json")
    if not names or names != sorted(expected):
        differ = ", ".join(sorted(set(names) ^ set(expected))) or "no events"
        sys.exit(f"{folder} and its expected.json list different files: {differ}")
    return [(name, json.loads((folder / name).read_text()), expected[name]) for name in names]


def gateway(event):
    """Returns the type of gateway that sends events of this format."""
    if event.get("version") != "2.0":
        return "REST API"
    host = event["requestContext"].get("domainName", "")
    return "function URL" if ".lambda-url." in host else "HTTP API"


def body_of(response, headers):
    body = response["body"].encode()
    if response.get("isBase64Encoded"):
        body = base64.b64decode(body, validate=True)
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return json.loads(body)


def check(response, expected):
    """Raises an AssertionError if the function's response to an event is not the expected one."""
    assert isinstance(response, dict) and "statusCode" in response, f"no gateway response: {response}"
    headers = {k: v[0] for k, v in (response.get("multiValueHeaders") or {}).items()}
    headers = {k.lower(): v for k, v in {**headers, **(response.get("headers") or {})}.items()}
    assert response["statusCode"] == expected["status"], f"status {response['statusCode']}: {response['body']}"
    assert headers.get("content-type") == "application/json", f"headers {headers}"
    assert headers.get("cache-control") == expected.get("cache_control", "no-store"), f"headers {headers}"
    body = body_of(response, headers)
    assert body.get("error_type") == expected["error_type"], f"body {body}"
    if expected["error_type"] is not None:
        assert list(body) == ERROR_KEYS and None not in body.values(), f"body {body}"
        assert body["status_code"] == expected["status"], f"body {body}"


class Report:
    """Counts and reports passed and failed tests."""

    def __init__(self, name):
        self.name, self.passed, self.failed = name, 0, 0

    def run(self, what, test):
        try:
            test()
        except Exception as e:  # after any failure, the next event is still sent
            self.failed += 1
            print(f"{what} ... FAILED\n  {type(e).__name__}: {e}", flush=True)
        else:
            self.passed += 1
            print(f"{what} ... ok", flush=True)

    def close(self):
        print(f"{self.name}: {self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed else 0


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


class Server:
    """A program that runs during the `with` block, together with its child processes. It is ready when its port is open, or when it
    prints `ready`."""

    def __init__(self, command, port, log, environment, ready=None):
        self.command, self.port, self.environment, self.ready = command, port, environment, ready
        self.log = pathlib.Path(log)

    def __enter__(self):
        # By default, SIGTERM ends the process without __exit__.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
        try:
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def wait_until_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.is_ready():
                return
            time.sleep(0.05)
        sys.exit(f"{self.command[0]} is not ready; its output:\n{self.log.read_text()}")

    def is_ready(self):
        if self.ready is not None:
            return self.ready in self.log.read_text(errors="replace")
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False

    def stop(self):
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, sign)
                self.process.wait(5)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                pass

    def __exit__(self, kind, *_):
        self.stop()
        if kind is not None:
            print(self.log.read_text(), file=sys.stderr)
