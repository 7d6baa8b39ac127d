"""Transactions on Members. Each plan reads, then returns its changes, or None if nothing has to change."""

import json
from collections import Counter
from dataclasses import dataclass

import items
from items import s
from json_text import with_fields
from limits import Refused, check_member, refuse_if
from tables import absent, equal, unchanged


def _object(item):
    return json.loads(item["object"]["S"])


def _as_read(item):
    """Returns the condition that an item has not changed since it was read."""
    if item is None:
        return absent("address")
    return equal("retired_by", item["retired_by"]) if "record" in item else equal("revision", item["revision"])


def _is_of(item, member_id):
    return item is not None and item.get("member_id") == s(member_id)


def _is_retired_by(item, member_id):
    return item is not None and item.get("retired_by") == s(member_id)


def _holder(item):
    """Returns the Member whose current or retired address this is. Deleted Members do not keep their addresses."""
    if item is None:
        return None
    if "record" in item:
        return item["retired_by"]["S"]
    return item["member_id"]["S"] if items.is_live(_object(item)) else None


@dataclass
class ExistingState:
    """The items that the write of a Member depends on."""

    id_item: dict  # The item of the id.
    target: dict  # The item at the new address.
    former_address: str  # The address in the item of the id, if it differs from the new one.
    found: dict  # The item at the address in the item of the id.
    own: dict  # The same item, if it is the Member's.
    reserved: dict  # The items at the addresses that the Member reserves, before and after the write.


def _read(tables, following):
    organization, member_id = following["organization_id"], following["member_id"]

    def item_at(address):
        return tables.get("members", items.member_key(tables.project, address, organization))

    id_item = tables.get("members", items.id_key(tables.project, member_id))
    target = item_at(following["email_address"])
    id_organization, id_address = items.parse_member_location(id_item) if id_item else (organization, None)
    if id_organization != organization:
        raise Refused("another organization's Member has the id")
    former_address = id_address if id_address != following["email_address"] else None
    found = item_at(former_address) if former_address else target if id_item else None
    own = found if _is_of(found, member_id) else None
    addresses = items.reserved_addresses(following) | (items.reserved_addresses(_object(own)) if own else set())
    # The plan follows from `found`, so a second read of that item must not replace it.
    reserved = {address: found if address == former_address else item_at(address) for address in sorted(addresses)}
    return ExistingState(id_item, target, former_address, found, own, reserved)


def plan_member(tables, given):
    """Creates, replaces, moves or deletes a Member. `given` is in normal form."""
    existing = _read(tables, given)
    own, member_id = existing.own, given["member_id"]
    following = items.dated(given, _object(own) if own else {})
    taken = [existing.target, *(existing.reserved[address] for address in items.reserved_addresses(following))]
    for holder in map(_holder, taken):
        if holder not in (None, member_id):
            raise Refused(f"an address already belongs to the Member {holder}")
    if own and not existing.former_address and own["object"]["S"] == items.to_json(following):
        return None

    stamp = _security_stamp(existing, following)
    item = {
        **items.member_item(tables.project, following, items.random_token(), stamp),
        **_kept_rule(own, following),
    }
    displaced = [other for other in taken if other and "member_id" in other and not _is_of(other, member_id)]
    changes = [
        tables.put("members", item, _as_read(existing.target)),
        *_leave_former_address(tables, existing, following),
        *_retire_addresses(tables, existing, following),
        *(_delete_id(tables, other) for other in displaced),
    ]
    # If the Member keeps its address, the condition on its revision also protects the item of the id.
    if existing.former_address or not own:
        id_item = items.id_item(tables.project, following)
        changes.append(tables.put("members", id_item, unchanged(existing.id_item, "member_location", "address")))
    moved = own if existing.former_address else None
    return changes + update_counters(tables, following["organization_id"], [own, *displaced], item, moved)


# A change of these fields affects other items or bound credentials, so `plan_member` makes it.
WHOLE_MEMBER_FIELDS = (
    "organization_id",
    "member_id",
    "email_address",
    "email_address_verified",
    "retired_email_addresses",
    "status",
)


def plan_member_update(tables, key, fields, is_expected):
    """Changes fields of the Member at a location, and keeps the others as they are stored.

    `is_expected` gets the stored Member: the change is refused if it returns False.
    """
    for name in WHOLE_MEMBER_FIELDS:
        refuse_if(name in fields, f"a change of {name} needs a put of the whole Member")
    stored = tables.get("members", key)
    refuse_if(stored is None or "object" not in stored, "the Member does not exist")
    refuse_if(not is_expected(_object(stored)), "the Member has changed")
    following, item = changed_member_item(tables.project, stored, fields, stored["security_stamp"]["S"])
    check_member(following)
    item = {**item, **_kept_rule(stored, following)}
    put = tables.put("members", item, _as_read(stored))
    return [put, *update_counters(tables, following["organization_id"], [stored], item)]


def changed_member_item(project, stored, fields, stamp):
    """Returns the Member and its item after a change of fields. All other fields keep their stored text."""
    changed = {**fields, "updated_at": items.timestamp()}
    member = {**_object(stored), **changed}
    item = items.member_item(project, member, items.random_token(), stamp)
    return member, {**item, "object": s(with_fields(stored["object"]["S"], changed))}


def _security_stamp(existing, following):
    """Returns a new stamp if the Member was deleted, absent or at another address, so that earlier sessions stay invalid."""
    own = existing.own
    continues = own and not existing.former_address and (items.is_live(_object(own)) or not items.is_live(following))
    return own["security_stamp"]["S"] if continues else items.random_token()


def _kept_rule(own, following):
    """Keeps the rule by which a pending Member joins, while it stays pending."""
    if own is None or "eligible_by" not in own:
        return {}
    is_kept = all(items.status_of(member) == "pending" for member in (_object(own), following))
    return {"eligible_by": own["eligible_by"]} if is_kept else {}


def _leave_former_address(tables, existing, following):
    """Removes the item at the former address.

    If there is no such item, checks that it does not reappear, because the Member would then be stored twice.
    """
    address = existing.former_address
    # The item of the retired address overwrites the one at the former address.
    if not address or address in items.reserved_addresses(following):
        return []
    key = items.member_key(tables.project, address, following["organization_id"])
    change = tables.delete if existing.own else tables.check
    return [change("members", key, _as_read(existing.found))]


def _retire_addresses(tables, existing, following):
    addresses, changes = items.reserved_addresses(following), []
    for address, item in existing.reserved.items():
        is_retired = _is_retired_by(item, following["member_id"])
        if address in addresses and not is_retired:
            retired = items.retired_address_item(tables.project, address, following)
            changes.append(tables.put("members", retired, _as_read(item)))
        elif address not in addresses and is_retired and address != following["email_address"]:
            key = items.member_key(tables.project, address, following["organization_id"])
            changes.append(tables.delete("members", key, _as_read(item)))
    return changes


def _delete_id(tables, item):
    address = item["address"]["S"][len(tables.project) + 1 :]
    location = equal("member_location", s(f"{item['organization_id']['S']}#{address}"))
    return tables.delete("members", items.id_key(tables.project, item["member_id"]["S"]), location)


def plan_erasure(tables, organization, id):
    """Erases a Member, its retired addresses and its id. Revoke its sessions first."""
    id_item = tables.get("members", items.id_key(tables.project, id))
    id_organization, address = items.parse_member_location(id_item) if id_item else (None, None)
    if id_organization != organization:
        return None
    key = items.member_key(tables.project, address, organization)
    own = tables.get("members", key)
    if not _is_of(own, id):
        # A concurrent move can look like absence, so both items are checked in one transaction.
        id_key, location = items.id_key(tables.project, id), equal("member_location", id_item["member_location"])
        return [tables.check("members", id_key, location), tables.check("members", key, _as_read(own))]
    changes = [tables.delete("members", key, _as_read(own)), _delete_id(tables, own)]
    for address in items.reserved_addresses(_object(own)):
        retired_key = items.member_key(tables.project, address, organization)
        item = tables.get("members", retired_key)
        if _is_retired_by(item, id):
            changes.append(tables.delete("members", retired_key, _as_read(item)))
    return changes + update_counters(tables, organization, [own])


def plan_new_security_stamp(tables, key):
    """Replaces the security stamp of the Member at a location, so that its sessions end."""
    item = tables.get("members", key)
    if item is None or "member_id" not in item:
        return None
    condition = _as_read(item)
    stamps = {":stamp": s(items.random_token()), ":revision": s(items.random_token())}
    update = {
        "TableName": tables.names["members"],
        "Key": key,
        "UpdateExpression": "SET security_stamp = :stamp, revision = :revision",
        **condition,
        "ExpressionAttributeValues": {**condition["ExpressionAttributeValues"], **stamps},
    }
    return [{"Update": update}]


def update_counters(tables, organization, removed, added=None, moved=None):
    """Updates the counters. Subtracts the stored counted domains, even if the current rules would count otherwise.

    The counter of a moved Member is written even if its value stays the same: a concurrent recount could find the Member twice
    or not at all.
    """
    sums = Counter()
    for item, amount in [(item, -1) for item in removed] + [(added, 1)]:
        if item and "counted_domain" in item:
            sums[item["counted_domain"]["S"]] += amount
    return [
        {
            "Update": {
                "TableName": tables.names["organizations"],
                "Key": items.counter_key(tables.project, organization, domain),
                "UpdateExpression": "ADD verified_members :amount SET #schema = :schema, revision = :revision",
                "ExpressionAttributeNames": {"#schema": "schema"},
                "ExpressionAttributeValues": {
                    ":amount": {"N": str(amount)},
                    ":schema": items.SCHEMA_VERSION,
                    ":revision": s(items.random_token()),
                },
            }
        }
        for domain, amount in sums.items()
        if amount != 0 or (moved and moved.get("counted_domain") == s(domain))
    ]
