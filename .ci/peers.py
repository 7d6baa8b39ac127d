"""Sends every event of events/ to a peer under the runtime interface emulator and to `cargo local`, and compares the responses.

    python3 .ci/peers.py EMULATOR NAME COMMAND...
"""

import base64
import json
import pathlib
import sys
import urllib.request

import corpus
import emulator


def body_of_function(event):
    """Sends the request of an event to `cargo local` and returns the response body."""
    body = event.get("body") or ""
    body = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    context = event["requestContext"]
    method = event.get("httpMethod") or context["http"]["method"]
    path = event.get("rawPath") or event["path"]
    headers = {name: value for name, value in (event.get("headers") or {}).items()
               if name.lower() in ("authorization", "content-type")}
    request = urllib.request.Request(corpus.local()["url"] + path, body if body else None, headers, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as response:
        return json.load(response)


def check(response, event, expected):
    corpus.check(response, expected)
    if expected["status"] == 200:
        bodies = [json.loads(response["body"]), body_of_function(event)]
        for body in bodies:
            assert body.pop("request_id"), "request_id is missing"
        # GET /health of the function also reports its version.
        for name in ("version", "commit"):
            bodies[1].pop(name, None)
        # As text, to compare the order of the keys too.
        actual, function = (json.dumps(body) for body in bodies)
        assert actual == function, f"the response is {actual}, but the function's is {function}"


def main():
    rie, name, *command = sys.argv[1:]
    rie = str(pathlib.Path(rie).resolve())
    # The peers implement one route only, with one spelling of its path.
    events = [(f, e, x) for f, e, x in corpus.corpus() if not x.get("function_only")]
    report = corpus.Report(name)
    port, runtime_port = corpus.free_port(), corpus.free_port()
    command = [rie, "--log-level", "error", "--runtime-interface-emulator-address", f"127.0.0.1:{port}",
               "--runtime-api-address", f"127.0.0.1:{runtime_port}", *command]
    environment = {"AWS_LAMBDA_FUNCTION_TIMEOUT": "10", **corpus.function_environment()}
    with corpus.Server(command, port, f"target/ci/{name}-output.txt", environment):
        for file, event, expected in events:
            report.run(f"event {file}", lambda: check(emulator.invoke(port, event), event, expected))
    return report.close()


if __name__ == "__main__":
    sys.exit(main())
