// Questions before something is done: Slack's confirmation object, in the platform's own dialog.

import { h } from "./dom.js";
import { plain, textNodes } from "./mrkdwn.js";

/** Asks what a `confirm` object says; resolves to whether the person agreed. Without one, agrees. */
export function agreed(confirm, world) {
  if (!confirm) return Promise.resolve(true);
  return new Promise((resolve) => {
    const answer = (yes) =>
      h(
        "button",
        {
          type: "button",
          value: yes ? "yes" : "no",
          class: yes ? `button ${confirm.style === "danger" ? "danger" : "primary"}` : "button",
          data: { confirm: yes ? "yes" : "no" },
          on: { click: () => dialog.close(yes ? "yes" : "no") },
        },
        yes ? plain(confirm.confirm) || "Yes" : plain(confirm.deny) || "Cancel",
      );
    const dialog = h(
      "dialog",
      { class: "view small", "aria-labelledby": "confirm-title" },
      h("header", {}, h("h2", { id: "confirm-title", dir: "auto" }, plain(confirm.title) || "Are you sure?")),
      h("div", { class: "view-body" }, h("div", { class: "text" }, textNodes(confirm.text, world))),
      h("footer", {}, answer(false), answer(true)),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector("[data-confirm=yes]").focus();
  });
}

/** A question of the page's own. */
export function sure(title, text, yes, world) {
  const say = (words) => ({ type: "plain_text", text: words });
  return agreed(
    { title: say(title), text: say(text), confirm: say(yes), deny: say("Cancel"), style: "danger" },
    world,
  );
}
