"""Checks that the compressed size of each program is between two limits.

    python3 .ci/size.py PROGRAM...
"""

import pathlib
import sys
import zlib

# The smallest and the largest size in bytes, by the function's logical id in the template. Lambda downloads the archive during
# a cold start. A much smaller archive lacks part of the program.
LIMITS = {
    "OrgDiscoveryFunction": (2_500_000, 3_300_000),
    "ExchangeFunction": (2_800_000, 3_700_000),
}


def fits(program):
    size = len(zlib.compress(program.read_bytes(), 9))
    smallest, largest = LIMITS[program.parent.name]
    print(f"{program}: {size:,} bytes compressed, expected between {smallest:,} and {largest:,}")
    return smallest <= size <= largest


def main():
    results = [fits(pathlib.Path(name)) for name in sys.argv[1:]]
    print(f"size: {sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
