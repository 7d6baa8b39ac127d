"""The variables and the clients of programs that call ministack as if it were AWS."""

import os

import boto3

import ministack

REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def environment_of(port):
    """The variables for the server, and for the programs that call it."""
    return {
        **os.environ, **CREDENTIALS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION, "SAM_CLI_TELEMETRY": "0",
        **ministack.variables_of(port),
    }


def client(environment, service, region=REGION):
    return boto3.client(
        service, endpoint_url=environment["AWS_ENDPOINT_URL"], region_name=region,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"], aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
