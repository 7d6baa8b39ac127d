"""The common code of the tests: the client, the output of `cargo local --json`, and checks of responses."""

import base64
import json
import os
import pathlib
import sys
import unittest
import urllib.request

import pydantic
from stytch import B2BClient
from stytch.core.response_base import StytchError

REQUEST_ID = r"request-id-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def read(path):
    return json.loads(pathlib.Path(path).read_text())


LOCAL = read(os.environ["ORG_DISCOVERY_LOCAL"])


def client(project_id=LOCAL["project_id"], secret=LOCAL["secret"], url=LOCAL["url"]):
    # `custom_base_url` accepts only https; `environment` accepts any address.
    return B2BClient(project_id=project_id, secret=secret, environment=url.rstrip("/") + "/")


def plain(model):
    return None if model is None else model.model_dump()


def every_field():
    """Returns the entry of the demo session `every-field` as the service sends it, without the key that the client ignores."""
    token = next(s["intermediate_session_token"] for s in LOCAL["sessions"] if s["name"] == "every-field")
    credentials = base64.b64encode(f"{LOCAL['project_id']}:{LOCAL['secret']}".encode()).decode()
    request = urllib.request.Request(
        f"{LOCAL['url'].rstrip('/')}/v1/b2b/discovery/organizations",
        data=json.dumps({"intermediate_session_token": token}).encode(),
        headers={"Authorization": f"Basic {credentials}"},
    )
    with urllib.request.urlopen(request) as response:
        [entry] = json.load(response)["discovered_organizations"]
    del entry["organization"]["scim_active_connections"]
    return entry


class ClientTest(unittest.TestCase):
    maxDiff = None

    def check_no_missing_keys(self, model, optional=frozenset()):
        """Checks that the response contains every key. The client replaces missing optional keys with `None`."""
        if isinstance(model, pydantic.BaseModel):
            missing = set(type(model).model_fields) - model.model_fields_set - optional
            self.assertEqual(missing, set(), f"{type(model).__name__} has missing keys")

    def check_error(self, call, status_code, error_type):
        with self.assertRaises(StytchError) as caught:
            call()
        details = caught.exception.details
        self.assertEqual((details.status_code, details.error_type), (status_code, error_type))
        self.assertRegex(details.request_id, f"^{REQUEST_ID}$")
        self.assertTrue(details.error_message)
        self.assertEqual(details.error_url, f"https://stytch.com/docs/api/errors/{status_code}#{error_type}")


def run_tests(name):
    """Runs the tests of the program, prints their count and exits."""
    # Ignores the client's deprecation warnings about its HTTP library.
    result = unittest.main(exit=False, verbosity=2, warnings="ignore").result
    failed = len({str(test) for test, _ in result.failures + result.errors})
    print(f"{name}: {result.testsRun - failed} passed, {failed} failed", flush=True)
    sys.exit(0 if result.wasSuccessful() else 1)
