"""The names that commands of the documentation may use: packages, targets, jobs, aliases and programs."""

import re
import tomllib

from repository import ROOT, files


class Commands:
    """The names that commands of the documentation may use."""

    def __init__(self):
        self.targets = {kind: set() for kind in ("test", "bench", "example", "bin")}
        self.packages = set()
        for path in (ROOT / name for name in files() if name.split("/")[-1] == "Cargo.toml"):
            manifest = tomllib.loads(path.read_text())
            self.packages.add(manifest.get("package", {}).get("name"))
            for kind, found in self.targets.items():
                found.update(target["name"] for target in manifest.get(kind, []))
            tests = path.parent / "tests"
            self.targets["test"].update(path.stem for path in tests.glob("*.rs"))
            self.targets["test"].update(path.parent.name for path in tests.glob("*/main.rs"))
        self.jobs = {path.stem for path in (ROOT / ".ci").glob("*.sh")}
        self.aliases = tomllib.loads((ROOT / ".cargo/config.toml").read_text())["alias"]

    # Programs of shell commands, with the subcommands that the pages may use. None: any arguments.
    PROGRAMS = {
        "aws": None, "cat": None, "cd": None, "cp": None, "composer": {"require"}, "curl": None, "dotnet": {"add"}, "echo": None,
        "export": None, "gem": {"install"}, "gh": {"attestation", "release"}, "git": {"clone"}, "go": {"get", "run"}, "java": None,
        "jq": None, "mkdir": None, "mvn": None, "node": None, "npm": {"ci", "init", "install", "run", "test"},
        "org-discovery-local": None, "orgctl": None, "pip": {"install"}, "printf": None, "python3": None,
        "sam": {"build", "deploy", "local"}, "for": None, "do": None, "done": None, "cargo": None, "sed": None, "cut": None,
        "sha256sum": None, "group": None, "source": None, "tar": None, "unzip": None,
        "npx": {"cdk"}, "terraform": {"apply", "import", "init", "state"},
    }

    def shell_problem(self, line):
        """The problem of a line in a block of shell commands."""
        line = re.sub(r"'[^']*'|\"[^\"]*\"", "X", line.split(" #")[0])
        # The command whose output is the value of a variable.
        line = re.sub(r"^\s*[a-z_]+=\$\(", "", line)
        for command in re.split(r"&&|\|\||[|;]", line):
            if problem := self.program_problem(words_of(command)) or self.problem(command):
                return problem
        return None

    def program_problem(self, words):
        if not words or words[0].startswith(("-", "#")):
            return None
        program, arguments = words[0], words[1:]
        if "/" in program:
            path = program.removeprefix("./")
            exists = any(f"/{name}".endswith(f"/{path}") for name in files()) or ".venv" in program
            return None if exists else f"no such program: {program}"
        if program not in self.PROGRAMS:
            return f"not a known program: {program}"
        known = self.PROGRAMS[program]
        if known and arguments and arguments[0].isalpha() and arguments[0] not in known:
            return f"no such subcommand: {arguments[0]}"
        return None

    def problem(self, command):
        """The problem of a command of this repository: `.ci/run` or `cargo`."""
        words = words_of(command.split("#")[0])
        if words[:1] == [".ci/run"]:
            unknown = [word for word in words[1:] if word not in self.jobs and word.isalpha() and word.islower()]
            return f"no such job: {unknown[0]}" if unknown else None
        if words[:1] == ["cargo"]:
            return self.cargo_problem(words[1:])
        return None

    def cargo_problem(self, words):
        if words[:1] == ["lambda"] and words[1:] and words[1] not in {"build", "invoke", "watch"} and words[1].isalpha():
            return f"no such cargo lambda command: {words[1]}"
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


def words_of(command):
    """The words of a command, without the variables that it sets."""
    return [word for word in command.split() if not re.match(r"[A-Za-z_]+=", word)]
