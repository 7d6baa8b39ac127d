"""Prints the section of CHANGELOG.md about a version. Fails if the version is not the one in Cargo.toml or has no section.

    python3 release/changelog.py VERSION
"""

import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def workspace_version():
    return tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]


def section(changelog, version):
    """Returns the text below the heading of a version, or None. A heading has a date: `## [0.1.0] - 2026-12-01`."""
    heading = re.compile(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d{{2}}-\d{{2}}$")
    lines, found = [], False
    for line in changelog.splitlines():
        if line.startswith("## "):
            if found:
                break
            found = bool(heading.match(line))
        elif found:
            lines.append(line)
    return "\n".join(lines).strip() + "\n" if found else None


def main():
    (version,) = sys.argv[1:]
    if version != workspace_version():
        sys.exit(f"{version!r} is not the version in Cargo.toml, {workspace_version()}")
    notes = section((ROOT / "CHANGELOG.md").read_text(), version)
    if notes is None or not notes.strip():
        sys.exit(f"CHANGELOG.md has no text under a heading `## [{version}] - DATE`")
    print(notes, end="")


if __name__ == "__main__":
    main()
