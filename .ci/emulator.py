"""Sends every event of a folder to a function under the runtime interface emulator.

    python3 .ci/emulator.py EMULATOR BINARY EVENTS
"""

import json
import pathlib
import sys
import urllib.request

import corpus


def invoke(port, event):
    # Ignores proxy settings: the emulator listens on the loopback address.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    url = f"http://127.0.0.1:{port}/2015-03-31/functions/function/invocations"
    with opener.open(url, json.dumps(event).encode(), timeout=30) as response:
        return json.load(response)


def main():
    emulator, binary, events = (pathlib.Path(path).resolve() for path in sys.argv[1:])
    report = corpus.Report(f"emulator-{events.name}")
    port, runtime_port = corpus.free_port(), corpus.free_port()
    # By default, the emulator listens on all addresses of the machine.
    command = [
        str(emulator), "--log-level", "error",
        "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
        "--runtime-api-address", f"127.0.0.1:{runtime_port}",
        str(binary),
    ]
    environment = {"AWS_LAMBDA_FUNCTION_TIMEOUT": "10", **corpus.function_environment()}
    with corpus.Server(command, port, "target/ci/emulator-output.txt", environment):
        # Sequential, because the emulator does not support concurrent calls.
        for name, event, expected in corpus.corpus(events):
            report.run(f"{corpus.gateway(event)} event {name}", lambda: corpus.check(invoke(port, event), expected))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
