// Reads the five DynamoDB tables.

import { createPublicKey } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { ApiError } from "./errors.mjs";
import { readFactor } from "./factors.mjs";
import { projectId, tables } from "./settings.mjs";

const KEYS_PER_BATCH = 100;
const MAX_THROTTLED_RESPONSES = 5;
const INITIAL_BACKOFF_MS = 20;

// One client with its connections for the whole process. The SDK's default timeouts are too long for a sign-in.
const agent = { keepAlive: true, maxSockets: 50 };
const client = new DynamoDBClient({
  // With these values, the SDK searches neither for credentials nor for a configuration file. On Lambda, the variables keep
  // their values for the lifetime of the process.
  region: process.env.AWS_REGION,
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
    sessionToken: process.env.AWS_SESSION_TOKEN,
  },
  defaultsMode: "standard",
  retryMode: "standard",
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  accountIdEndpointMode: "disabled",
  authSchemePreference: [],
  endpointDiscoveryEnabled: false,
  userAgentAppId: "",
  // The middleware of a command is assembled once, instead of for each call.
  cacheMiddleware: true,
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 400,
    requestTimeout: 500,
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: agent,
  },
});

/** A damaged item: it cannot be parsed, or has an unknown schema version. */
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

/** Returns the session, if it exists. It may have expired: DynamoDB deletes expired items late. */
export async function getSession({ kind, tokenHash }) {
  const item = await getItem(tables.sessions, { token_hash: { S: tokenHash } });
  if (!item) return undefined;
  checkSchema(item);
  if (item.kind.S !== kind) throw new Damaged("unexpected session kind");
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

/** Returns every Member with this address, with any status. `json` is the text that the response copies. */
export async function queryMembers(address) {
  const partition = `${projectId}#${address}`;
  const found = { members: [], damaged: new Set() };
  for (const item of await queryAll(tables.members, "address", partition, { ConsistentRead: true })) {
    const organizationId = item.organization_id.S;
    try {
      checkSchema(item);
      const object = JSON.parse(item.object.S);
      const matchesKey = object.organization_id === organizationId && object.email_address === address;
      if (!matchesKey || !item.security_stamp?.S) throw new Damaged("key mismatch, or security stamp missing");
      found.members.push({ object, json: item.object.S, securityStamp: item.security_stamp.S });
    } catch {
      found.damaged.add(organizationId);
    }
  }
  return found;
}

/** Returns the organizations of a joinable edge. Their own settings are checked later, so this read is not consistent. */
export async function queryJoinable(edge) {
  const items = await queryAll(tables.joinable, "edge", `${projectId}#${edge}`);
  return items.map((item) => item.organization_id.S);
}

/** Returns the organizations that exist, and for those in `counted` the number of verified Members of `domain`. */
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
    if (object.organization_id !== id) throw new Damaged("key mismatch");
    found.organizations.set(id, { object, json: item.object.S });
  } catch {
    found.damaged.add(id);
  }
}

const organizationKey = (id, record) => ({ organization: { S: `${projectId}#${id}` }, record: { S: record } });

function checkSchema(item) {
  if (item.schema?.N !== "1") throw new Damaged("unknown schema version");
}

async function getItem(TableName, Key) {
  const response = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return response.Item;
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

/** Reads all of these keys, and repeats the read for unprocessed keys. */
async function batchGet(table, keys) {
  const items = [];
  let throttledResponses = 0;
  for (;;) {
    const RequestItems = { [table]: { Keys: keys, ConsistentRead: true } };
    const response = await client.send(new BatchGetItemCommand({ RequestItems }));
    items.push(...(response.Responses[table] ?? []));
    const unprocessed = response.UnprocessedKeys?.[table]?.Keys ?? [];
    if (unprocessed.length === 0) return items;
    // A response limited by its size contains at least a quarter of the keys. With fewer, DynamoDB is throttling.
    if ((keys.length - unprocessed.length) * 4 < keys.length) throttledResponses += 1;
    if (throttledResponses >= MAX_THROTTLED_RESPONSES) throw new ApiError("too_many_requests");
    await sleep(Math.random() * INITIAL_BACKOFF_MS * 2 ** throttledResponses);
    keys = unprocessed;
  }
}
