// The organizations that are not shown: the rules, the facts, and a button for each remedy.

import { el } from "./dom.js";
import { checklist } from "./reasons.js";

/** Returns the candidates that are missing. `apply` is called with an organization, the index of a remedy and its text. */
export function hidden(explanation, apply) {
  const missing = explanation.organizations.filter((about) => !about.shown);
  return [
    missing.length === 0
      ? el("p", { class: "hint" }, "Every organization that is related to this person is shown.")
      : el(
          "ol",
          { class: "cards", id: "hidden-cards" },
          missing.map((about) => card(about, apply)),
        ),
    explanation.notes.map((note) => el("p", { class: "hint" }, note)),
  ];
}

function card(about, apply) {
  const name = about.organization_name ?? about.organization_id;
  return el(
    "li",
    { class: "card hidden-card", "data-organization": about.organization_id },
    el("h3", {}, el("bdi", {}, name)),
    el("p", { class: "relation" }, el("code", {}, about.organization_id)),
    checklist(about.rules),
    remedies(about, apply),
  );
}

function remedies(about, apply) {
  const alternatives = about.remedy_texts.map((text, index) => ({ text, index })).filter(({ text }) => text);
  if (alternatives.length === 0) {
    return el("p", {}, about.text);
  }
  return [
    el("p", {}, "To make it appear:"),
    el(
      "ul",
      { class: "remedies" },
      alternatives.map(({ text, index }) =>
        el("li", {}, el("button", { type: "button", onclick: () => apply(about, index, text) }, text)),
      ),
    ),
  ];
}
