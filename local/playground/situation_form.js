// The form for a situation of your own: an address, factors, tenants, a hint, the kind of session.

import { el, fill, freshId } from "./dom.js";
import { METHODS, TENANT_PROVIDERS, parseFactor } from "./factors.js";
import { refusalText } from "./attempt.js";

/**
 * Returns the form as `{ element, refuse }`. `submit` is called with the situation, and `refuse` shows the reason for which it is
 * refused.
 */
export function situationForm(situation, submit) {
  const kind = radios("Kind of session", "session", situation.session, [
    ["intermediate", "The person has just signed in (intermediate session)"],
    ["member", "The person is in an organization already (member session)"],
  ]);
  const email = field("Email address", {
    name: "email",
    inputmode: "email",
    value: situation.email,
    autocomplete: "off",
  });
  const member = field("Member id, or the address of a single Member", {
    name: "member",
    value: situation.member,
    autocomplete: "off",
  });
  const factors = rows("Factors", "Add a factor", situation.factors, factorRow, () => "magic_link");
  const tenants = rows("Tenants", "Add a tenant", situation.tenants, tenantRow, () => "slack:");
  const hint = field("Organization for which the sign-in started (id or slug)", {
    name: "hint",
    value: situation.hint,
    autocomplete: "off",
  });
  const read = () => ({
    story: "",
    session: kind.value(),
    email: email.value(),
    member: member.value(),
    factors: factors.value(),
    tenants: tenants.value(),
    hint: hint.value(),
  });
  const problems = el("div", { role: "alert" });
  const element = el(
    "form",
    {
      id: "situation",
      onsubmit: (event) => {
        event.preventDefault();
        submit(read());
      },
    },
    kind.element,
    email.element,
    member.element,
    factors.element,
    tenants.element,
    hint.element,
    problems,
    el("button", { type: "submit", class: "primary" }, "Show the picker"),
  );
  const update = () => {
    const isMember = kind.value() === "member";
    [email, tenants, hint].forEach((part) => (part.element.hidden = isMember));
    member.element.hidden = !isMember;
    // A browser does not submit a form with a required field that is empty, even if it is hidden.
    email.input.required = !isMember;
    member.input.required = isMember;
    tenants.element.disabled = isMember;
  };
  kind.element.addEventListener("change", update);
  update();
  return { element, refuse: (error) => fill(problems, refusalText(error)) };
}

function field(label, attributes) {
  const id = freshId(attributes.name);
  const input = el("input", { type: "text", spellcheck: "false", ...attributes, id });
  const element = el("div", { class: "field" }, el("label", { for: id }, label), input);
  return { element, input, value: () => input.value.trim() };
}

function radios(legend, name, selected, options) {
  const inputs = options.map(([value]) => el("input", { type: "radio", name, value, checked: value === selected }));
  const labels = options.map(([, label], index) => el("label", { class: "choice" }, inputs[index], label));
  return {
    element: el("fieldset", {}, el("legend", {}, legend), labels),
    value: () => inputs.find((input) => input.checked)?.value ?? selected,
  };
}

/** A list of rows that can be added and removed. `make` returns `{ element, value }` for a text. */
function rows(legend, addLabel, texts, make, initial) {
  const list = el("div", { class: "rows" });
  const entries = new Map();
  const add = (text) => {
    const row = make(text);
    const remove = el("button", { type: "button", class: "quiet", "aria-label": "Remove", onclick: () => drop(element) }, "✕");
    const element = el("div", { class: "row" }, row.element, remove);
    entries.set(element, row);
    list.append(element);
    return element;
  };
  const drop = (element) => {
    entries.delete(element);
    element.remove();
    button.focus();
  };
  const button = el(
    "button",
    { type: "button", class: "quiet", onclick: () => add(initial()).querySelector("select, input").focus() },
    addLabel,
  );
  texts.forEach(add);
  return {
    element: el("fieldset", {}, el("legend", {}, legend), list, button),
    value: () => [...entries.values()].map((row) => row.value()).filter(Boolean),
  };
}

function factorRow(text) {
  const { method, parts } = parseFactor(text);
  const select = el(
    "select",
    { "aria-label": "Method" },
    METHODS.map(({ name, label }) => el("option", { value: name, selected: name === method.name }, label)),
  );
  const details = el("div", { class: "parts" });
  let inputs = new Map();
  const show = (shown, values) => {
    inputs = new Map(shown.parts.map((part) => [part.name, partInput(part, values[part.name])]));
    fill(
      details,
      [...inputs.values()].map((input) => input.element),
    );
  };
  const selected = () => METHODS.find(({ name }) => name === select.value);
  select.addEventListener("change", () => show(selected(), { verified: true }));
  show(method, parts);
  return {
    element: el("div", { class: "factor" }, select, details),
    value: () => selected().format(Object.fromEntries([...inputs].map(([name, input]) => [name, input.value()]))),
  };
}

function partInput({ label, toggle, multiline, required }, value) {
  if (toggle) {
    const box = el("input", { type: "checkbox", checked: Boolean(value) });
    return { element: el("label", { class: "choice" }, box, label), value: () => box.checked };
  }
  const id = freshId("part");
  const input = multiline
    ? el("textarea", { id, rows: 6, required, spellcheck: "false" }, value ?? "")
    : el("input", { id, type: "text", required, spellcheck: "false", autocomplete: "off", value: value ?? "" });
  return { element: el("div", { class: "field" }, el("label", { for: id }, label), input), value: () => input.value.trim() };
}

function tenantRow(text) {
  const [provider, ...rest] = text.split(":");
  const select = el(
    "select",
    { "aria-label": "Provider of the tenant" },
    TENANT_PROVIDERS.map((name) => el("option", { value: name, selected: name === provider }, name)),
  );
  const id = el("input", { type: "text", "aria-label": "Tenant id", required: true, spellcheck: "false", value: rest.join(":") });
  return {
    element: el("div", { class: "tenant" }, select, id),
    value: () => `${select.value}:${id.value.trim()}`,
  };
}
