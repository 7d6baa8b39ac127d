// Runs an action of the user, and shows why it is refused.

import { Refusal } from "./api.js";
import { busy } from "./busy.js";
import { el, fill } from "./dom.js";

/** Runs an action. Its refusal is shown in `place`, whose content is removed first. */
export async function attempt(place, run) {
  fill(place);
  try {
    await busy(run);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    fill(place, refusalText(error));
    place.focus();
  }
}

/** Runs an action that makes a change. Until it ends, further ones of the same place are ignored: a double click acts once. */
export async function attemptOnce(place, run) {
  if (place.dataset.running) {
    return;
  }
  place.dataset.running = "true";
  try {
    await attempt(place, run);
  } finally {
    delete place.dataset.running;
  }
}

/** Returns the reason of a refusal, and one item for each detail. */
export function refusalText(error) {
  return el(
    "div",
    { class: "problems" },
    el("p", {}, error.message),
    error.lines.length > 0 &&
      el(
        "ul",
        {},
        error.lines.map((line) => el("li", {}, line)),
      ),
  );
}
