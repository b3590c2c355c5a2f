// Jira's issues, the newest first.

import { stamp } from "../dates.js";
import { h, icon, reconcile } from "../dom.js";
import { link } from "../mrkdwn.js";
import { card, fact, nothing } from "./card.js";
import { state } from "../state.js";
import { adf } from "./adf.js";

/** The issues there are, oldest first. */
export function issuesOf(world) {
  return world.dump.jira?.issues ?? [];
}

/** Draws the list. */
export function drawJira(body, world) {
  const issues = [...issuesOf(world)].reverse();
  reconcile(body, issues.length ? issues : [null], {
    key: (issue) => issue?.key ?? "nothing",
    signature: (issue) => [issue, state.open === issue?.key, world.tz],
    build: (issue) =>
      issue
        ? draw(issue, world)
        : nothing("No Jira issue yet. Confirm an incident, and its issue appears here."),
  });
}

function draw(issue, world) {
  return card({
    id: issue.key,
    world,
    data: { issue: issue.key },
    head: h(
      "span",
      { class: "card-title" },
      h(
        "span",
        { class: "card-line" },
        h("span", { class: "key" }, issue.key),
        issue.security ? level(issue.security.name) : null,
        lozenge(issue.status),
        h("span", { class: "muted" }, issue.type),
      ),
      h("span", { class: "card-name", dir: "auto" }, issue.summary),
      issue.labels.length
        ? h(
            "span",
            { class: "card-line" },
            issue.labels.map((label) => h("span", { class: "label" }, label)),
          )
        : null,
    ),
    body: () => details(issue, world),
  });
}

function details(issue, world) {
  const links = [
    ...issue.remote_links.map((one) => link(one.url ?? "", one.title)),
    ...issue.links.map((one) => `${one.how} ${one.issue}`),
  ];
  const { comments } = issue;
  return [
    h(
      "dl",
      { class: "facts" },
      fact("Created", stamp(issue.created, world.tz)),
      fact("Updated", stamp(issue.updated, world.tz)),
      issue.due ? fact("Due", issue.due) : null,
      issue.security ? fact("Security", level(issue.security.name)) : null,
    ),
    h("h3", {}, "Description"),
    issue.description ? h("div", { class: "document" }, adf(issue.description, world)) : nothing("None."),
    links.length
      ? [
          h("h3", {}, "Links"),
          h(
            "ul",
            { class: "plain" },
            links.map((one) => h("li", {}, one)),
          ),
        ]
      : null,
    h("h3", {}, `Comments (${comments.length})`),
    comments.map((comment) =>
      h(
        "div",
        { class: "comment" },
        h("p", { class: "muted" }, stamp(comment.created, world.tz)),
        h("div", { class: "document" }, adf(comment.body, world)),
      ),
    ),
  ];
}

/** The security level, which says who sees the issue. */
function level(name) {
  return h("span", { class: "level", title: `Security level: ${name}` }, icon("lock"), h("bdi", {}, name));
}

/** A status as Jira colours it: to do grey, in progress blue, done green. */
function lozenge(status) {
  const tone = /done|resolved|closed/i.test(status)
    ? "green"
    : /progress|review/i.test(status)
      ? "blue"
      : "neutral";
  return h("span", { class: `lozenge ${tone}` }, status);
}
