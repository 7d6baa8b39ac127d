"""Reads the five DynamoDB tables."""

import json
import random
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import botocore.session
import jwt
from botocore.config import Config

from errors import ApiError, Problem
from factors import Factor, read_factors
from project import Project
from settings import Settings

# Concurrent reads of a request.
MAX_CONCURRENT_READS = 8
KEYS_PER_BATCH = 100
# The default timeouts of botocore, one minute each, are too long for a sign-in.
CONFIG = Config(
    connect_timeout=0.4,
    read_timeout=0.5,
    retries={"mode": "standard", "total_max_attempts": 3},
    # The reads of a round trip, and one of the project.
    max_pool_connections=MAX_CONCURRENT_READS + 2,
    tcp_keepalive=True,
    # All requests have a fixed structure.
    parameter_validation=False,
    # The default text is assembled again for each call.
    user_agent="org-discovery",
)
# A response with less than a quarter of the keys means that DynamoDB is throttling.
THROTTLED_FRACTION = 4
MAX_THROTTLED_RESPONSES = 5
INITIAL_BACKOFF_SECONDS = 0.02

Item = Mapping[str, Any]


class Damaged(Exception):
    """An item cannot be parsed, or has an unknown schema version."""


@dataclass(frozen=True, slots=True)
class MemberRef:
    """The Member of a member session."""

    organization_id: str
    member_id: str
    security_stamp: str | None


@dataclass(frozen=True, slots=True)
class Session:
    email_address: str
    factors: list[Factor]
    expires_at: int
    # For a member session.
    member_ref: MemberRef | None = None
    # For an intermediate session.
    oauth_tenants: dict[str, list[str]] = field(default_factory=dict)
    organization_id_hint: str | None = None

    @property
    def domain(self) -> str:
        return self.email_address.partition("@")[2]


@dataclass(frozen=True, slots=True)
class Stored:
    """A Member or an organization: the parsed object, and the JSON text that the response copies."""

    object: Mapping[str, Any]
    text: str


@dataclass(slots=True)
class Members:
    """A person's Members and their security stamps by organization. Of damaged Members, only the organization is known."""

    by_organization: dict[str, Stored] = field(default_factory=dict)
    security_stamps: dict[str, str] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Organizations:
    by_id: dict[str, Stored] = field(default_factory=dict)
    # The number of active, verified Members with the address's domain. Absent means zero.
    verified_members: dict[str, int] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)


class Store:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # The same client as boto3's. Importing boto3 would take longer, because it also contains a client for S3 transfers.
        session = botocore.session.get_session()
        self._client = session.create_client("dynamodb", region_name=settings.aws_region, config=CONFIG)
        self._query = self._client.get_paginator("query")

    def project(self) -> Project | None:
        read_at = time.time()
        item = self._get(self._settings.projects_table, "project_id", self._settings.project_id)
        if item is None:
            return None
        _check_schema(item)
        keys = json.loads(item["jwks"]["S"])["keys"]
        return Project(
            secret_hashes=tuple(secret_hash["S"] for secret_hash in item["secret_hashes"]["L"]),
            keys={key["kid"]: jwt.PyJWK(key, algorithm="RS256") for key in keys},
            read_at=read_at,
        )

    def session(self, kind: str, token_hash: str) -> Session | None:
        """Returns the session, if it exists. It may have expired: DynamoDB deletes expired items late."""
        item = self._get(self._settings.sessions_table, "token_hash", token_hash)
        if item is None:
            return None
        _check_schema(item)
        if item["kind"]["S"] != kind:
            raise Damaged
        common = {
            "email_address": item["email_address"]["S"],
            "factors": read_factors(json.loads(item["authentication_factors"]["S"])),
            "expires_at": int(item["expires_at"]["N"]),
        }
        if kind == "ist":
            tenants = json.loads(item["oauth_tenants"]["S"])
            hint = _optional(item, "organization_id_hint")
            return Session(**common, oauth_tenants=tenants, organization_id_hint=hint)
        security_stamp = _optional(item, "security_stamp")
        return Session(**common, member_ref=MemberRef(item["organization_id"]["S"], item["member_id"]["S"], security_stamp))

    def members(self, email_address: str) -> Members:
        """Returns every Member with this address, with any status."""
        partition = f"{self._settings.project_id}#{email_address}"
        found = Members()
        for item in self._query_all(self._settings.members_table, "address", partition, consistent=True):
            organization_id = item["organization_id"]["S"]
            try:
                member = _stored(item)
                matches_key = (organization_id, email_address) == (
                    member.object["organization_id"],
                    member.object["email_address"],
                )
                if not matches_key:
                    raise Damaged
                found.security_stamps[organization_id] = item["security_stamp"]["S"]
                found.by_organization[organization_id] = member
            except (Damaged, KeyError, ValueError):
                found.damaged.add(organization_id)
        return found

    def joinable(self, edge: str) -> set[str]:
        """Returns the organizations of a joinable edge. Their settings are checked later, so this read is not consistent."""
        partition = f"{self._settings.project_id}#{edge}"
        items = self._query_all(self._settings.joinable_table, "edge", partition, consistent=False)
        return {item["organization_id"]["S"] for item in items}

    def organization_keys(self, organizations: Iterable[str], counted: Iterable[str], domain: str) -> list[Item]:
        """Returns the keys of organizations and of counters of the domain."""
        objects = [(organization_id, "organization") for organization_id in organizations]
        counters = [(organization_id, f"verified#{domain}") for organization_id in counted]
        return [
            {"organization": {"S": f"{self._settings.project_id}#{organization_id}"}, "record": {"S": record}}
            for organization_id, record in objects + counters
        ]

    def organization_items(self, keys: list[Item]) -> list[Item]:
        """Reads up to 100 items and returns those that exist. Repeats the read for unprocessed keys."""
        table = self._settings.organizations_table
        items: list[Item] = []
        throttled_responses = 0
        while True:
            response = self._client.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
            items += response["Responses"].get(table, [])
            unprocessed = response.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
            if not unprocessed:
                return items
            if (len(keys) - len(unprocessed)) * THROTTLED_FRACTION < len(keys):
                throttled_responses += 1
                if throttled_responses == MAX_THROTTLED_RESPONSES:
                    raise ApiError(Problem.TOO_MANY_REQUESTS)
            time.sleep(random.uniform(0, INITIAL_BACKOFF_SECONDS * 2**throttled_responses))
            keys = unprocessed

    def read_organizations(self, items: Iterable[Item]) -> Organizations:
        found = Organizations()
        for item in items:
            organization_id = item["organization"]["S"].removeprefix(f"{self._settings.project_id}#")
            try:
                if item["record"]["S"] == "organization":
                    organization = _stored(item)
                    if organization.object["organization_id"] != organization_id:
                        raise Damaged
                    found.by_id[organization_id] = organization
                else:
                    _check_schema(item)
                    found.verified_members[organization_id] = int(item["verified_members"]["N"])
            except (Damaged, KeyError, ValueError):
                found.damaged.add(organization_id)
        return found

    def _get(self, table: str, key: str, value: str) -> Item | None:
        response = self._client.get_item(TableName=table, Key={key: {"S": value}}, ConsistentRead=True)
        item: Item | None = response.get("Item")
        return item

    def _query_all(self, table: str, key: str, partition: str, consistent: bool) -> list[Item]:
        pages = self._query.paginate(
            TableName=table,
            ConsistentRead=consistent,
            KeyConditionExpression="#partition = :partition",
            ExpressionAttributeNames={"#partition": key},
            ExpressionAttributeValues={":partition": {"S": partition}},
        )
        return [item for page in pages for item in page["Items"]]


def _check_schema(item: Item) -> None:
    """Rejects unknown schema versions."""
    if item.get("schema") != {"N": "1"}:
        raise Damaged


def _optional(item: Item, name: str) -> str | None:
    return item[name]["S"] if name in item else None


def _stored(item: Item) -> Stored:
    _check_schema(item)
    text = item["object"]["S"]
    return Stored(json.loads(text), text)
