"""Starts the handler under AWS's own runtime client: `python runtime.py`.

The same as `python -m awslambdaric app.handler`, but from whatever folder.
"""

import sys

from awslambdaric.__main__ import main

if __name__ == "__main__":
    main([sys.argv[0], "app.handler"])
