// Events in, answers out: HTTP API and function URLs (payload 2.0), REST API (payload 1.0).

import { isUtf8 } from "node:buffer";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { ApiError } from "./errors.mjs";

const compress = promisify(gzip);
const COMPRESS_ABOVE = 1_000_000;
// A function's answer may be 6 MB, counted as the JSON that carries it; with some room for headers.
const LARGEST = 5_900_000;

/** A request, whatever form the gateway gave it. */
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

/** The values of a header; payload 1.0 keeps the case that the client wrote. */
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
  // Something that no JSON begins with, rather than text that was mended on the way.
  return isUtf8(bytes) ? bytes.toString() : "\u0000".repeat(bytes.length);
}

/** The answer in a form that fits. A REST API would hand a compressed body on as base64 text, so it gets none. */
export async function writeResponse(request, { status, headers, body }) {
  const response = {
    statusCode: status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body,
    isBase64Encoded: false,
  };
  // Text has one to three bytes for each of its units, so small answers need not be measured.
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
    if (size > LARGEST) throw new ApiError("internal_server_error");
    return response;
  }
}

/** Whether `gzip`, or else `*`, is named with a weight above zero. */
function acceptsGzip(request) {
  const values = request.header("accept-encoding").flatMap((value) => value.toLowerCase().split(","));
  const codings = new Map(values.map((value) => value.split(";").map((part) => part.trim())));
  const named = ["gzip", "*"].find((name) => codings.has(name));
  if (!named) return false;
  const weight = codings.get(named) ?? "q=1";
  return Number(weight.replace(/^q=/, "")) > 0;
}
