// Sign-in with the company's own OpenID provider, such as Keycloak or Auth0. It proves the address only if the provider itself
// verified the mailbox.

import { parse } from "cookie";
import * as client from "openid-client";
import { signInTime } from "org-discovery-writer/identity_services.mjs";
import { trustedToken } from "org-discovery-writer/factors.mjs";
import { normalAddress } from "org-discovery-writer/normal.mjs";

const MAX_AGE_SECONDS = 300;

export function openidRoutes(app, { settings, sessions }) {
  const redirect_uri = `${settings.baseUrl}/openid/callback`;
  const { secure } = sessions.options;
  const options = { httpOnly: true, sameSite: "lax", path: "/openid", secure, maxAge: 600_000 };
  let configuration;
  const discover = async () => (configuration ??= await discoverProvider(settings.openid));

  app.post("/openid", async (request, response) => {
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
      max_age: String(MAX_AGE_SECONDS),
    });
    response.cookie("openid", JSON.stringify(checks), options);
    response.redirect(303, url.href);
  });

  app.get("/openid/callback", async (request, response) => {
    const checks = checksOf(request);
    response.clearCookie("openid", options);
    const claims = checks && (await claimsOf(await discover(), request, settings.baseUrl, checks));
    if (!claims) return response.redirect(303, "/?notice=openid");
    const session = sessionOf(claims);
    if (!session) return response.redirect(303, "/?notice=unverified");
    await sessions.signIn(request, response, session);
    response.redirect(303, "/organizations");
  });
}

function discoverProvider({ issuer, clientId, clientSecret }) {
  const url = new URL(issuer);
  // Only the local provider of this example is without TLS.
  const execute = url.hostname === "127.0.0.1" ? [client.allowInsecureRequests] : [];
  return client.discovery(url, clientId, clientSecret, undefined, { execute });
}

/** Returns the session that the claims prove, or undefined: the address is not verified or malformed, or the sign-in is old. */
function sessionOf({ email, email_verified, auth_time }) {
  if (email_verified !== true) return undefined;
  try {
    const at = signInTime(auth_time, Math.floor(Date.now() / 1000));
    return { email_address: normalAddress(email), authentication_factors: [trustedToken(email, at)] };
  } catch {
    return undefined;
  }
}

function checksOf(request) {
  try {
    return JSON.parse(parse(request.headers.cookie ?? "").openid);
  } catch {
    return undefined;
  }
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
