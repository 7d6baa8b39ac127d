// Tabs, as the ARIA practices describe them: arrow keys select, one panel is shown.

import { el, fill, freshId } from "./dom.js";

/** Returns tabs. Each tab is `{ label, content }`, where `content` returns the children of the panel. */
export function tabs(label, list, selected = 0, onSelect = () => {}) {
  const panel = el("div", { role: "tabpanel", tabindex: "0", id: freshId("panel"), class: "panel" });
  const buttons = list.map((tab, index) =>
    el(
      "button",
      {
        type: "button",
        role: "tab",
        id: freshId("tab"),
        "aria-controls": panel.id,
        onclick: () => select(index),
        onkeydown: (event) => move(event, index),
      },
      tab.label,
    ),
  );

  function select(index) {
    buttons.forEach((button, position) => {
      button.setAttribute("aria-selected", String(position === index));
      button.tabIndex = position === index ? 0 : -1;
    });
    panel.setAttribute("aria-labelledby", buttons[index].id);
    fill(panel, list[index].content());
    onSelect(index);
  }

  function move(event, index) {
    const targets = {
      ArrowRight: (index + 1) % buttons.length,
      ArrowLeft: (index + buttons.length - 1) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      select(target);
      buttons[target].focus();
    }
  }

  select(Math.min(selected, buttons.length - 1));
  return el("div", { class: "tabs" }, el("div", { role: "tablist", "aria-label": label }, buttons), panel);
}
