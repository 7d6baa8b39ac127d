"""Prepares this folder and the virtual environment of the running Python like a deployment package: `python bundle.py`.

Removes botocore's models of other services, because a client searches all their folders. Compiles the modules, because a
function cannot write to the folder of its code.
"""

import compileall
import gzip
import shutil
import sys
from pathlib import Path

import botocore

SERVICE = "dynamodb"


def main() -> int:
    models = Path(botocore.__file__).parent / "data"
    for folder in models.iterdir():
        if folder.is_dir() and folder.name != SERVICE:
            shutil.rmtree(folder)
    for compressed in (models / SERVICE).rglob("*.json.gz"):
        compressed.with_suffix("").write_bytes(gzip.decompress(compressed.read_bytes()))
        compressed.unlink()
    here = Path(__file__).parent
    return 0 if compileall.compile_dir(here, maxlevels=0, quiet=1) else 1


if __name__ == "__main__":
    sys.exit(main())
