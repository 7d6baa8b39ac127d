"""Starts the handler with AWS's runtime client: `python runtime.py`.

Equivalent to `python -m awslambdaric app.handler`, but independent of the working directory.
"""

import sys

from awslambdaric.__main__ import main

if __name__ == "__main__":
    main([sys.argv[0], "app.handler"])
