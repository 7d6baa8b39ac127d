"""Compares the counted instructions with the baseline.

    python3 .ci/instructions.py                   prints the changes; more than 3 % more instructions is a failure
    python3 .ci/instructions.py --accept REASON   makes the counts the baseline
"""

import datetime
import json
import pathlib
import subprocess
import sys

BASELINE = pathlib.Path("benches/instructions/baseline.json")
COUNTS = pathlib.Path("target/gungraun")
# The largest accepted increase. Two runs of the same program differ by less than a third of it, because the maps of the
# standard library have random keys.
LIMIT = 0.03


def counted():
    """Returns the instructions by scene."""
    counts = {}
    for path in sorted(COUNTS.rglob("summary.json")):
        summary = json.loads(path.read_text())
        name = f"{summary['function_name']} {summary['id']}"
        counts[name] = instructions(summary)
    return counts


def instructions(summary):
    (profile,) = summary["profiles"]
    return profile["data"]["total"]["metrics"]["Ir"]["values"]["new"]


def rustc():
    return subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip()


def accept(reason, counts):
    if not reason.strip():
        sys.exit("a new baseline needs a reason")
    content = {"reason": reason, "date": datetime.date.today().isoformat(), "rustc": rustc(), "instructions": counts}
    BASELINE.write_text(json.dumps(content, indent=2) + "\n")
    print(f"{BASELINE}: accepted")


def compare(counts):
    baseline = json.loads(BASELINE.read_text())
    print(f"Baseline of {baseline['date']}, {baseline['rustc']}: {baseline['reason']}")
    if rustc() != baseline["rustc"]:
        print(f"This is {rustc()}. A new compiler may change the counts; then accept a new baseline.")
    print(f"{'scene':30} {'baseline':>13} {'now':>13} {'change':>8}")
    passed = failed = 0
    for name in sorted(baseline["instructions"] | counts):
        before, now = baseline["instructions"].get(name), counts.get(name)
        if before is None or now is None:
            print(f"{name:30} {before or 'missing':>13} {now or 'missing':>13}   FAILED")
            failed += 1
            continue
        change = now / before - 1
        verdict = "FAILED" if change > LIMIT else "better, accept it" if change < -LIMIT else ""
        print(f"{name:30} {before:>13,} {now:>13,} {change:>+8.2%} {verdict}".rstrip())
        passed, failed = passed + (change <= LIMIT), failed + (change > LIMIT)
    print(f"instructions: {passed} passed, {failed} failed")
    if failed:
        print("If the increase is worth it: .ci/instructions.sh --accept 'the reason'")
    return 1 if failed else 0


def main():
    counts = counted()
    if not counts:
        sys.exit(f"{COUNTS} contains no counts: run .ci/instructions.sh")
    match sys.argv[1:]:
        case []:
            return compare(counts)
        case ["--accept", reason]:
            return accept(reason, counts)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
