// The five tables.

import { createPublicKey } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { ApiError } from "./errors.mjs";
import { readFactor } from "./factors.mjs";
import { projectId, tables } from "./settings.mjs";

const KEYS_PER_BATCH = 100;
const POOR_ANSWERS = 5;
const FIRST_WAIT = 20;

// One client and its connections for the life of the process. Whoever signs in cannot wait for the SDK's own limits.
const agent = { keepAlive: true, maxSockets: 50 };
const client = new DynamoDBClient({
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 400,
    requestTimeout: 500,
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: agent,
  },
});

/** An item that is there and cannot be understood. */
class Damaged extends Error {}

export async function getProject() {
  const item = await getItem(tables.projects, { project_id: { S: projectId } });
  if (!item) return undefined;
  checkSchema(item);
  const jwks = JSON.parse(item.jwks.S);
  return {
    secretHashes: item.secret_hashes.L.map(({ S }) => Buffer.from(S, "hex")),
    keys: new Map(jwks.keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" })])),
  };
}

/** The session, if there is one. It may have expired: the table removes expired items late. */
export async function getSession({ kind, tokenHash }) {
  const item = await getItem(tables.sessions, { token_hash: { S: tokenHash } });
  if (!item) return undefined;
  checkSchema(item);
  if (item.kind.S !== kind) throw new Damaged("another kind");
  const emailAddress = item.email_address.S;
  const session = {
    emailAddress,
    domain: emailAddress.slice(emailAddress.indexOf("@") + 1),
    expiresAt: Number(item.expires_at.N),
    factors: JSON.parse(item.authentication_factors.S).map(readFactor),
  };
  if (kind === "ist") {
    session.oauthTenants = Object.entries(JSON.parse(item.oauth_tenants.S));
    session.hint = item.organization_id_hint?.S;
  } else {
    session.member = {
      organizationId: item.organization_id.S,
      memberId: item.member_id.S,
      securityStamp: item.security_stamp?.S,
    };
  }
  return session;
}

/** Every Member with this address, whatever its status. `json` is the text that an answer repeats. */
export async function queryMembers(address) {
  const partition = `${projectId}#${address}`;
  const found = { members: [], damaged: new Set() };
  for (const item of await queryAll(tables.members, "address", partition, { ConsistentRead: true })) {
    const organizationId = item.organization_id.S;
    try {
      checkSchema(item);
      const object = JSON.parse(item.object.S);
      const atHome = object.organization_id === organizationId && object.email_address === address;
      if (!atHome || !item.security_stamp?.S) throw new Damaged("not under its key, or without a life");
      found.members.push({ object, json: item.object.S, securityStamp: item.security_stamp.S });
    } catch {
      found.damaged.add(organizationId);
    }
  }
  return found;
}

/** The organizations to which an edge leads: a hint where to look, which need not be consistent. */
export async function queryJoinable(edge) {
  const items = await queryAll(tables.joinable, "edge", `${projectId}#${edge}`);
  return items.map((item) => item.organization_id.S);
}

/** The organizations that exist, and of `counted_domain` how many verified Members of `domain` they have. */
export async function getOrganizations({ organizations, counted, domain }) {
  const keys = [
    ...Array.from(organizations, (id) => organizationKey(id, "organization")),
    ...Array.from(counted, (id) => organizationKey(id, `verified#${domain}`)),
  ];
  const batches = [];
  for (let from = 0; from < keys.length; from += KEYS_PER_BATCH) {
    batches.push(batchGet(tables.organizations, keys.slice(from, from + KEYS_PER_BATCH)));
  }
  const found = { organizations: new Map(), verifiedMembers: new Map(), damaged: new Set() };
  for (const items of await Promise.all(batches)) {
    for (const item of items) addOrganizationItem(found, item);
  }
  return found;
}

function addOrganizationItem(found, item) {
  const id = item.organization.S.slice(projectId.length + 1);
  try {
    checkSchema(item);
    if (item.record.S !== "organization") {
      found.verifiedMembers.set(id, Number(item.verified_members.N));
      return;
    }
    const object = JSON.parse(item.object.S);
    if (object.organization_id !== id) throw new Damaged("not under its key");
    found.organizations.set(id, { object, json: item.object.S });
  } catch {
    found.damaged.add(id);
  }
}

const organizationKey = (id, record) => ({ organization: { S: `${projectId}#${id}` }, record: { S: record } });

function checkSchema(item) {
  if (item.schema?.N !== "1") throw new Damaged("an unknown schema");
}

async function getItem(TableName, Key) {
  const answer = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return answer.Item;
}

async function queryAll(TableName, key, partition, options) {
  const items = [];
  let ExclusiveStartKey;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: "#partition = :partition",
        ExpressionAttributeNames: { "#partition": key },
        ExpressionAttributeValues: { ":partition": { S: partition } },
        ExclusiveStartKey,
        ...options,
      }),
    );
    items.push(...page.Items);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

/** Reads these keys to the end: the store may leave some out of an answer, and part of an answer is no answer. */
async function batchGet(table, keys) {
  const items = [];
  let poorAnswers = 0;
  for (;;) {
    const RequestItems = { [table]: { Keys: keys, ConsistentRead: true } };
    const answer = await client.send(new BatchGetItemCommand({ RequestItems }));
    items.push(...(answer.Responses[table] ?? []));
    const leftOut = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (leftOut.length === 0) return items;
    // An answer that was only too large holds a quarter of what was asked for at least. With less, the store throttles.
    if ((keys.length - leftOut.length) * 4 < keys.length) poorAnswers += 1;
    if (poorAnswers >= POOR_ANSWERS) throw new ApiError("too_many_requests");
    await sleep(Math.random() * FIRST_WAIT * 2 ** poorAnswers);
    keys = leftOut;
  }
}
