// The editor of one organization or Member: a form for common fields, and the whole object as JSON.

import { attemptOnce } from "./attempt.js";
import { el, freshId } from "./dom.js";
import { tabs } from "./tabs.js";

/**
 * Returns the editor as `{ element, isDirty }`. `text` is the object as it is stored, or the beginning of a new one.
 *
 * `save` is called with `{ set }`, the fields that the form changed, or with `{ text }`, the whole object. `actions` are more
 * buttons, each `{ label, run }`. The form and the JSON show the same draft.
 */
export function objectEditor({ title, text, fields, isNew, save, close, actions = [] }) {
  const problems = el("div", { role: "alert", tabindex: "-1" });
  const draft = { text, isJson: false };
  const submit = () => attemptOnce(problems, () => save(change(draft, text, isNew)));
  const element = el(
    "section",
    { class: "editor", "aria-label": title },
    el("h3", { tabindex: "-1" }, el("bdi", {}, title)),
    problems,
    tabs("Editor", [
      { label: "Form", content: () => objectForm(draft, fields, submit) },
      { label: "JSON", content: () => jsonForm(draft, submit) },
    ]),
    el(
      "div",
      { class: "actions" },
      actions.map(({ label, run }) => el("button", { type: "button", onclick: () => attemptOnce(problems, run) }, label)),
      el("button", { type: "button", onclick: close }, "Close"),
    ),
  );
  return { element, isDirty: () => draft.text !== text };
}

/** Returns what is saved: the changed fields, or the whole object if it is new or was edited as JSON. */
function change(draft, text, isNew) {
  if (isNew || draft.isJson) {
    return { text: draft.text };
  }
  const [before, after] = [JSON.parse(text), JSON.parse(draft.text)];
  return { set: Object.fromEntries(Object.entries(after).filter(([name, value]) => !isSame(before[name], value))) };
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function objectForm(draft, fields, submit) {
  const before = draft.text;
  const object = parsed(before);
  if (!object) {
    return el("p", { class: "caution" }, "The JSON is not complete, so the form cannot show it.");
  }
  const inputs = fields.map((field) => [field.name, fieldInput(field, object[field.name])]);
  const update = () => {
    const changed = inputs.map(([name, input]) => [name, input.value()]).filter(([name, value]) => !isSame(object[name], value));
    draft.text = changed.length > 0 ? JSON.stringify({ ...object, ...Object.fromEntries(changed) }, null, 2) : before;
  };
  return el(
    "form",
    {
      novalidate: true,
      oninput: update,
      onsubmit: (event) => {
        event.preventDefault();
        submit();
      },
    },
    inputs.map(([, input]) => input.element),
    el("button", { type: "submit", class: "primary" }, "Save"),
  );
}

/** Returns the object of a JSON text, or null if the text has an error. */
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return value instanceof Object ? value : null;
  } catch {
    return null;
  }
}

function fieldInput({ label, toggle, options, lines, show, read }, value) {
  if (toggle) {
    const box = el("input", { type: "checkbox", checked: value === true });
    return {
      element: el("label", { class: "choice" }, box, label),
      value: () => (box.checked || value !== undefined ? box.checked : value),
    };
  }
  const id = freshId("field");
  if (options) {
    const choices = options.includes(value) || value === undefined ? options : [...options, value];
    const select = el(
      "select",
      { id },
      choices.map((option) => el("option", { value: option, selected: option === value }, option)),
    );
    return { element: labelled(id, label, select), value: () => select.value };
  }
  const input = lines
    ? el("textarea", { id, rows: 2, spellcheck: "false" }, show(value))
    : el("input", { id, type: "text", spellcheck: "false", autocomplete: "off", value: show(value) });
  return { element: labelled(id, label, input), value: () => read(input.value.trim()) };
}

function jsonForm(draft, submit) {
  const id = freshId("json");
  const area = el("textarea", { id, rows: 18, spellcheck: "false" }, draft.text);
  area.addEventListener("input", () => {
    draft.text = area.value;
    draft.isJson = true;
  });
  return el(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        submit();
      },
    },
    labelled(id, "The whole object", area),
    el("button", { type: "submit", class: "primary" }, "Save"),
  );
}

function labelled(id, label, input) {
  return el("div", { class: "field" }, el("label", { for: id }, label), input);
}
