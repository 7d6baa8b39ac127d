"""ministack, a local AWS emulator.

    python3 .ci/ministack.py COMMAND...   runs the command while ministack serves; $TEST_DYNAMODB_URL is its address
"""

import os
import pathlib
import subprocess
import sys

import corpus

PROGRAM = pathlib.Path("target/tools/ministack/bin/ministack")


def variables_of(port):
    """By default, ministack listens on all addresses of the machine."""
    return {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1"}


def server(environment, log):
    """The server, which runs during a `with` block. Its own message says that it is ready, because an open port may belong to another
    program, which has just selected the same one."""
    port = environment["GATEWAY_PORT"]
    return corpus.Server([str(PROGRAM.resolve())], int(port), log, environment, ready=f"Running on http://127.0.0.1:{port}")


def main():
    port = corpus.free_port()
    with server({**os.environ, **variables_of(port)}, "target/ci/endpoint-ministack.txt"):
        environment = {**os.environ, "TEST_DYNAMODB_URL": f"http://127.0.0.1:{port}"}
        return subprocess.run(sys.argv[1:], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
