// Transactions on Members. Each plan reads, then returns its changes, or undefined if nothing has to change.

import * as items from "./items.mjs";
import { withFields } from "./json_text.mjs";
import { checkMember, Refused, refuseIf } from "./limits.mjs";
import { absent, equal, unchanged } from "./tables.mjs";

const { s } = items;
const objectOf = (item) => item?.object && JSON.parse(item.object.S);

/** Returns the condition that an item has not changed since it was read. */
const asRead = (item) => {
  if (!item) return absent("address");
  return item.record ? equal("retired_by", item.retired_by) : equal("revision", item.revision);
};

/** Returns the Member whose current or retired address this is. Deleted Members do not keep their addresses. */
function holderOf(item) {
  if (item?.record) return item.retired_by.S;
  return item && items.isLive(objectOf(item)) ? item.member_id.S : undefined;
}

/** Reads all items that the write of a Member depends on. */
async function read(tables, next) {
  const { project } = tables;
  const itemAt = (address) => tables.get("members", items.memberKey(project, address, next.organization_id));
  const idItem = await tables.get("members", items.idKey(project, next.member_id));
  const target = await itemAt(next.email_address);
  const location = idItem && items.parseMemberLocation(idItem);
  if (location && location.organization !== next.organization_id) throw new Refused("another organization's Member has the id");
  const formerAddress = location && location.address !== next.email_address ? location.address : undefined;
  const found = formerAddress ? await itemAt(formerAddress) : idItem && target;
  const own = found?.member_id?.S === next.member_id ? found : undefined;
  const reserved = new Map();
  for (const member of [objectOf(own), next].filter(Boolean)) {
    for (const address of items.reservedAddresses(member)) {
      // The plan follows from `found`, so a second read of that item must not replace it.
      reserved.set(address, address === formerAddress ? found : await itemAt(address));
    }
  }
  return { idItem, target, formerAddress, found, own, reserved };
}

/** Creates, replaces, moves or deletes a Member. `given` is in normal form. */
export async function planMember(tables, given) {
  const existing = await read(tables, given);
  const { own, target, formerAddress, idItem, reserved } = existing;
  const next = items.dated(given, objectOf(own));
  const addresses = items.reservedAddresses(next);
  const taken = [target, ...[...addresses].map((address) => reserved.get(address))];
  const holder = taken.map(holderOf).find((id) => id && id !== next.member_id);
  if (holder) throw new Refused(`an address already belongs to the Member ${holder}`);
  if (own && !formerAddress && own.object.S === JSON.stringify(next)) return undefined;

  const item = {
    ...items.memberItem(tables.project, next, items.randomToken(), securityStamp(existing, next)),
    ...keptRule(own, next),
  };
  const displaced = taken.filter((other) => other?.member_id && other.member_id.S !== next.member_id);
  return [
    tables.put("members", item, asRead(target)),
    ...leaveFormerAddress(tables, existing, next),
    ...retireAddresses(tables, existing, next),
    ...displaced.map((other) => deleteId(tables, other)),
    // If the Member keeps its address, the condition on its revision also protects the item of the id.
    ...(own && !formerAddress
      ? []
      : [tables.put("members", items.idItem(tables.project, next), unchanged(idItem, "member_location", "address"))]),
    ...updateCounters(tables, next.organization_id, [own, ...displaced], item, formerAddress && own),
  ];
}

// A change of these fields affects other items or bound credentials, so `planMember` makes it.
const WHOLE_MEMBER_FIELDS = [
  "organization_id",
  "member_id",
  "email_address",
  "email_address_verified",
  "retired_email_addresses",
  "status",
];

/**
 * Changes fields of the Member at a location, and keeps the others as they are stored. `isExpected` gets the stored Member: the
 * change is refused if it returns false.
 */
export async function planMemberUpdate(tables, key, fields, isExpected) {
  for (const [name, value] of Object.entries(fields)) {
    refuseIf(WHOLE_MEMBER_FIELDS.includes(name), `a change of ${name} needs a put of the whole Member`);
    refuseIf(value === undefined, `${name} has no value`);
  }
  const stored = await tables.get("members", key);
  refuseIf(!stored?.object, "the Member does not exist");
  refuseIf(!isExpected(objectOf(stored)), "the Member has changed");
  const changed = changedMemberItem(tables.project, stored, fields, stored.security_stamp.S);
  checkMember(changed.member);
  const item = { ...changed.item, ...keptRule(stored, changed.member) };
  return [tables.put("members", item, asRead(stored)), ...updateCounters(tables, stored.organization_id.S, [stored], item)];
}

/** Returns the Member and its item after a change of fields. All other fields keep their stored text. */
export function changedMemberItem(project, stored, fields, stamp) {
  const changed = { ...fields, updated_at: items.timestamp() };
  const member = { ...objectOf(stored), ...changed };
  const object = s(withFields(stored.object.S, changed));
  return { member, item: { ...items.memberItem(project, member, items.randomToken(), stamp), object } };
}

/** Returns a new stamp if the Member was deleted, absent or at another address, so that earlier sessions stay invalid. */
function securityStamp({ own, formerAddress }, next) {
  const continues = own && !formerAddress && (items.isLive(objectOf(own)) || !items.isLive(next));
  return continues ? own.security_stamp.S : items.randomToken();
}

/** Keeps the rule by which a pending Member joins, while it stays pending. */
function keptRule(own, next) {
  const isKept = own?.eligible_by && [objectOf(own), next].every((member) => items.statusOf(member) === "pending");
  return isKept ? { eligible_by: own.eligible_by } : {};
}

/**
 * Removes the item at the former address. If there is no such item, checks that it does not reappear, because the Member would
 * then be stored twice.
 */
function leaveFormerAddress(tables, { formerAddress, found, own }, next) {
  // The item of the retired address overwrites the one at the former address.
  if (!formerAddress || items.reservedAddresses(next).has(formerAddress)) return [];
  const key = items.memberKey(tables.project, formerAddress, next.organization_id);
  return [own ? tables.delete("members", key, asRead(found)) : tables.check("members", key, asRead(found))];
}

function retireAddresses(tables, { reserved }, next) {
  const addresses = items.reservedAddresses(next);
  const changes = [];
  for (const [address, item] of reserved) {
    const isRetired = item?.retired_by?.S === next.member_id;
    if (addresses.has(address) && !isRetired) {
      changes.push(tables.put("members", items.retiredAddressItem(tables.project, address, next), asRead(item)));
    } else if (!addresses.has(address) && isRetired && address !== next.email_address) {
      const key = items.memberKey(tables.project, address, next.organization_id);
      changes.push(tables.delete("members", key, asRead(item)));
    }
  }
  return changes;
}

function deleteId(tables, item) {
  const location = s(`${item.organization_id.S}#${item.address.S.slice(tables.project.length + 1)}`);
  return tables.delete("members", items.idKey(tables.project, item.member_id.S), equal("member_location", location));
}

/** Erases a Member, its retired addresses and its id. Revoke its sessions first. */
export async function planErasure(tables, organization, id) {
  const idItem = await tables.get("members", items.idKey(tables.project, id));
  const location = idItem && items.parseMemberLocation(idItem);
  if (location?.organization !== organization) return undefined;
  const itemAt = (address) => tables.get("members", items.memberKey(tables.project, address, organization));
  const key = items.memberKey(tables.project, location.address, organization);
  const own = await itemAt(location.address);
  if (own?.member_id?.S !== id) {
    // A concurrent move can look like absence, so both items are checked in one transaction.
    const idKey = items.idKey(tables.project, id);
    return [
      tables.check("members", idKey, equal("member_location", idItem.member_location)),
      tables.check("members", key, asRead(own)),
    ];
  }
  const changes = [tables.delete("members", key, asRead(own)), deleteId(tables, own)];
  for (const address of items.reservedAddresses(objectOf(own))) {
    const item = await itemAt(address);
    const retiredKey = items.memberKey(tables.project, address, organization);
    if (item?.retired_by?.S === id) changes.push(tables.delete("members", retiredKey, asRead(item)));
  }
  return [...changes, ...updateCounters(tables, organization, [own])];
}

/** Replaces the security stamp of the Member at a location, so that its sessions end. */
export async function planNewSecurityStamp(tables, key) {
  const item = await tables.get("members", key);
  if (!item?.member_id) return undefined;
  const condition = asRead(item);
  const update = {
    TableName: tables.names.members,
    Key: key,
    UpdateExpression: "SET security_stamp = :stamp, revision = :revision",
    ...condition,
    ExpressionAttributeValues: {
      ...condition.ExpressionAttributeValues,
      ":stamp": s(items.randomToken()),
      ":revision": s(items.randomToken()),
    },
  };
  return [{ Update: update }];
}

/**
 * Updates the counters. Subtracts the stored counted domains, even if the current rules would count otherwise. The counter of
 * a moved Member is written even if its value stays the same: a concurrent recount could find the Member twice or not at all.
 */
export function updateCounters(tables, organization, removed, added, moved) {
  const sums = new Map();
  const add = (item, amount) => {
    const domain = item?.counted_domain?.S;
    if (domain) sums.set(domain, (sums.get(domain) ?? 0) + amount);
  };
  removed.forEach((item) => add(item, -1));
  add(added, 1);
  const changes = [...sums].filter(([domain, amount]) => amount !== 0 || domain === moved?.counted_domain?.S);
  return changes.map(([domain, amount]) => ({
    Update: {
      TableName: tables.names.organizations,
      Key: items.counterKey(tables.project, organization, domain),
      UpdateExpression: "ADD verified_members :amount SET #schema = :schema, revision = :revision",
      ExpressionAttributeNames: { "#schema": "schema" },
      ExpressionAttributeValues: {
        ":amount": { N: String(amount) },
        ":schema": { N: "1" },
        ":revision": s(items.randomToken()),
      },
    },
  }));
}
