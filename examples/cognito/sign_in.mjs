// A verified ID token becomes an intermediate session.

import { randomBytes } from "node:crypto";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { cognito } from "org-discovery-writer/identity_services.mjs";

const SESSION_SECONDS = 600;

/** Verifies ID tokens of one app client. Access tokens and tokens for other clients are refused. */
export const createVerifier = (userPoolId, clientId) => CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: "id" });

/**
 * Verifies the ID token of a sign-in that this browser began, writes an intermediate session, and returns its token. Throws
 * `Refused` if the sign-in proves nothing: the caller then sends a code to the address.
 */
export async function startSession({ verifier, writer }, idToken, nonce, now = Math.floor(Date.now() / 1000)) {
  const claims = await verifier.verify(idToken);
  if (!nonce || claims.nonce !== nonce) throw new Error("the token belongs to another sign-in");
  const session = cognito(claims, now);
  const token = randomBytes(32).toString("base64url");
  await writer.putIntermediateSession({ token, expires_at: now + SESSION_SECONDS, ...session });
  return token;
}
