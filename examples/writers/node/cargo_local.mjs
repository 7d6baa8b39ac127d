// A running `cargo local` for the tests: a writer of its tables, its list of organizations, and sessions.
// The variable ORG_DISCOVERY_LOCAL contains the path of a file with the output of `cargo local --json`.

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as factors from "./factors.mjs";
import * as items from "./items.mjs";
import { Writer } from "./writer.mjs";

export const local = JSON.parse(readFileSync(process.env.ORG_DISCOVERY_LOCAL, "utf8"));
export const project = local.project_id;
export const client = new DynamoDBClient({
  endpoint: local.dynamodb_url,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
export const writer = new Writer(client, local.tables, project);

/** Part of the names in the tables, so that the tests can run again on the same data. */
export const RUN = randomBytes(4).toString("hex");
export const AT = "2026-01-01T00:00:00Z";
export const mail = (address) => factors.magicLink(address, AT);
export const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

/** Calls the list with a session's token, and returns the body of the response. */
export async function list(credential) {
  const response = await fetch(`${local.url}/v1/b2b/discovery/organizations`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${project}:${local.secret}`).toString("base64")}` },
    body: JSON.stringify(credential),
  });
  return response.json();
}

/** Writes an intermediate session, and returns its token. */
export async function signIn(email_address, authentication_factors = [mail(email_address)], rest = {}) {
  const token = randomBytes(32).toString("base64url");
  await writer.putIntermediateSession({ token, email_address, authentication_factors, expires_at: inAnHour(), ...rest });
  return token;
}

/** Writes a member session, and returns it with its token. */
export async function signInMember(member, authentication_factors = [mail(member.email_address)]) {
  const { organization_id, member_id, email_address } = member;
  const session = {
    token: randomBytes(33).toString("base64url"),
    member_session_id: `session-test-${randomBytes(16).toString("hex")}`,
    email_address,
    organization_id,
    member_id,
    authentication_factors,
    expires_at: inAnHour(),
  };
  await writer.putMemberSession(session);
  return session;
}

export const memberItem = (address, { organization_id }) =>
  writer.get("members", items.memberKey(project, address, organization_id));

export const sessionItem = (kind, token) => writer.get("sessions", items.sessionKey(items.tokenHash(kind, project, token)));

export const factorsOf = async (kind, token) => JSON.parse((await sessionItem(kind, token)).authentication_factors.S);
