"""Applies SAM's transform to template.yaml: a change of a parameter of a function must publish a version, because the API calls the
alias of a version.

    AWS_DEFAULT_REGION=us-east-1 target/tools/sam/bin/python .ci/versions.py
"""

import sys

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

import corpus
from repository import ROOT

TABLES = {f"Existing{kind}Table": "restored" for kind in corpus.TABLE_KINDS}
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555"
COMMON = [{"LogLevel": "DEBUG"}, {"MemorySize": "512"}, {"Tracing": "Active"}, TABLES]
CHANGES = {
    "OrgDiscoveryFunction": [*COMMON, {"ProjectId": "project-live-99999999-2222-4333-8444-555555555555"}],
    "ExchangeFunction": [*COMMON, {"SessionJwtKeyArn": KEY}, {"MaxSessionDurationMinutes": "60"}],
}
# The longest description that Lambda accepts.
LONGEST = 256
LONG = {
    "ProjectId": "project-test-11111111-2222-4333-8444-555555555555", "LogLevel": "DEBUG", "MemorySize": "3008", "Tracing": "PassThrough",
    "ExistingSessionsTable": "t" * 90, "SessionJwtKeyArn": f"arn:aws-us-gov:kms:us-gov-west-1:{KEY[22:]}", "MaxSessionDurationMinutes": "527040",
}


class NoManagedPolicies:
    """The template names no managed policy."""

    def load(self):
        return {}


def transformed():
    template = yaml_parse((ROOT / "template.yaml").read_text())
    for function in CHANGES:
        template["Resources"][function]["Properties"]["CodeUri"] = f"s3://bucket/{function}"
    return transform(template, {"ProjectId": LONG["ProjectId"]}, NoManagedPolicies()), template["Parameters"]


def description(document, parameters, function, changes):
    """The description of the function's version, with these parameters."""
    versions = [resource for name, resource in document["Resources"].items()
                if resource["Type"] == "AWS::Lambda::Version" and name.startswith(f"{function}Version")]
    assert len(versions) == 1, versions
    text = versions[0]["Properties"]["Description"]["Fn::Sub"]
    values = {name: parameter.get("Default") for name, parameter in parameters.items()}
    for name, value in {**values, "ProjectId": LONG["ProjectId"], **changes}.items():
        text = text.replace(f"${{{name}}}", str(value))
    assert "${" not in text, text
    return text


def check(document, parameters, function, changes):
    before, after = description(document, parameters, function, {}), description(document, parameters, function, changes)
    assert before != after, f"{before!r} for both"


def check_length(document, parameters, function):
    longest = description(document, parameters, function, LONG)
    assert len(longest) <= LONGEST, f"{len(longest)}: {longest}"


def main():
    report = corpus.Report("versions")
    document, parameters = transformed()
    for function, all_changes in CHANGES.items():
        for changes in all_changes:
            report.run(f"{function}: {', '.join(changes)}", lambda: check(document, parameters, function, changes))
        report.run(f"{function}: length", lambda: check_length(document, parameters, function))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
