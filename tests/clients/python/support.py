"""The common code of the tests: the client, the output of `cargo local --json`, and checks of responses."""

import json
import os
import pathlib
import sys
import unittest

import pydantic
from stytch import B2BClient
from stytch.core.response_base import StytchError

REQUEST_ID = r"request-id-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def read(path):
    return json.loads(pathlib.Path(path).read_text())


LOCAL = read(os.environ["ORG_DISCOVERY_LOCAL"])


def client(project_id=LOCAL["project_id"], secret=LOCAL["secret"]):
    # `custom_base_url` accepts only https; `environment` accepts any address.
    return B2BClient(project_id=project_id, secret=secret, environment=LOCAL["url"].rstrip("/") + "/")


def plain(model):
    return None if model is None else model.model_dump()


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
