// The box to type messages and slash commands in. Enter sends, Shift+Enter starts a line.

import { act } from "./api.js";
import { h, icon, redraw } from "./dom.js";
import { dropMenu, menuItem } from "./menu.js";
import { toEnd } from "./timeline.js";
import { doing } from "./toasts.js";
import { runWorkflow } from "./workflow.js";
import { isMember } from "./world.js";

/** What the app offers; Slack lists these from the app's manifest. */
const SHORTCUTS = [{ callback_id: "declare_incident", name: "Declare an incident", note: "Muster" }];
const COMMANDS = [
  ["/incident", "Declare an incident"],
  ["/incident list", "Active incidents"],
  ["/incident resolve", "Resolve an incident"],
  ["/runbook", "What Muster heals by itself"],
  ["/incident help", "What you can type"],
];

const drafts = new Map();

/** Draws the composer of a channel, or of a thread in it, into `root`. */
export function drawComposer(root, world, channel, thread = null) {
  redraw(
    root,
    [world.me.id, channel.id, channel.is_archived, isMember(channel, world.me), channel.name, thread],
    () => {
      if (channel.is_archived)
        return notice("archive", "This channel is archived. It can be read, not written to.");
      if (!isMember(channel, world.me)) return visitor(world, channel);
      return box(world, channel, thread, root.previousElementSibling);
    },
  );
}

function notice(sign, text) {
  return h("p", { class: "composer-note", dir: "auto" }, icon(sign), text);
}

function visitor(world, channel) {
  const join = h(
    "button",
    {
      type: "button",
      class: "button primary",
      data: { focus: "join" },
      on: {
        click: (event) =>
          doing(event.currentTarget, () => act("join", { as: world.me.id, channel: channel.id })),
      },
    },
    "Join",
  );
  return [
    notice("hash", `${world.me.name} is not in this channel.`),
    channel.id && !world.me.isOutsider ? join : null,
  ];
}

/** `list` is where what is sent will stand. */
function box(world, channel, thread, list) {
  const draft = [world.me.id, channel.id, thread].join();
  const name = channel.is_im ? "Muster" : channel.is_private ? channel.name : `#${channel.name}`;
  const where = thread ? "Reply…" : `Message ${name}`;
  const hints = h("div", { class: "hints", role: "group", "aria-label": "Commands" });
  const input = h("textarea", {
    class: "composer-input",
    rows: 1,
    dir: "auto",
    placeholder: where,
    "aria-label": where,
    data: { focus: thread ? "reply" : "compose" },
    value: drafts.get(draft) ?? "",
    on: {
      input: () => {
        drafts.set(draft, input.value);
        fit(input);
        hint();
      },
      keydown: (event) => {
        if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          send();
        }
      },
    },
  });
  const hint = () =>
    hints.replaceChildren(
      ...(thread ? [] : suggestions(input.value)).map(([command, note]) =>
        h(
          "button",
          {
            type: "button",
            class: "hint-item",
            on: {
              click: () => {
                put(command);
                input.focus();
              },
            },
          },
          h("code", {}, command),
          h("span", {}, note),
        ),
      ),
    );
  const put = (text) => {
    input.value = text;
    drafts.set(draft, text);
    fit(input);
    hint();
  };
  const send = async () => {
    const text = input.value;
    if (!text.trim()) return;
    put("");
    toEnd(list);
    const answer = await doing(button, () => say(world, channel, thread, text));
    if (answer === null && !input.value) put(text);
  };
  const button = h(
    "button",
    { type: "button", class: "send", "aria-label": "Send", data: { focus: "send" }, on: { click: send } },
    icon("send"),
  );
  requestAnimationFrame(() => {
    fit(input);
    hint();
  });
  return [hints, h("div", { class: "composer-box" }, thread ? null : shortcutMenu(world), input, button)];
}

function say(world, channel, thread, text) {
  const as = world.me.id;
  // Slack takes commands in the main line only: in a thread they are text.
  if (!thread && /^\/[a-z]/i.test(text))
    return act("command", { as, channel: channel.id, text: text.trim() });
  return act("message", { as, channel: channel.id, text, ...(thread ? { thread_ts: thread } : {}) });
}

function suggestions(typed) {
  if (!typed.startsWith("/") || typed.includes("\n")) return [];
  return COMMANDS.filter(([command]) => command.startsWith(typed) && command !== typed);
}

function shortcutMenu(world) {
  const bolt = h(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-label": "Shortcuts",
      title: "Shortcuts",
      data: { focus: "shortcuts" },
    },
    icon("bolt"),
  );
  return dropMenu(bolt, "Shortcuts", (close) => [
    SHORTCUTS.map((one) =>
      menuItem(
        one.name,
        () => {
          close();
          doing(bolt, () => act("shortcut", { as: world.me.id, callback_id: one.callback_id }));
        },
        { note: one.note, data: { callbackId: one.callback_id } },
      ),
    ),
    (world.slack.steps ?? []).map((step) =>
      menuItem(
        step.title,
        () => {
          close();
          runWorkflow(world, step);
        },
        { note: "a Slack Workflow", data: { callbackId: step.callback_id } },
      ),
    ),
  ]);
}

function fit(input) {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 200)}px`;
}
