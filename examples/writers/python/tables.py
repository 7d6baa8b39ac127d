"""Reads, conditions and transactions on the five tables."""

import random
import time

import items
from items import s
from limits import refuse_if

ITEMS_PER_TRANSACTION = 100
OUTCOME_ATTEMPTS = 8
CONFLICT_CODES = {"ConditionalCheckFailed", "TransactionConflict"}


class Overtaken(Exception):
    """Other writers kept changing the same items. Retrying is safe."""


def unix_time():
    return int(time.time())


# Conditions on items of a transaction.


def absent(key):
    return {"ConditionExpression": "attribute_not_exists(#c)", "ExpressionAttributeNames": {"#c": key}}


def equal(name, value):
    return {
        "ConditionExpression": "#c = :c",
        "ExpressionAttributeNames": {"#c": name},
        "ExpressionAttributeValues": {":c": value},
    }


def unchanged(item, name, key):
    """Requires that attribute `name` has not changed since the item was read, or that the item is still absent."""
    return equal(name, item[name]) if item else absent(key)


def unchanged_session(item, name):
    """Requires that attribute `name` of a session has not changed since the item was read, and that it has not expired."""
    return {
        "ConditionExpression": "#c = :c AND #e > :now",
        "ExpressionAttributeNames": {"#c": name, "#e": "expires_at"},
        "ExpressionAttributeValues": {":c": item[name], ":now": {"N": str(unix_time())}},
    }


# Requires that a counter is above zero.
POSITIVE_COUNTER = {
    "ConditionExpression": "verified_members > :zero",
    "ExpressionAttributeValues": {":zero": {"N": "0"}},
}


class Tables:
    """Access to the tables. `client` is boto3's low-level client, and `names` contains the table names by kind."""

    def __init__(self, client, names, project):
        self.client, self.names, self.project = client, names, project

    def get(self, table, key):
        item = self.client.get_item(TableName=self.names[table], Key=key, ConsistentRead=True).get("Item")
        if item and item.get("schema") != items.SCHEMA_VERSION:
            raise ValueError(f"an item of {table} has an unknown schema version")
        return item

    def query(self, table, key, value, index=None):
        """Returns all items with this value of a key of the table or of an index. Indexes are eventually consistent."""
        source = {"IndexName": index} if index else {"ConsistentRead": True}
        pages = self.client.get_paginator("query").paginate(
            TableName=self.names[table],
            KeyConditionExpression="#k = :v",
            ExpressionAttributeNames={"#k": key},
            ExpressionAttributeValues={":v": s(f"{self.project}#{value}")},
            **source,
        )
        return [item for page in pages for item in page["Items"]]

    def scan(self, table, filter, values):
        """Returns all items that match a filter. Reads the whole table."""
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.names[table],
            FilterExpression=filter,
            ExpressionAttributeValues=values,
            ConsistentRead=True,
        )
        return [item for page in pages for item in page["Items"]]

    def put(self, table, item, condition=None):
        return {"Put": {"TableName": self.names[table], "Item": item, **(condition or {})}}

    def delete(self, table, key, condition=None):
        return {"Delete": {"TableName": self.names[table], "Key": key, **(condition or {})}}

    def check(self, table, key, condition):
        return {"ConditionCheck": {"TableName": self.names[table], "Key": key, **condition}}

    def commit(self, plan):
        """Commits the changes that `plan` returns after its reads, or nothing if it returns None.

        Calls the plan again after a conflicting write.
        """
        for attempt in range(1, 21):
            changes = plan()
            if changes is None or self._try_commit(changes):
                return
            time.sleep(0.005 * attempt)
        raise Overtaken("too many conflicts with other writers; retrying is safe")

    def commit_outcome(self, plan):
        """Calls `plan` until its changes are committed, and returns its outcome.

        `plan` returns a dictionary with `outcome`, or with `outcome`, `changes` and perhaps `created`, or None to start again.
        `created` is the table and the key of an item that only these changes create: after a conflict or an unknown result, it
        shows whether they were committed.
        """
        for attempt in range(1, OUTCOME_ATTEMPTS + 1):
            planned = plan()
            if planned is not None and ("changes" not in planned or self._is_committed(**planned)):
                return planned["outcome"]
            time.sleep(0.005 * attempt * random.uniform(0.5, 1.5))
        raise Overtaken("too many conflicts with other writers; retrying is safe")

    def _is_committed(self, outcome, changes, created=None):
        def exists():
            return created is not None and self.get(*created) is not None

        try:
            return self._try_commit(changes) or exists()
        except Exception:
            if exists():
                return True
            raise

    def _try_commit(self, changes):
        """Commits changes. Returns False after a conflict with another writer."""
        errors = self.client.exceptions
        refuse_if(len(changes) > ITEMS_PER_TRANSACTION, "more changes than a transaction can contain")
        try:
            self.client.transact_write_items(TransactItems=changes)
            return True
        except errors.TransactionInProgressException:
            return False
        except errors.TransactionCanceledException as error:
            codes = {reason["Code"] for reason in error.response["CancellationReasons"]} - {"None"}
            if not codes or not codes <= CONFLICT_CODES:
                raise
            return False
