"""Deploys the template to ministack, imports the demo with orgctl, and sends the HTTP API events of events/ to the deployed API.
Then deploys stacks on restored tables and in a second Region with the commands of docs/deployment.md, and sends them the same events.
Then enables the exchange, calls its routes, and disables it again.

    target/tools/sam/bin/python .ci/deploy.py ARCHITECTURE
"""

import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import time
import tomllib

import corpus
import deployment_page
from deployed_api import DEMO, PROJECT, check, http_api_events, test_exchange
from local_aws import REGION, client, environment_of
from ministack import server

STACK = "org-discovery"
# The commands of the page write files into this folder. It has the build.
WORK = pathlib.Path("target/ci/deploy/work")
# The stack on restored tables, in docs/deployment.md.
RESTORED = "org-discovery-restored"


def run(command, environment, stdin="", cwd=None):
    done = subprocess.run(command, env=environment, input=stdin, cwd=cwd, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


def cloudformation(environment):
    return client(environment, "cloudformation")


def stack_of(environment, name, region=REGION):
    return client(environment, "cloudformation", region).describe_stacks(StackName=name)["Stacks"][0]


def outputs_of(stack):
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def base_of(environment, stack):
    """The address of a stack's API in ministack."""
    api = outputs_of(stack)["ApiUrl"].split("//")[1].split(".")[0]
    return f"{environment['AWS_ENDPOINT_URL']}/_aws/execute-api/{api}/$default"


def deploy(environment):
    """Deploys with answers to the questions of `sam deploy --guided`: the id of the project, and defaults."""
    answers = ["", "", PROJECT["project_id"], *[""] * 40]
    run(["sam", "deploy", "--guided", "--stack-name", STACK, "--no-progressbar"], environment, "\n".join(answers), WORK)
    return stack_of(environment, STACK)


# A resource that ministack cannot create, because it has no content, after the tables.
FAILING = """Resources:
  FailingDashboard:
    Type: AWS::CloudWatch::Dashboard
    DependsOn: [ProjectsTable, SessionsTable, MembersTable, JoinableTable, OrganizationsTable]
"""


def fail_to_deploy(environment):
    """Deploys a stack that fails after its tables exist."""
    built = pathlib.Path(".aws-sam/build/template.yaml")
    failing = built.with_name("failing.yaml")
    failing.write_text(built.read_text().replace("Resources:\n", FAILING, 1))
    done = subprocess.run(
        ["sam", "deploy", "--template", str(failing.resolve()), "--stack-name", STACK, "--resolve-s3", "--capabilities", "CAPABILITY_IAM",
         "--no-progressbar", "--parameter-overrides", f"ProjectId={PROJECT['project_id']}"],
        env=environment, cwd=WORK, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    assert done.returncode != 0, done.stdout + done.stderr
    status = stack_of(environment, STACK)["StackStatus"]
    assert status == "ROLLBACK_COMPLETE", f"{status}: {done.stderr}"
    assert len(tables(environment)) == 5, tables(environment)


def tables(environment):
    return client(environment, "dynamodb").list_tables()["TableNames"]


def set_exchange(environment, enabled):
    """Changes the parameter ExchangeEnabled. Not with `sam deploy`, because ministack ignores conditions in change sets."""
    stack = stack_of(environment, STACK)
    names = [p["ParameterKey"] for p in stack["Parameters"] if p["ParameterKey"] != "ExchangeEnabled"]
    kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in names]
    changed = {"ParameterKey": "ExchangeEnabled", "ParameterValue": "true" if enabled else "false"}
    cloudformation(environment).update_stack(
        StackName=STACK, UsePreviousTemplate=True, Parameters=[*kept, changed],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"])
    cloudformation(environment).get_waiter("stack_update_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 120})


def load(environment, outputs, program="target/debug/orgctl"):
    """Imports the demo into the tables with orgctl."""
    orgctl = [program, "--stack-outputs", str(outputs), "--project", PROJECT["project_id"],
              "--endpoint-url", environment["AWS_ENDPOINT_URL"]]
    keys = outputs.with_name("keys.json")
    keys.write_text(json.dumps(PROJECT["jwks"]))
    run([*orgctl, "project", "create", "--secret-stdin"], environment, PROJECT["secret"])
    run([*orgctl, "project", "keys", "add", str(keys)], environment)
    run([*orgctl, "import", "--with-sessions", str(DEMO / "data.json")], environment)
    run([*orgctl, "check"], environment)


def test_failed_deployment(report, environment):
    def leaves_nothing():
        fail_to_deploy(environment)
        deployment_page.follow("If the first deployment fails", WORK, environment)
        assert tables(environment) == [], tables(environment)
        active = cloudformation(environment).list_stacks(StackStatusFilter=["ROLLBACK_COMPLETE", "CREATE_COMPLETE"])
        assert STACK not in [stack["StackName"] for stack in active["StackSummaries"]]
    report.run("remains of a failed deployment are removed", leaves_nothing)


def settings_of(environment, stack):
    """The architecture and the variables of a stack's function."""
    name = outputs_of(stack)["FunctionName"]
    function = client(environment, "lambda").get_function_configuration(FunctionName=name)
    return function["Architectures"], function["Environment"]["Variables"]


def test_own_names(report, environment, architecture, names):
    def are_of_the_stack():
        for name in names:
            architectures, variables = settings_of(environment, stack_of(environment, name))
            assert architectures == [architecture], architectures
            assert variables["POWERTOOLS_SERVICE_NAME"] == name, variables
            assert variables["POWERTOOLS_METRICS_NAMESPACE"] == f"OrgDiscovery/{name}", variables
    report.run("metrics of two stacks have different names", are_of_the_stack)


def test_events(report, base, what):
    for name, event, expected in http_api_events():
        report.run(f"{what}, event {name}", lambda: check(base, event, expected))


def test_restored_tables(report, environment):
    """Restores the tables and deploys a second stack on them, as the page says."""
    before = set(tables(environment))
    restore_to = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    deployment_page.follow("Point-in-time restore", WORK, {**environment, "RESTORE_TO": restore_to})

    def are_complete():
        restored = {f"restored-{kind}" for kind in corpus.TABLE_KINDS}
        assert set(tables(environment)) - before == restored, "the second stack created tables"
        dynamodb = client(environment, "dynamodb")
        for name in restored:
            assert dynamodb.describe_table(TableName=name)["Table"]["DeletionProtectionEnabled"], name
        time_to_live = dynamodb.describe_time_to_live(TableName="restored-Sessions")["TimeToLiveDescription"]
        assert time_to_live == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}, time_to_live
    report.run("restored tables are protected, and the only new ones", are_complete)
    test_events(report, base_of(environment, stack_of(environment, RESTORED)), "restored tables")


def test_second_region(report, environment):
    """Adds replicas and deploys a stack in their Region, as the page says."""
    region = "eu-west-1"
    deployment_page.follow("Second Region", WORK, {**environment, "SECOND_REGION": region})

    def is_saved():
        """A later deployment must not create tables."""
        saved = tomllib.loads((WORK / "samconfig.toml").read_text())["second-region"]
        assert saved["global"]["parameters"]["region"] == region, saved
        assert set(saved["deploy"]["parameters"]["parameter_overrides"]) == {
            "ProjectId", *(f"Existing{kind}Table" for kind in corpus.TABLE_KINDS)}, saved
    report.run("parameters of the second Region are saved", is_saved)
    test_events(report, base_of(environment, stack_of(environment, STACK, region)), "second Region")


def main():
    folder = pathlib.Path("target/ci/deploy")
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    (WORK / ".aws-sam").symlink_to(pathlib.Path(".aws-sam").resolve())
    environment = {**environment_of(corpus.free_port()), "PROJECT_ID": PROJECT["project_id"]}
    report = corpus.Report("deploy")
    with server(environment, folder / "ministack.txt"):
        test_failed_deployment(report, environment)
        began = time.monotonic()
        stack = deploy(environment)
        print(f"deployed in {time.monotonic() - began:.0f} s", flush=True)
        outputs = folder / "stack.json"
        outputs.write_text(json.dumps({"Stacks": [stack]}, default=str))
        load(environment, outputs)
        base = base_of(environment, stack)
        test_events(report, base, "deployed API")
        test_restored_tables(report, environment)
        test_events(report, base, "deployed API, next to the second stack")
        test_own_names(report, environment, sys.argv[1], [STACK, RESTORED])
        test_second_region(report, environment)
        test_exchange(report, base, lambda enabled: set_exchange(environment, enabled))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
