"""Follows docs/integrate.md word by word: saves its programs in an empty folder, runs its commands, and compares the output.

    ORG_DISCOVERY_LOCAL=FILE python3 .ci/integrate.py

Each section with commands starts in an empty folder. A program is saved under the name in its first line. The session that the last
command prints must be valid.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

import corpus
from repository import ROOT

PAGE = ROOT / "docs/integrate.md"
COMMANDS = 15  # The limit for a reader, with `git clone` and `cargo local`.
BEFORE = 2


def sections(text):
    """Yields the name and the code blocks of each section that has commands."""
    for section in re.split(r"\n(?=### )", text)[1:]:
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", section.split("\n## ")[0], re.MULTILINE | re.DOTALL)
        if any(language == "sh" for language, _ in blocks):
            yield section.splitlines()[0].removeprefix("### "), blocks


def environment(local):
    """The variables of a deployment, because this `cargo local` uses other ports."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "ORG_DISCOVERY_URL": local["url"],
        "AWS_ENDPOINT_URL_DYNAMODB": local["dynamodb_url"],
    }


def pattern_of(output):
    """Compares the output with the page, in which `…` is any text."""
    return re.compile(re.escape(output.strip()).replace("…", r"[\w-]+"))


def follow(blocks, folder, variables):
    """Follows one section. Returns the number of commands and the problem, if there is one."""
    count, output = 0, ""
    for language, code in blocks:
        if language == "console":
            if not pattern_of(code).fullmatch(output.strip()):
                return count, f"unexpected output: {output!r}"
        elif language == "sh":
            for command in code.strip().splitlines():
                done = subprocess.run(command, shell=True, cwd=folder, env=variables, text=True, capture_output=True)
                count, output = count + 1, done.stdout
                if done.returncode:
                    return count, f"{command}: {done.stderr}"
        else:
            name = re.match(r"(?://|#) (\S+)\n", code)[1]
            pathlib.Path(folder, name).write_text(code)
    return count, "" if count else "no commands"


def main():
    failed = []
    found = list(sections(PAGE.read_text()))
    for name, blocks in found:
        with tempfile.TemporaryDirectory() as folder:
            count, problem = follow(blocks, folder, environment(corpus.local()))
        if not problem and count + BEFORE > COMMANDS:
            problem = f"{count + BEFORE} commands"
        print(f"integrate.md {name}, {count} commands ... {problem or 'ok'}")
        failed += [name] if problem else []
    print(f"integrate: {len(found) - len(failed)} passed, {len(failed)} failed")
    sys.exit(bool(failed) or len(found) != 2)


main()
