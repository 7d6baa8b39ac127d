"""Takes the programs that the playground offers to copy, runs them, and compares their output with the answer.

    ORG_DISCOVERY_LOCAL=FILE python3 .ci/playground_code.py requests FOLDER LANGUAGE=COMMAND...
    ORG_DISCOVERY_LOCAL=FILE python3 .ci/playground_code.py writers FOLDER LANGUAGE=COMMAND...

Each program is written to a file in FOLDER whose name is the last word of COMMAND. `requests` runs the request of the stories
below: an intermediate session and a member session. `writers` deletes the session of a situation of its own, runs the program that
writes it, and repeats the request.
"""

import json
import os
import pathlib
import shlex
import subprocess
import sys
import urllib.request

import corpus

STORIES = [{"story": "consultant"}, {"story": "member-session"}]
# A factor with a value of every kind, and with text that ends literals in some language.
FACTOR = {
    "type": "oauth",
    "delivery_method": "oauth_google",
    "last_authenticated_at": "2026-01-05T09:00:00Z",
    "google_oauth_factor": {"provider_subject": "\"'`${x}\\n\n\u2028\U0001f600"},
    "email_verified": True,
    "extra": [None, False, 1.5, {}, []],
}
SITUATIONS = [
    {"email": "dan@acme.example", "factors": [json.dumps(FACTOR)]},
    {"email": "dan@acme.example", "factors": ["magic_link"]},
    {"email": "sam@startup.example", "factors": ["slack_oauth:U0SAM", "email_otp"], "tenants": ["slack:T0GLOBEX"]},
    {"session": "member", "member": "amy@acme.example", "factors": ["password", "sms_otp:+15550100123"]},
]


def evaluate(local, situation):
    """Asks the playground for the answer to a situation."""
    request = urllib.request.Request(
        local["url"] + "/playground/api/evaluations",
        json.dumps(situation).encode(),
        {"origin": local["url"], "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def names(answer):
    return [entry["organization"]["organization_name"] for entry in answer["discovered_organizations"]]


def run(code, folder, command):
    """Runs a program in a folder, and returns its output."""
    words = shlex.split(command)
    pathlib.Path(folder, words[-1]).write_text(code + "\n")
    done = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, text=True, timeout=600)
    if done.returncode:
        raise RuntimeError(f"exit code {done.returncode}")
    return done.stdout


def code_of(programs, language):
    return next(program["code"] for program in programs if program["label"] == language)


def check_request(local, situation, language, folder, command):
    evaluation = evaluate(local, situation)
    output = run(code_of(evaluation["snippets"], language), folder, command)
    # The request of curl prints the answer, the programs print the names.
    found = names(json.loads(output)) if language == "curl" else output.splitlines()
    assert found == names(json.loads(evaluation["text"])), output


def check_writer(local, situation, language, folder, command):
    evaluation = evaluate(local, situation)
    for item in evaluation["session_items"]:
        delete(local, item)
    request = code_of(evaluation["snippets"], "curl")
    curl = ["bash", "-c", request]
    gone = json.loads(subprocess.run(curl, stdout=subprocess.PIPE, check=True).stdout)
    assert gone["status_code"] == 404, gone
    run(code_of(evaluation["writers"], language), folder, command)
    answer = json.loads(subprocess.run(curl, stdout=subprocess.PIPE, check=True).stdout)
    assert names(answer) == names(json.loads(evaluation["text"])), answer


def delete(local, item):
    """Deletes the item of a session through the DynamoDB-compatible endpoint, which checks no credentials."""
    body = {"TableName": local["tables"]["sessions"], "Key": {"token_hash": item["token_hash"]}}
    authorization = "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
    request = urllib.request.Request(
        local["dynamodb_url"],
        json.dumps(body).encode(),
        {
            "x-amz-target": "DynamoDB_20120810.DeleteItem",
            "content-type": "application/x-amz-json-1.0",
            "authorization": authorization,
            "x-amz-date": "20260101T000000Z",
        },
    )
    urllib.request.urlopen(request, timeout=30).close()


def main():
    kind, folder, *programs = sys.argv[1:]
    check, situations = {"requests": (check_request, STORIES), "writers": (check_writer, SITUATIONS)}[kind]
    local, counts = corpus.local(), {"passed": 0, "failed": 0}
    for program in programs:
        language, command = program.split("=", 1)
        for situation in situations:
            try:
                check(local, situation, language, folder, command)
                outcome = "passed"
            except Exception as error:
                outcome = "failed"
                print(f"{language} {situation}: {error!r}")
            counts[outcome] += 1
    print(f"playground-{kind}: {counts['passed']} passed, {counts['failed']} failed")
    sys.exit(1 if counts["failed"] else 0)


main()
