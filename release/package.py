"""Writes an archive of a release from built programs.

    python3 release/package.py lambda ARCHITECTURE DISCOVERY EXCHANGE FOLDER   (arm64 or x86_64)
    python3 release/package.py tools TARGET ORGCTL LOCAL FOLDER                (a target triple of Rust)
    python3 release/package.py checksums FOLDER
"""

import os
import pathlib
import sys

import archive
import template
from changelog import ROOT, workspace_version

PAGES = ROOT / "release/pages"


def read_program(path):
    """Reads a program. Refuses one that contains a folder of this machine: the build of another machine would differ."""
    content = pathlib.Path(path).read_bytes()
    for folder in (ROOT, pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))):
        if os.fsencode(folder) in content:
            sys.exit(f"{path} contains the path {folder}, so it is not reproducible; release/build.sh sets the compiler flags")
    return content


def page(name, **values):
    """The README of an archive."""
    text = (PAGES / name).read_text().replace("$VERSION", workspace_version())
    text = text.replace("$COMMIT", os.environ["ORG_DISCOVERY_COMMIT"])
    for key, value in values.items():
        text = text.replace(f"${key}", value)
    return archive.File("README.md", text.encode())


def repository_file(name):
    return archive.File(name, (ROOT / name).read_bytes())


def lambda_archive(architecture, discovery, exchange):
    """Returns the name and the content of the archive with both functions."""
    functions = [
        archive.File(name, archive.zip_bytes([archive.File("bootstrap", read_program(path), archive.PROGRAM)]))
        for name, path in (("discovery.zip", discovery), ("exchange.zip", exchange))
    ]
    rewritten = template.rewrite((ROOT / "template.yaml").read_text(), architecture)
    files = [
        *functions, archive.File("template.yaml", rewritten.encode()), repository_file("LICENSE"), page("lambda.md", ARCHITECTURE=architecture),
    ]
    return f"org-discovery-{workspace_version()}-lambda-{architecture}.zip", archive.zip_bytes(files)


def tools_archive(target, orgctl, local):
    """Returns the name and the content of the archive with the tools."""
    files = [
        archive.File("orgctl", read_program(orgctl), archive.PROGRAM),
        archive.File("org-discovery-local", read_program(local), archive.PROGRAM),
        repository_file("LICENSE"), page("tools.md", TARGET=target),
    ]
    name = f"org-discovery-{workspace_version()}-tools-{target}"
    return f"{name}.tar.gz", archive.tar_gz_bytes(name, files)


def main():
    kind, *arguments, folder = sys.argv[1:]
    folder = pathlib.Path(folder)
    if kind == "checksums":
        archive.write_checksums(folder)
        return
    name, content = {"lambda": lambda_archive, "tools": tools_archive}[kind](*arguments)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    print(f"{folder / name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
