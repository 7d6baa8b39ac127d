"""Checks that the compressed size of a program is between two limits.

    python3 .ci/size.py PROGRAM
"""

import pathlib
import sys
import zlib

# In bytes. Lambda downloads the archive during a cold start. A much smaller archive lacks part of the program.
SMALLEST, LARGEST = 2_500_000, 3_300_000


def main():
    program = pathlib.Path(sys.argv[1])
    size = len(zlib.compress(program.read_bytes(), 9))
    print(f"{program}: {size:,} bytes compressed")
    fits = SMALLEST <= size <= LARGEST
    if not fits:
        print(f"expected between {SMALLEST:,} and {LARGEST:,}")
    print(f"size: {int(fits)} passed, {int(not fits)} failed")
    return 0 if fits else 1


if __name__ == "__main__":
    sys.exit(main())
