"""Deploys the template of an archive with `sam deploy` to ministack, a local AWS emulator, and sends it events."""

import json
import os
import pathlib

import corpus
# The scripts of the CI job `deploy`, which deploys a build of the repository in the same way.
import deploy
import deployed_api

from tools_tests import run

SAM = "target/tools/sam/bin/sam"


def environment_of(port):
    return {
        **os.environ, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1", "AWS_REGION": "us-east-1", "SAM_CLI_TELEMETRY": "0",
        # By default, ministack listens on all addresses of the machine.
        "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1",
    }


def load(orgctl, environment, outputs):
    """Imports the demo into the tables of the stack."""
    keys = outputs.with_name("keys.json")
    keys.write_text(json.dumps(deployed_api.PROJECT["jwks"]))
    command = [orgctl, "--stack-outputs", outputs, "--project", deployed_api.PROJECT["project_id"],
               "--endpoint-url", environment["AWS_ENDPOINT_URL"]]
    run([*command, "project", "create", "--secret-stdin"], environment, deployed_api.PROJECT["secret"])
    run([*command, "project", "keys", "add", keys], environment)
    run([*command, "import", "--with-sessions", deployed_api.DEMO / "data.json"], environment)


def test_deployment(report, folder, orgctl):
    """Deploys the extracted archive in `folder`, and sends every HTTP API event to its API."""
    sam = pathlib.Path(SAM).resolve()
    template = ["--template", folder / "template.yaml"]
    port = corpus.free_port()
    environment = environment_of(port)
    report.run("sam validate --lint", lambda: run([sam, "validate", "--lint", *template], environment))
    server = pathlib.Path("target/tools/ministack/bin/ministack").resolve()
    with corpus.Server([str(server)], port, folder / "ministack.txt", environment):
        run([sam, "deploy", *template, "--stack-name", deploy.STACK, "--resolve-s3", "--capabilities", "CAPABILITY_IAM",
             "--no-progressbar", "--parameter-overrides", f"ProjectId={deployed_api.PROJECT['project_id']}"], environment)
        stack = deploy.stack_of(environment, deploy.STACK)
        outputs = folder / "stack.json"
        outputs.write_text(json.dumps({"Stacks": [stack]}, default=str))
        load(orgctl, environment, outputs)
        base = deploy.base_of(environment, stack)
        for name, event, expected in deployed_api.http_api_events():
            report.run(f"deployed API, event {name}", lambda: deployed_api.check(base, event, expected))
