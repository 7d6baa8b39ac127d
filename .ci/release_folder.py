"""Creates a folder like an unpacked release archive: the template, which refers to the archives of the functions, and these archives.

    python3 .ci/release_folder.py FOLDER

The archives contain a text instead of a program.
"""

import pathlib
import re
import sys
import zipfile

from repository import ROOT

# The metadata for `sam build`, and the source folder that it builds. A release refers to the archive instead.
BUILD = re.compile(
    r"^    Metadata:\n      BuildMethod: .*\n      BuildProperties:\n(?:        .*\n)*?        Binary: (\S+)\n"
    r"(    Properties:\n(?:      .*\n)*?      CodeUri: )\.$", re.MULTILINE)
ARCHIVES = {"org-discovery": "discovery.zip", "org-discovery-exchange": "exchange.zip"}


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True)
    template, count = BUILD.subn(lambda found: found[2] + ARCHIVES[found[1]], (ROOT / "template.yaml").read_text())
    if count != len(ARCHIVES) or "BuildMethod" in template:
        sys.exit("template.yaml: the functions do not have the expected metadata for `sam build`")
    (folder / "template.yaml").write_text(template)
    for program, name in ARCHIVES.items():
        with zipfile.ZipFile(folder / name, "w") as archive:
            # A fixed time, so that the archive and the keys that contain its hash do not change.
            archive.writestr(zipfile.ZipInfo("bootstrap", (2020, 1, 1, 0, 0, 0)), program)


main()
