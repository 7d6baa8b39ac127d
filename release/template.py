"""Makes the template of an archive from the repository's template: the programs are in the archive and are not built.

Changes lines and keeps everything else, comments included. A template in which a change does not apply is refused.
"""

import re

# The zip file of the archive, by the program that the build entries of a function name.
ZIP_FILES = {"org-discovery": "discovery.zip", "org-discovery-exchange": "exchange.zip"}
RESOURCE = re.compile(r"^  (\w+):$")
BINARY = re.compile(r"^        Binary: (\S+)$")
CODE = "      CodeUri: ."
ARCHITECTURES = re.compile(r"^    Architectures: \[\w+\]$")


class TemplateError(Exception):
    """The template does not have the expected form."""


def indent_of(line):
    return len(line) - len(line.lstrip())


def resources_of(lines):
    """Returns (name or None, lines) of each resource. None: lines that do not belong to a resource."""
    parts, in_resources = [(None, [])], False
    for line in lines:
        if line and not line[0].isspace() and not line.startswith("#"):
            in_resources = line == "Resources:"
            parts.append((None, []))
        elif in_resources and (found := RESOURCE.match(line)):
            parts.append((found[1], []))
        parts[-1][1].append(line)
    return parts


def is_function(lines):
    return "    Type: AWS::Serverless::Function" in lines


def split_build_entries(name, lines):
    """Returns the lines of a function without its `Metadata`, and the lines of its `Metadata`."""
    if lines.count("    Metadata:") != 1:
        raise TemplateError(f"{name} does not have exactly one Metadata")
    begin = lines.index("    Metadata:")
    end = begin + 1
    while end < len(lines) and lines[end].strip() and indent_of(lines[end]) > 4:
        end += 1
    return lines[:begin] + lines[end:], lines[begin:end]


def rewrite_function(name, lines):
    lines, build = split_build_entries(name, lines)
    binaries = [found[1] for line in build if (found := BINARY.match(line))]
    if len(binaries) != 1 or binaries[0] not in ZIP_FILES:
        raise TemplateError(f"{name} does not name one of the programs {', '.join(ZIP_FILES)}: {binaries}")
    if lines.count(CODE) != 1:
        raise TemplateError(f"{name} does not have exactly one line {CODE.strip()!r}")
    zip_file = ZIP_FILES[binaries[0]]
    return [f"      CodeUri: {zip_file}" if line == CODE else line for line in lines], zip_file


def rewrite_architecture(lines, architecture):
    """Sets the architecture, and replaces the comment above it, which is about the build."""
    found = [number for number, line in enumerate(lines) if ARCHITECTURES.match(line)]
    if len(found) != 1:
        raise TemplateError("Globals.Function does not have exactly one line with Architectures")
    begin = end = found[0]
    while lines[begin - 1].startswith("    #"):
        begin -= 1
    comment = "    # The architecture of the programs in this archive."
    return [*lines[:begin], comment, f"    Architectures: [{architecture}]", *lines[end + 1:]]


def rewrite(text, architecture):
    """Returns the template of the archive for `architecture`, which is `arm64` or `x86_64`."""
    lines, zip_files = [], []
    for name, part in resources_of(text.splitlines()):
        if name is not None and is_function(part):
            part, zip_file = rewrite_function(name, part)
            zip_files.append(zip_file)
        lines += part
    if sorted(zip_files) != sorted(ZIP_FILES.values()):
        raise TemplateError(f"the template has other functions than the archive has programs: {zip_files}")
    return "\n".join(rewrite_architecture(lines, architecture)) + "\n"
