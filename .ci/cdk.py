"""Checks what the examples for the AWS CDK and Terraform publish, and deploys it to ministack.

    target/tools/sam/bin/python .ci/cdk.py FOLDER

FOLDER contains the folder of a release, the output of `cdk synth` in `cdk/cdk.out`, and in `terraform.json` the locals of
examples/terraform/package.tf, unless Terraform is not installed.
"""

import base64
import copy
import hashlib
import json
import pathlib
import re
import subprocess
import sys

from samcli.yamlhelper import yaml_parse

import corpus
from local_aws import REGION, client, environment_of
from ministack import server

PROJECT_ID = "project-live-11111111-2222-4333-8444-555555555555"
# The account and the Region of ministack.
PSEUDO_PARAMETERS = {"AWS::AccountId": "000000000000", "AWS::Region": REGION, "AWS::URLSuffix": "amazonaws.com"}


def parse(text):
    return json.loads(json.dumps(yaml_parse(text)))


def substitute(value):
    """The value of a string, or of an `Fn::Sub` with pseudo parameters."""
    text = value if isinstance(value, str) else value["Fn::Sub"]
    return re.sub(r"\$\{(.*?)\}", lambda found: PSEUDO_PARAMETERS[found[1]], text)


class Published:
    """The published template, its URL, and the files in S3 by bucket and key."""

    def __init__(self, name, text, url, files):
        self.name, self.text, self.url, self.files = name, text, url, files
        self.template = parse(text)

    def code(self, logical_id):
        """The bytes of a function's archive."""
        location = self.template["Resources"][logical_id]["Properties"]["CodeUri"]
        if isinstance(location, str):
            bucket, key = re.fullmatch(r"s3://([^/]+)/(.+)", location).groups()
        else:
            bucket, key = substitute(location["Bucket"]), location["Key"]
        return self.files[bucket, key]


class Cdk(Published):
    def __init__(self, assembly):
        self.stack = json.loads((assembly / "Product.template.json").read_text())
        files = {}
        for asset in json.loads((assembly / "Product.assets.json").read_text())["files"].values():
            (destination,) = asset["destinations"].values()
            content = (assembly / asset["source"]["path"]).read_bytes()
            files[substitute(destination["bucketName"]), destination["objectKey"]] = content
        (nested,) = [r for r in self.stack["Resources"].values() if r["Type"] == "AWS::CloudFormation::Stack"]
        self.parameters, url = nested["Properties"]["Parameters"], substitute(nested["Properties"]["TemplateURL"])
        super().__init__("CDK", files[tuple(url.split("/")[-2:])].decode(), url, files)

    def outputs(self):
        """The outputs of the template that the app uses."""
        return set(re.findall(r'"Outputs\.(\w+)"', json.dumps(self.stack)))


class Terraform(Published):
    def __init__(self, rendered, release):
        files = {(rendered["bucket"], key): (release / name).read_bytes() for name, key in rendered["code"].items()}
        files[rendered["bucket"], "template.yaml"] = rendered["template"].encode()
        self.source = pathlib.Path("examples/terraform/main.tf").read_text()
        # In this form, because ministack does not accept a URL with the bucket in the host name.
        url = f"https://s3.{REGION}.amazonaws.com/{rendered['bucket']}/template.yaml"
        super().__init__("Terraform", rendered["template"], url, files)
        self.parameters = dict.fromkeys(re.findall(r"\{ (\w+) = var\.", self.source))

    def outputs(self):
        return set(re.findall(r'outputs\["(\w+)"\]', self.source))


def functions(template):
    return {name: r["Properties"] for name, r in template["Resources"].items() if r["Type"] == "AWS::Serverless::Function"}


def differences(source, published, path=()):
    """The paths of values that differ, except `CodeUri` of functions."""
    if path[:1] == ("Resources",) and path[2:] == ("Properties", "CodeUri"):
        return []
    if isinstance(source, dict) and isinstance(published, dict):
        keys = sorted({*source, *published})
        return [d for key in keys for d in differences(source.get(key), published.get(key), (*path, key))]
    return [] if source == published and type(source) is type(published) else [".".join(path)]


def check_same(source, published):
    found = differences(source, published.template)
    assert not found, f"differ: {', '.join(found)}"


def check_code(source, published, release):
    found = functions(source)
    assert found, "no functions"
    for name, properties in found.items():
        assert published.code(name) == (release / properties["CodeUri"]).read_bytes(), f"{name}: another file"


def check_names(source, published):
    """The parameters and outputs that the example names exist, and every required parameter has a value."""
    required = {name for name, p in source["Parameters"].items() if "Default" not in p}
    assert required <= {*published.parameters} <= {*source["Parameters"]}, f"parameters {[*published.parameters]}"
    assert published.outputs() and published.outputs() <= {*source["Outputs"]}, f"outputs {published.outputs()}"


def check_valid(published, folder):
    """cfn-lint includes SAM's transform, which rejects a `CodeUri` that is not in S3."""
    file = folder / f"{published.name}.yaml"
    file.write_text(published.text)
    done = subprocess.run([pathlib.Path(sys.executable).with_name("cfn-lint"), file], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def check_planted(source, change):
    """A change of the template is found."""
    published = copy.deepcopy(source)
    change(published)
    assert len(differences(source, published)) == 1, "not found"


PLANTED = {
    "resource is lost": lambda t: t["Resources"].pop("ApiStage"),
    "type": lambda t: t["Resources"]["ApiStage"].update(Type="AWS::ApiGateway::Stage"),
    "condition of a resource": lambda t: t["Resources"]["ExchangeRole"].pop("Condition"),
    "property of a function": lambda t: t["Resources"]["ExchangeFunction"]["Properties"].update(Timeout=6),
    "property in a list": lambda t: t["Resources"]["FunctionRole"]["Properties"]["Policies"].pop(),
    "number becomes a text": lambda t: t["Parameters"]["MemorySize"].update(Default="256"),
    "rule": lambda t: t["Rules"].popitem(),
    "condition": lambda t: t["Conditions"].pop("HasKmsKey"),
    "output": lambda t: t["Outputs"].pop("ApiUrl"),
}


def deploy(published, environment):
    """Creates a stack, with the exchange, and compares the code of its functions with the archives."""
    s3, cloudformation, functions_client = (client(environment, service) for service in ("s3", "cloudformation", "lambda"))
    for bucket in {bucket for bucket, _ in published.files}:
        s3.create_bucket(Bucket=bucket)
    for (bucket, key), content in published.files.items():
        s3.put_object(Bucket=bucket, Key=key, Body=content)
    parameters = {"ProjectId": PROJECT_ID, "ExchangeEnabled": "true"}
    cloudformation.create_stack(
        StackName=published.name, TemplateURL=published.url, Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=published.name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    for name in functions(published.template):
        resource = cloudformation.describe_stack_resource(StackName=published.name, LogicalResourceId=name)
        function = resource["StackResourceDetail"]["PhysicalResourceId"]
        found = functions_client.get_function_configuration(FunctionName=function)["CodeSha256"]
        expected = base64.b64encode(hashlib.sha256(published.code(name)).digest()).decode()
        assert found == expected, f"{name}: code {found}, expected {expected}"


def main():
    folder = pathlib.Path(sys.argv[1])
    release, locals_file = folder / "release", folder / "terraform.json"
    source = parse((release / "template.yaml").read_text())
    examples = [Cdk(folder / "cdk/cdk.out")]
    if locals_file.exists():
        examples.append(Terraform(json.loads(locals_file.read_text()), release))
    report = corpus.Report("cdk")
    for name, change in PLANTED.items():
        report.run(f"planted difference: {name}", lambda: check_planted(source, change))
    for published in examples:
        report.run(f"{published.name}: template of the release", lambda: check_same(source, published))
        report.run(f"{published.name}: code of the functions", lambda: check_code(source, published, release))
        report.run(f"{published.name}: parameters and outputs", lambda: check_names(source, published))
        report.run(f"{published.name}: valid template", lambda: check_valid(published, folder))
    environment = environment_of(corpus.free_port())
    with server(environment, folder / "ministack.txt"):
        for published in examples:
            report.run(f"{published.name}: deployment to ministack", lambda: deploy(published, environment))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
