// Session JWTs. The signature proves the caller and the session's row decides, so a token past its `exp` still names
// its session. Libraries refuse those; the rest of RFC 8725 is short enough to stand here.

import { verify } from "node:crypto";
import { ApiError } from "./errors.mjs";
import { projectId } from "./settings.mjs";

const LARGEST = 8 * 1024;
const LEEWAY_SECONDS = 60;
const KEYS_OF_ITS_OWN = ["jku", "jwk", "x5u", "x5c", "crit"];
const SESSION = "https://stytch.com/session";
const ORGANIZATION = "https://stytch.com/organization";

/** A token, taken apart but not believed. */
export function parseSessionJwt(text) {
  const parts = text.split(".");
  if (Buffer.byteLength(text) > LARGEST || parts.length !== 3) throw unparsable();
  const [headerBytes, claimsBytes, signature] = parts.map(decode);
  const header = readObject(headerBytes);
  if (typeof header.alg !== "string") throw unparsable();
  const signed = Buffer.from(text.slice(0, text.lastIndexOf(".")));
  return { header, claims: readObject(claimsBytes), signed, signature };
}

/** Whether a newer copy of the project's keys could know better. */
export function isKeyUnknown({ header }, { keys }) {
  return typeof header.kid === "string" && !keys.has(header.kid);
}

/** What a token says, once it is believed. */
export function verifySessionJwt({ header, claims, signed, signature }, { keys }) {
  const { alg, kid, typ } = header;
  if (alg !== "RS256" || KEYS_OF_ITS_OWN.some((name) => isGiven(header[name]))) throw invalid();
  if (isGiven(typ) && String(typ).toUpperCase() !== "JWT") throw invalid();
  const key = keys.get(kid);
  if (!key || !verify("RSA-SHA256", signed, key, signature)) throw invalid();
  checkTimes(claims);
  checkParties(claims);
  return readClaims(claims);
}

/** `exp` must be there and may lie in the past. */
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

/** The address that the signed factors name. It only lets two reads go side by side: the session's row decides. */
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
    // Told below.
  }
  throw unparsable();
}

const isGiven = (value) => value !== undefined && value !== null;
const invalid = () => new ApiError("jwt_invalid_claims");
const unparsable = () => new ApiError("unable_to_parse_session_jwt");
