// PagerDuty's alerts, the newest first, each with the events that came for it.

import { clockTime, stamp } from "../dates.js";
import { h, reconcile } from "../dom.js";
import { link } from "../mrkdwn.js";
import { fact, nothing } from "./card.js";

const COLOURS = { triggered: "red", acknowledged: "yellow", resolved: "green" };
const EFFECTS = {
  opened: "opened it",
  added: "was added to it",
  acknowledged: "acknowledged it",
  resolved: "resolved it",
  nothing: "changed nothing",
};

/** The alerts there are, oldest first. */
export function alertsOf(world) {
  return world.dump.pagerduty?.alerts ?? [];
}

/** Draws the list. */
export function drawPagerDuty(body, world) {
  const alerts = alertsOf(world)
    .map((alert, number) => ({ ...alert, number, events: eventsOf(alert, world) }))
    .reverse();
  reconcile(body, alerts.length ? alerts : [null], {
    key: (alert) => alert?.number ?? "nothing",
    signature: (alert) => [alert, world.tz],
    build: (alert) =>
      alert
        ? draw(alert, world)
        : nothing("Nobody is paged yet. Confirm an incident whose plan has the step page."),
  });
}

/** Those that came from when it was opened until it was resolved. */
function eventsOf(alert, world) {
  const { dedup_key: key, triggered, resolved } = alert;
  return (world.dump.pagerduty?.events ?? []).filter(
    (event) => event.dedup_key === key && event.at >= triggered && (!resolved || event.at <= resolved),
  );
}

function draw(alert, world) {
  return h(
    "section",
    { class: "card", data: { alert: alert.dedup_key } },
    h(
      "div",
      { class: "card-head still" },
      h(
        "span",
        { class: "card-title" },
        h(
          "span",
          { class: "card-line" },
          h("span", { class: "key" }, alert.severity),
          h("span", { class: `lozenge ${COLOURS[alert.status]}` }, alert.status),
        ),
        h("span", { class: "card-name", dir: "auto" }, alert.summary),
      ),
    ),
    h(
      "div",
      { class: "card-body" },
      h(
        "dl",
        { class: "facts" },
        fact("Source", alert.source),
        alert.client_url ? fact("Opens", link(alert.client_url)) : null,
        fact("Key", alert.dedup_key),
        fact("Triggered", stamp(alert.triggered, world.tz)),
        alert.acknowledged ? fact("Taken", stamp(alert.acknowledged, world.tz)) : null,
        alert.resolved ? fact("Resolved", stamp(alert.resolved, world.tz)) : null,
      ),
      h("h3", {}, `Events (${alert.events.length})`),
      h(
        "ol",
        { class: "plain" },
        alert.events.map((event) =>
          h(
            "li",
            { class: "muted" },
            `${clockTime(new Date(event.at), world.tz)} ${event.action}: ${EFFECTS[event.effect]}`,
          ),
        ),
      ),
    ),
  );
}
