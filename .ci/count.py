"""Prints the counts of every test runner from the jobs' output, and their sum.

    python3 .ci/count.py FOLDER   (one .log file for each job)
"""

import pathlib
import re
import sys

CARGO = re.compile(r"^test result: .*?(\d+) passed; (\d+) failed;")
NODE = re.compile(r"^[#ℹ] (pass|fail|cancelled) (\d+)$")
OURS = re.compile(r"^[\w-]+: (\d+) passed, (\d+) failed$")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def main():
    passed = failed = 0
    for log in sorted(pathlib.Path(sys.argv[1]).glob("*.log"), key=lambda p: p.stat().st_mtime):
        for line in log.read_text(errors="replace").splitlines():
            line = COLOUR.sub("", line).strip()
            if both := CARGO.match(line) or OURS.match(line):
                passed += int(both[1])
                failed += int(both[2])
            elif one := NODE.match(line):
                if one[1] == "pass":
                    passed += int(one[2])
                else:
                    failed += int(one[2])
            else:
                continue
            print(f"{log.stem}: {line}")
    print(f"{passed} passed, {failed} failed")


if __name__ == "__main__":
    main()
