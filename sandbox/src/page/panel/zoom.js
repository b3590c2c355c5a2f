// Zoom's meetings, the newest first.

import { stamp } from "../dates.js";
import { h, reconcile } from "../dom.js";
import { link } from "../mrkdwn.js";
import { fact, nothing } from "./card.js";

const RUNNING = { started: "green", waiting: "blue" };

/** The meetings there are, oldest first. */
export function meetingsOf(world) {
  return world.dump.zoom?.meetings ?? [];
}

/** Draws the list. */
export function drawZoom(body, world) {
  const meetings = [...meetingsOf(world)].reverse();
  reconcile(body, meetings.length ? meetings : [null], {
    key: (meeting) => meeting?.id ?? "nothing",
    signature: (meeting) => [meeting, world.tz],
    build: (meeting) =>
      meeting
        ? draw(meeting, world)
        : nothing("No meeting yet. Confirm an incident, and its Zoom meeting appears here."),
  });
}

function draw(meeting, world) {
  return h(
    "section",
    { class: "card", data: { meeting: meeting.id } },
    h(
      "div",
      { class: "card-head still" },
      h(
        "span",
        { class: "card-title" },
        h(
          "span",
          { class: "card-line" },
          h("span", { class: "key" }, meeting.id),
          h("span", { class: `lozenge ${RUNNING[meeting.status] ?? "neutral"}` }, meeting.status),
        ),
        h("span", { class: "card-name", dir: "auto" }, meeting.topic),
      ),
    ),
    h(
      "div",
      { class: "card-body" },
      h(
        "dl",
        { class: "facts" },
        fact("Join", link(meeting.join_url)),
        fact("Host", meeting.host),
        meeting.ended ? fact("Ended", stamp(meeting.ended, world.tz)) : null,
        fact("Created", stamp(meeting.created, world.tz)),
      ),
    ),
  );
}
