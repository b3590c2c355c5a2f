// The dump as the page's parts want it: the one place that knows its shape.

import { readUpTo, state } from "./state.js";

const HOUSEKEEPING = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
  "group_join",
  "group_leave",
  "group_topic",
  "group_purpose",
  "group_name",
  "group_archive",
  "group_unarchive",
  "bot_add",
]);

const SLACKBOT = "USLACKBOT";

/** Whether a message is Slack's own note (a join, a topic) rather than something said. */
export function isHousekeeping(message) {
  return HOUSEKEEPING.has(message.subtype);
}

/** The world as the person `state.as` sees it. `go` is how parts of the page open a channel. */
export function worldFrom(dump, go, receivedAt) {
  const slack = dump.slack ?? {};
  const people = new Map((slack.people ?? []).map((raw) => [raw.id, personFrom(raw, slack.app)]));
  const channels = new Map((slack.channels ?? []).map((raw) => [raw.id, raw]));
  const groups = new Map((slack.groups ?? []).map((raw) => [raw.id, raw]));
  const me = find(people, state.as) ?? [...people.values()].find((one) => one.canAct);
  const bot = people.get(slack.app?.bot_user_id) ?? null;
  const sandboxNow = Date.parse(dump.clock?.now ?? new Date().toISOString());
  return {
    dump,
    slack,
    me,
    bot,
    groups: [...groups.values()],
    people: [...people.values()],
    channels: [...channels.values()],
    tz: me?.tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    get now() {
      return new Date(sandboxNow + Date.now() - receivedAt);
    },
    person: (id) => people.get(id) ?? null,
    channel: (id) => channels.get(id) ?? null,
    group: (id) => groups.get(id) ?? null,
    author: (message) => author(message, people, bot),
    open: (id) => go({ channel: id, thread: null, pane: "conversation" }),
    go,
  };
}

function find(map, idOrName) {
  if (!idOrName) return null;
  const name = idOrName.replace(/^[@#]/, "").toLowerCase();
  return (
    map.get(idOrName) ??
    [...map.values()].find((one) =>
      [one.handle, one.name, one.email?.split("@")[0]].some((other) => other?.toLowerCase() === name),
    ) ??
    null
  );
}

function personFrom(raw, app) {
  const profile = raw.profile ?? {};
  const name = profile.display_name || raw.real_name || profile.real_name || raw.name || raw.id;
  return {
    id: raw.id,
    handle: raw.name ?? raw.id,
    name: raw.real_name || profile.real_name || name,
    email: profile.email ?? raw.email ?? "",
    title: profile.title ?? raw.title ?? "",
    tz: raw.tz ?? null,
    isBot: Boolean(raw.is_bot),
    isApp: raw.id === app?.bot_user_id,
    isCrowd: /^Person \d+$/.test(raw.real_name ?? profile.real_name ?? name),
    deleted: Boolean(raw.deleted),
    standing: standing(raw),
    get isOutsider() {
      return (
        this.standing === "guest" || this.standing === "single-channel guest" || this.standing === "stranger"
      );
    },
    get canAct() {
      return !this.isBot && !this.deleted;
    },
  };
}

function standing(raw) {
  if (raw.deleted) return "deactivated";
  if (raw.is_bot) return "app";
  if (raw.is_stranger) return "stranger";
  if (raw.is_ultra_restricted) return "single-channel guest";
  if (raw.is_restricted) return "guest";
  return "member";
}

function author(message, people, bot) {
  const known = people.get(message.user) ?? (message.bot_id && bot ? bot : null);
  return {
    id: known?.id ?? message.user ?? message.bot_id ?? "",
    name:
      message.username ??
      known?.name ??
      (message.user === SLACKBOT ? "Slackbot" : (message.user ?? "Someone")),
    isBot: Boolean(message.bot_id ?? known?.isBot),
    isApp: Boolean(known?.isApp),
  };
}

/** Whether `person` is in the channel. */
export function isMember(channel, person) {
  return channel.is_im ? imPartner(channel) === person.id : (channel.members ?? []).includes(person.id);
}

/** Whether `person`'s Slack knows of the channel at all: of private ones members alone. */
export function canSee(channel, person) {
  return !channel.is_private || isMember(channel, person);
}

/** The icon before a channel's name: none for a direct conversation. */
export function signOf(channel) {
  if (channel.is_im) return null;
  return channel.is_archived ? "archive" : channel.is_private ? "lock" : "hash";
}

/** The person with whom the app has this direct conversation. */
function imPartner(channel) {
  return channel.user ?? null;
}

/** The channels this person's Slack lists, by where it lists them. */
export function listed(world) {
  const sections = { mine: [], others: [], apps: [], archived: [] };
  for (const channel of world.channels) {
    const member = isMember(channel, world.me);
    if (channel.is_im) {
      if (member) sections.apps.push(channel);
      continue;
    }
    if (!member && (!canSee(channel, world.me) || world.me.isOutsider)) continue;
    if (channel.is_archived) sections.archived.push(channel);
    else sections[member ? "mine" : "others"].push(channel);
  }
  if (!sections.apps.length && world.bot) sections.apps.push(unopened(world));
  return sections;
}

/** The person's direct conversation with the app before the first message: Slack lists it all the same. */
function unopened(world) {
  return { id: world.bot.id, is_im: true, user: world.me.id, messages: [] };
}

/** What was said in a channel's main line: replies stay in their threads unless also sent to the channel. */
export function mainLine(channel) {
  return (channel.messages ?? []).filter(
    (message) =>
      !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast",
  );
}

/** A thread: its parent first. */
export function threadOf(channel, ts) {
  return (channel.messages ?? []).filter((message) => message.ts === ts || message.thread_ts === ts);
}

/** What only this person sees in a channel, in the main line (`thread` null) or a thread. */
export function ephemeralsOf(world, channel, thread = null) {
  return (world.slack.ephemerals ?? [])
    .filter(
      (one) => one.user === world.me.id && one.channel === channel.id && (one.thread_ts ?? null) === thread,
    )
    .filter((one) => !state.dismissed.has(one.ts))
    .map((one) => ({ ...one, user: world.bot?.id, isEphemeral: true }));
}

/** Everything to show in order of time. */
export function inOrder(...lists) {
  return lists.flat().sort((a, b) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0));
}

/** How much of a channel is news to the person: messages by others, and whether one of them calls the person. */
export function unread(world, channel) {
  const messages = channel.messages ?? [];
  const latest = messages.at(-1)?.ts ?? "";
  const mark = readUpTo(world.me.id, channel.id);
  // A mark after the last message is from another run of the sandbox.
  const since = mark !== null && mark <= latest ? mark : "";
  const news = messages.filter((one) => one.ts > since && one.user !== world.me.id && !isHousekeeping(one));
  return {
    count: news.length,
    calls: channel.is_im ? news.length : news.filter((one) => callsFor(world, one)).length,
  };
}

function callsFor(world, message) {
  const text = message.text ?? "";
  return (
    text.includes(`<@${world.me.id}`) ||
    /<!(?:channel|here|everyone)/.test(text) ||
    world.groups.some((group) => group.users?.includes(world.me.id) && text.includes(`<!subteam^${group.id}`))
  );
}

/** The home tab that the app has published for this person, if it has. */
export function homeOf(world) {
  return (world.slack.views ?? []).find((view) => view.user === world.me.id && view.type === "home");
}

/** The forms this person has open, the topmost last. */
export function openViews(world) {
  return (world.slack.views ?? []).filter((view) => view.user === world.me.id && view.type === "modal");
}
