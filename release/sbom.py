"""Writes the software bill of materials of an archive, in the format CycloneDX: the crates that are linked into its programs.

    python3 release/sbom.py ARCHIVE TARGET FOLDER PACKAGE...

cargo-cyclonedx describes the dependencies of each package. It also lists procedural macros, and dependencies of features that
this build does not use, so only the crates that `cargo tree` reports for the build are kept. The Rust standard library and the
C library are not listed.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import uuid

from changelog import ROOT, workspace_version

CRATE = re.compile(r"^(\S+) v(\S+)")
SOURCES = ["Cargo.lock", "*Cargo.toml", "*.rs"]


def linked_crates(target, packages):
    """Returns (name, version) of the crates that are linked into the programs of the packages."""
    command = ["cargo", "tree", "--locked", "--target", target, "--edges", "normal,no-proc-macro", "--prefix", "none"]
    for package in packages:
        command += ["--package", package]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {found.groups() for line in done.stdout.splitlines() if (found := CRATE.match(line))}


def documents(target, packages):
    """Runs cargo-cyclonedx in a copy of the manifests, because it writes its documents next to them."""
    with tempfile.TemporaryDirectory() as folder:
        names = subprocess.run(
            ["git", "ls-files", "-z", "--", *SOURCES], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in filter(None, names.split("\0")):
            copy = pathlib.Path(folder, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy)
        subprocess.run(
            ["cargo", "cyclonedx", "--quiet", "--format", "json", "--spec-version", "1.5", "--target", target],
            cwd=folder, check=True)
        found = {path.name: path for path in pathlib.Path(folder).rglob("*.cdx.json")}
        return [json.loads(found[f"{package}.cdx.json"].read_text()) for package in packages]


def key_of(component):
    return component["name"], component["version"]


def reference(key):
    return f"pkg:cargo/{key[0]}@{key[1]}"


def merge(documents, name, version, linked):
    """Returns one document about the archive with the components of all documents that are in `linked`.

    References are package URLs, because those of cargo-cyclonedx contain paths of the machine. There is no time, and the serial
    number, which GitHub's attestation requires, is derived from the content, so the result is reproducible.
    """
    components, references, edges = {}, {}, {}
    for document in documents:
        for component in (document["metadata"]["component"], *document["components"]):
            references[component["bom-ref"]] = key = key_of(component)
            if key in linked:
                kept = {k: v for k, v in component.items() if k not in ("components", "scope")}
                components[key] = {**kept, "type": "library", "bom-ref": reference(key), "purl": reference(key)}
        for edge in document["dependencies"]:
            edges.setdefault(references[edge["ref"]], set()).update(references[ref] for ref in edge.get("dependsOn", ()))
    if missing := sorted(linked - set(components)):
        sys.exit(f"cargo-cyclonedx does not describe {missing}")
    roots = sorted(key_of(document["metadata"]["component"]) for document in documents)
    root = {"type": "application", "bom-ref": name, "name": name, "version": version}
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": root, "tools": documents[0]["metadata"].get("tools", [])},
        "components": [components[key] for key in sorted(components)],
        "dependencies": [
            {"ref": name, "dependsOn": [reference(key) for key in roots]},
            *({"ref": reference(key), "dependsOn": [reference(to) for to in sorted(edges.get(key, set()) & linked)]}
              for key in sorted(components)),
        ],
    }
    return {"serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document)).urn, **document}


def main():
    name, target, folder, *packages = sys.argv[1:]
    linked = linked_crates(target, packages)
    document = merge(documents(target, packages), name, workspace_version(), linked)
    file = pathlib.Path(folder, f"{name}.cdx.json")
    file.write_text(json.dumps(document, indent=1) + "\n")
    print(f"{file}: {len(document['components'])} crates")


if __name__ == "__main__":
    main()
