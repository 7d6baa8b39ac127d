// The project's secrets and keys, kept between requests.

import { ApiError } from "./errors.mjs";
import { getProject } from "./store.mjs";

const FRESH_FOR = 60_000;
const BETWEEN_MISSES = 10_000;

let known;
let reading;
let lastMiss = { at: -Infinity };

/** A copy of this age may decide without being read again. A clock that went backwards makes every copy old. */
export function isFresh({ readAt }) {
  const age = Date.now() - readAt;
  return age >= 0 && age < FRESH_FOR;
}

/** The copy at hand, however old, or a first one. */
export async function knownProject() {
  return known ?? read();
}

/** A copy that is fresh. */
export async function freshProject() {
  return known && isFresh(known) ? known : read();
}

/** A newer copy than `seen`, in which an unknown secret or key might be; nothing when it is too soon to look again. */
export async function newerProject(seen) {
  if (known && known !== seen) return known;
  const sinceMiss = Date.now() - lastMiss.at;
  if (sinceMiss >= 0 && sinceMiss < BETWEEN_MISSES) {
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

/** One read at a time, whoever asks. */
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
