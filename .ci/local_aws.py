"""ministack, a local AWS emulator: the server, its variables and its clients."""

import os
import pathlib

import boto3

import corpus

REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
PROGRAM = pathlib.Path("target/tools/ministack/bin/ministack")


def environment_of(port):
    """The variables for the server, and for the programs that call it."""
    return {
        **os.environ, **CREDENTIALS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION, "SAM_CLI_TELEMETRY": "0",
        # By default, ministack listens on all addresses of the machine.
        "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "MINISTACK_HOST": "127.0.0.1",
    }


def server(environment, log):
    """The server, which runs during a `with` block. Its own message says that it is ready, because an open port may belong to another
    program, which has just selected the same one."""
    port = environment["GATEWAY_PORT"]
    return corpus.Server([str(PROGRAM.resolve())], int(port), log, environment, ready=f"Running on http://127.0.0.1:{port}")


def client(environment, service, region=REGION):
    return boto3.client(
        service, endpoint_url=environment["AWS_ENDPOINT_URL"], region_name=region,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
