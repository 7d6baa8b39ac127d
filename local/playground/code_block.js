// Code with a button that copies it.

import { announce, el } from "./dom.js";

/** Returns a block of code. `label` says what it is. */
export function codeBlock(label, text) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    announce(`${label}: copied`);
  };
  return el(
    "figure",
    { class: "code" },
    el(
      "figcaption",
      {},
      label,
      el("button", { type: "button", class: "quiet", onclick: copy, "aria-label": `Copy: ${label}` }, "Copy"),
    ),
    el("pre", { tabindex: "0", role: "region", "aria-label": label }, el("code", {}, text)),
  );
}
