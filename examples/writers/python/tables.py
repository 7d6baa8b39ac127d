"""Reads, conditions and transactions on the five tables."""

import time

import items
from items import s
from limits import refuse_if

ITEMS_PER_TRANSACTION = 100
CONFLICT_CODES = {"ConditionalCheckFailed", "TransactionConflict"}


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
        errors = self.client.exceptions
        for attempt in range(1, 21):
            changes = plan()
            if changes is None:
                return
            refuse_if(len(changes) > ITEMS_PER_TRANSACTION, "more changes than a transaction can contain")
            try:
                self.client.transact_write_items(TransactItems=changes)
                return
            except errors.TransactionInProgressException:
                pass
            except errors.TransactionCanceledException as error:
                codes = {reason["Code"] for reason in error.response["CancellationReasons"]} - {"None"}
                if not codes or not codes <= CONFLICT_CODES:
                    raise
            time.sleep(0.005 * attempt)
        raise TimeoutError("too many conflicts with other writers; retrying is safe")
