// Marks the page as busy while something is read or changed.

import { byId } from "./dom.js";

let running = 0;

/** Runs an action. The page is busy until every action has ended. */
export async function busy(run) {
  show(1);
  try {
    return await run();
  } finally {
    show(-1);
  }
}

function show(change) {
  running += change;
  byId("main").setAttribute("aria-busy", String(running > 0));
}
