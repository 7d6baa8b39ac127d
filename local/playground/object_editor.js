// The editor of one organization or Member: a form for common fields, and the whole object as JSON.

import { Refusal } from "./api.js";
import { busy } from "./busy.js";
import { el, fill, freshId } from "./dom.js";
import { refusalText } from "./refusal_text.js";
import { tabs } from "./tabs.js";

/**
 * Returns the editor. `save` is called with `{ set }`, the fields that the form changed, or with `{ text }`, the whole object.
 * `actions` are more buttons, each `{ label, run }`.
 */
export function objectEditor({ title, text, fields, isNew, save, close, actions = [] }) {
  const problems = el("div", { role: "alert", class: "problems" });
  const attempt = async (run) => {
    fill(problems);
    try {
      await busy(run);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      fill(problems, refusalText(error));
    }
  };
  const form = () => [objectForm(JSON.parse(text), fields, isNew, (change) => attempt(() => save(change)))];
  const json = () => [jsonForm(text, (change) => attempt(() => save(change)))];
  const section = el(
    "section",
    { class: "editor", "aria-label": title },
    el("h3", { tabindex: "-1" }, title),
    problems,
    tabs("Editor", [
      { label: "Form", content: form },
      { label: "JSON", content: json },
    ]),
    el(
      "div",
      { class: "actions" },
      actions.map(({ label, run }) => el("button", { type: "button", onclick: () => attempt(run) }, label)),
      el("button", { type: "button", onclick: close }, "Close"),
    ),
  );
  return section;
}

function objectForm(object, fields, isNew, save) {
  const inputs = fields.map((field) => [field, fieldInput(field, object[field.name])]);
  const changed = () => {
    const values = inputs.map(([field, input]) => [field.name, input.value()]);
    const same = (name, value) => JSON.stringify(value) === JSON.stringify(object[name]);
    return Object.fromEntries(values.filter(([name, value]) => !same(name, value)));
  };
  const submit = (event) => {
    event.preventDefault();
    save(isNew ? { text: JSON.stringify({ ...object, ...changed() }) } : { set: changed() });
  };
  return el(
    "form",
    { class: "object-form", novalidate: true, onsubmit: submit },
    inputs.map(([, input]) => input.element),
    el("button", { type: "submit", class: "primary" }, "Save"),
  );
}

function fieldInput({ label, toggle, options, show, read }, value) {
  if (toggle) {
    const box = el("input", { type: "checkbox", checked: value === true });
    return { element: el("label", { class: "choice" }, box, label), value: () => box.checked };
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
  const input = el("input", { id, type: "text", spellcheck: "false", autocomplete: "off", value: show(value) });
  return { element: labelled(id, label, input), value: () => read(input.value.trim()) };
}

function jsonForm(text, save) {
  const id = freshId("json");
  const area = el("textarea", { id, rows: 18, spellcheck: "false" }, text);
  const submit = (event) => {
    event.preventDefault();
    save({ text: area.value });
  };
  return el(
    "form",
    { onsubmit: submit },
    labelled(id, "The whole object", area),
    el("button", { type: "submit", class: "primary" }, "Save"),
  );
}

function labelled(id, label, input) {
  return el("div", { class: "field" }, el("label", { for: id }, label), input);
}
