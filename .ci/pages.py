"""Checks the documentation: relative links and their anchors, paths of the repository, names in commands, the figures of the
performance page, which come from the page with all results, and the log messages that the runbook quotes.

usage: pages.py [FILE...]    FILE: Markdown files (default: all tracked ones)
"""

import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^\s*```")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"^\.?[\w.-]+(?:/[\w.{},*-]+)+/?$|^[\w-]+\.(?:md|rs|toml|yaml|json|py|mjs)$")
# Paths of other repositories, of machines, and of the build.
OTHER_PATHS = re.compile(r"^(?:target|/|node_modules|application|text|path|org_discovery|github\.com)\b")


def tracked(*patterns):
    """Names of the files that git tracks, and of new files that it does not ignore."""
    command = ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in names if (ROOT / name).is_file()]


def lines_of(text):
    """Yields (line number, line, True if the line is in a code block)."""
    in_block = False
    for number, line in enumerate(text.splitlines(), 1):
        if FENCE.match(line):
            in_block = not in_block
            continue
        yield number, line, in_block


def anchors_of(text):
    """The anchors that GitHub gives to the headings of a page."""
    anchors, seen = set(), {}
    for _, line, in_block in lines_of(text):
        if in_block or not re.match(r"#{1,6} ", line):
            continue
        title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line.lstrip("#").strip()).replace("`", "")
        anchor = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        count = seen.get(anchor, 0)
        seen[anchor] = count + 1
        anchors.add(f"{anchor}-{count}" if count else anchor)
    return anchors


def link_problem(page, target):
    if re.match(r"[a-z]+:", target):
        return None if re.match(r"(?:https|mailto):", target) else "not an https link"
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        return "no such file"
    if anchor and file.suffix == ".md" and anchor not in anchors_of(file.read_text()):
        return "no such heading"
    return None


class Commands:
    """The names that commands of the documentation may use."""

    def __init__(self):
        manifests = [tomllib.loads((ROOT / name).read_text()) for name in tracked("Cargo.toml", "*/Cargo.toml")]
        self.targets = {kind: set() for kind in ("test", "bench", "example", "bin")}
        self.packages = set()
        for name, manifest in zip(tracked("Cargo.toml", "*/Cargo.toml"), manifests, strict=True):
            self.packages.add(manifest.get("package", {}).get("name"))
            for kind, found in self.targets.items():
                found.update(target["name"] for target in manifest.get(kind, []))
            tests = (ROOT / name).parent / "tests"
            if tests.is_dir():
                self.targets["test"].update(path.stem for path in tests.glob("*.rs"))
                self.targets["test"].update(path.parent.name for path in tests.glob("*/main.rs"))
        self.jobs = {path.stem for path in (ROOT / ".ci").glob("*.sh")}
        self.aliases = tomllib.loads((ROOT / ".cargo/config.toml").read_text())["alias"]

    def problem(self, command):
        words = command.split("#")[0].split()
        while words and re.match(r"[A-Z_]+=", words[0]):
            words = words[1:]
        if not words:
            return None
        if words[0] == ".ci/run":
            unknown = [word for word in words[1:] if word not in self.jobs and word.isalpha() and word.islower()]
            return f"no such job: {unknown[0]}" if unknown else None
        if words[0] == "cargo":
            return self.cargo_problem(words[1:])
        return None

    def cargo_problem(self, words):
        known = {"audit", "bench", "build", "clippy", "deny", "doc", "fmt", "fuzz", "install", "insta", "lambda", "run", "test", "tree"}
        if words and words[0].isalpha() and words[0] not in known | set(self.aliases):
            return f"no such cargo command: {words[0]}"
        for option, value in zip(words, words[1:], strict=False):
            kind = option.removeprefix("--")
            if kind in self.targets and not value.startswith("-") and value.isascii() and value.islower():
                if value not in self.targets[kind]:
                    return f"no such {kind} target: {value}"
            if option in ("-p", "--package") and value.islower() and value not in self.packages:
                return f"no such package: {value}"
            if option == "--path" and not (ROOT / value).is_dir():
                return f"no such folder: {value}"
        return None


def path_problem(page, path):
    if OTHER_PATHS.match(path) or not PATH.match(path):
        return None
    first = path.split("/")[0]
    if "/" in path and not (ROOT / first).exists() and not (page.parent / first).exists():
        return None
    bases = [ROOT, page.parent]
    pattern = re.sub(r"\{[^}]*\}", "*", path).rstrip("/")
    if re.search(r"[A-Z]{3,}", pathlib.PurePath(pattern).name.split(".")[0]) and "README" not in pattern:
        pattern = re.sub(r"[A-Z]{3,}", "*", pattern)
    if any(list(base.glob(pattern)) for base in bases):
        return None
    if "/" not in path and any(pathlib.PurePath(name).name == path for name in tracked()):
        return None
    return "no such path"


class Figures:
    """The decimal numbers of the benchmarks' pages, which the performance page may quote or round."""

    NUMBER = re.compile(r"(?<![\d.])\d+\.\d+(?![\d.])")

    def __init__(self):
        pages = [ROOT / "benches/results.md", ROOT / "benches/README.md", ROOT / "docs/cost.md"]
        self.known = {number for page in pages for number in self.NUMBER.findall(page.read_text())}

    def problem(self, number):
        digits = len(number.partition(".")[2])
        is_rounded = any(f"{float(known):.{digits}f}" == number for known in self.known)
        return None if is_rounded else "not a result of a benchmark"


def figure_problems(page):
    figures = Figures()
    for number, line, _ in lines_of(page.read_text()):
        for figure in Figures.NUMBER.findall(re.sub(r"`[^`]*`|Rust [\d.]+|Node\.js [\d.]+|Python [\d.]+", "", line)):
            if problem := figures.problem(figure):
                yield number, figure, problem


def message_problems(page):
    """Messages in the runbook's table of causes, and in its queries, that the function does not log."""
    names = [name for name in tracked("src") if name.endswith(".rs")]
    source = "".join((ROOT / name).read_text() for name in names)
    generalize = lambda text: re.sub(r"\{[\w.:?]*\}|\d+", "#", text)
    source, in_table = generalize(source), False
    for number, line, _ in lines_of(page.read_text()):
        in_table = line.startswith("| `error.cause`") or (in_table and line.startswith("|"))
        quoted = CODE.findall(line.split("|")[1]) if in_table else []
        quoted += re.findall(r'message = "([^"]+)"', line)
        for message in quoted:
            parts = [part.strip() for part in re.split(r"…|: | at\b", message)]
            # Error codes of AWS and of rustls are not in the source, and the heading of the table is no message.
            own = [part for part in parts if part and not re.fullmatch(r"\w+Exception|UnknownIssuer|error\.cause", part)]
            if not all(generalize(part) in source for part in own):
                yield number, message, "not a message of the function"


def problems_of(page, commands):
    text = page.read_text()
    if page == ROOT / "docs/runbook.md":
        yield from message_problems(page)
    if page == ROOT / "docs/performance.md":
        yield from figure_problems(page)
    for number, line, in_block in lines_of(text):
        if in_block:
            problem = commands.problem(line.strip().removeprefix("$ "))
            if problem:
                yield number, line.strip(), problem
            continue
        for target in LINK.findall(re.sub(r"`[^`]*`", "", line)):
            if problem := link_problem(page, target):
                yield number, target, problem
        for code in CODE.findall(line):
            problem = path_problem(page, code) or commands.problem(code)
            if problem:
                yield number, code, problem


def main():
    names = sys.argv[1:] or [name for name in tracked("*.md") if not name.startswith("fuzz/seeds")]
    commands = Commands()
    count = 0
    for name in names:
        for number, what, problem in problems_of((ROOT / name).resolve(), commands):
            print(f"{name}:{number}: {what}: {problem}")
            count += 1
    print(f"pages: {len(names)} files, {count} problems")
    sys.exit(count > 0)


main()
