// Runs the exchanges of the test vectors with this writer. The list of a running `cargo local` decides.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import {
  client, factorsOf, inAnHour, list, memberItem, project, RUN, sessionItem, signInMember, writer,
} from "./cargo_local.mjs";
import * as items from "./items.mjs";

const vectors = JSON.parse(readFileSync(new URL("../../../docs/test-vectors.json", import.meta.url), "utf8"));
const { world, cases } = vectors.exchanges;

after(() => client.destroy());

async function putWorld({ organizations, members }) {
  for (const organization of organizations) await writer.putOrganization(organization);
  for (const member of members) await writer.putMember(member);
}

/** Stores the rule by which an exchange created a pending Member. */
async function putRule(item, eligible_by) {
  await writer.commit(async () => [writer.put("members", { ...item, eligible_by: items.s(eligible_by) })]);
}

/** Writes the presented session without a check of its factors, and returns its token. */
async function putSession({ kind, ...session }) {
  if (kind === "member") return (await signInMember(session, session.authentication_factors)).token;
  const token = randomBytes(32).toString("base64url");
  const item = items.intermediateItem(project, { ...session, token, expires_at: inAnHour() });
  await writer.commit(async () => [writer.put("sessions", item)]);
  return token;
}

/** Returns the factors of the session that the exchange made, if any. */
function newFactors({ session_token, intermediate_session_token }, presented) {
  if (session_token) return factorsOf("session-token", session_token);
  const isNew = intermediate_session_token && intermediate_session_token !== presented;
  return isNew ? factorsOf("ist", intermediate_session_token) : undefined;
}

const NEW_ID = /(member|oauth-user)-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const isDefault = (value) => !value || (typeof value === "object" && Object.keys(value).length === 0);

/** Returns the Member of an item as the vectors contain it, or null. */
function memberOf(item) {
  if (!item?.object) return null;
  const { created_at, updated_at, ...member } = JSON.parse(item.object.S.replace(NEW_ID, "NEW"));
  return Object.fromEntries(Object.entries(member).filter(([, value]) => !isDefault(value)));
}

/** Exchanges the session of a case in a world of its own, and returns the result in the format of `expected`. */
async function resultOf({ session, organization_id, eligible_by, world }) {
  await putWorld(world);
  const read = () => memberItem(session.email_address, { organization_id });
  if (eligible_by) await putRule(await read(), eligible_by);
  const [token, before] = [await putSession(session), await read()];
  const [kind, method] = session.kind === "member" ? ["session-token", "exchangeMemberSession"] : ["ist", "exchange"];
  const result = await writer[method](token, organization_id, list);
  const after = await read();
  const isNewMember = !before && after !== undefined;
  const isPending = result.outcome === "factors_required" && isNewMember;
  return {
    outcome: isPending ? "pending_member_created" : result.outcome,
    session_is_spent: (await sessionItem(kind, token)) === undefined,
    ends_earlier_sessions: !isNewMember && before?.security_stamp?.S !== after?.security_stamp?.S,
    eligible_by: after?.eligible_by?.S,
    authentication_factors: await newFactors(result, token),
    member: memberOf(after),
  };
}

for (const [number, given] of cases.entries()) {
  test(given.name, async () => {
    const text = JSON.stringify({ ...given, world }).replaceAll("CASE", `node-${RUN}-${number}`);
    const { expected, ...exchange } = JSON.parse(text);
    const absent = { ends_earlier_sessions: false, eligible_by: undefined, authentication_factors: undefined };
    assert.deepEqual(await resultOf(exchange), { ...absent, ...expected });
  });
}
