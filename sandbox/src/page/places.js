// Links to issues, pages and messages that the sandbox holds: they open here instead of leaving the page.
// A link to join a meeting is followed: joining starts the meeting.

import { toast } from "./toasts.js";
import { canSee } from "./world.js";

/** Where a link leads within this page, as `world.go` takes it, or `null`; into what one does not see it leads nowhere. */
function placeOf(url, world) {
  const issue = world.dump.jira?.issues?.find((one) => one.url === url);
  if (issue) return beside("jira", issue.key);
  const page = world.dump.confluence?.pages?.find((one) => one.url === url);
  if (page) return beside("confluence", page.id);
  const message = /\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?/.exec(url);
  const channel = message && world.channel(message[1]);
  if (!channel) return null;
  if (!canSee(channel, world.me)) {
    toast("That is in a private channel you are not in.", "bad");
    return {};
  }
  return { channel: message[1], thread: new URL(url).searchParams.get("thread_ts"), pane: "conversation" };
}

function beside(tab, open) {
  return { tab, open, thread: null, pane: "panel" };
}

/** Makes every such link on the page open here, unless the person asks for a new tab. */
export function followLinks(world) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.download || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const place = world() && placeOf(link.href, world());
    if (!place) return;
    event.preventDefault();
    world().go(place);
  });
}
