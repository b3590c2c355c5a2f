// The page: takes the world from the sandbox at each change and draws it anew; the parts redraw only what differs.

import { dump, listen } from "./api.js";
import { channelName, drawConversation, drawThread } from "./conversation.js";
import { h, icon, redraw } from "./dom.js";
import { drawModal } from "./modal.js";
import { drawPanel } from "./panel.js";
import { followLinks } from "./places.js";
import { drawSidebar } from "./sidebar.js";
import { markRead, readUpTo, remember, state } from "./state.js";
import { listed, unread, worldFrom } from "./world.js";

const FIRST_CHANNEL = "incidents";
const CLOCK_EVERY_MS = 20_000;
const PANES = [
  ["sidebar", "Channels", "hash"],
  ["conversation", "Conversation", "reply"],
  ["panel", "Beside it", "panel"],
];

/** What is open for somebody who is in no channel at all, as a stranger may be. */
const NOWHERE = { id: "", name: "no channel", members: [], messages: [] };

let held = null;
let current = null;
let fetching = false;
let stale = false;

/** Takes the newest dump; changes during a fetch earn one more, however many they are. */
async function refresh() {
  stale = true;
  if (fetching) return;
  fetching = true;
  try {
    while (stale) {
      stale = false;
      held = (await taken()) ?? held;
      draw();
    }
  } finally {
    fetching = false;
  }
}

/** The dump, or `null` while the sandbox cannot be reached: the sidebar says so, and the stream tells when it is back. */
async function taken() {
  try {
    const world = { dump: await dump(), at: Date.now() };
    state.reachable = true;
    return world;
  } catch (error) {
    state.reachable = false;
    console.error(error);
    return null;
  }
}

/** Looks at something else: any of `as`, `channel`, `thread`, `tab`, `open`, `pane`. */
function go(where) {
  const { pane, ...shown } = where;
  const moved = (shown.channel && shown.channel !== state.channel) || (shown.as && shown.as !== state.as);
  if (moved) state.home = null;
  Object.assign(state, shown);
  if (pane) document.body.dataset.pane = pane;
  if (moved) state.settled = false;
  draw();
}

function openChannel(world) {
  const sections = listed(world);
  const all = [...sections.mine, ...sections.apps, ...sections.others, ...sections.archived];
  const byName = (one, name) =>
    one.is_im ? [world.bot.id, world.bot.handle].includes(name) : one.name === name;
  const named = (name) =>
    all.find((one) => one.id === name) ?? all.find((one) => byName(one, name?.replace(/^[#@]/, "")));
  return named(state.channel) ?? named(FIRST_CHANNEL) ?? all[0] ?? NOWHERE;
}

function draw() {
  if (!held) return;
  const world = worldFrom(held.dump, go, held.at);
  current = world;
  if (!world.me) return;
  const channel = openChannel(world);
  Object.assign(state, { as: world.me.id, channel: channel.id });
  if (!state.settled) state.newSince = readUpTo(world.me.id, channel.id);
  state.settled = true;
  drawSidebar(document.getElementById("sidebar"), world, channel);
  drawConversation(world, channel);
  drawThread(world, channel);
  drawPanel(document.getElementById("panel"), world);
  drawModal(world);
  drawPanes(world, channel);
  if (document.visibilityState === "visible")
    markRead(world.me.id, channel.id, channel.messages?.at(-1)?.ts ?? "");
  remember();
}

function drawPanes(world, channel) {
  const sections = listed(world);
  const elsewhere = [...sections.mine, ...sections.apps].filter(
    (one) => one.id !== channel.id && unread(world, one).count,
  ).length;
  document.title = `${elsewhere ? `(${elsewhere}) ` : ""}${channelName(channel, world)} · Muster sandbox`;
  redraw(document.getElementById("panes"), [document.body.dataset.pane, elsewhere], () =>
    PANES.map(([pane, label, sign]) =>
      h(
        "button",
        {
          type: "button",
          data: { focus: pane },
          "aria-current": document.body.dataset.pane === pane ? "page" : null,
          on: { click: () => go({ pane, ...(pane === "panel" ? { thread: null } : {}) }) },
        },
        icon(sign),
        label,
        pane === "sidebar" && elsewhere ? h("span", { class: "calls" }, elsewhere) : null,
      ),
    ),
  );
}

// Who comes by a link to an issue or page wants to see that first, where one pane is seen at a time.
if (state.open && !state.channel) document.body.dataset.pane = "panel";
followLinks(() => current);
document.addEventListener("visibilitychange", draw);
// The sandbox's clock runs on while nothing changes.
setInterval(draw, CLOCK_EVERY_MS);
// `?still` is for pictures: a browser that waits for the network to rest would wait for the stream for ever.
if (!state.still) {
  listen(refresh, (reachable) => {
    state.reachable = reachable;
    draw();
  });
}
refresh();
