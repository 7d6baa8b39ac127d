"""Creates a folder like an unpacked release archive: the template, which refers to the archives of the functions, and these archives.

    python3 .ci/release_folder.py FOLDER

The archives contain a text instead of a program.
"""

import pathlib
import sys

from repository import ROOT

sys.path.insert(0, str(ROOT / "release"))
import archive  # noqa: E402
import template  # noqa: E402


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True)
    (folder / "template.yaml").write_text(template.rewrite((ROOT / "template.yaml").read_text(), "arm64"))
    for program, name in template.ZIP_FILES.items():
        (folder / name).write_bytes(archive.zip_bytes([archive.File("bootstrap", program.encode(), archive.PROGRAM)]))


main()
