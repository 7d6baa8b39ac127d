// Code with a button that copies it.

import { announce, el } from "./dom.js";

/** The time for which the button says that the code was copied, in milliseconds. */
const SHOWN_FOR = 2000;

/** Returns a block of code. `label` says what it is. */
export function codeBlock(label, text) {
  const code = el("code", {}, text);
  const button = el(
    "button",
    { type: "button", class: "quiet", "aria-label": `Copy: ${label}`, onclick: () => copy(button, code, label) },
    "Copy",
  );
  return el(
    "figure",
    { class: "code" },
    el("figcaption", {}, label, button),
    el("pre", { tabindex: "0", role: "region", "aria-label": label }, code),
  );
}

async function copy(button, code, label) {
  const copied = await write(code);
  button.textContent = copied ? "Copied" : "Selected: press Ctrl-C";
  announce(`${label}: ${button.textContent}`);
  setTimeout(() => (button.textContent = "Copy"), SHOWN_FOR);
}

/** Copies the text, or selects it where the browser does not let the page copy: on the address of a network. */
async function write(code) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(code);
    return false;
  }
}
