// The function with ID tokens that are signed by a key of the test, a stub of Cognito's token endpoint, and a running `cargo local`.
// The claims have the shapes that AWS documents. The variable ORG_DISCOVERY_LOCAL contains the path of the output of
// `cargo local --json`.

import assert from "node:assert/strict";
import { createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Writer } from "org-discovery-writer/writer.mjs";
import { createHandler } from "./routes.mjs";
import { createVerifier } from "./sign_in.mjs";

const POOL = "us-east-1_Example";
const CLIENT = "client-1";
const ISSUER = `https://cognito-idp.us-east-1.amazonaws.com/${POOL}`;
const BASE = "https://app.example";
const DOMAIN = `cognito-${randomBytes(4).toString("hex")}.example`;

const local = JSON.parse(readFileSync(process.env.ORG_DISCOVERY_LOCAL, "utf8"));
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const client = new DynamoDBClient({
  endpoint: local.dynamodb_url,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const writer = new Writer(client, local.tables, local.project_id);
const verifier = createVerifier(POOL, CLIENT);
verifier.cacheJwks({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "key-1", alg: "RS256", use: "sig" }] });

const requests = [];
let answer;
const cognito = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  requests.push({ url: request.url, body: Object.fromEntries(new URLSearchParams(body)), headers: request.headers });
  response.writeHead(answer.status ?? 200, { "content-type": "application/json" }).end(JSON.stringify(answer.body));
});
let handler;
before(async () => {
  await new Promise((resolve) => cognito.listen(0, "127.0.0.1", resolve));
  const cognitoUrl = `http://127.0.0.1:${cognito.address().port}`;
  handler = createHandler({ cognitoUrl, clientId: CLIENT, clientSecret: "client-secret", baseUrl: BASE, verifier, writer });
});
after(() => cognito.close());

const encode = (object) => Buffer.from(JSON.stringify(object)).toString("base64url");

function sign(claims, key = privateKey) {
  const text = `${encode({ kid: "key-1", alg: "RS256" })}.${encode(claims)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
}

/** The claims of an ID token, as AWS documents them. */
function claimsOf(name, fields) {
  const now = Math.floor(Date.now() / 1000);
  return {
    sub: `sub-${name}`,
    email: `${name}@${DOMAIN}`,
    email_verified: true,
    iss: ISSUER,
    "cognito:username": `sub-${name}`,
    origin_jti: "jti-1",
    aud: CLIENT,
    event_id: "event-1",
    token_use: "id",
    auth_time: now - 5,
    exp: now + 3600,
    iat: now,
    jti: "jti-2",
    ...fields,
  };
}

const get = (rawPath, queryStringParameters, cookies) =>
  handler({ rawPath, requestContext: { http: { method: "GET" } }, queryStringParameters, cookies });

const cookieOf = (response, name) => response.cookies.find((text) => text.startsWith(`${name}=`))?.split(";")[0];

/** Signs in: the browser's way to Cognito and back, with a token of these claims. */
async function signIn(claims, { key, change = {} } = {}) {
  const start = await get("/login");
  const query = new URL(start.headers.location).searchParams;
  answer = { body: { id_token: sign({ nonce: query.get("nonce"), ...claims }, key) }, ...change.answer };
  const state = change.state ?? query.get("state");
  const cookies = change.cookies ?? [cookieOf(start, "__Host-login")];
  return get("/callback", { code: "code-1", state }, cookies);
}

async function listOf(response) {
  const token = decodeURIComponent(cookieOf(response, "__Host-intermediate").split("=").slice(1).join("="));
  const answered = await fetch(`${local.url}/v1/b2b/discovery/organizations`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${local.project_id}:${local.secret}`)}` },
    body: JSON.stringify({ intermediate_session_token: token }),
  });
  const { email_address, discovered_organizations } = await answered.json();
  const entries = discovered_organizations.map(({ organization, primary_required, mfa_required }) => [
    organization.organization_name,
    primary_required?.allowed_auth_methods ?? null,
    mfa_required !== null,
  ]);
  return { email_address, entries };
}

async function member(name, fields = {}, settings = {}) {
  const organization_id = `cognito-${name}-${DOMAIN}`;
  await writer.putOrganization({ organization_id, organization_name: name, ...settings });
  await writer.putMember({ organization_id, member_id: `m-${organization_id}`, email_address: `${name}@${DOMAIN}`, ...fields });
}

test("the browser is sent to Cognito with PKCE, state and nonce", async () => {
  const { statusCode, headers, cookies } = await get("/login");
  const url = new URL(headers.location);
  assert.equal(statusCode, 303);
  assert.equal(url.pathname, "/oauth2/authorize");
  const { state, nonce, code_challenge, ...rest } = Object.fromEntries(url.searchParams);
  assert.deepEqual(rest, {
    response_type: "code",
    client_id: CLIENT,
    redirect_uri: `${BASE}/callback`,
    scope: "openid email phone",
    code_challenge_method: "S256",
    max_age: "60",
  });
  assert.deepEqual(
    [state, nonce, code_challenge].map((text) => text.length),
    [43, 43, 43],
  );
  assert.match(cookies[0], /^__Host-login=.*; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
});

test("an email code starts a session", async () => {
  await member("mail", { status: "invited" });
  const response = await signIn(claimsOf("mail", { amr: ["email_otp"] }));
  assert.equal(response.headers.location, `${BASE}/organizations`);
  assert.match(response.cookies.at(-1), /; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  assert.deepEqual(await listOf(response), { email_address: `mail@${DOMAIN}`, entries: [["mail", null, false]] });
  const { url, body, headers } = requests.at(-1);
  assert.deepEqual([url, body.code, body.code_verifier.length], ["/oauth2/token", "code-1", 43]);
  assert.equal(headers.authorization, `Basic ${btoa(`${CLIENT}:client-secret`)}`);
});

test("a password and an authenticator app are a complete sign-in of a registered Member", async () => {
  const name = "full";
  const fields = {
    email_address_verified: true,
    member_password_id: `cognito-sub-${name}`,
    totp_registration_id: `cognito-totp-sub-${name}`,
  };
  await member(name, fields, { mfa_policy: "REQUIRED_FOR_ALL" });
  const complete = await signIn(claimsOf(name, { amr: ["pwd", "otp", "mfa"] }));
  assert.deepEqual((await listOf(complete)).entries, [[name, null, false]]);
  const password = await signIn(claimsOf(name, { amr: ["pwd"] }));
  assert.deepEqual((await listOf(password)).entries, [[name, null, true]]);
});

test("a newcomer's password does not prove the address, and shows no invitation", async () => {
  await member("pwd", { status: "invited" });
  const response = await signIn(claimsOf("pwd", { amr: ["pwd"] }));
  assert.deepEqual((await listOf(response)).entries, []);
});

test("an organization's identity provider opens this organization only", async () => {
  const connections = {
    sso_active_connections: [{ connection_id: `cognito-${DOMAIN}`, display_name: "Okta", identity_provider: "okta" }],
  };
  await member("fed", {}, connections);
  const identities = [
    { userId: "jane", providerName: DOMAIN, providerType: "SAML", issuer: null, primary: "true", dateCreated: "1" },
  ];
  const federated = claimsOf("fed", { amr: ["fed"], identities, "cognito:username": `${DOMAIN}_jane` });
  assert.deepEqual((await listOf(await signIn(federated))).entries, [["fed", null, false]]);
  // AWS derives `amr` of a federated user from what the other provider sends.
  const forged = { ...federated, email: `mail@${DOMAIN}`, amr: ["email_otp", "pwd", "otp", "mfa"] };
  assert.deepEqual((await listOf(await signIn(forged))).entries, []);
  const foreign = { ...federated, email: `mail@${DOMAIN}` };
  assert.deepEqual((await listOf(await signIn(foreign))).entries, []);
});

const unproven = {
  "no method": {},
  "a passkey": { amr: ["hwk"] },
  "a social provider": { amr: ["fed"], identities: [{ providerName: "Google", providerType: "Google", userId: "1" }] },
  "no address": { amr: ["email_otp"], email: undefined },
  "an address that is not verified": { amr: ["email_otp"], email_verified: false },
  "a refreshed token": { amr: ["email_otp"], auth_time: Math.floor(Date.now() / 1000) - 301 },
};
for (const [name, fields] of Object.entries(unproven)) {
  test(`${name} leads to a code by email`, async () => {
    const response = await signIn(claimsOf("x", fields));
    assert.equal(response.headers.location, `${BASE}/?notice=unproven`);
    assert.equal(cookieOf(response, "__Host-intermediate"), undefined);
    assert.match(cookieOf(response, "__Host-login"), /=$/);
  });
}

const good = { amr: ["email_otp"] };
const failures = {
  "an access token": [{ ...good, token_use: "access" }],
  "a token for another client": [{ ...good, aud: "client-2" }],
  "a token of another pool": [{ ...good, iss: `${ISSUER}2` }],
  "an expired token": [{ ...good, exp: Math.floor(Date.now() / 1000) - 1 }],
  "a token of another sign-in": [{ ...good, nonce: "another" }],
  "another signature": [good, { key: other.privateKey }],
  "another state": [good, { change: { state: "another" } }],
  "no cookie": [good, { change: { cookies: [] } }],
  "an error of Cognito": [good, { change: { answer: { status: 400, body: { error: "invalid_grant" } } } }],
};
for (const [name, [fields, options]] of Object.entries(failures)) {
  test(`${name} does not sign in`, async () => {
    const response = await signIn(claimsOf("mail", fields), options);
    assert.equal(response.headers.location, `${BASE}/?notice=login-failed`);
    assert.equal(cookieOf(response, "__Host-intermediate"), undefined);
  });
}

test("other paths and methods are not found", async () => {
  assert.equal((await get("/other")).statusCode, 404);
  assert.equal((await handler({ rawPath: "/login", requestContext: { http: { method: "POST" } } })).statusCode, 404);
});
