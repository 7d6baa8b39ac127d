// The organizations that are not shown: the rules, the facts, and a button for each remedy.

import { el } from "./dom.js";
import { checklist } from "./reasons.js";

/** The command of `orgctl` that a remedy names in parentheses. */
const COMMAND = /\s*\((orgctl [^)]*)\)/g;

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
  const { organization_id: id, organization_name: name } = about;
  return el(
    "li",
    { class: "card hidden-card", "data-organization": id },
    el("h3", {}, el("bdi", {}, name || id)),
    remedies(about, apply),
    checklist(about.rules),
    name && el("p", { class: "relation" }, el("code", {}, id)),
  );
}

function remedies(about, apply) {
  const alternatives = about.remedy_texts.map((text, index) => ({ text, index })).filter(({ text }) => text);
  if (alternatives.length === 0) {
    return el("p", {}, about.text);
  }
  return [
    el("p", {}, alternatives.length === 1 ? "To make it appear:" : "To make it appear, one of:"),
    el(
      "ul",
      { class: "remedies" },
      alternatives.map(({ text, index }) =>
        el(
          "li",
          {},
          remedyButton(text, () => apply(about, index, text)),
        ),
      ),
    ),
  ];
}

function remedyButton(text, run) {
  const commands = [...text.matchAll(COMMAND)].map(([, command]) => command);
  return el(
    "button",
    { type: "button", onclick: run },
    withoutCommands(text),
    commands.length > 0 && el("small", {}, commands.join(", ")),
  );
}

/** Returns the text of a remedy without the commands of `orgctl`. */
export function withoutCommands(text) {
  return text.replace(COMMAND, "");
}
