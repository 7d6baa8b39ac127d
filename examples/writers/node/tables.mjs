// Reads, conditions and transactions on the five tables.

import { setTimeout as sleep } from "node:timers/promises";
import { GetItemCommand, QueryCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { s } from "./items.mjs";
import { refuseIf } from "./limits.mjs";

const ITEMS_PER_TRANSACTION = 100;
const OVERTAKEN = ["ConditionalCheckFailed", "TransactionConflict"];

// The state in which an item must be for the transaction to happen.
export const absent = (key) => ({
  ConditionExpression: "attribute_not_exists(#c)",
  ExpressionAttributeNames: { "#c": key },
});
export const equal = (name, value) => ({
  ConditionExpression: "#c = :c",
  ExpressionAttributeNames: { "#c": name },
  ExpressionAttributeValues: { ":c": value },
});
/** The attribute `name` as in the item that was read, or no item. */
export const unchanged = (item, name, key) => (item ? equal(name, item[name]) : absent(key));

/** `client` is a DynamoDBClient, `names` the tables' names by kind. */
export class Tables {
  constructor(client, names, project) {
    Object.assign(this, { client, names, project });
  }

  async get(table, Key) {
    const command = new GetItemCommand({ TableName: this.names[table], Key, ConsistentRead: true });
    const item = (await this.client.send(command)).Item;
    if (item && item.schema?.N !== "1") throw new Error(`an item of ${table} has an unknown schema`);
    return item;
  }

  /** All items with this value of a key of the table, or of an index, which follows the table with a delay. */
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
   * `plan` reads, and returns the changes of one transaction, or nothing if everything is stored already. It is called again
   * if another write came first.
   */
  async commit(plan) {
    for (let attempt = 1; attempt <= 20; attempt++) {
      const changes = await plan();
      if (!changes) return;
      refuseIf(changes.length > ITEMS_PER_TRANSACTION, "more changes than a transaction takes");
      try {
        await this.client.send(new TransactWriteItemsCommand({ TransactItems: changes }));
        return;
      } catch (error) {
        const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code).filter((code) => code !== "None");
        const overtaken = codes.length > 0 && codes.every((code) => OVERTAKEN.includes(code));
        if (!overtaken && error.name !== "TransactionInProgressException") throw error;
      }
      await sleep(5 * attempt);
    }
    throw new Error("other writers kept changing the same items; repeating the write is safe");
  }
}
