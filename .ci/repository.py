"""The files of the repository."""

import functools
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Folders of git and of build results.
IGNORED = {".aws-sam", ".git", ".venv", "__pycache__", "node_modules", "target"}


@functools.cache
def files():
    """The names of all files, in order, without those in `IGNORED` folders."""
    names = []
    for folder, folders, file_names in os.walk(ROOT):
        # os.walk does not enter the folders that are removed from its list.
        folders[:] = set(folders) - IGNORED
        names += (pathlib.Path(folder, name).relative_to(ROOT).as_posix() for name in file_names)
    return tuple(sorted(names))
