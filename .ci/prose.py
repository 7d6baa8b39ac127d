"""Checks comments, texts and pages for phrases that this project avoids, and doc comments for their first word.

usage: prose.py [FILE...]    FILE: files to check (default: all)
       prose.py --planted    checks that the check itself finds planted sentences

CONTRIBUTING.md describes the style. The table below has a better phrase for each pattern.
"""

import pathlib
import re
import sys

from repository import ROOT, files

# A pattern, and what to write instead. Patterns match whole words without regard to case.
PHRASES = [
    (r"stands?(?! for| alone|-in)|stood|standing", "is stored, is in, appears"),
    (r"somebody|anybody|nobody|whoever|whomever|whatever|whichever", "the caller, the writer, an attacker, a user"),
    (r"tells?|told", "reports, logs, returns, contains"),
    (r"believ\w+|vouch\w*", "trusts, verifies"),
    (r"mend(?:s|ed|ing)?", "repairs, fixes"),
    (r"(?:held|holds?|holding) (?:\w+ ){0,4}against", "compared with, validated against"),
    (r"beside", "next to, alongside; for time: concurrently"),
    (r"(?:is|has|have|are|was|there is|there are) none", "does not exist, is absent, is None"),
    (r"anew", "again; recomputes, recreates"),
    (r"passed over|passes over", "skipped, skips"),
    (r"waves?", "round trip"),
    (r"(?<!expression )engines?", "DynamoDB, a DynamoDB-compatible endpoint"),
    (r"authorities", "CA certificates"),
    (r"under way", "in flight, in progress"),
    (r"for ever", "forever, without a limit"),
    (r"look-ups?", "lookup"),
    (r"e-mails?", "email"),
    (r"corrupt\w*", "damaged"),
]
# Underscores separate words, so that names are checked too.
PATTERNS = [
    (re.compile(rf"(?<![A-Za-z])(?:{pattern})(?![A-Za-z])", re.IGNORECASE), instead) for pattern, instead in PHRASES
]
OPENER = re.compile(r"(?:What|Who|Whose|How|Whether|Where|Why|Which|When)\b(?!.*\?)")

# The text of a line that is a comment.
COMMENTS = {
    ".rs": r"^\s*//[/!]?\s?(.*)$",
    ".go": r"^\s*//\s?(.*)$",
    ".java": r"^\s*(?://|\*|/\*\*?)\s?(.*)$",
    ".css": r"^\s*(?:\*|/\*)\s?(.*)$",
    ".html": r"^\s*<!--\s?(.*)$",
    ".js": r"^\s*(?://|\*|/\*\*?)\s?(.*)$",
    ".mjs": r"^\s*(?://|\*|/\*\*?)\s?(.*)$",
    ".py": r"^\s*(?:#|\"\"\")\s?(.*)$",
    ".sh": r"^\s*#\s?(.*)$",
    ".toml": r"^\s*#\s?(.*)$",
    ".yaml": r"^\s*#\s?(.*)$",
}
# Code that is no prose: a trait of base64, and a comparison in Python.
CODE = re.compile(r"\bengine::|\bEngine\b|\bis None\b")
# Files whose text is data, and the file that lists the phrases.
EXCLUDED = re.compile(r"^(?:\.ci/prose\.py|fuzz/seeds/|events/|CHANGELOG\.md$|local/demo/)")


def in_text(line):
    """Phrases that do not belong in `line`, each with what to write instead."""
    for pattern, instead in PATTERNS:
        if found := pattern.search(line):
            yield f'"{found[0]}": write {instead}'


def opening(line):
    """The problem of the first line of a doc comment, if it opens with a free clause."""
    if found := OPENER.match(line):
        yield f'opens with "{found[0]}": open with a verb or a noun phrase'


def suffix_of(name):
    """The suffix of a file. .ci/run is a shell script without one."""
    return ".sh" if name == ".ci/run" else pathlib.PurePath(name).suffix


def checked_lines(name, text):
    """Yields (line number, text, True if it opens a doc comment) of every line.

    Messages, help texts and names are prose too, so whole lines are checked, not only comments.
    """
    suffix = suffix_of(name)
    if suffix == ".md":
        for number, line in enumerate(text.splitlines(), 1):
            yield number, re.sub(r"`[^`]*`", "`code`", line), False
        return
    comment, last = re.compile(COMMENTS[suffix]), -1
    for number, line in enumerate(text.splitlines(), 1):
        if found := comment.match(line):
            yield number, re.sub(r"`[^`]*`", "`code`", found[1]), number != last + 1
            last = number
        else:
            yield number, CODE.sub("", line), False


def problems_in(name, text):
    for number, line, opens in checked_lines(name, text):
        for problem in [*in_text(line), *(opening(line) if opens else ())]:
            yield number, problem, line.strip()


def prose_files():
    """The names of the files that are checked."""
    return [name for name in files() if suffix_of(name) in {*COMMENTS, ".md"} and not EXCLUDED.match(name)]


PLANTED = [
    ("planted.rs", "/// Who asks is believed.\n", 2),
    ("planted.rs", "fn whoever_asks() {}\n", 1),
    ("planted.md", "The tables are held against each other, and mended.\n", 2),
    ("planted.py", "# Nobody tells what stands in the table.\n", 3),
    ("planted.js", '// What the page mends.\n', 2),
    ("planted.mjs", 'throw new Error("the table is made anew");\n', 1),
    ("planted.yaml", "Description: the authorities beside the store\n", 2),
]


def check_planted():
    """Returns true if every planted sentence is found, with all of its problems."""
    passed = True
    for name, text, expected in PLANTED:
        found = list(problems_in(name, text))
        print(f"planted in {pathlib.PurePath(name).suffix}: {text.strip()!r}: {len(found)} of {expected} problems found")
        passed = passed and len(found) == expected
    return passed


def main():
    if sys.argv[1:] == ["--planted"]:
        sys.exit(not check_planted())
    names = sys.argv[1:] or prose_files()
    count = 0
    for name in names:
        for number, problem, line in problems_in(name, (ROOT / name).read_text(errors="replace")):
            print(f"{name}:{number}: {problem}: {line[:100]}")
            count += 1
    print(f"prose: {len(names)} files, {count} problems")
    sys.exit(count > 0)


main()
