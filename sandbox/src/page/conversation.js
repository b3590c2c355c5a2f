// The open channel: its head, bookmarks, messages and composer; and the thread beside it.

import { drawComposer } from "./composer.js";
import { h, icon, redraw } from "./dom.js";
import { drawHome } from "./home.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { state } from "./state.js";
import { drawTimeline } from "./timeline.js";
import { ephemeralsOf, inOrder, mainLine, signOf, threadOf } from "./world.js";

const at = (id) => document.getElementById(id);

/** How a channel is called for people: the app's name for a direct conversation. */
export function channelName(channel, world) {
  return channel.is_im ? (world.bot?.name ?? "App") : channel.name;
}

/** Draws the open channel. */
export function drawConversation(world, channel) {
  drawHead(world, channel);
  drawBookmarks(channel);
  const isHome = drawHome(at("home"), world, channel);
  at("messages").hidden = at("composer").hidden = isHome;
  const messages = inOrder(mainLine(channel), ephemeralsOf(world, channel));
  drawTimeline(at("messages"), `${world.me.id} ${channel.id}`, messages, {
    world,
    channel,
    newSince: state.newSince,
  });
  drawComposer(at("composer"), world, channel);
}

function topicOf(channel) {
  return (typeof channel.topic === "string" ? channel.topic : channel.topic?.value) ?? "";
}

function drawHead(world, channel) {
  const name = channelName(channel, world);
  const sign = signOf(channel);
  const isPrivate = channel.is_private && !channel.is_im;
  const topic = topicOf(channel);
  const count = channel.members?.length ?? channel.num_members;
  redraw(
    at("channel-head"),
    [name, sign, topic, count, isPrivate, world.me.id],
    () => [
      h(
        "h1",
        { dir: "auto", title: isPrivate ? "Private: members alone see this channel" : null },
        sign ? icon(sign) : null,
        h("bdi", {}, name),
        isPrivate ? h("span", { class: "visually-hidden" }, ", private") : null,
        channel.is_archived ? h("span", { class: "badge" }, "Archived") : null,
      ),
      h(
        "div",
        { class: "topic", dir: "auto", title: topic },
        topic ? mrkdwn(topic, world) : channel.is_im ? "Direct messages with the app" : "",
      ),
      channel.is_im || count === undefined
        ? null
        : h("span", { class: "members", title: `${count} members` }, icon("people"), count),
    ],
  );
}

function drawBookmarks(channel) {
  const bookmarks = channel.bookmarks ?? [];
  at("bookmarks").hidden = !bookmarks.length;
  redraw(at("bookmarks"), bookmarks, () =>
    bookmarks.map((one) =>
      h("span", { class: "bookmark" }, icon("bookmark"), link(one.link ?? "", one.title)),
    ),
  );
}

function nameWithSign(channel, world) {
  const name = channelName(channel, world);
  if (channel.is_im) return name;
  return channel.is_private ? [icon("lock"), name] : `#${name}`;
}

/** Draws the open thread, if one is. */
export function drawThread(world, channel) {
  const aside = at("thread");
  const messages = state.thread ? threadOf(channel, state.thread) : [];
  aside.hidden = !messages.length;
  document.body.toggleAttribute("data-thread", Boolean(messages.length));
  if (!messages.length) return redraw(aside, null, () => []);
  const key = `${world.me.id} ${channel.id} ${state.thread}`;
  redraw(aside, key, () => [
    h(
      "header",
      {},
      h("h2", {}, "Thread"),
      h("span", { class: "topic" }, nameWithSign(channel, world)),
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          "aria-label": "Close the thread",
          data: { focus: "close-thread" },
          on: { click: () => world.go({ thread: null, pane: "conversation" }) },
        },
        icon("close"),
      ),
    ),
    h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": "Thread", tabindex: 0 }),
    h("div", { class: "composer" }),
  ]);
  drawTimeline(
    aside.querySelector(".messages"),
    key,
    inOrder(messages, ephemeralsOf(world, channel, state.thread)),
    { world, channel, inThread: true },
  );
  drawComposer(aside.querySelector(".composer"), world, channel, state.thread);
}
