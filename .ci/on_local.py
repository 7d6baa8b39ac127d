"""Runs a command with environment variables for the tables and the project of `cargo local`.

    ORG_DISCOVERY_LOCAL=FILE python3 .ci/on_local.py COMMAND...
"""

import os
import sys

from corpus import function_environment

os.environ.update(function_environment())
os.execvp(sys.argv[1], sys.argv[1:])
