// Who you are: the switcher at the top of the sidebar.

import { avatar } from "./avatar.js";
import { clockTime } from "./dates.js";
import { h, icon, redraw } from "./dom.js";
import { dropMenu } from "./menu.js";

const FEW = 40;

/** Draws the switcher; choosing someone looks at everything through their eyes. */
export function drawPeople(root, world) {
  redraw(root, [world.me.id, world.people.length, world.dump.clock?.offset_seconds], () => {
    const button = h(
      "button",
      {
        type: "button",
        class: "switcher",
        data: { focus: "switcher" },
        "aria-label": `You are ${world.me.name}. Be someone else`,
      },
      avatar(world.me),
      h(
        "span",
        { class: "who" },
        h("bdi", { class: "who-name" }, world.me.name),
        h("span", { class: "who-note" }, describe(world.me)),
      ),
      icon("chevron"),
    );
    return dropMenu(button, "Be someone else", (close) => list(world, close), "menu people");
  });
}

function describe(person) {
  const standing = person.standing === "member" ? "" : person.standing;
  return [person.title, standing].filter(Boolean).join(" · ") || person.email || "member";
}

function list(world, close) {
  const able = world.people.filter((one) => one.canAct);
  const named = able.filter((one) => !one.isCrowd);
  const found = h("div", { class: "people-list" });
  const show = (wanted) => {
    const all = wanted
      ? able.filter((one) =>
          `${one.name} ${one.email} ${one.title} ${one.standing}`.toLowerCase().includes(wanted),
        )
      : named;
    found.replaceChildren(...all.slice(0, FEW).map((one) => entry(one, world, close)));
    if (!all.length) found.append(h("p", { class: "empty" }, "Nobody by that name."));
    else if (!wanted && able.length > named.length)
      found.append(
        h("p", { class: "empty" }, `And a crowd of ${able.length - named.length}: search for them.`),
      );
  };
  show("");
  return [
    h("input", {
      class: "field",
      type: "search",
      placeholder: "Search people",
      "aria-label": "Search people",
      on: { input: (event) => show(event.target.value.trim().toLowerCase()) },
    }),
    found,
  ];
}

function entry(person, world, close) {
  const choose = () => {
    close();
    world.go({ as: person.id, thread: null });
  };
  const there = person.tz ? clockTime(world.now, person.tz) : "";
  return h(
    "button",
    {
      type: "button",
      class: "menu-item person",
      data: { person: person.id },
      "aria-current": person.id === world.me.id ? "true" : null,
      on: { click: choose },
    },
    avatar(person),
    h(
      "span",
      { class: "who" },
      h("bdi", { class: "who-name" }, person.name),
      h("span", { class: "who-note" }, describe(person)),
    ),
    h("time", { class: "who-note", title: person.tz }, there),
  );
}
