// A list of messages with its day and "New" lines, kept at its end as chat is, unless the reader scrolled up.

import { dayKey, dayName, fromTs } from "./dates.js";
import { h, reconcile } from "./dom.js";
import { messageNode } from "./message.js";
import { isHousekeeping } from "./world.js";

const RUN_SECONDS = 300;
const NEAR_END_PX = 80;

/** Draws `messages` into `list`. `key` says which conversation it is: another one is opened at its end. */
export function drawTimeline(list, key, messages, { world, channel, newSince = null, inThread = false }) {
  const another = list.dataset.conversation !== key;
  if (!atEnd.has(list)) watch(list);
  list.setAttribute("aria-busy", String(another));
  list.dataset.conversation = key;
  reconcile(list, rows(messages, world, newSince, inThread), {
    key: (row) => row.key,
    signature: (row) => [row, channel.pins, world.me.id, world.tz, key],
    build: (row) =>
      row.line ? line(row) : messageNode(row.message, { world, channel, follows: row.follows, inThread }),
  });
  list.setAttribute("aria-busy", "false");
  if (another || atEnd.get(list)) toEnd(list);
}

/** Whether each list's reader was at its end when last seen there: kept so when the list grows or its box shrinks. */
const atEnd = new WeakMap();

function watch(list) {
  atEnd.set(list, true);
  list.addEventListener("scroll", () =>
    atEnd.set(list, list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX),
  );
  new ResizeObserver(() => atEnd.get(list) && toEnd(list)).observe(list);
}

/** Scrolls a list to its newest message, and keeps it there. */
export function toEnd(list) {
  atEnd.set(list, true);
  list.scrollTop = list.scrollHeight;
}

function rows(messages, world, newSince, inThread) {
  if (!messages.length) return [{ key: "nothing", line: "day", text: "Nobody has written here yet" }];
  const all = [];
  let above = null;
  let isNew = newSince === null;
  for (const message of messages) {
    const day = dayKey(fromTs(message.ts), world.tz);
    if (!inThread && (!above || day !== dayKey(fromTs(above.ts), world.tz))) {
      all.push({ key: `day-${day}`, line: "day", text: dayName(fromTs(message.ts), world.tz, world.now) });
      above = null;
    }
    if (!isNew && message.ts > newSince && message.user !== world.me.id && !isHousekeeping(message)) {
      all.push({ key: "new", line: "new", text: "New" });
      isNew = true;
      above = null;
    }
    all.push({
      key: `${message.isEphemeral ? "e" : "m"}-${message.ts}`,
      message,
      follows: follows(message, above),
    });
    above = message;
  }
  return all;
}

function follows(message, above) {
  return (
    Boolean(above) &&
    !message.isEphemeral &&
    !above.isEphemeral &&
    !isHousekeeping(above) &&
    !isHousekeeping(message) &&
    above.user === message.user &&
    above.bot_id === message.bot_id &&
    Number(message.ts) - Number(above.ts) < RUN_SECONDS &&
    !message.blocks?.length
  );
}

function line({ line: kind, text }) {
  return h("div", { class: `rule ${kind}`, role: "separator", "aria-label": text }, h("span", {}, text));
}
