// The rules of one organization with the values that they found, in the words of `orgctl explain`.

import { el } from "./dom.js";

/** The reasons for an organization of the list, folded. */
export function reasons(about) {
  return el(
    "details",
    { class: "reasons" },
    el("summary", {}, "Why it is shown"),
    checklist(about.rules),
    el("p", {}, about.text),
    about.exchange && el("p", {}, `An exchange ${about.exchange.text}.`),
    about.uncounted_factors.map((factor) => el("p", { class: "caution" }, factor.text)),
  );
}

/** The rules as a checklist. A rule unfolds to the facts that were read for it. */
export function checklist(rules) {
  return el("ul", { class: "rules" }, rules.map(rule));
}

function rule({ passes, text, found }) {
  const [mark, state] = passes ? ["✓", "holds"] : ["✗", "does not hold"];
  const hasFacts = Object.keys(found).length > 0;
  return el(
    "li",
    { class: passes ? "holds" : "fails" },
    el("span", { class: "mark", role: "img", "aria-label": state }, mark),
    hasFacts
      ? el("details", { class: "facts" }, el("summary", {}, text), el("pre", {}, JSON.stringify(found, null, 2)))
      : el("span", {}, text),
  );
}
