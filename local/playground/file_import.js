// Files to import: chosen by a button, or dropped anywhere on the page.

import { el } from "./dom.js";

/** Returns the button that chooses a file. `load` is called with it. */
export function fileButton(load) {
  const input = el("input", {
    type: "file",
    id: "import-file",
    class: "visually-hidden",
    onchange: () => {
      load(input.files[0]);
      input.value = "";
    },
  });
  return [input, el("label", { class: "button", for: "import-file" }, "Import a file, or drop it on the page")];
}

/** Calls `load` with a file that is dropped on the page. Otherwise, the browser would leave the page and show the file. */
export function acceptDrops(load) {
  const { body } = document;
  const highlight = (isOver) => body.classList.toggle("dropping", isOver);
  body.addEventListener("dragover", (event) => {
    event.preventDefault();
    highlight(true);
  });
  body.addEventListener("dragleave", (event) => highlight(event.relatedTarget !== null));
  body.addEventListener("drop", (event) => {
    event.preventDefault();
    highlight(false);
    const [file] = event.dataTransfer.files;
    if (file) {
      load(file);
    }
  });
}
