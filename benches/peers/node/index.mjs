// The Lambda function: the routes, and the order of the checks of a request.

import { randomUUID } from "node:crypto";
import { writeDiscovery } from "./answer.mjs";
import { authenticate, confirm } from "./authenticate.mjs";
import { readCredential } from "./credential.mjs";
import { discover } from "./decision.mjs";
import { ApiError } from "./errors.mjs";
import { gatherFacts } from "./facts.mjs";
import { readRequest, writeResponse } from "./gateway.mjs";
import { knownProject } from "./project.mjs";
import { environment } from "./settings.mjs";

const ROUTES = {
  "/v1/b2b/discovery/organizations": { method: "POST", answer: discovery },
  "/health": { method: "GET", answer: health },
};

// Reads the project and opens a connection before the first request. After a failure, the first request tries again.
await knownProject().catch(() => {});

export async function handler(event) {
  const request = readRequest(event);
  const requestId = `request-id-${environment}-${randomUUID()}`;
  try {
    return await writeResponse(request, { status: 200, body: await route(request, requestId) });
  } catch (thrown) {
    const error = ApiError.of(thrown);
    return writeResponse(request, { status: error.status, headers: error.headers, body: error.body(requestId) });
  }
}

function route(request, requestId) {
  if (!Object.hasOwn(ROUTES, request.path)) throw new ApiError("route_not_found");
  const { method, answer } = ROUTES[request.path];
  if (request.method !== method) throw new ApiError("method_not_allowed", { headers: { allow: method } });
  return answer(request, requestId);
}

async function discovery(request, requestId) {
  const caller = await authenticate(request.header("authorization"));
  const facts = await gatherFacts(caller, await credentialOf(request, caller));
  return writeDiscovery(discover(facts), requestId);
}

/** Confirms the caller before reporting a malformed request, so that a revoked secret gets no details. */
async function credentialOf(request, caller) {
  try {
    return readCredential(request);
  } catch (refusal) {
    await confirm(caller);
    throw refusal;
  }
}

function health(request, requestId) {
  return JSON.stringify({ request_id: requestId, status_code: 200 });
}
