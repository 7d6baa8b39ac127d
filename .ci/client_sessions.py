"""Creates the sessions that the tests of the clients exchange, and prints them as JSON.

    ORG_DISCOVERY_LOCAL=FILE python3 .ci/client_sessions.py NAME...

Each name gets an address that may join Acme, and three intermediate sessions, because an exchange spends its session.
"""

import json
import os
import subprocess
import sys

from corpus import function_environment

SESSIONS = ["join", "create", "sign_in"]


def create_session(email_address):
    """Returns the token of a new intermediate session, whose magic link verifies the address."""
    options = ["--email", email_address, "--factor", "magic_link", "--expires-in", "1h"]
    command = ["target/debug/orgctl", "--output", "json", "session", "create", *options]
    environment = {**os.environ, **function_environment()}
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout
    return json.loads(output)["intermediate_session_token"]


def main():
    people = {}
    for name in sys.argv[1:]:
        email_address = f"{name}@acme.example"
        people[name] = {
            "email_address": email_address,
            "sessions": {session: create_session(email_address) for session in SESSIONS},
        }
    print(json.dumps(people))


main()
