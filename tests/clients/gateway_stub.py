"""Answers like a gateway in front of the functions, while a command runs: gateway_stub.py COMMAND...

The variable ORG_DISCOVERY_GATEWAY of the command contains the address. The intermediate session token of a request selects
the answer, because some clients discard the path of their base URL:

    the name of a case in gateway_errors.json    its answer
    STATUS ERROR_TYPE                            an error envelope of the functions

GET /requests returns the number of requests with each token.
"""

import http.server
import json
import os
import pathlib
import subprocess
import sys
import threading
from collections import Counter

DATA = json.loads((pathlib.Path(__file__).parent / "gateway_errors.json").read_text())
ANSWERS = {answer["case"]: answer for answer in DATA["answers"]}
# The bytes that a response cut off in its middle announces, but does not send.
MISSING = 100


def envelope(status, error_type):
    """Returns an error of the functions."""
    body = {
        "status_code": int(status),
        "request_id": "request-id-test-00000000-0000-4000-8000-000000000000",
        "error_type": error_type,
        "error_message": "An error of the functions.",
        "error_url": f"https://stytch.com/docs/api/errors/{status}#{error_type}",
    }
    return {"kind": "envelope", "status": int(status), "content_type": "application/json", "body": json.dumps(body)}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Buffered, so that the headers and the body are sent together.
    wbufsize = -1
    requests = Counter()

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        token = json.loads(body)["intermediate_session_token"]
        self.requests[token] += 1
        answer = ANSWERS.get(token) or envelope(*token.split(" "))
        if answer["kind"] == "closed":
            self.close_connection = True
        else:
            self.answer(answer)

    def do_GET(self):
        # Java's client fetches the key set in the background.
        counts = json.dumps(self.requests) if self.path == "/requests" else '{"keys":[]}'
        self.answer({"kind": "json", "status": 200, "content_type": "application/json", "body": counts})

    def answer(self, answer):
        body = answer["body"].encode()
        is_cut_off = answer["kind"] == "cut off"
        self.send_response(answer["status"])
        if answer["content_type"]:
            self.send_header("Content-Type", answer["content_type"])
        self.send_header("Content-Length", str(len(body) + (MISSING if is_cut_off else 0)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.close_connection or is_cut_off

    def log_message(self, *_):
        """Prints nothing."""


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, "ORG_DISCOVERY_GATEWAY": url}).returncode)


main()
