// The project's secrets and keys, cached between requests.

import { ApiError } from "./errors.mjs";
import { getProject } from "./store.mjs";

const FRESH_MS = 60_000;
const MS_BETWEEN_MISSES = 10_000;

let known;
let reading;
let lastMiss = { at: -Infinity };

/** Returns true if a copy is recent enough to be used without another read. After a clock step backwards, no copy is. */
export function isFresh({ readAt }) {
  const age = Date.now() - readAt;
  return age >= 0 && age < FRESH_MS;
}

/** Returns the cached copy regardless of its age, or reads the first one. */
export async function knownProject() {
  return known ?? read();
}

/** Returns a fresh copy. */
export async function freshProject() {
  return known && isFresh(known) ? known : read();
}

/**
 * Returns a newer copy than `seen`, which may contain an unknown secret or key. Returns undefined if the last such read was
 * too recent.
 */
export async function newerProject(seen) {
  if (known && known !== seen) return known;
  const sinceMiss = Date.now() - lastMiss.at;
  if (sinceMiss >= 0 && sinceMiss < MS_BETWEEN_MISSES) {
    if (lastMiss.failure) throw lastMiss.failure;
    return undefined;
  }
  lastMiss = { at: Date.now() };
  try {
    return await read();
  } catch (failure) {
    lastMiss.failure = failure;
    throw failure;
  }
}

/** Concurrent callers share one read. */
function read() {
  reading ??= readOnce().finally(() => {
    reading = undefined;
  });
  return reading;
}

async function readOnce() {
  const readAt = Date.now();
  const project = await getProject();
  known = project && { ...project, readAt };
  if (!known) throw new ApiError("invalid_project_id_authentication");
  return known;
}
