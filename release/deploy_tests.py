"""Deploys the template of an archive with `sam deploy` to ministack, a local AWS emulator, and sends it events."""

import json
import pathlib

import corpus
# The scripts of the CI job `deploy`, which deploys a build of the repository in the same way.
import deploy
import deployed_api
import local_aws
import ministack

from tools_tests import run

SAM = "target/tools/sam/bin/sam"


def test_deployment(report, folder, orgctl):
    """Deploys the extracted archive in `folder`, and sends every HTTP API event to its API."""
    sam = pathlib.Path(SAM).resolve()
    template = ["--template", folder / "template.yaml"]
    environment = local_aws.environment_of(corpus.free_port())
    report.run("sam validate --lint", lambda: run([sam, "validate", "--lint", *template], environment))
    with ministack.server(environment, folder / "ministack.txt"):
        run([sam, "deploy", *template, "--stack-name", deploy.STACK, "--resolve-s3", "--capabilities", "CAPABILITY_IAM",
             "--no-progressbar", "--parameter-overrides", f"ProjectId={deployed_api.PROJECT['project_id']}"], environment)
        stack = deploy.stack_of(environment, deploy.STACK)
        outputs = folder / "stack.json"
        outputs.write_text(json.dumps({"Stacks": [stack]}, default=str))
        deploy.load(environment, outputs, str(orgctl))
        base = deploy.base_of(environment, stack)
        for name, event, expected in deployed_api.http_api_events():
            report.run(f"deployed API, event {name}", lambda: deployed_api.check(base, event, expected))
