// The stories of the loaded data, as cards.

import { el } from "./dom.js";
import { storyNamed, toQuery } from "./situation.js";

/** Returns the cards. `choose` is called with the name of a story. */
export function stories(list, selected, choose) {
  return el(
    "ul",
    { class: "stories" },
    list.map(({ name, note, email_address: address }) =>
      el(
        "li",
        {},
        el(
          "a",
          {
            href: toQuery(storyNamed(name)),
            class: "story",
            "aria-current": name === selected ? "true" : null,
            onclick: (event) => {
              if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
                event.preventDefault();
                choose(name);
              }
            },
          },
          el("strong", {}, el("bdi", {}, name)),
          el("span", { class: "address" }, el("bdi", {}, address)),
          el("span", {}, note),
        ),
      ),
    ),
  );
}
