// The picker as the person sees it: one card for each organization of the answer, in its order.

import { el } from "./dom.js";
import { nextSteps, relation } from "./next_steps.js";
import { reasons } from "./reasons.js";

/**
 * Returns the picker for an answer. `explanation` is null if the session is not valid, and `added` is the id of an organization that
 * was not shown before.
 */
export function picker(answer, explanation, added) {
  if (answer.status !== 200) {
    return failure(answer);
  }
  const entries = answer.body.discovered_organizations;
  const head = [
    el("h3", {}, "Choose an organization"),
    el("p", { class: "signed-in" }, "Signed in as ", el("bdi", {}, answer.body.email_address)),
  ];
  if (entries.length === 0) {
    return [...head, empty()];
  }
  const explained = new Map(explanation?.organizations.map((about) => [about.organization_id, about]));
  const cards = entries.map((entry) => {
    const id = entry.organization.organization_id;
    return card(entry, explained.get(id), id === added);
  });
  return [...head, el("ol", { class: "cards", id: "cards" }, cards)];
}

function empty() {
  return el(
    "div",
    { class: "empty" },
    el("p", {}, "You do not belong to an organization yet, and none lets you join."),
    el("p", { class: "hint" }, "A product would offer to create an organization here."),
  );
}

/** The state of a person whose session is not valid, or of a deployment that fails. */
function failure({ status, body }) {
  const isGone = status === 404;
  return [
    el("h3", {}, isGone ? "Please sign in again" : "Something went wrong"),
    el("p", {}, body.error_message ?? ""),
    el("p", { class: "hint" }, `The answer has the status ${status} and the error type `, el("code", {}, body.error_type ?? "")),
    isGone && el("p", { class: "hint" }, "A session of the demo that was spent comes back with “Reset the data” below."),
  ];
}

function card(entry, about, isAdded) {
  const { organization } = entry;
  const steps = nextSteps(entry);
  return el(
    "li",
    { class: isAdded ? "card added" : "card", "data-organization": organization.organization_id },
    avatar(organization),
    el(
      "div",
      {},
      el("h4", {}, el("bdi", {}, organization.organization_name || "(no name)")),
      el("p", { class: "relation" }, relation(entry)),
    ),
    el(
      "ol",
      { class: "steps", "aria-label": "What happens next" },
      el("li", { class: "hint", "aria-hidden": "true" }, "Next:"),
      steps.map(({ label, detail }) => el("li", { class: "step" }, label, detail && el("small", {}, detail))),
    ),
    about && reasons(about),
  );
}

/** The logo if it is in the data itself, or initials. A logo on another host is not loaded: no request leaves the machine. */
function avatar(organization) {
  const url = organization.organization_logo_url ?? "";
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/.test(url)) {
    return el("img", { class: "avatar", src: url, alt: "", width: 40, height: 40 });
  }
  const title = url && `${url} is not loaded, because no request leaves this machine`;
  return el("span", { class: "avatar", "aria-hidden": "true", title: title || null }, initials(organization.organization_name));
}

function initials(name) {
  const words = name.split(/\s+/u).filter(Boolean);
  const first = (word) => [...word][0] ?? "";
  return (words.length > 1 ? first(words[0]) + first(words[1]) : first(words[0] ?? "?")).toUpperCase();
}
