"""Writes organizations, Members and sessions.

Each write reads, builds one transaction whose conditions say what was read, and starts again when somebody was faster.
"""

import json
import time
from collections import Counter

import items
from items import s
from normal import is_common_mailbox, normal_address, normal_domain

ITEMS_PER_TRANSACTION = 100
OVERTAKEN = {"ConditionalCheckFailed", "TransactionConflict"}


class Refused(Exception):
    """The data contradicts itself or what is stored: doing it again does not help."""


# What an item must be for the transaction to happen.


def absent(key):
    return {"ConditionExpression": "attribute_not_exists(#c)", "ExpressionAttributeNames": {"#c": key}}


def equal(name, value):
    return {
        "ConditionExpression": "#c = :c",
        "ExpressionAttributeNames": {"#c": name},
        "ExpressionAttributeValues": {":c": value},
    }


def still(item, name, key):
    return equal(name, item[name]) if item else absent(key)


class Writer:
    """`client` is boto3's low-level client for DynamoDB, `tables` the tables' names by kind."""

    def __init__(self, client, tables, project):
        self.client, self.tables, self.project = client, tables, project

    def get(self, table, key):
        item = self.client.get_item(TableName=self.tables[table], Key=key, ConsistentRead=True).get("Item")
        if item and item.get("schema") != items.SCHEMA:
            raise ValueError(f"an item of {table} has an unknown schema")
        return item

    def put(self, table, item, condition=None):
        return {"Put": {"TableName": self.tables[table], "Item": item, **(condition or {})}}

    def delete(self, table, key, condition=None):
        return {"Delete": {"TableName": self.tables[table], "Key": key, **(condition or {})}}

    def check(self, table, key, condition):
        return {"ConditionCheck": {"TableName": self.tables[table], "Key": key, **condition}}

    def commit(self, plan):
        """`plan` reads and gives the transaction, or None when all is so already. It is asked again when overtaken."""
        errors = self.client.exceptions
        for attempt in range(1, 21):
            changes = plan()
            if changes is None:
                return
            if len(changes) > ITEMS_PER_TRANSACTION:
                raise Refused("more edges than a transaction takes")
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
        raise TimeoutError("others kept changing the same items; doing it again is safe")

    def put_organization(self, organization):
        """The whole organization, in Stytch's shape. Its edges change with it."""
        for name in ("email_allowed_domains", "claimed_email_domains"):
            for domain in map(normal_domain, organization.get(name) or []):
                if is_common_mailbox(domain):
                    raise Refused(f"{domain} belongs to a common mailbox provider")
        id = organization["organization_id"]
        key = items.organization_key(self.project, id)

        def plan():
            prior = self.get("organizations", key)
            before = json.loads(prior["object"]["S"]) if prior else {}
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            dated = {name: organization.get(name) or before.get(name) or now for name in ("created_at", "updated_at")}
            following = {**organization, **dated}
            unsettled = {edge["S"] for edge in prior.get("unsettled_edges", {}).get("L", [])} if prior else set()
            if prior and prior["object"]["S"] == items.to_json(following) and not unsettled:
                return None
            edges_before, edges = items.edges_of(before), items.edges_of(following)
            # While a write in steps is unfinished, nothing is known of the edges: put every one.
            fresh = edges if unsettled else edges - edges_before
            stale = (edges_before | unsettled) - edges
            item = items.organization_item(self.project, following, items.stamp())
            return [
                self.put("organizations", item, still(prior, "revision", "organization")),
                *(self.put("joinable", items.edge_item(self.project, edge, id)) for edge in fresh),
                *(self.delete("joinable", items.edge_key(self.project, edge, id)) for edge in stale),
            ]

        self.commit(plan)

    def put_member(self, given):
        """The whole Member, in Stytch's shape. A new address moves it. Status "deleted" keeps the person out."""
        member = {**given, "email_address": normal_address(given["email_address"])}
        project, organization, address = self.project, member["organization_id"], member["email_address"]

        def row_key(address):
            return items.member_key(project, address, organization)

        def plan():
            id_item = self.get("members", items.id_key(project, member["member_id"]))
            at_address = self.get("members", row_key(address))
            own_organization, _, own_address = id_item["place"]["S"].partition("#") if id_item else (None, "", None)
            if id_item and own_organization != organization:
                raise Refused("another organization's Member has the id")
            displaced = at_address if at_address and at_address["member_id"]["S"] != member["member_id"] else None
            if displaced and items.is_live(json.loads(displaced["object"]["S"])):
                raise Refused("another Member has the address")
            moved = id_item is not None and own_address != address
            found = self.get("members", row_key(own_address)) if moved else id_item and at_address
            own = found if found and found["member_id"]["S"] == member["member_id"] else None
            if own and not moved and own["object"]["S"] == items.to_json(member):
                return None

            # Whoever was removed, or was not there, begins a new life: sessions from before stay dead.
            goes_on = own and (items.is_live(json.loads(own["object"]["S"])) or not items.is_live(member))
            life = own["life"]["S"] if goes_on else items.stamp()
            item = items.member_item(project, member, items.stamp(), life)
            changes = [self.put("members", item, still(at_address, "revision", "address"))]
            if moved:
                # Where it was not found, it must not have come back since: it would stand twice.
                leave, unchanged = self.delete if own else self.check, still(found, "revision", "address")
                changes.append(leave("members", row_key(own_address), unchanged))
            if displaced:
                place = equal("place", s(f"{organization}#{address}"))
                changes.append(self.delete("members", items.id_key(project, displaced["member_id"]["S"]), place))
            # A row that was found where its id says, and stays there, vouches for the id by its revision.
            if moved or not own:
                changes.append(self.put("members", items.id_item(project, member), still(id_item, "place", "address")))
            return changes + self.count(organization, [own, displaced], item, own if moved else None)

        self.commit(plan)

    def count(self, organization, ceasing, beginning, moved):
        """What was counted is what is taken away, whatever today's rules would count.

        The counter of whoever moved is written even if its number stays: who counts the rows anew could meet the Member twice
        or not at all, and must be able to tell.
        """
        sums = Counter()
        for item, amount in [(item, -1) for item in ceasing] + [(beginning, 1)]:
            if item and "counted" in item:
                sums[item["counted"]["S"]] += amount
        return [
            {
                "Update": {
                    "TableName": self.tables["organizations"],
                    "Key": items.counter_key(self.project, organization, domain),
                    "UpdateExpression": "ADD verified_members :amount SET #schema = :schema, revision = :revision",
                    "ExpressionAttributeNames": {"#schema": "schema"},
                    "ExpressionAttributeValues": {
                        ":amount": {"N": str(amount)},
                        ":schema": items.SCHEMA,
                        ":revision": s(items.stamp()),
                    },
                }
            }
            for domain, amount in sums.items()
            if amount != 0 or (moved and moved.get("counted") == s(domain))
        ]

    def delete_member(self, member):
        self.put_member({**member, "status": "deleted"})

    def put_intermediate_session(self, session):
        session = {**session, "email_address": normal_address(session["email_address"])}
        item = items.intermediate_item(self.project, session)
        self.client.put_item(TableName=self.tables["sessions"], Item=item)

    def put_member_session(self, given):
        """Stands twice, by its token and by its id; both items come and go together."""
        session = {**given, "email_address": normal_address(given["email_address"])}
        member_key = items.member_key(self.project, session["email_address"], session["organization_id"])

        def plan():
            member = self.get("members", member_key)
            is_own = member and member["member_id"]["S"] == session["member_id"]
            if not is_own or not items.is_live(json.loads(member["object"]["S"])):
                raise Refused("a session needs a Member who is not deleted")
            # The Member's life must last until the session is written.
            changes = [self.check("members", member_key, equal("life", member["life"]))]
            for item in items.member_session_items(self.project, session, member["life"]["S"]):
                prior = self.get("sessions", items.session_key(item["token_hash"]["S"]))
                changes.append(self.put("sessions", item, still(prior, "twin", "token_hash")))
                if prior and prior["twin"] != item["twin"]:
                    changes.append(self.delete("sessions", items.session_key(prior["twin"]["S"])))
            return changes

        self.commit(plan)

    def revoke_member_session(self, token):
        """Ends a member session under both of its names."""
        key = items.session_key(items.token_hash("session-token", self.project, token))

        def plan():
            item = self.get("sessions", key)
            if item is None:
                return None
            twin = items.session_key(item["twin"]["S"])
            return [self.delete("sessions", key, equal("twin", item["twin"])), self.delete("sessions", twin)]

        self.commit(plan)
