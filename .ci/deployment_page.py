"""The commands of docs/deployment.md, run as they are written."""

import pathlib
import re
import subprocess
import sys

PAGE = pathlib.Path("docs/deployment.md")


def blocks(heading):
    """The blocks of shell commands in a section of the page."""
    for section in re.split(r"\n(?=##+ )", PAGE.read_text()):
        if section.splitlines()[0].lstrip("# ") == heading:
            found = re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
            assert found, f"{heading}: no commands"
            return found
    raise AssertionError(f"docs/deployment.md has no section {heading}")


def follow(heading, folder, environment):
    """Runs all commands of a section in a folder."""
    for block in blocks(heading):
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        if done.returncode != 0:
            sys.exit(f"{PAGE}, {heading}: {done.returncode}\n{block}\n{done.stdout}\n{done.stderr}")
