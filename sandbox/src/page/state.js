// What this window looks at, who looks, and what they have read: in the address and the session, never in the sandbox.

const READ = "muster-sandbox-read";
const SHOWN = ["as", "channel", "home", "thread", "tab", "open"];

const query = new URLSearchParams(location.search);

/** `as` and `channel` may be given by id or name in the address; the world settles them into ids. */
export const state = {
  ...Object.fromEntries(SHOWN.map((name) => [name, query.get(name)])),
  still: query.has("still"),
  reachable: true,
  /** Where the "New" line stands in the channel that is open: the mark as it was when it was opened. */
  newSince: null,
  dismissed: new Set(),
};

/** Writes what is looked at into the address, so that it can be sent, reloaded and photographed. */
export function remember() {
  const shown = new URLSearchParams();
  for (const name of SHOWN) if (state[name]) shown.set(name, state[name]);
  history.replaceState(null, "", `?${shown}`);
}

function marks() {
  return JSON.parse(sessionStorage.getItem(READ) ?? "{}");
}

/** The `ts` up to which this person has read this channel in this window, or `null`. */
export function readUpTo(person, channel) {
  return marks()[person]?.[channel] ?? null;
}

/** Marks a channel as read by a person up to `ts`. */
export function markRead(person, channel, ts) {
  const all = marks();
  if (all[person]?.[channel] === ts) return;
  all[person] = { ...all[person], [channel]: ts };
  sessionStorage.setItem(READ, JSON.stringify(all));
}
