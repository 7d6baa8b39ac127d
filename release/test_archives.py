"""Tests the archives of a release: checksums, contents, tools, functions and a deployment. release/test.sh starts it.

    python3 release/test_archives.py FOLDER
"""

import hashlib
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / ".ci"))

import corpus  # noqa: E402

from changelog import ROOT, workspace_version  # noqa: E402
from tools_tests import test_tools  # noqa: E402

PREFIX = f"org-discovery-{workspace_version()}-"
LAMBDA_FILES = ["LICENSE", "README.md", "discovery.zip", "exchange.zip", "template.yaml"]
TOOL_FILES = ["LICENSE", "README.md", "org-discovery-local", "orgctl"]
MACHINES = {"aarch64": "aarch64", "arm64": "aarch64", "x86_64": "x86_64", "AMD64": "x86_64"}
MACHINE = MACHINES[platform.machine()]
TARGET = f"{MACHINE}-{'apple-darwin' if sys.platform == 'darwin' else 'unknown-linux-gnu'}"
ARCHITECTURE = "arm64" if MACHINE == "aarch64" else "x86_64"


def check_checksums(dist):
    lines = [line.split("  ") for line in (dist / "SHA256SUMS").read_text().splitlines()]
    listed = {name: digest for digest, name in lines}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in dist.iterdir() if path.name != "SHA256SUMS"}
    assert listed and listed == found, f"SHA256SUMS differs from the files: {sorted(set(listed.items()) ^ set(found.items()))}"


def check_sbom(archive, required):
    name = archive.name.removesuffix(".zip").removesuffix(".tar.gz")
    text = archive.with_name(f"{name}.cdx.json").read_text()
    document = json.loads(text)
    names = {component["name"] for component in document["components"]}
    assert document["bomFormat"] == "CycloneDX" and required <= names, f"missing {sorted(required - names)}"
    assert str(ROOT) not in text and str(pathlib.Path.home()) not in text, "the SBOM contains a path of this machine"


def extract_functions(archive, folder):
    """Extracts the archive and both programs, and checks that there is nothing else."""
    with zipfile.ZipFile(archive) as outer:
        assert sorted(outer.namelist()) == LAMBDA_FILES, outer.namelist()
        outer.extractall(folder)
    for name in ("discovery", "exchange"):
        with zipfile.ZipFile(folder / f"{name}.zip") as inner:
            (entry,) = inner.infolist()
            assert entry.filename == "bootstrap" and entry.external_attr >> 16 == 0o100755, f"{name}: {entry}"
            inner.extract(entry, folder / name)
        (folder / name / "bootstrap").chmod(0o755)


def extract_tools(archive, folder):
    name = archive.name.removesuffix(".tar.gz")
    with tarfile.open(archive) as found:
        assert sorted(found.getnames()) == [f"{name}/{file}" for file in TOOL_FILES], found.getnames()
        found.extractall(folder, filter="data")
    return folder / name


def emulate_arm64(program):
    """Returns a program that runs `program` for arm64 on this machine."""
    wrapper = program.with_name(f"{program.name}-emulated")
    wrapper.write_text(f'#!/bin/sh\nexec {os.environ["EMULATE_ARM64"]} "{program}" "$@"\n')
    wrapper.chmod(0o755)
    return wrapper


def runnable(program, is_native):
    return program if is_native else emulate_arm64(program)


def send_events(local, program, events):
    """Sends all events to a function under the emulator, and returns true if all passed. Prints their count."""
    rie = next(ROOT.glob(f"target/tools/sam/lib/python3*/site-packages/samcli/local/rapid/aws-lambda-rie-{ARCHITECTURE}"))
    with local() as facts:
        command = [sys.executable, "-B", ".ci/emulator.py", rie, program, events]
        return subprocess.run(command, cwd=ROOT, env={**os.environ, "ORG_DISCOVERY_LOCAL": str(facts)}).returncode == 0


def check_events(report, archive, local, folder):
    """Runs both functions of an archive with all of their events."""
    architecture = archive.stem.rpartition("-")[2]
    report.run(f"{archive.name}: content", lambda: extract_functions(archive, folder))
    report.run(f"{archive.name}: SBOM", lambda: check_sbom(archive, {"org-discovery", "org-discovery-exchange", "aws-lc-sys"}))
    passed = True
    for name, events in (("discovery", "events"), ("exchange", "events/exchange")):
        program = runnable(folder / name / "bootstrap", architecture == ARCHITECTURE)
        print(f"{archive.name}: {name} function", flush=True)
        passed = send_events(local, program, events) and passed
    return passed


def is_runnable(archive, name):
    """True if this machine runs the programs of the archive, in QEMU if necessary."""
    return name in archive.name or (sys.platform == "linux" and os.environ["EMULATE_ARM64"] and "apple" not in archive.name)


def main():
    dist, work = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(tempfile.mkdtemp()).resolve()
    report, passed = corpus.Report("release"), True
    assert not shutil.which("cargo") and not shutil.which("rustc"), "the tests run without a Rust toolchain"
    report.run("SHA256SUMS", lambda: check_checksums(dist))
    own = dist / f"{PREFIX}tools-{TARGET}.tar.gz"
    tools = extract_tools(own, work)
    for archive in sorted(dist.glob("*.tar.gz")):
        report.run(f"{archive.name}: SBOM", lambda: check_sbom(archive, {"orgctl", "org-discovery-local", "libsqlite3-sys"}))
        if archive != own and is_runnable(archive, TARGET):
            other = emulate_arm64(extract_tools(archive, work) / "orgctl")
            report.run(f"{archive.name}: orgctl --version", lambda: subprocess.run([other, "--version"], check=True))
    local = test_tools(report, tools)
    functions = sorted(dist.glob("*-lambda-*.zip"))
    for archive in functions:
        if is_runnable(archive, f"lambda-{ARCHITECTURE}"):
            passed = check_events(report, archive, local, work / archive.stem) and passed
        else:
            print(f"{archive.name}: this machine cannot run its programs", flush=True)
    if sys.platform == "linux":
        from deploy_tests import test_deployment

        test_deployment(report, work / f"{PREFIX}lambda-{ARCHITECTURE}", tools / "orgctl")
    else:
        print("The functions and the deployment are not tested on this system.", flush=True)
    shutil.rmtree(work)
    return report.close() or not passed


if __name__ == "__main__":
    sys.exit(main())
