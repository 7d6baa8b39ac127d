// The rules of one organization with the values that they found, in the words of `orgctl explain`.

import { el } from "./dom.js";

/** The beginnings of rules that belong together, with the heading of their group. */
const GROUPS = [
  ["by domain: ", "Joining by email domain"],
  ["by tenant: ", "Joining by OAuth tenant"],
];

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

/** The rules as checklists: those of every person, and those of each way to join. */
export function checklist(rules) {
  const isGrouped = ({ text }) => GROUPS.some(([beginning]) => text.startsWith(beginning));
  const groups = GROUPS.map(([beginning, title]) => ({ title, rules: withBeginning(rules, beginning) }));
  return [
    list(rules.filter((rule) => !isGrouped(rule))),
    groups
      .filter((group) => group.rules.length > 0)
      .map((group) => [el("p", { class: "group" }, group.title), list(group.rules)]),
  ];
}

function withBeginning(rules, beginning) {
  const matching = rules.filter(({ text }) => text.startsWith(beginning));
  return matching.map((rule) => ({ ...rule, text: rule.text.slice(beginning.length) }));
}

function list(rules) {
  return el("ul", { class: "rules" }, rules.map(rule));
}

/** A rule. It unfolds to the facts that were read for it. */
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
