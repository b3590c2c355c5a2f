// One message, as Slack shows it.

import { act } from "./api.js";
import { avatar } from "./avatar.js";
import { pressing, renderBlocks } from "./blocks.js";
import { clockTime, fromTs, stamp } from "./dates.js";
import { h, icon } from "./dom.js";
import { emoji, REACTIONS } from "./emoji.js";
import { dropMenu, menuItem } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { state } from "./state.js";
import { doing } from "./toasts.js";
import { isHousekeeping } from "./world.js";

/** A message of a channel. `follows`: its author also wrote the one above, so the name is not repeated. */
export function messageNode(message, { world, channel, follows = false, inThread = false }) {
  if (isHousekeeping(message)) return note(message, world);
  const author = world.author(message);
  const className = ["message", follows && "follows", message.isEphemeral && "ephemeral"]
    .filter(Boolean)
    .join(" ");
  return h(
    "article",
    {
      class: className,
      data: { ts: message.ts, author: author.id },
      "aria-label": `${author.name}, ${clockTime(fromTs(message.ts), world.tz)}`,
    },
    h("div", { class: "gutter" }, follows ? time(message, world) : avatar(author)),
    h(
      "div",
      { class: "body" },
      message.isEphemeral
        ? h("p", { class: "only-you" }, "Only visible to you", dismiss(message, world))
        : null,
      isPinned(message, channel) ? h("p", { class: "pinned" }, icon("pin"), "Pinned") : null,
      follows
        ? null
        : h(
            "p",
            { class: "byline" },
            h("bdi", { class: "author" }, author.name),
            author.isBot ? h("span", { class: "badge" }, "App") : null,
            time(message, world),
          ),
      content(message, world, channel),
      reactions(message, world, channel),
      inThread ? null : threadLink(message, world),
    ),
    message.isEphemeral ? null : tools(message, world, channel, inThread),
  );
}

function note(message, world) {
  const author = world.author(message);
  return h(
    "article",
    { class: "message note", data: { ts: message.ts } },
    h("div", { class: "gutter" }, avatar(author)),
    h(
      "div",
      { class: "body" },
      h(
        "p",
        { dir: "auto" },
        h("bdi", { class: "author" }, author.name),
        " ",
        said(message, world),
        time(message, world),
      ),
    ),
  );
}

/** Slack's own notes often begin with the author: not said twice. */
function said(message, world) {
  const own = new RegExp(`^<@${message.user}(?:\\|[^>]*)?>\\s*`);
  return mrkdwn((message.text ?? "").replace(own, ""), world);
}

function time(message, world) {
  const at = fromTs(message.ts);
  return h(
    "time",
    { class: "time", datetime: at.toISOString(), title: stamp(at, world.tz) },
    clockTime(at, world.tz),
  );
}

function content(message, world, channel) {
  const surface = {
    kind: "message",
    world,
    press: pressing(world, { channel: channel.id, ts: message.ts }),
  };
  const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
  const parts = message.blocks?.length
    ? [h("div", { class: "blocks" }, renderBlocks(message.blocks, surface)), edited]
    : [h("div", { class: "text" }, mrkdwn(message.text ?? "", world), edited)];
  return [...parts, (message.attachments ?? []).map((one) => attachment(one, surface))];
}

function attachment(one, surface) {
  const node = h(
    "div",
    { class: "attachment" },
    one.pretext ? h("div", { class: "text" }, mrkdwn(one.pretext, surface.world)) : null,
    one.title ? h("p", { class: "attachment-title", dir: "auto" }, one.title) : null,
    one.blocks
      ? renderBlocks(one.blocks, surface)
      : h("div", { class: "text" }, mrkdwn(one.text ?? one.fallback ?? "", surface.world)),
  );
  if (/^#?[0-9a-f]{6}$/i.test(one.color ?? ""))
    node.style.setProperty("--bar", `#${one.color.replace("#", "")}`);
  return node;
}

function reactions(message, world, channel) {
  if (!message.reactions?.length) return null;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map((one) => {
      const mine = one.users?.includes(world.me.id);
      const names = (one.users ?? []).map((id) => world.person(id)?.name ?? id).join(", ");
      return h(
        "button",
        {
          type: "button",
          class: "reaction",
          "aria-pressed": String(Boolean(mine)),
          title: names,
          data: { reaction: one.name },
          on: { click: (event) => !mine && react(event.currentTarget, one.name, message, world, channel) },
        },
        emoji(one.name) ?? `:${one.name}:`,
        " ",
        one.count ?? one.users?.length ?? 1,
      );
    }),
  );
}

function react(source, name, message, world, channel) {
  return doing(source, () => act("react", { as: world.me.id, channel: channel.id, ts: message.ts, name }));
}

function threadLink(message, world) {
  if (!message.reply_count) return null;
  const count = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const last = message.latest_reply ? clockTime(fromTs(message.latest_reply), world.tz) : null;
  return h(
    "button",
    {
      type: "button",
      class: "thread-link",
      data: { thread: message.ts },
      on: { click: () => world.go({ thread: message.ts, pane: "panel" }) },
    },
    h("strong", {}, count),
    last ? h("span", {}, `last at ${last}`) : null,
  );
}

function tools(message, world, channel, inThread) {
  if (channel.is_archived) return null;
  const smile = h("button", { type: "button", class: "quiet", "aria-label": "React" }, icon("smile"));
  dropMenu(
    smile,
    "React with",
    (close) =>
      REACTIONS.map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "reaction",
            "aria-label": name,
            data: { reaction: name },
            on: {
              click: () => {
                close();
                react(smile, name, message, world, channel);
              },
            },
          },
          emoji(name),
        ),
      ),
    "menu row",
  );
  const reply = inThread
    ? null
    : h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": "Reply in a thread",
          data: { reply: message.ts },
          on: { click: () => world.go({ thread: message.thread_ts ?? message.ts, pane: "panel" }) },
        },
        icon("reply"),
      );
  return h("div", { class: "tools" }, smile, reply, pin(message, world, channel), shortcuts(message, world, channel));
}

function isPinned(message, channel) {
  return Boolean(channel.pins?.some((one) => one.ts === message.ts));
}

function pin(message, world, channel) {
  if (channel.is_im) return null;
  const pinned = isPinned(message, channel);
  return h(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-label": pinned ? "Unpin from this channel" : "Pin to this channel",
      "aria-pressed": String(pinned),
      data: { pin: message.ts },
      on: {
        click: (event) =>
          doing(event.currentTarget, () => act("pin", { as: world.me.id, channel: channel.id, ts: message.ts })),
      },
    },
    icon("pin"),
  );
}

function shortcuts(message, world, channel) {
  const offered = world.slack.message_shortcuts ?? [];
  if (!offered.length) return null;
  const more = h("button", { type: "button", class: "quiet", "aria-label": "More message shortcuts" }, "⋯");
  return dropMenu(more, "Message shortcuts", (close) =>
    offered.map((one) =>
      menuItem(one.name, () => {
        close();
        doing(more, () =>
          act("message_shortcut", {
            as: world.me.id,
            channel: channel.id,
            ts: message.ts,
            callback_id: one.callback_id,
          }),
        );
      }),
    ),
  );
}

function dismiss(message, world) {
  return h(
    "button",
    {
      type: "button",
      class: "link",
      on: {
        click: () => {
          state.dismissed.add(message.ts);
          world.go({});
        },
      },
    },
    "Dismiss",
  );
}
