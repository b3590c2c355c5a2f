// Slack's mrkdwn as nodes. Rules: https://docs.slack.dev/messaging/formatting-message-text

import { h, icon } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { fillDate } from "./dates.js";
import { canSee } from "./world.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const STYLES = { "*": "strong", _: "em", "~": "s" };

function decode(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

/** A text object of either type, or a plain string taken as mrkdwn. */
export function textNodes(text, world) {
  if (text === null || text === undefined) return [];
  if (typeof text === "string") return mrkdwn(text, world);
  return text.type === "mrkdwn" ? mrkdwn(text.text, world) : [plain(text)];
}

/** What a plain_text object reads as. */
export function plain(text) {
  if (text === null || text === undefined) return "";
  const decoded = decode(text.text ?? "");
  return text.emoji === false ? decoded : withEmoji(decoded);
}

/** mrkdwn as nodes: code blocks first, as nothing inside them counts, then quotes, then lines. */
export function mrkdwn(source, world) {
  const nodes = [];
  for (const [index, piece] of source.split(/```\n?([\s\S]+?)```\n?/).entries()) {
    if (index % 2) nodes.push(h("pre", { dir: "auto" }, h("code", {}, verbatim(piece))));
    else if (piece) nodes.push(...quotesAndLines(piece, world));
  }
  return nodes;
}

function quotesAndLines(text, world) {
  const nodes = [];
  let quoted = [];
  let free = [];
  const flush = () => {
    if (quoted.length) nodes.push(h("blockquote", { dir: "auto" }, lines(quoted, world)));
    if (free.length) nodes.push(h("span", { class: "line", dir: "auto" }, lines(free, world)));
    quoted = [];
    free = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (Boolean(quote) !== Boolean(quoted.length)) flush();
    if (quote) quoted.push(quote[1]);
    else free.push(line);
  }
  flush();
  return nodes;
}

function lines(all, world) {
  return all.flatMap((line, index) => [...(index ? [h("br")] : []), ...inline(line, world)]);
}

function verbatim(text) {
  return decode(text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (_, target, label) => label ?? target));
}

function inline(text, world) {
  const nodes = [];
  let pending = "";
  const push = (node) => {
    if (pending) nodes.push(decode(pending));
    pending = "";
    nodes.push(node);
  };
  for (let at = 0; at < text.length;) {
    const found = token(text, at, world);
    if (found) {
      push(found.node);
      at += found.length;
    } else {
      pending += text[at];
      at += 1;
    }
  }
  if (pending) nodes.push(decode(pending));
  return nodes;
}

function token(text, at, world) {
  const rest = text.slice(at);
  const first = rest[0];
  if (first === "`") return matched(/^`([^`]+)`/.exec(rest), (code) => h("code", {}, verbatim(code)));
  if (first === "<") return matched(/^<([^<>]+)>/.exec(rest), (inside) => reference(inside, world));
  if (first === ":") {
    const name = /^:([a-z0-9_+-]+(?:::skin-tone-[2-6])?):/.exec(rest);
    const character = name && emoji(name[1]);
    return character ? { length: name[0].length, node: character } : null;
  }
  if (!Object.hasOwn(STYLES, first) || /[\p{L}\p{N}]/u.test(text[at - 1] ?? "")) return null;
  const mark = first === "*" ? "\\*" : first;
  const styled = new RegExp(`^${mark}(?=\\S)(.*?\\S)${mark}(?![\\p{L}\\p{N}])`, "u").exec(rest);
  return matched(styled, (inside) => h(STYLES[first], {}, inline(inside, world)));
}

function matched(match, build) {
  return match ? { length: match[0].length, node: build(match[1]) } : null;
}

function reference(inside, world) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? null : inside.slice(bar + 1);
  if (target.startsWith("@")) return personMention(target.slice(1), world, label);
  if (target.startsWith("#")) return channelMention(target.slice(1), world, label);
  if (target.startsWith("!")) return special(target.slice(1), label, world);
  return link(decode(target), label === null ? null : decode(label));
}

/** `@name` of a person, marked when it is the one who looks. */
export function personMention(id, world, label = null) {
  const name = world.person(id)?.name ?? label ?? id;
  return h(
    "span",
    { class: id === world.me.id ? "mention mine" : "mention", title: id },
    h("bdi", {}, `@${name}`),
  );
}

/** `#name` of a channel, which opens it; one that the person does not see has no name for them. */
export function channelMention(id, world, label = null) {
  const channel = world.channel(id);
  if (!channel && label) return h("span", { class: "mention" }, `#${label}`);
  if (!channel || !canSee(channel, world.me))
    return h("span", { class: "mention private" }, icon("lock"), "private channel");
  const open = (event) => {
    event.preventDefault();
    world.open(channel.id);
  };
  return h(
    "a",
    {
      class: channel.is_private ? "mention private" : "mention",
      href: `?as=${world.me.id}&channel=${channel.id}`,
      on: { click: open },
    },
    channel.is_private ? [icon("lock"), channel.name] : `#${channel.name}`,
  );
}

/** `@handle` of a user group. */
export function groupMention(id, world, label = null) {
  const group = world.group(id);
  const mine = group?.users?.includes(world.me.id);
  return h(
    "span",
    { class: mine ? "mention mine" : "mention", title: id },
    group ? `@${group.handle}` : (label ?? `@${id}`),
  );
}

function special(body, label, world) {
  const [kind, ...rest] = body.split("^");
  if (kind === "subteam") return groupMention(rest[0], world, label);
  if (kind === "date") return dateNode(rest, label, world);
  return h("span", { class: "mention mine" }, `@${label ?? kind}`);
}

function dateNode([seconds, format, url], fallback, world) {
  if (!Number.isFinite(Number(seconds)) || !format) return fallback ?? "";
  const text = fillDate(format, Number(seconds), world.tz, world.now);
  const node = h("time", { datetime: new Date(Number(seconds) * 1000).toISOString(), title: fallback }, text);
  return url ? link(decode(url), node) : node;
}

/** A link that leaves the page; a scheme that could run something is shown, not linked. */
export function link(url, label = null) {
  const shown = label === null || label === "" ? url.replace(/^mailto:/, "") : label;
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(url)) return h("span", { class: "dead-link", title: url }, shown);
  return h("a", { href: url, target: "_blank", rel: "noreferrer noopener", dir: "auto" }, shown);
}
