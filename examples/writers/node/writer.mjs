// Writes organizations, Members and sessions. Each write reads, builds one transaction whose conditions say what was read,
// and starts again when somebody was faster.

import { setTimeout as sleep } from "node:timers/promises";
import { GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import * as items from "./items.mjs";
import { isCommonMailbox, normalAddress, normalDomain } from "./normal.mjs";

const { s } = items;
const ITEMS_PER_TRANSACTION = 100;
const OVERTAKEN = ["ConditionalCheckFailed", "TransactionConflict"];
const now = () => `${new Date().toISOString().slice(0, 19)}Z`;

/** The data contradicts itself or what is stored: doing it again does not help. */
export class Refused extends Error {}

// What an item must be for the transaction to happen.
const absent = (key) => ({ ConditionExpression: "attribute_not_exists(#c)", ExpressionAttributeNames: { "#c": key } });
const equal = (name, value) => ({
  ConditionExpression: "#c = :c",
  ExpressionAttributeNames: { "#c": name },
  ExpressionAttributeValues: { ":c": value },
});
const still = (item, name, key) => (item ? equal(name, item[name]) : absent(key));

export class Writer {
  constructor(client, tables, project) {
    Object.assign(this, { client, tables, project });
  }

  async get(table, Key) {
    const command = new GetItemCommand({ TableName: this.tables[table], Key, ConsistentRead: true });
    const item = (await this.client.send(command)).Item;
    if (item && item.schema?.N !== "1") throw new Error(`an item of ${table} has an unknown schema`);
    return item;
  }

  put = (table, Item, condition) => ({ Put: { TableName: this.tables[table], Item, ...condition } });
  delete = (table, Key, condition) => ({ Delete: { TableName: this.tables[table], Key, ...condition } });
  check = (table, Key, condition) => ({ ConditionCheck: { TableName: this.tables[table], Key, ...condition } });

  /** `plan` reads and gives the transaction, or nothing when all is so already. It is asked again when it was overtaken. */
  async commit(plan) {
    for (let round = 1; round <= 20; round++) {
      const changes = await plan();
      if (!changes) return;
      if (changes.length > ITEMS_PER_TRANSACTION) throw new Refused("more edges than a transaction takes");
      try {
        await this.client.send(new TransactWriteItemsCommand({ TransactItems: changes }));
        return;
      } catch (error) {
        const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code).filter((code) => code !== "None");
        const overtaken = codes.length > 0 && codes.every((code) => OVERTAKEN.includes(code));
        if (!overtaken && error.name !== "TransactionInProgressException") throw error;
      }
      await sleep(5 * round);
    }
    throw new Error("others kept changing the same items; doing it again is safe");
  }

  /** The whole organization, in Stytch's shape. Its edges change with it. */
  async putOrganization(organization) {
    const domains = ["email_allowed_domains", "claimed_email_domains"].flatMap((name) => organization[name] ?? []);
    const common = domains.map(normalDomain).find(isCommonMailbox);
    if (common) throw new Refused(`${common} belongs to a common mailbox provider`);
    const id = organization.organization_id;
    const key = items.organizationKey(this.project, id);
    await this.commit(async () => {
      const prior = await this.get("organizations", key);
      const before = prior && JSON.parse(prior.object.S);
      const time = now();
      const dated = (name) => organization[name] ?? before?.[name] ?? time;
      const next = { ...organization, created_at: dated("created_at"), updated_at: dated("updated_at") };
      const unsettled = (prior?.unsettled_edges?.L ?? []).map((edge) => edge.S);
      if (prior?.object.S === JSON.stringify(next) && unsettled.length === 0) return undefined;
      const [edgesBefore, edges] = [before ? items.edgesOf(before) : new Set(), items.edgesOf(next)];
      // While a write in steps is unfinished, nothing is known of the edges: put every one.
      const fresh = [...edges].filter((edge) => unsettled.length > 0 || !edgesBefore.has(edge));
      const stale = [...new Set([...edgesBefore, ...unsettled])].filter((edge) => !edges.has(edge));
      const item = items.organizationItem(this.project, next, items.stamp());
      return [
        this.put("organizations", item, still(prior, "revision", "organization")),
        ...fresh.map((edge) => this.put("joinable", items.edgeItem(this.project, edge, id))),
        ...stale.map((edge) => this.delete("joinable", items.edgeKey(this.project, edge, id))),
      ];
    });
  }

  /** The whole Member, in Stytch's shape. A new address moves it. `status: "deleted"` keeps the person out. */
  async putMember(given) {
    const next = { ...given, email_address: normalAddress(given.email_address) };
    const [project, organization] = [this.project, next.organization_id];
    const row = (address) => this.get("members", items.memberKey(project, address, organization));
    await this.commit(async () => {
      const idItem = await this.get("members", items.idKey(project, next.member_id));
      const atAddress = await row(next.email_address);
      // An id has no "#", but an address may.
      const [, ownOrganization, ownAddress] = idItem?.place.S.match(/^([^#]*)#(.*)$/) ?? [];
      if (idItem && ownOrganization !== organization) throw new Refused("another organization's Member has the id");
      const displaced = atAddress && atAddress.member_id.S !== next.member_id ? atAddress : undefined;
      if (displaced && items.isLive(JSON.parse(displaced.object.S))) throw new Refused("another Member has the address");
      const moved = idItem && ownAddress !== next.email_address;
      const found = moved ? await row(ownAddress) : idItem && atAddress;
      const own = found?.member_id.S === next.member_id ? found : undefined;
      const ownObject = own && JSON.parse(own.object.S);
      if (own && !moved && own.object.S === JSON.stringify(next)) return undefined;

      // Whoever was removed, or was not there, begins a new life: sessions from before stay dead.
      const goesOn = own && (items.isLive(ownObject) || !items.isLive(next));
      const item = items.memberItem(project, next, items.stamp(), goesOn ? own.life.S : items.stamp());
      const changes = [this.put("members", item, still(atAddress, "revision", "address"))];
      if (moved) {
        // Where it was not found, it must not have come back since: it would stand twice.
        const [old, unchanged] = [items.memberKey(project, ownAddress, organization), still(found, "revision", "address")];
        changes.push(own ? this.delete("members", old, unchanged) : this.check("members", old, unchanged));
      }
      if (displaced) {
        const place = equal("place", s(`${organization}#${next.email_address}`));
        changes.push(this.delete("members", items.idKey(project, displaced.member_id.S), place));
      }
      // A row that was found where its id says, and stays there, vouches for the id by its revision.
      if (!own || moved) {
        changes.push(this.put("members", items.idItem(project, next), still(idItem, "place", "address")));
      }
      return [...changes, ...this.count(organization, [own, displaced], item, moved && own)];
    });
  }

  /**
   * What was counted is what is taken away, whatever today's rules would count. The counter of whoever moved is written even
   * if its number stays: who counts the rows anew could meet the Member twice or not at all, and must be able to tell.
   */
  count(organization, ceasing, beginning, moved) {
    const sums = new Map();
    const add = (item, amount) => {
      const domain = item?.counted?.S;
      if (domain) sums.set(domain, (sums.get(domain) ?? 0) + amount);
    };
    ceasing.forEach((item) => add(item, -1));
    add(beginning, 1);
    const changes = [...sums].filter(([domain, amount]) => amount !== 0 || domain === moved?.counted?.S);
    return changes.map(([domain, amount]) => ({
      Update: {
        TableName: this.tables.organizations,
        Key: items.counterKey(this.project, organization, domain),
        UpdateExpression: "ADD verified_members :amount SET #schema = :schema, revision = :revision",
        ExpressionAttributeNames: { "#schema": "schema" },
        ExpressionAttributeValues: {
          ":amount": { N: String(amount) },
          ":schema": { N: "1" },
          ":revision": s(items.stamp()),
        },
      },
    }));
  }

  deleteMember(member) {
    return this.putMember({ ...member, status: "deleted" });
  }

  async putIntermediateSession(session) {
    const email_address = normalAddress(session.email_address);
    const Item = items.intermediateItem(this.project, { ...session, email_address });
    await this.client.send(new PutItemCommand({ TableName: this.tables.sessions, Item }));
  }

  /** Stands twice, by its token and by its id; both items come and go together. */
  async putMemberSession(given) {
    const session = { ...given, email_address: normalAddress(given.email_address) };
    const memberKey = items.memberKey(this.project, session.email_address, session.organization_id);
    await this.commit(async () => {
      const member = await this.get("members", memberKey);
      const isOwn = member?.member_id.S === session.member_id && items.isLive(JSON.parse(member.object.S));
      if (!isOwn) throw new Refused("a session needs a Member who is not deleted");
      // The Member's life must last until the session is written.
      const changes = [this.check("members", memberKey, equal("life", member.life))];
      for (const item of items.memberSessionItems(this.project, session, member.life.S)) {
        const prior = await this.get("sessions", items.sessionKey(item.token_hash.S));
        changes.push(this.put("sessions", item, still(prior, "twin", "token_hash")));
        const orphan = prior && prior.twin.S !== item.twin.S;
        if (orphan) changes.push(this.delete("sessions", items.sessionKey(prior.twin.S)));
      }
      return changes;
    });
  }

  /** Ends a member session under both of its names. */
  async revokeMemberSession(token) {
    const hash = items.tokenHash("session-token", this.project, token);
    await this.commit(async () => {
      const item = await this.get("sessions", items.sessionKey(hash));
      if (!item) return undefined;
      const twin = items.sessionKey(item.twin.S);
      return [
        this.delete("sessions", items.sessionKey(hash), equal("twin", item.twin)),
        this.delete("sessions", twin),
      ];
    });
  }
}
