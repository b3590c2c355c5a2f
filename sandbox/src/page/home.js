// The app's home tab, beside the messages with the app.

import { act } from "./api.js";
import { pressing, renderBlocks } from "./blocks.js";
import { h, redraw } from "./dom.js";
import { state } from "./state.js";
import { doing } from "./toasts.js";
import { homeOf } from "./world.js";

/** Draws the tabs of the conversation with the app, and the home tab where it is open: then this says so. */
export function drawHome(root, world, channel) {
  root.hidden = !channel.is_im;
  const isOpen = Boolean(channel.is_im && state.home);
  root.classList.toggle("open", isOpen);
  if (!channel.is_im) return false;
  const view = isOpen ? homeOf(world) : null;
  const as = world.me.id;
  redraw(root, [as, isOpen, view?.hash], () => [
    h(
      "nav",
      { "aria-label": "Tabs of the app" },
      tab("Home", isOpen, () => open(world)),
      tab("Messages", !isOpen, () => world.go({ home: null })),
    ),
    isOpen
      ? h(
          "div",
          { class: "home-body" },
          view ? blocks(view, world) : h("p", { class: "empty" }, "The app has published nothing yet."),
        )
      : null,
  ]);
  return isOpen;
}

function tab(label, isOpen, click) {
  return h(
    "button",
    { type: "button", class: "quiet", "aria-current": isOpen ? "page" : null, data: { appTab: label }, on: { click } },
    label,
  );
}

/** Slack tells the app each time. */
function open(world) {
  world.go({ home: "open" });
  doing(null, () => act("home", { as: world.me.id }));
}

function blocks(view, world) {
  return renderBlocks(view.blocks ?? [], { world, press: pressing(world, { view_id: view.id }) });
}
