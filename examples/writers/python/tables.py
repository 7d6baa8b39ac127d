"""Reads, conditions and transactions on the five tables."""

import time

import items
from items import s
from limits import refuse_if

ITEMS_PER_TRANSACTION = 100
OVERTAKEN = {"ConditionalCheckFailed", "TransactionConflict"}


# The state in which an item must be for the transaction to happen.


def absent(key):
    return {"ConditionExpression": "attribute_not_exists(#c)", "ExpressionAttributeNames": {"#c": key}}


def equal(name, value):
    return {
        "ConditionExpression": "#c = :c",
        "ExpressionAttributeNames": {"#c": name},
        "ExpressionAttributeValues": {":c": value},
    }


def unchanged(item, name, key):
    """The attribute `name` as in the item that was read, or no item."""
    return equal(name, item[name]) if item else absent(key)


class Tables:
    """`client` is boto3's low-level client for DynamoDB, `names` the tables' names by kind."""

    def __init__(self, client, names, project):
        self.client, self.names, self.project = client, names, project

    def get(self, table, key):
        item = self.client.get_item(TableName=self.names[table], Key=key, ConsistentRead=True).get("Item")
        if item and item.get("schema") != items.SCHEMA:
            raise ValueError(f"an item of {table} has an unknown schema")
        return item

    def query(self, table, key, value, index=None):
        """All items with this value of a key of the table, or of an index, which follows the table with a delay."""
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

        The plan is called again if another write came first.
        """
        errors = self.client.exceptions
        for attempt in range(1, 21):
            changes = plan()
            if changes is None:
                return
            refuse_if(len(changes) > ITEMS_PER_TRANSACTION, "more changes than a transaction takes")
            try:
                self.client.transact_write_items(TransactItems=changes)
                return
            except errors.TransactionInProgressException:
                pass
            except errors.TransactionCanceledException as error:
                codes = {reason["Code"] for reason in error.response["CancellationReasons"]} - {"None"}
                if not codes or not codes <= OVERTAKEN:
                    raise
            time.sleep(0.005 * attempt)
        raise TimeoutError("other writers kept changing the same items; repeating the write is safe")
