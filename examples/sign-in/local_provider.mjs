// An OpenID provider on this machine, in the place of the company's own. It accepts every address without a password.

import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const CLIENT_ID = "sign-in-example";
const CLIENT_SECRET = "not-a-secret-for-local-use-only";

/** Starts the provider on a free port, and returns the settings of its client. */
export async function startLocalProvider({ baseUrl, host }) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, host, resolve));
  const issuer = `http://${host}:${server.address().port}`;
  server.on("request", createProvider(issuer, baseUrl).callback());
  console.log(`Example ID, a local OpenID provider, at ${issuer}`);
  return { issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };
}

function createProvider(issuer, baseUrl) {
  return new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [`${baseUrl}/openid/callback`] }],
    claims: { email: ["email", "email_verified"] },
    jwks: { keys: [generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" })] },
    // The ID token contains the address, as it does at most providers.
    conformIdTokenClaims: false,
    findAccount: (context, id) => ({ accountId: id, claims: () => claimsOf(id) }),
  });
}

/** Accounts of one domain have addresses that the provider did not verify, to show the difference. */
const claimsOf = (address) => ({
  sub: address,
  email: address,
  email_verified: !address.endsWith("@unverified.example"),
});
