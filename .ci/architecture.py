"""Builds the template with `sam build` for each architecture as docs/deployment.md says, with a stub of cargo-lambda that records its
arguments: the program must be built for the architecture of the deployed function.

    target/tools/sam/bin/python .ci/architecture.py SAM
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from samcli.yamlhelper import yaml_parse

import corpus
from repository import ROOT, files

# Records its arguments, and creates the program that SAM expects.
STUB = """#!/usr/bin/env bash
echo "$* $(cat "${CARGO_LAMBDA_GLOBAL:-/dev/null}" | tr -d '\n')" >>"$RECORD"
[ "$1 $2" = "lambda --version" ] && echo "cargo-lambda 1.9.2" && exit
binary=$(sed 's/.*--bin \\([a-z-]*\\).*/\\1/' <<<"$*")
mkdir -p "target/lambda/$binary" && echo program >"target/lambda/$binary/bootstrap"
"""
# The argument of SAM, or the setting in the file that the page names.
FLAGS = {"arm64": "--arm64", "x86_64": 'target = "x86_64-unknown-linux-gnu"'}


def commands(architecture):
    """The page's commands for this architecture, without the deployment."""
    page = (ROOT / "docs/deployment.md").read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    block = next(block for block in blocks if "sam build" in block and ("x86_64" in block) == (architecture == "x86_64"))
    return [line for line in block.splitlines() if not line.startswith("sam deploy")]


def check(sam, architecture):
    with tempfile.TemporaryDirectory() as folder:
        project, tools = pathlib.Path(folder, "project"), pathlib.Path(folder, "tools")
        project.mkdir()
        tools.mkdir()
        for name in ("Cargo.toml", "Cargo.lock", "template.yaml"):
            shutil.copy(ROOT / name, project)
        shutil.copytree(ROOT / ".cargo", project / ".cargo")
        for name in ("cargo", "cargo-lambda"):
            (tools / name).write_text(STUB)
            (tools / name).chmod(0o755)
        (tools / "sam").symlink_to(pathlib.Path(sam).absolute())
        record = pathlib.Path(folder, "record")
        variables = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "RECORD": str(record), "SAM_CLI_TELEMETRY": "0",
                     "AWS_DEFAULT_REGION": "us-east-1"}
        for command in commands(architecture):
            subprocess.run(command, shell=True, cwd=project, env=variables, check=True, capture_output=True, text=True)
        builds = [line for line in record.read_text().splitlines() if line.startswith("lambda build")]
        assert len(builds) == 2, builds
        for build in builds:
            assert [flag for flag in FLAGS.values() if flag in build] == [FLAGS[architecture]], build
        built = yaml_parse((project / ".aws-sam/build/template.yaml").read_text())
        assert built["Globals"]["Function"]["Architectures"] == [architecture], built["Globals"]
        for name in ("OrgDiscoveryFunction", "ExchangeFunction"):
            assert "Architectures" not in built["Resources"][name]["Properties"], name
            assert (project / ".aws-sam/build" / name / "bootstrap").read_text() == "program\n", name


def check_untracked():
    """A deployment must not change a tracked file: the answers of `sam deploy --guided`, the copy of the template, and builds."""
    tracked = {"samconfig.toml", "template-x86_64.yaml"} & set(files())
    assert not tracked, tracked
    ignored = subprocess.run(
        ["git", "check-ignore", "samconfig.toml", "template-x86_64.yaml", ".aws-sam/build/template.yaml"], cwd=ROOT, capture_output=True, text=True)
    assert len(ignored.stdout.split()) == 3, ignored.stdout


def main():
    report = corpus.Report("architecture")
    for architecture in FLAGS:
        report.run(f"program and function for {architecture}", lambda: check(sys.argv[1], architecture))
    report.run("files of a deployment are ignored", check_untracked)
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
