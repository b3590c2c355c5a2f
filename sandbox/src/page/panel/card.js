// The pieces of which the panel's lists are made.

import { h, icon } from "../dom.js";
import { state } from "../state.js";

/** What a tab says while there is nothing in it. */
export function nothing(text) {
  return h("p", { class: "empty" }, text);
}

/** A thing with a head that is always seen and a body to open; which is open is in the address. */
export function card({ id, head, body, world, data }) {
  const open = state.open === id;
  return h(
    "section",
    { class: "card", data },
    h(
      "button",
      {
        type: "button",
        class: "card-head",
        "aria-expanded": String(open),
        data: { focus: `card-${id}` },
        on: { click: () => world.go({ open: open ? null : id }) },
      },
      head,
      icon("chevron"),
    ),
    open ? h("div", { class: "card-body" }, body()) : null,
  );
}

/** A line "name: value" of a card. */
export function fact(name, ...value) {
  return h("div", { class: "fact" }, h("dt", {}, name), h("dd", { dir: "auto" }, value));
}
