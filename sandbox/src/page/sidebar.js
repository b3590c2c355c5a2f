// The list of channels, with what is unread.

import { channelName } from "./conversation.js";
import { h, icon, reconcile } from "./dom.js";
import { drawPeople } from "./people.js";
import { state } from "./state.js";
import { listed, signOf, unread } from "./world.js";

const SECTIONS = [
  ["mine", "Channels"],
  ["apps", "Apps"],
  ["others", "Not joined"],
  ["archived", "Archived"],
];

/** Draws the sidebar. */
export function drawSidebar(root, world, open) {
  if (!root.firstElementChild)
    root.append(
      h("div", { class: "switch" }),
      h("div", { class: "channels" }),
      h("p", { class: "away", role: "status" }),
    );
  drawPeople(root.querySelector(".switch"), world);
  const sections = listed(world);
  reconcile(root.querySelector(".channels"), rows(sections, world, open), {
    key: (row) => row.key,
    signature: (row) => row,
    build: (row) => (row.title ? h("h2", {}, row.title) : entry(row, world)),
  });
  root.querySelector(".away").textContent = state.reachable
    ? ""
    : "The sandbox does not answer. Trying again…";
}

function rows(sections, world, open) {
  return SECTIONS.flatMap(([section, title]) => {
    const channels = [...sections[section]];
    if (section !== "mine") channels.reverse();
    if (!channels.length) return [];
    return [{ key: section, title }, ...channels.map((channel) => rowOf(channel, section, world, open))];
  });
}

function rowOf(channel, section, world, open) {
  const here = channel.id === open.id;
  const quiet = section === "others" || section === "archived";
  const news = here || quiet ? { count: 0, calls: 0 } : unread(world, channel);
  return {
    key: channel.id,
    id: channel.id,
    name: channelName(channel, world),
    sign: signOf(channel),
    isPrivate: channel.is_private && !channel.is_im,
    here,
    quiet,
    ...news,
  };
}

function entry(row, world) {
  const className = ["channel", row.count && "unread", row.quiet && "dim"].filter(Boolean).join(" ");
  return h(
    "button",
    {
      type: "button",
      class: className,
      data: { channel: row.id },
      "aria-current": row.here ? "page" : null,
      title: row.name,
      on: { click: () => world.open(row.id) },
    },
    row.sign
      ? icon(row.sign)
      : h("img", { class: "app-mark", src: "/page/muster.svg", alt: "", width: 18, height: 18 }),
    h("bdi", { class: "channel-name" }, row.name),
    row.isPrivate ? h("span", { class: "visually-hidden" }, ", private") : null,
    row.count ? h("span", { class: "visually-hidden" }, `, ${row.count} unread`) : null,
    row.calls ? h("span", { class: "calls", "aria-hidden": "true" }, row.calls) : null,
  );
}
