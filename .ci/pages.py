"""Checks the documentation: relative links and their anchors, paths of the repository, names in commands, the figures of the
performance page, which come from the page with all results, and the log messages that the runbook quotes.

usage: pages.py [FILE...]    FILE: Markdown files (default: all)
"""

import pathlib
import re
import sys

from page_commands import Commands
from repository import ROOT, files

FENCE = re.compile(r"^\s*```")
LINK = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"^\.?[\w.-]+(?:/[\w.{},*-]+)+/?$|^[\w-]+\.(?:md|rs|toml|yaml|json|py|mjs)$")
# Paths of other repositories, of machines, and of the build.
OTHER_PATHS = re.compile(r"^(?:target|\.aws-sam|node_modules|application|text|github\.com|stytch|firebase|organizations)/|^/|^samconfig\.toml$")


def lines_of(text):
    """Yields (line number, line, language of the code block or None outside of blocks). Fences are left out, and a command that
    continues on the next line is one line."""
    language, begun = None, ""
    for number, line in enumerate(text.splitlines(), 1):
        if FENCE.match(line):
            language = line.strip().strip("`") if language is None else None
        elif language is not None and line.endswith("\\"):
            begun += line[:-1]
        else:
            yield number, begun + line, language
            begun = ""


def anchors_of(text):
    """The anchors that GitHub gives to the headings of a page."""
    anchors, seen = set(), {}
    for _, line, language in lines_of(text):
        if language is not None or not re.match(r"#{1,6} ", line):
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


def path_problem(page, path):
    if OTHER_PATHS.match(path) or not PATH.match(path):
        return None
    bases = [ROOT, page.parent]
    pattern = re.sub(r"\{[^}]*\}", "*", path).rstrip("/")
    if re.search(r"[A-Z]{3,}", pathlib.PurePath(pattern).name.split(".")[0]) and "README" not in pattern:
        pattern = re.sub(r"[A-Z]{3,}", "*", pattern)
    if any(list(base.glob(pattern)) for base in bases):
        return None
    if "/" not in path and any(pathlib.PurePath(name).name == path for name in files()):
        return None
    # A program that the page contains: the reader saves it under the name in its first line.
    if re.search(rf"^(?://|#) {re.escape(path)}$", page.read_text(), re.MULTILINE):
        return None
    return "no such path"


class Figures:
    """The numbers of the benchmarks' pages, which the performance page may quote or round. Small integers are not checked."""

    NUMBER = re.compile(r"(?<![\d.,-])(?:\d+\.\d+|\d{1,3}(?:,\d{3})+|\d{3,})(?![\d.,-]*\d)")

    def __init__(self):
        pages = [ROOT / "benches/results.md", ROOT / "benches/README.md", ROOT / "docs/cost.md"]
        self.known = {number for page in pages for number in self.NUMBER.findall(page.read_text())}

    def problem(self, number):
        number = number.replace(",", "")
        digits = len(number.partition(".")[2])
        is_rounded = any(f"{float(known.replace(',', '')):.{digits}f}" == number for known in self.known)
        return None if is_rounded else "not a result of a benchmark"


def figure_problems(page):
    figures = Figures()
    for number, line, _ in lines_of(page.read_text()):
        for figure in Figures.NUMBER.findall(re.sub(r"`[^`]*`|Rust [\d.]+|Node\.js [\d.]+|Python [\d.]+", "", line)):
            if problem := figures.problem(figure):
                yield number, figure, problem


def message_problems(page):
    """Messages in the runbook's table of causes, and in its queries, that the functions do not log."""
    folders = ("src/", "exchange/src/", "admin/src/")
    names = [name for name in files() if name.startswith(folders) and name.endswith(".rs")]
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
                yield number, message, "not a message of the functions"


def link_problems(page):
    """Problems of links. A link may span two lines."""
    prose = [(number, re.sub(r"`[^`]*`", "", line)) for number, line, language in lines_of(page.read_text()) if language is None]
    text = "\n".join(line for _, line in prose)
    for link in LINK.finditer(text):
        if problem := link_problem(page, link[1]):
            yield prose[text.count("\n", 0, link.start())][0], link[1], problem


def code_problems(page, commands):
    """Problems of the commands in code blocks, and of the commands and paths in code spans."""
    for number, line, language in lines_of(page.read_text()):
        command = line.strip().removeprefix("$ ")
        if language is None:
            for code in CODE.findall(line):
                if problem := path_problem(page, code) or commands.problem(code):
                    yield number, code, problem
        elif language == "sh" or (language == "console" and line.startswith("$ ")):
            if problem := commands.shell_problem(command):
                yield number, command, problem
        elif problem := commands.problem(command):
            yield number, command, problem


def problems_of(page, commands):
    yield from link_problems(page)
    yield from code_problems(page, commands)
    if page == ROOT / "docs/runbook.md":
        yield from message_problems(page)
    if page == ROOT / "docs/performance.md":
        yield from figure_problems(page)


def main():
    names = sys.argv[1:] or [name for name in files() if name.endswith(".md") and not name.startswith("fuzz/seeds")]
    commands = Commands()
    count = 0
    for name in names:
        for number, what, problem in problems_of((ROOT / name).resolve(), commands):
            print(f"{name}:{number}: {what}: {problem}")
            count += 1
    print(f"pages: {len(names)} files, {count} problems")
    sys.exit(count > 0)


main()
