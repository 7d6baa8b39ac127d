"""Creates the sessions that the tests of the clients exchange, and prints them as JSON.

    ORG_DISCOVERY_LOCAL=FILE python3 .ci/client_sessions.py NAME...

Each name gets an address that may join Acme, and three intermediate sessions, because an exchange spends its session. The
last one has several factors, whose details have no more than what a login service must store. Each name also gets a session
of the demo's Member with a value in every field.
"""

import json
import os
import subprocess
import sys

from corpus import function_environment

SESSIONS = {
    "join": ["magic_link"],
    "create": ["magic_link"],
    "sign_in": ["magic_link", "google_oauth:google-1", "microsoft_oauth:microsoft-1", "trusted_token"],
}
EVERY_FIELD = {
    "email_address": "uma@umbrella.example",
    "factors": ["magic_link", "totp:member-totp-test-00000000-0000-4000-8000-000000000050"],
}


def create_session(email_address, factors):
    """Returns the token of a new intermediate session, whose factors verify the address."""
    options = ["--email", email_address, "--expires-in", "1h"]
    for factor in factors:
        options += ["--factor", factor]
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
            "sessions": {session: create_session(email_address, factors) for session, factors in SESSIONS.items()},
            "every_field": create_session(EVERY_FIELD["email_address"], EVERY_FIELD["factors"]),
        }
    print(json.dumps(people))


main()
