"""Runs the function of examples/sdks/python/list_with_actions.py against every error of docs/errors.md; see ../README.md."""

import importlib.util
import json
import os
import pathlib
import re
import urllib.request

from support import LOCAL, ClientTest, client, read, run_tests

ROOT = pathlib.Path(__file__).resolve().parents[3]
GATEWAY = os.environ["ORG_DISCOVERY_GATEWAY"]
ANSWERS = read(ROOT / "tests/clients/gateway_errors.json")["answers"]
# The rows of the table of errors: status, error type and action.
ROW = re.compile(r"^\| (\d{3}) \| `(\w+)` \|.*\| ([a-z ]+) \|$", re.MULTILINE)
ERRORS = ROW.findall((ROOT / "docs/errors.md").read_text())

specification = importlib.util.spec_from_file_location("example", ROOT / "examples/sdks/python/list_with_actions.py")
example = importlib.util.module_from_spec(specification)
specification.loader.exec_module(example)


def number_of_requests(token):
    with urllib.request.urlopen(f"{GATEWAY}/requests") as response:
        return json.load(response).get(token, 0)


class Actions(ClientTest):
    def check(self, token, action):
        before = number_of_requests(token)
        discovery = client(url=GATEWAY).discovery
        result = example.list_organizations(discovery, first_delay=0.001, intermediate_session_token=token)
        self.assertEqual(result, (None, action), token)
        attempts = 4 if action == "wait and repeat" else 1
        self.assertEqual(number_of_requests(token) - before, attempts, token)

    def test_errors_of_the_functions(self):
        self.assertEqual(len(ERRORS), 20)
        for status, error_type, action in ERRORS:
            self.check(f"{status} {error_type}", action)

    def test_answers_of_a_gateway(self):
        for answer in ANSWERS:
            self.check(answer["case"], answer["action"])

    def test_organizations_are_returned(self):
        token = next(s for s in LOCAL["sessions"] if s["name"] == "consultant")["intermediate_session_token"]
        organizations, action = example.list_organizations(client().discovery, intermediate_session_token=token)
        names = [found.organization.organization_name for found in organizations]
        self.assertEqual((names, action), (["Acme", "Globex", "Initech"], None))

    def test_delays_are_random_and_limited(self):
        delays = []
        example.time.sleep, sleep = delays.append, example.time.sleep
        self.addCleanup(setattr, example.time, "sleep", sleep)
        for _ in range(50):
            example.list_organizations(client(url=GATEWAY).discovery, intermediate_session_token="HTTP API 503")
        for attempt, limit in enumerate((0.25, 0.5, 1)):
            chosen = delays[attempt::3]
            self.assertEqual(len(chosen), 50)
            self.assertTrue(limit / 2 < max(chosen) <= limit, f"{attempt}: {max(chosen)}")
            self.assertLess(min(chosen), limit / 2)


if __name__ == "__main__":
    run_tests("python-actions")
