// Reads, conditions and transactions on the five tables.

import { setTimeout as sleep } from "node:timers/promises";
import { GetItemCommand, QueryCommand, ScanCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { s } from "./items.mjs";
import { refuseIf } from "./limits.mjs";

const ITEMS_PER_TRANSACTION = 100;
const OUTCOME_ATTEMPTS = 8;
const CONFLICT_CODES = ["ConditionalCheckFailed", "TransactionConflict"];

// Conditions on items of a transaction.
export const absent = (key) => ({
  ConditionExpression: "attribute_not_exists(#c)",
  ExpressionAttributeNames: { "#c": key },
});
export const equal = (name, value) => ({
  ConditionExpression: "#c = :c",
  ExpressionAttributeNames: { "#c": name },
  ExpressionAttributeValues: { ":c": value },
});
/** Requires that attribute `name` has not changed since the item was read, or that the item is still absent. */
export const unchanged = (item, name, key) => (item ? equal(name, item[name]) : absent(key));
/** Requires that attribute `name` of a session has not changed since the item was read, and that it has not expired. */
export const unchangedSession = (item, name) => ({
  ConditionExpression: "#c = :c AND #e > :now",
  ExpressionAttributeNames: { "#c": name, "#e": "expires_at" },
  ExpressionAttributeValues: { ":c": item[name], ":now": { N: String(unixTime()) } },
});
/** Requires that a counter is above zero. */
export const POSITIVE_COUNTER = {
  ConditionExpression: "verified_members > :zero",
  ExpressionAttributeValues: { ":zero": { N: "0" } },
};

export const unixTime = () => Math.floor(Date.now() / 1000);

/** Other writers kept changing the same items. Retrying is safe. */
export class Overtaken extends Error {}

/** Access to the tables. `client` is a DynamoDBClient, and `names` contains the table names by kind. */
export class Tables {
  constructor(client, names, project) {
    Object.assign(this, { client, names, project });
  }

  async get(table, Key) {
    const command = new GetItemCommand({ TableName: this.names[table], Key, ConsistentRead: true });
    const item = (await this.client.send(command)).Item;
    if (item && item.schema?.N !== "1") throw new Error(`an item of ${table} has an unknown schema version`);
    return item;
  }

  /** Returns all items with this partition key, of the table or of an index. Indexes are eventually consistent. */
  async query(table, key, value, IndexName) {
    const query = {
      TableName: this.names[table],
      IndexName,
      KeyConditionExpression: "#k = :v",
      ExpressionAttributeNames: { "#k": key },
      ExpressionAttributeValues: { ":v": s(`${this.project}#${value}`) },
      ConsistentRead: IndexName === undefined,
    };
    const found = [];
    do {
      const page = await this.client.send(new QueryCommand(query));
      found.push(...page.Items);
      query.ExclusiveStartKey = page.LastEvaluatedKey;
    } while (query.ExclusiveStartKey);
    return found;
  }

  /** Returns all items that match a filter. Reads the whole table. */
  async scan(table, FilterExpression, ExpressionAttributeValues) {
    const scan = { TableName: this.names[table], FilterExpression, ExpressionAttributeValues, ConsistentRead: true };
    const found = [];
    do {
      const page = await this.client.send(new ScanCommand(scan));
      found.push(...page.Items);
      scan.ExclusiveStartKey = page.LastEvaluatedKey;
    } while (scan.ExclusiveStartKey);
    return found;
  }

  put = (table, Item, condition) => ({ Put: { TableName: this.names[table], Item, ...condition } });
  delete = (table, Key, condition) => ({ Delete: { TableName: this.names[table], Key, ...condition } });
  check = (table, Key, condition) => ({ ConditionCheck: { TableName: this.names[table], Key, ...condition } });

  /**
   * Reads and plans by calling `plan`, then commits the changes that it returns. Commits nothing if it returns undefined.
   * Calls `plan` again after a conflicting write.
   */
  async commit(plan) {
    for (let attempt = 1; attempt <= 20; attempt++) {
      const changes = await plan();
      if (!changes || (await this.#tryCommit(changes))) return;
      await sleep(5 * attempt);
    }
    throw new Overtaken("too many conflicts with other writers; retrying is safe");
  }

  /**
   * Calls `plan` until its changes are committed, and returns its outcome. `plan` returns `{ outcome }`, or
   * `{ outcome, changes, created }`, or undefined to start again. `created` is the table and the key of an item that only these
   * changes create: after a conflict or an unknown result, it shows whether they were committed.
   */
  async commitOutcome(plan) {
    for (let attempt = 1; attempt <= OUTCOME_ATTEMPTS; attempt++) {
      const planned = await plan();
      if (planned && (!planned.changes || (await this.#isCommitted(planned)))) return planned.outcome;
      await sleep(5 * attempt * (0.5 + Math.random()));
    }
    throw new Overtaken("too many conflicts with other writers; retrying is safe");
  }

  async #isCommitted({ changes, created }) {
    const exists = async () => created !== undefined && (await this.get(...created)) !== undefined;
    try {
      return (await this.#tryCommit(changes)) || (await exists());
    } catch (error) {
      if (await exists()) return true;
      throw error;
    }
  }

  /** Commits changes. Returns false after a conflict with another writer. */
  async #tryCommit(changes) {
    refuseIf(changes.length > ITEMS_PER_TRANSACTION, "more changes than a transaction can contain");
    try {
      await this.client.send(new TransactWriteItemsCommand({ TransactItems: changes }));
      return true;
    } catch (error) {
      const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code).filter((code) => code !== "None");
      const isConflict = codes.length > 0 && codes.every((code) => CONFLICT_CODES.includes(code));
      if (!isConflict && error.name !== "TransactionInProgressException") throw error;
      return false;
    }
  }
}
