// A refusal with its details.

import { el } from "./dom.js";

/** Returns the reason, and one item for each detail. */
export function refusalText(error) {
  return [
    el("p", {}, error.message),
    error.lines.length > 0 &&
      el(
        "ul",
        {},
        error.lines.map((line) => el("li", {}, line)),
      ),
  ];
}
