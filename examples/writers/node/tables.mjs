// Reads, conditions and transactions on the five tables.

import { setTimeout as sleep } from "node:timers/promises";
import { GetItemCommand, QueryCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { s } from "./items.mjs";
import { refuseIf } from "./limits.mjs";

const ITEMS_PER_TRANSACTION = 100;
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
      if (!changes) return;
      refuseIf(changes.length > ITEMS_PER_TRANSACTION, "more changes than a transaction can contain");
      try {
        await this.client.send(new TransactWriteItemsCommand({ TransactItems: changes }));
        return;
      } catch (error) {
        const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code).filter((code) => code !== "None");
        const isConflict = codes.length > 0 && codes.every((code) => CONFLICT_CODES.includes(code));
        if (!isConflict && error.name !== "TransactionInProgressException") throw error;
      }
      await sleep(5 * attempt);
    }
    throw new Error("too many conflicts with other writers; retrying is safe");
  }
}
