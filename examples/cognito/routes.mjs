// Two routes: /login sends the browser to Cognito, and /callback receives its answer. A trigger of the user pool cannot do this: its
// event does not contain the method of the sign-in, and it cannot return a token to the browser.

import { createHash, randomBytes } from "node:crypto";
import { parse, serialize } from "cookie";
import { Refused } from "org-discovery-writer/limits.mjs";
import { startSession } from "./sign_in.mjs";

const LOGIN = "__Host-login";
const INTERMEDIATE = "__Host-intermediate";
const COOKIE = { httpOnly: true, secure: true, sameSite: "lax", path: "/", maxAge: 600 };
const MAX_AGE_SECONDS = 60;
const TOKEN_TIMEOUT_MS = 3000;

const random = () => randomBytes(32).toString("base64url");

/** Returns the handler of an HTTP API (payload version 2.0). */
export function createHandler(settings) {
  return async ({ rawPath, requestContext, queryStringParameters, cookies }) => {
    const { method } = requestContext.http;
    if (method === "GET" && rawPath === "/login") return login(settings);
    if (method === "GET" && rawPath === "/callback") return callback(settings, queryStringParameters ?? {}, cookies ?? []);
    return { statusCode: 404 };
  };
}

function login({ cognitoUrl, clientId, baseUrl }) {
  const checks = { verifier: random(), state: random(), nonce: random() };
  const query = new URLSearchParams({
    response_type: "code",
    client_id: clientId,
    redirect_uri: `${baseUrl}/callback`,
    scope: "openid email phone",
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: createHash("sha256").update(checks.verifier).digest("base64url"),
    code_challenge_method: "S256",
    // Cognito keeps its own session for an hour. An older sign-in would be refused at the callback.
    max_age: String(MAX_AGE_SECONDS),
  });
  return redirect(`${cognitoUrl}/oauth2/authorize?${query}`, [serialize(LOGIN, JSON.stringify(checks), COOKIE)]);
}

/** The person continues at the list of organizations or, if the sign-in proves nothing, at the form for a code by email. */
async function callback(settings, { code, state }, cookies) {
  const { baseUrl } = settings;
  const forget = serialize(LOGIN, "", { ...COOKIE, maxAge: 0 });
  const checks = checksOf(cookies);
  if (!code || !state || state !== checks?.state) return redirect(`${baseUrl}/?notice=login-failed`, [forget]);
  try {
    const idToken = await exchangeCode(settings, code, checks.verifier);
    const token = await startSession(settings, idToken, checks.nonce);
    return redirect(`${baseUrl}/organizations`, [forget, serialize(INTERMEDIATE, token, COOKIE)]);
  } catch (error) {
    const notice = error instanceof Refused ? "unproven" : "login-failed";
    // The message names the reason. It contains neither the token nor the address.
    console.error(JSON.stringify({ notice, reason: error.message }));
    return redirect(`${baseUrl}/?notice=${notice}`, [forget]);
  }
}

function checksOf(cookies) {
  try {
    return JSON.parse(parse(cookies.join("; "))[LOGIN]);
  } catch {
    return undefined;
  }
}

async function exchangeCode({ cognitoUrl, clientId, clientSecret, baseUrl }, code, code_verifier) {
  const response = await fetch(`${cognitoUrl}/oauth2/token`, {
    method: "POST",
    headers: clientSecret ? { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` } : {},
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: clientId,
      redirect_uri: `${baseUrl}/callback`,
      code,
      code_verifier,
    }),
    signal: AbortSignal.timeout(TOKEN_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`Cognito answered with ${response.status}`);
  const { id_token } = await response.json();
  return id_token;
}

const redirect = (location, cookies) => ({ statusCode: 303, headers: { location, "cache-control": "no-store" }, cookies });
