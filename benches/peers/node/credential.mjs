// Parses the request body, which contains one of three session credentials.

import { createHash } from "node:crypto";
import { ApiError } from "./errors.mjs";
import { parseSessionJwt } from "./session-jwt.mjs";
import { projectId } from "./settings.mjs";

const MAX_BODY_BYTES = 64 * 1024;
const FIELDS = ["intermediate_session_token", "session_token", "session_jwt"];

export function readCredential(request) {
  const body = request.body();
  const contentLength = Number(request.header("content-length")[0] ?? 0);
  if (Buffer.byteLength(body) > MAX_BODY_BYTES || contentLength > MAX_BODY_BYTES) throw new ApiError("request_too_large");
  const fields = readFields(body);
  const given = FIELDS.filter((name) => isGiven(name, fields[name]));
  if (given.length === 0) throw new ApiError("no_session_arguments");
  if (given.length > 1) throw new ApiError("too_many_session_arguments");
  const [name] = given;
  const text = fields[name];
  if (name === "session_jwt") return { jwt: parseSessionJwt(text) };
  if (!isToken(text)) throw new ApiError("invalid_session_token");
  return hashed(name === "session_token" ? "session-token" : "ist", text);
}

/** Returns the kind and the hash under which a session is stored. The table never contains the credential. */
export function hashed(kind, credential) {
  return { kind, tokenHash: createHash("sha256").update(`${kind}\0${projectId}\0${credential}`).digest("hex") };
}

function readFields(body) {
  if (body === "") return {};
  let fields;
  try {
    fields = JSON.parse(body);
  } catch {
    // Reported below, together with JSON that is not an object.
  }
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    throw new ApiError("bad_request", {
      detail: "The body must be one JSON object, with each known key at most once.",
    });
  }
  return fields;
}

/** Returns true if a credential is given. `null`, an empty string and a missing key all mean that it is absent. */
function isGiven(name, value) {
  if (value === undefined || value === null || value === "") return false;
  if (typeof value === "string") return true;
  throw new ApiError("bad_request", { detail: `The value of ${name} must be a string or null.` });
}

/**
 * Returns true for 43 to 512 characters of strict base64url, fully padded or unpadded. Node decodes leniently, so the bytes
 * are encoded again.
 */
function isToken(text) {
  if (text.length < 43 || text.length > 512) return false;
  const digits = text.endsWith("=") && text.length % 4 === 0 ? text.replace(/={1,2}$/, "") : text;
  return Buffer.from(digits, "base64url").toString("base64url") === digits;
}
