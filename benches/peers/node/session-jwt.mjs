// Session JWTs. The stored session is authoritative, so a JWT past its `exp` still identifies its session. Libraries reject
// such JWTs, so this module verifies them itself, following RFC 8725.

import { verify } from "node:crypto";
import { ApiError } from "./errors.mjs";
import { projectId } from "./settings.mjs";

const MAX_JWT_BYTES = 8 * 1024;
const LEEWAY_SECONDS = 60;
const KEY_HEADERS = ["jku", "jwk", "x5u", "x5c", "crit"];
const SESSION = "https://stytch.com/session";
const ORGANIZATION = "https://stytch.com/organization";

/** Parses a JWT without verifying it. */
export function parseSessionJwt(text) {
  const parts = text.split(".");
  if (Buffer.byteLength(text) > MAX_JWT_BYTES || parts.length !== 3) throw unparsable();
  const [headerBytes, claimsBytes, signature] = parts.map(decode);
  const header = readObject(headerBytes);
  if (typeof header.alg !== "string") throw unparsable();
  const signed = Buffer.from(text.slice(0, text.lastIndexOf(".")));
  return { header, claims: readObject(claimsBytes), signed, signature };
}

/** Returns true if the JWT's key is not in this copy of the project. */
export function isKeyUnknown({ header }, { keys }) {
  return typeof header.kid === "string" && !keys.has(header.kid);
}

/** Verifies a JWT and returns its claims. */
export function verifySessionJwt({ header, claims, signed, signature }, { keys }) {
  const { alg, kid, typ } = header;
  if (alg !== "RS256" || KEY_HEADERS.some((name) => isGiven(header[name]))) throw invalid();
  if (isGiven(typ) && String(typ).toUpperCase() !== "JWT") throw invalid();
  const key = keys.get(kid);
  if (!key || !verify("RSA-SHA256", signed, key, signature)) throw invalid();
  checkTimes(claims);
  checkParties(claims);
  return readClaims(claims);
}

/** `exp` is required, but may be in the past. */
function checkTimes({ exp, nbf, iat }) {
  const latest = Math.floor(Date.now() / 1000) + LEEWAY_SECONDS;
  if (![exp, nbf, iat].every((time) => typeof time === "number") || nbf > latest || iat > latest) throw invalid();
}

function checkParties({ iss, aud }) {
  if (iss !== `stytch.com/${projectId}`) throw new ApiError("jwt_invalid_issuer");
  if (![aud].flat().includes(projectId)) throw new ApiError("jwt_invalid_audience");
}

function readClaims({ sub: memberId, [SESSION]: session, [ORGANIZATION]: organization }) {
  const sessionId = session?.id;
  const organizationId = organization?.organization_id;
  if (![memberId, sessionId, organizationId].every((id) => typeof id === "string")) throw invalid();
  return { memberId, sessionId, organizationId, emailAddress: emailAddressOf(session.authentication_factors ?? []) };
}

/** Returns the address in the signed factors, so that two reads can run concurrently. The stored session decides. */
function emailAddressOf(factors) {
  if (!Array.isArray(factors)) throw invalid();
  const addresses = factors.map((factor) => factor?.email_factor?.email_address);
  return addresses.find((address) => typeof address === "string" && address !== "")?.toLowerCase();
}

function decode(part) {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.toString("base64url") !== part) throw unparsable();
  return bytes;
}

function readObject(bytes) {
  try {
    const object = JSON.parse(bytes.toString());
    if (typeof object === "object" && object !== null && !Array.isArray(object)) return object;
  } catch {
    // Reported below.
  }
  throw unparsable();
}

const isGiven = (value) => value !== undefined && value !== null;
const invalid = () => new ApiError("jwt_invalid_claims");
const unparsable = () => new ApiError("unable_to_parse_session_jwt");
