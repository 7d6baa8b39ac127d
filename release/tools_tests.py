"""Tests of the tools: `orgctl` and `org-discovery-local` start outside of the repository and work together."""

import base64
import contextlib
import json
import os
import re
import subprocess
import tempfile
import time
import urllib.request

import corpus

from changelog import ROOT, workspace_version

LIST = "/v1/b2b/discovery/organizations"
FIRST_STEPS = "project-test-11111111-2222-4333-8444-555555555555"


def run(command, environment, stdin=""):
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def starter(program):
    """Returns a function that starts `org-discovery-local` in an empty folder, and yields the file with its line of JSON."""

    @contextlib.contextmanager
    def local():
        with tempfile.TemporaryDirectory() as folder:
            facts, log = os.path.join(folder, "local.json"), os.path.join(folder, "log.txt")
            command = [program, "--json", "--port", str(corpus.free_port()), "--dynamodb-port", str(corpus.free_port())]
            with open(facts, "wb") as out, open(log, "wb") as errors:
                process = subprocess.Popen(command, cwd=folder, env={}, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
            try:
                wait_for_line(process, facts, log)
                yield facts
            finally:
                process.terminate()
                process.wait(10)

    return local


def wait_for_line(process, facts, log):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with open(facts) as file:
            if file.read().endswith("\n"):
                return
        time.sleep(0.05)
    with open(log) as file:
        raise AssertionError(f"org-discovery-local did not start:\n{file.read()}")


def get(url, body=None, credentials=None):
    headers = {"Content-Type": "application/json"}
    if credentials:
        headers["Authorization"] = f"Basic {base64.b64encode(credentials.encode()).decode()}"
    request = urllib.request.Request(url, None if body is None else json.dumps(body).encode(), headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as response:
        return response.read().decode()


def answers_with_demo_data(facts):
    key = "intermediate_session_token"
    token = next(s[key] for s in facts["sessions"] if s["name"] == "consultant")
    answer = json.loads(get(facts["url"] + LIST, {key: token}, f"{facts['project_id']}:{facts['secret']}"))
    names = [entry["organization"]["organization_name"] for entry in answer["discovered_organizations"]]
    assert names == ["Acme", "Globex", "Initech"], names


def serves_the_page(facts):
    page = get(facts["playground_url"])
    for name in re.findall(r'(?:src|href)="([\w./-]+\.(?:js|css))"', page) or ["missing"]:
        assert get(facts["playground_url"] + name.removeprefix("./").removeprefix("/")), name


def commit_of(tools):
    """The commit that the README of the archive names."""
    return re.search(r"commit ([\w-]+)", (tools / "README.md").read_text())[1]


def names_the_version(orgctl, commit):
    text = run([orgctl, "--version"], {})
    assert f" {workspace_version()} (commit {commit}," in text, text


def reports_the_version(facts, commit):
    health = json.loads(get(f"{facts['url']}/health"))
    assert (health["version"], health["commit"]) == (workspace_version(), commit), health


def works_with_orgctl(orgctl, facts):
    """Follows the first steps of docs/orgctl.md."""
    environment = {
        "AWS_ENDPOINT_URL_DYNAMODB": facts["dynamodb_url"], "TABLE_PREFIX": "first-steps", "PROJECT_ID": FIRST_STEPS,
        "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
    }
    command = lambda *arguments: run([orgctl, "-o", "json", "-q", *arguments], environment)  # noqa: E731
    command("tables", "create")
    command("project", "create")
    command("import", ROOT / "examples/first-steps/acme.json")
    listed, found = command("organization", "list"), command("discover", "--email", "jane@acme.io", "--factor", "magic_link")
    assert "organization-test-acme" in listed and "organization-test-globex" in listed, listed
    assert "organization-test-globex" in found and "organization-test-acme" not in found, found


def test_tools(report, tools):
    """Tests both programs, and returns the function that starts `org-discovery-local`."""
    orgctl, local = tools / "orgctl", starter(tools / "org-discovery-local")
    commit = commit_of(tools)
    report.run("orgctl --version", lambda: names_the_version(orgctl, commit))
    with local() as file:
        with open(file) as opened:
            facts = json.load(opened)
        report.run("org-discovery-local: version and commit", lambda: reports_the_version(facts, commit))
        report.run("org-discovery-local: the list with demo data", lambda: answers_with_demo_data(facts))
        report.run("org-discovery-local: the page", lambda: serves_the_page(facts))
        report.run("orgctl: import, list and discover", lambda: works_with_orgctl(orgctl, facts))
    return local
