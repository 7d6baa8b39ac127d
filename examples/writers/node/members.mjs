// Transactions on Members, each as a plan: it reads, and returns the changes or nothing.

import * as items from "./items.mjs";
import { Refused } from "./limits.mjs";
import { absent, equal, unchanged } from "./tables.mjs";

const { s } = items;
const objectOf = (item) => item?.object && JSON.parse(item.object.S);

/** The condition that an item of the table is still as it was read. */
const asRead = (item) => {
  if (!item) return absent("address");
  return item.record ? equal("retired_by", item.retired_by) : equal("revision", item.revision);
};

/** The Member that has the address of the item or retired it. A deleted Member gives way to others. */
function holderOf(item) {
  if (item?.record) return item.retired_by.S;
  return item && items.isLive(objectOf(item)) ? item.member_id.S : undefined;
}

/** Everything that the write of a Member finds. */
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
  const before = await read(tables, given);
  const { own, target, formerAddress, idItem, reserved } = before;
  const next = items.dated(given, objectOf(own));
  const addresses = items.reservedAddresses(next);
  const taken = [target, ...[...addresses].map((address) => reserved.get(address))];
  const holder = taken.map(holderOf).find((id) => id && id !== next.member_id);
  if (holder) throw new Refused(`the Member ${holder} has one of the addresses, or retired it`);
  if (own && !formerAddress && own.object.S === JSON.stringify(next)) return undefined;

  const item = items.memberItem(tables.project, next, items.randomToken(), securityStamp(before, next));
  const displaced = taken.filter((other) => other?.member_id && other.member_id.S !== next.member_id);
  return [
    tables.put("members", item, asRead(target)),
    ...leave(tables, before, next),
    ...retire(tables, before, next),
    ...displaced.map((other) => deleteId(tables, other)),
    // The revision of an item that was found where its id says, and stays there, protects the id as well.
    ...(own && !formerAddress
      ? []
      : [tables.put("members", items.idItem(tables.project, next), unchanged(idItem, "member_location", "address"))]),
    ...count(tables, next.organization_id, [own, ...displaced], item, formerAddress && own),
  ];
}

/** A Member that was removed, was absent or had another address gets a fresh stamp: sessions from before stay invalid. */
function securityStamp({ own, formerAddress }, next) {
  const continues = own && !formerAddress && (items.isLive(objectOf(own)) || !items.isLive(next));
  return continues ? own.security_stamp.S : items.randomToken();
}

/** Where the Member was not found, it must not have returned since: it would be stored twice. */
function leave(tables, { formerAddress, found, own }, next) {
  // The retirement of the former address overwrites the item there.
  if (!formerAddress || items.reservedAddresses(next).has(formerAddress)) return [];
  const key = items.memberKey(tables.project, formerAddress, next.organization_id);
  return [own ? tables.delete("members", key, asRead(found)) : tables.check("members", key, asRead(found))];
}

function retire(tables, { reserved }, next) {
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

/** Removes a Member, its retired addresses and its id. Its sessions are revoked before. */
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
    return [tables.check("members", idKey, equal("member_location", idItem.member_location)), tables.check("members", key, asRead(own))];
  }
  const changes = [tables.delete("members", key, asRead(own)), deleteId(tables, own)];
  for (const address of items.reservedAddresses(objectOf(own))) {
    const item = await itemAt(address);
    const retiredKey = items.memberKey(tables.project, address, organization);
    if (item?.retired_by?.S === id) changes.push(tables.delete("members", retiredKey, asRead(item)));
  }
  return [...changes, ...count(tables, organization, [own])];
}

/**
 * Subtracts what was counted, even if today's rules would count otherwise. The counter of a Member that moved is written
 * even if its number stays: a concurrent recount could find the Member twice or not at all.
 */
function count(tables, organization, ceasing, beginning, moved) {
  const sums = new Map();
  const add = (item, amount) => {
    const domain = item?.counted_domain?.S;
    if (domain) sums.set(domain, (sums.get(domain) ?? 0) + amount);
  };
  ceasing.forEach((item) => add(item, -1));
  add(beginning, 1);
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
