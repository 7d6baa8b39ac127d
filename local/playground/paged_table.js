// A table with a button that reads the next page.

import { el } from "./dom.js";

/**
 * Returns a table with a caption, headings (an empty one for buttons) and the first page: `{ rows, next }`. `row` returns the cells of
 * a row, `read` the page after an id, and `attempt` runs an action of the user.
 */
export function pagedTable(caption, headings, page, { row, read, attempt }) {
  const body = el("tbody");
  const add = ({ rows }) =>
    body.append(
      ...rows.map((one) =>
        el(
          "tr",
          {},
          row(one).map((cell) => el("td", {}, cell)),
        ),
      ),
    );
  let { next } = page;
  const more = el("button", { type: "button", hidden: !next, onclick: () => attempt(showMore) }, "More");
  const showMore = async () => {
    const following = await read(next);
    add(following);
    ({ next } = following);
    more.hidden = !next;
  };
  add(page);
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el(
      "table",
      {},
      el("caption", {}, caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          headings.map((text) => (text ? el("th", { scope: "col" }, text) : el("td"))),
        ),
      ),
      body,
    ),
    more,
  );
}
