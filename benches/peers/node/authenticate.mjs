// Basic authentication of the caller with project id and secret.

import { isUtf8 } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import { ApiError } from "./errors.mjs";
import { freshProject, isFresh, knownProject, newerProject } from "./project.mjs";
import { projectId } from "./settings.mjs";

const MAX_HEADER_LENGTH = 1024;
const BASIC = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i;
const PAIR = /^([^:\p{Cc}]*):(\P{Cc}*)$/u;

/** Authenticates the caller against the cached project, or against a newer copy if the secret is unknown. */
export async function authenticate(headerValues) {
  const basic = readBasic(headerValues);
  if (basic.projectId !== projectId) throw new ApiError("invalid_project_id_authentication");
  const secretHash = createHash("sha256").update(basic.secret).digest();
  const project = await knownProject();
  if (accepts(project, secretHash)) return { secretHash, project };
  return accepted(secretHash, await newerProject(project));
}

/** Authenticates the caller again against a fresh copy of the project, if the cached one is stale. */
export async function confirm(caller) {
  return isFresh(caller.project) ? caller : accepted(caller.secretHash, await freshProject());
}

export function accepted(secretHash, project) {
  if (!project || !accepts(project, secretHash)) throw new ApiError("unauthorized_credentials");
  return { secretHash, project };
}

/** Compares every hash, so that the time does not reveal which one matched. */
function accepts({ secretHashes }, presented) {
  return secretHashes.reduce((any, valid) => timingSafeEqual(valid, presented) || any, false);
}

function readBasic([value, ...others]) {
  const encoded = others.length === 0 && value?.length <= MAX_HEADER_LENGTH && BASIC.exec(value)?.[1];
  const bytes = encoded && Buffer.from(encoded, "base64");
  const pair = bytes && isUtf8(bytes) && PAIR.exec(bytes.toString());
  if (!pair) throw new ApiError("invalid_authorization_header");
  return { projectId: pair[1], secret: pair[2] };
}
