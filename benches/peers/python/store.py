"""The five tables in DynamoDB, for reading."""

import json
import random
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3
import jwt
from botocore.config import Config

from errors import ApiError, Problem
from factors import Factor, read_factors
from project import Project
from settings import Settings

# Reads under way at once.
PARALLEL = 8
KEYS_PER_BATCH = 100
# Whoever signs in cannot wait for botocore's own time limits, which are a minute each.
CONFIG = Config(
    connect_timeout=0.4,
    read_timeout=0.5,
    retries={"mode": "standard", "total_max_attempts": 3},
    # Beside the reads of a wave, one of the project.
    max_pool_connections=PARALLEL + 2,
    tcp_keepalive=True,
    # The few requests are of fixed forms.
    parameter_validation=False,
)
# An answer is poor if it leaves out more than three of four keys, as the store does when it throttles.
POOR_SHARE = 4
POOR_ANSWERS = 5
FIRST_WAIT_SECONDS = 0.02

Item = Mapping[str, Any]


class Damaged(Exception):
    """An item is there and cannot be understood."""


@dataclass(frozen=True, slots=True)
class Own:
    """What ties a session to a Member."""

    organization_id: str
    member_id: str
    security_stamp: str | None


@dataclass(frozen=True, slots=True)
class Session:
    email_address: str
    factors: list[Factor]
    expires_at: int
    # For a member session.
    own: Own | None = None
    # For an intermediate session.
    oauth_tenants: dict[str, list[str]] = field(default_factory=dict)
    organization_id_hint: str | None = None

    @property
    def domain(self) -> str:
        return self.email_address.partition("@")[2]


@dataclass(frozen=True, slots=True)
class Stored:
    """A Member or an organization: as it can be asked, and the JSON text that an answer repeats."""

    object: Mapping[str, Any]
    text: str


@dataclass(slots=True)
class Members:
    """A person's Members and their security_stamps by organization; of the damaged ones only the organization is known."""

    by_organization: dict[str, Stored] = field(default_factory=dict)
    security_stamps: dict[str, str] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Organizations:
    by_id: dict[str, Stored] = field(default_factory=dict)
    # How many active, verified Members of the address's domain; none is no entry.
    verified_members: dict[str, int] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)


class Store:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = boto3.client("dynamodb", region_name=settings.aws_region, config=CONFIG)
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
        """It may have expired: the table removes expired items late."""
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
        return Session(**common, own=Own(item["organization_id"]["S"], item["member_id"]["S"], security_stamp))

    def members(self, email_address: str) -> Members:
        """Every Member with this address, whatever its status."""
        partition = f"{self._settings.project_id}#{email_address}"
        found = Members()
        for item in self._query_all(self._settings.members_table, "address", partition, consistent=True):
            organization_id = item["organization_id"]["S"]
            try:
                member = _stored(item)
                at_home = (organization_id, email_address) == (
                    member.object["organization_id"],
                    member.object["email_address"],
                )
                if not at_home:
                    raise Damaged
                found.security_stamps[organization_id] = item["security_stamp"]["S"]
                found.by_organization[organization_id] = member
            except (Damaged, KeyError, ValueError):
                found.damaged.add(organization_id)
        return found

    def joinable(self, edge: str) -> set[str]:
        """The organizations to which an edge leads: a hint where to look, so it need not be consistent."""
        partition = f"{self._settings.project_id}#{edge}"
        items = self._query_all(self._settings.joinable_table, "edge", partition, consistent=False)
        return {item["organization_id"]["S"] for item in items}

    def organization_keys(self, organizations: Iterable[str], counted: Iterable[str], domain: str) -> list[Item]:
        """The keys of organizations, and of counters of the domain."""
        objects = [(organization_id, "organization") for organization_id in organizations]
        counters = [(organization_id, f"verified#{domain}") for organization_id in counted]
        return [
            {"organization": {"S": f"{self._settings.project_id}#{organization_id}"}, "item": {"S": item}}
            for organization_id, record in objects + counters
        ]

    def organization_items(self, keys: list[Item]) -> list[Item]:
        """Those of up to a hundred items that exist. What the store leaves out of an answer is asked for again."""
        table = self._settings.organizations_table
        items: list[Item] = []
        poor_answers = 0
        while True:
            answer = self._client.batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
            items += answer["Responses"].get(table, [])
            left_out = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
            if not left_out:
                return items
            if (len(keys) - len(left_out)) * POOR_SHARE < len(keys):
                poor_answers += 1
                if poor_answers == POOR_ANSWERS:
                    raise ApiError(Problem.TOO_MANY_REQUESTS)
            time.sleep(random.uniform(0, FIRST_WAIT_SECONDS * 2**poor_answers))
            keys = left_out

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
        answer = self._client.get_item(TableName=table, Key={key: {"S": value}}, ConsistentRead=True)
        item: Item | None = answer.get("Item")
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
    """A reader refuses what it does not know."""
    if item.get("schema") != {"N": "1"}:
        raise Damaged


def _optional(item: Item, name: str) -> str | None:
    return item[name]["S"] if name in item else None


def _stored(item: Item) -> Stored:
    _check_schema(item)
    text = item["object"]["S"]
    return Stored(json.loads(text), text)
