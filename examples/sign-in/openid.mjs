// Sign-in with the company's own OpenID provider: one without brokers, whose `email_verified` only a message to the mailbox sets. For
// Auth0, Keycloak and others, use the functions in identity_services.mjs of the writer.

import * as client from "openid-client";
import { signInTime } from "org-discovery-writer/identity_services.mjs";
import { trustedToken } from "org-discovery-writer/factors.mjs";
import { normalAddress } from "org-discovery-writer/normal.mjs";

const MAX_AGE_SECONDS = 300;
// Below the limit, so that a sign-in that the provider accepts is not too old when it arrives here.
const REQUESTED_MAX_AGE_SECONDS = 60;
const COOKIE_MS = 10 * 60_000;

export function openidRoutes(app, { settings, sessions }) {
  const redirect_uri = `${settings.baseUrl}/openid/callback`;
  let configuration;
  const discover = async () => (configuration ??= await discoverProvider(settings.openid));

  // A GET, because it changes nothing here, and because a Content-Security-Policy also applies to redirects of a form.
  app.get("/openid", async (request, response) => {
    const code_verifier = client.randomPKCECodeVerifier();
    const checks = { code_verifier, state: client.randomState(), nonce: client.randomNonce() };
    const url = client.buildAuthorizationUrl(await discover(), {
      redirect_uri,
      scope: "openid email",
      code_challenge: await client.calculatePKCECodeChallenge(code_verifier),
      code_challenge_method: "S256",
      state: checks.state,
      nonce: checks.nonce,
      // The token then contains the time of the sign-in. An old sign-in does not start a session.
      max_age: String(REQUESTED_MAX_AGE_SECONDS),
    });
    const content = JSON.stringify({ ...checks, more: request.query.more === "1" });
    response.cookie(`${sessions.prefix}openid`, content, { ...sessions.options, maxAge: COOKIE_MS });
    response.redirect(303, url.href);
  });

  app.get("/openid/callback", async (request, response) => {
    const checks = checksOf(sessions.cookie(request, "openid"));
    sessions.clear(response, "openid");
    const claims = checks && (await claimsOf(await discover(), request, settings.baseUrl, checks));
    if (!claims) return response.redirect(303, "/?notice=openid");
    const signIn = signInOf(claims);
    if (!signIn) return response.redirect(303, "/?notice=unverified");
    await sessions.signIn(request, response, signIn, checks);
    response.redirect(303, "/organizations");
  });
}

/** Returns the address and factor that the claims prove, or undefined: the address is not verified, or the sign-in is old. */
function signInOf({ email, email_verified, auth_time }) {
  if (email_verified !== true) return undefined;
  try {
    const factor = trustedToken(email, signInTime(auth_time, Math.floor(Date.now() / 1000)));
    return { email_address: normalAddress(email), authentication_factors: [factor] };
  } catch {
    return undefined;
  }
}

/** Returns what the browser must send back, or undefined if a part is missing: without it, its check would be omitted. */
function checksOf(text) {
  try {
    const checks = JSON.parse(text);
    const isComplete = [checks.code_verifier, checks.state, checks.nonce].every((value) => typeof value === "string" && value);
    return isComplete ? checks : undefined;
  } catch {
    return undefined;
  }
}

function discoverProvider({ issuer, clientId, clientSecret }) {
  const url = new URL(issuer);
  // Only the local provider of this example is without TLS.
  const execute = url.hostname === "127.0.0.1" ? [client.allowInsecureRequests] : [];
  return client.discovery(url, clientId, clientSecret, undefined, { execute });
}

/** Returns the claims of the verified ID token, or undefined if the person or the provider stopped the sign-in. */
async function claimsOf(configuration, request, baseUrl, { code_verifier, state, nonce }) {
  try {
    const tokens = await client.authorizationCodeGrant(configuration, new URL(request.originalUrl, baseUrl), {
      pkceCodeVerifier: code_verifier,
      expectedState: state,
      expectedNonce: nonce,
      maxAge: MAX_AGE_SECONDS,
      idTokenExpected: true,
    });
    return tokens.claims();
  } catch (error) {
    console.error(`OpenID sign-in: ${error.message}`);
    return undefined;
  }
}
