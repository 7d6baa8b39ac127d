// Gateway events and responses: HTTP API and function URLs (payload 2.0), REST API (payload 1.0).

import { isUtf8 } from "node:buffer";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { ApiError } from "./errors.mjs";

const compress = promisify(gzip);
const COMPRESS_ABOVE = 1_000_000;
// A function's response may have 6 MB as JSON, including the headers.
const MAX_RESPONSE_BYTES = 5_900_000;

/** Parses an event of any gateway. */
export function readRequest(event) {
  const isRest = event.version !== "2.0";
  return {
    method: isRest ? event.httpMethod : event.requestContext.http.method,
    path: isRest ? event.path : event.rawPath,
    header: (name) => headerValues(event, name),
    body: () => readBody(event),
    carriesBinary: !isRest,
  };
}

/** Returns the values of a header. Payload 1.0 preserves the letter case of the client. */
function headerValues({ headers, multiValueHeaders }, name) {
  const value = valueOf(multiValueHeaders, name) ?? valueOf(headers, name);
  return value === undefined ? [] : [value].flat();
}

function valueOf(headers, name) {
  if (!headers) return undefined;
  return headers[name] ?? headers[Object.keys(headers).find((key) => key.toLowerCase() === name)];
}

function readBody({ body, isBase64Encoded }) {
  if (!body || !isBase64Encoded) return body ?? "";
  const bytes = Buffer.from(body, "base64");
  // Replaces invalid UTF-8 with text that is never valid JSON.
  return isUtf8(bytes) ? bytes.toString() : "\u0000".repeat(bytes.length);
}

/**
 * Returns the gateway response, compressed if it is large. A REST API would return a compressed body as base64 text, so its
 * responses are not compressed.
 */
export async function writeResponse(request, { status, headers, body }) {
  const response = {
    statusCode: status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body,
    isBase64Encoded: false,
  };
  // UTF-8 takes at most three bytes per UTF-16 unit, so small bodies need not be measured.
  if (body.length * 3 <= COMPRESS_ABOVE) return response;
  if (Buffer.byteLength(body) > COMPRESS_ABOVE && request.carriesBinary && acceptsGzip(request)) {
    const compressed = await compress(body, { level: constants.Z_BEST_SPEED });
    response.body = compressed.toString("base64");
    response.isBase64Encoded = true;
    Object.assign(response.headers, { "content-encoding": "gzip", vary: "accept-encoding" });
    return fits(response.body.length);
  }
  return fits(Buffer.byteLength(body) + body.match(/["\\]/g).length);

  function fits(size) {
    if (size > MAX_RESPONSE_BYTES) throw new ApiError("internal_server_error");
    return response;
  }
}

/** Returns true if `gzip`, or otherwise `*`, is listed with a weight above zero. */
function acceptsGzip(request) {
  const values = request.header("accept-encoding").flatMap((value) => value.toLowerCase().split(","));
  const codings = new Map(values.map((value) => value.split(";").map((part) => part.trim())));
  const named = ["gzip", "*"].find((name) => codings.has(name));
  if (!named) return false;
  const weight = codings.get(named) ?? "q=1";
  return Number(weight.replace(/^q=/, "")) > 0;
}
