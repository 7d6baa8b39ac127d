// The stories of the loaded data, as cards.

import { el } from "./dom.js";
import { storyNamed, toQuery } from "./situation.js";

/** Returns the cards. `choose` is called with the name of a story. */
export function stories(list, selected, choose) {
  return el(
    "ul",
    { class: "stories" },
    list.map((story) => el("li", {}, storyLink(story, story.name === selected, choose))),
  );
}

function storyLink({ name, note, email_address: address }, isSelected, choose) {
  return el(
    "a",
    {
      href: toQuery(storyNamed(name)),
      class: "story",
      "aria-current": isSelected ? "true" : null,
      onclick: (event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          choose(name);
        }
      },
    },
    el("span", {}, note || address),
    el("small", {}, el("bdi", {}, name), " · ", el("bdi", {}, address)),
  );
}
