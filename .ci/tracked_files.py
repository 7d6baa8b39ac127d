"""The files of the repository."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Directories of build results, in a copy without git.
IGNORED = {".aws-sam", ".git", ".venv", "__pycache__", "node_modules", "target"}


def tracked(*patterns):
    """Names of the files that git tracks, and of new files that it does not ignore. Without git: of all files."""
    command = ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    names = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file())
    names = [name for name in names if not IGNORED & set(pathlib.PurePath(name).parts)]
    return [name for name in names if not patterns or any(matches(name, pattern) for pattern in patterns)]


def matches(name, pattern):
    """True if a pattern of git's selects the file: a glob, or a directory."""
    return pathlib.PurePath(name).match(pattern) or name.startswith(f"{pattern}/")
