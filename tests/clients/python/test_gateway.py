"""Checks how the official Python client presents the answers of a gateway; see ../README.md.

Each call is made twice, with the client's synchronous and its asynchronous method.
"""

import asyncio
import json
import operator
import os
import pathlib
import re
import urllib.request

import aiohttp
import pydantic
import requests
from stytch.core.response_base import StytchError
from support import ClientTest, client, read, run_tests

DATA = read(pathlib.Path(__file__).resolve().parent.parent / "gateway_errors.json")
GATEWAY = os.environ["ORG_DISCOVERY_GATEWAY"]
ERRORS = {
    "StytchError": StytchError,
    "aiohttp.ServerDisconnectedError": aiohttp.ServerDisconnectedError,
    "pydantic.ValidationError": pydantic.ValidationError,
    "requests.exceptions.ChunkedEncodingError": requests.exceptions.ChunkedEncodingError,
    "requests.exceptions.ConnectionError": requests.exceptions.ConnectionError,
}
# One client for all calls, so that it has an open connection.
CLIENT = client(url=GATEWAY)
FIELDS = ["details.status_code", "details.error_message", "details.original_json"]


def list_sync(token):
    return CLIENT.discovery.organizations.list(intermediate_session_token=token)


def list_async(token):
    async def call():
        async with client(url=GATEWAY) as c:
            return await c.discovery.organizations.list_async(intermediate_session_token=token)

    return asyncio.run(call())


def number_of_requests(token):
    with urllib.request.urlopen(f"{GATEWAY}/requests") as response:
        return json.load(response).get(token, 0)


def body_of(answer):
    """Returns the parsed body, or its text if it is not JSON."""
    try:
        return json.loads(answer["body"])
    except ValueError:
        return answer["body"]


def fields_of(error):
    if not isinstance(error, StytchError):
        return {}
    return {field: operator.attrgetter(field)(error) for field in FIELDS}


def presented(error, answer):
    """Returns the class of the error, and the fields that contain the status code and the body."""
    names = [name for name, error_class in ERRORS.items() if type(error) is error_class]
    seen = {"error": names[0] if names else repr(error)}
    for field, value in fields_of(error).items():
        if value == answer["status"]:
            seen["status"] = field
        elif value == body_of(answer):
            seen["body"] = field
    return seen


class Gateway(ClientTest):
    def check(self, call, answer, expected):
        before = number_of_requests(answer["case"])
        with self.assertRaises(tuple(ERRORS.values())) as caught:
            call(answer["case"])
        error = caught.exception
        self.assertEqual(presented(error, answer), expected)
        if isinstance(error, StytchError):
            self.assertIsNone(error.details.error_type)
            self.assertEqual(error.details.request_id, "")
        self.assertEqual(number_of_requests(answer["case"]) - before, 1, "the client does not repeat the request")


def answer_test(call, answer, expected):
    return lambda self: self.check(call, answer, expected)


for mode, name, call in (("sync", "Python", list_sync), ("async", "Python, asynchronous", list_async)):
    for answer in DATA["answers"]:
        test = answer_test(call, answer, DATA["clients"][name][answer["kind"]])
        case = re.sub(r"\W+", "_", answer["case"])
        setattr(Gateway, f"test_{case}_{mode}", test)


if __name__ == "__main__":
    run_tests("python-gateway")
