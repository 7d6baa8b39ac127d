"""Compares the findings of Checkov in template.yaml with the table of docs/deployment.md, which has an answer to each.

    python3 .ci/scan.py CHECKOV
"""

import json
import pathlib
import subprocess
import sys

import corpus


def findings(checkov):
    """The resources of each failed check."""
    done = subprocess.run(
        [checkov, "--quiet", "--compact", "--skip-download", "--framework", "cloudformation", "--file", "template.yaml", "--output", "json"],
        capture_output=True, text=True, timeout=300)
    report = json.loads(done.stdout)
    assert report["summary"]["parsing_errors"] == 0 and report["summary"]["passed"] > 10, report["summary"]
    found = {}
    for check in report["results"]["failed_checks"]:
        found.setdefault(check["check_id"], set()).add(check["resource"].split(".")[-1])
    return found


def answered():
    """The resources of each check in the page's table."""
    section = pathlib.Path("docs/deployment.md").read_text().split("## Scanner findings\n")[1]
    rows = [row.split(" | ") for row in section.splitlines() if row.startswith("| CKV")]
    return {cells[0].lstrip("| ").split(":")[0]: set(cells[1].replace("`", "").split(", ")) for cells in rows}


def check(checkov):
    found, known = findings(checkov), answered()
    assert found == known, f"found {found}, answered {known}"


def main():
    report = corpus.Report("scan")
    report.run("every finding of the scanner is answered", lambda: check(sys.argv[1]))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
