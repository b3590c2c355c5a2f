// The sandbox's own controls: what goes wrong, what time it is, and what was asked of the outside world.

import { addFault, advance, clearFaults, removeFault, reset, setLatency, setSearchLag } from "../api.js";
import { sure } from "../confirm.js";
import { clockTime, dayName, stamp } from "../dates.js";
import { h, icon, redraw } from "../dom.js";
import { doing, toast } from "../toasts.js";

const STEPS = [
  ["+ 1 minute", 60],
  ["+ 15 minutes", 900],
  ["+ 1 hour", 3600],
  ["+ 1 day", 86_400],
  ["+ 30 days", 2_592_000],
];
const LATENCIES = [
  ["None", 0],
  ["20 ms", 20],
  ["500 ms", 500],
  ["2 s", 2000],
];
const FAULTS = [
  ["Zoom answers 503", { system: "zoom", operation: "*", fault: { status: 503 } }],
  ["Jira answers 503", { system: "jira", operation: "*", fault: { status: 503 } }],
  ["Confluence answers 503", { system: "confluence", operation: "*", fault: { status: 503 } }],
  ["Slack is slow, 4 s", { system: "slack", operation: "*", fault: { delay_ms: 4000 } }],
  ["Slack says: too many", { system: "slack", operation: "*", fault: { rate_limited: 2 }, times: 3 }],
  [
    "Channel name taken, once",
    { system: "slack", operation: "conversations.create", fault: { error: "name_taken" }, times: 1 },
  ],
  [
    "Zoom makes it, then drops the line, once",
    { system: "zoom", operation: "meetingCreate", fault: { drop: "after" }, times: 1 },
  ],
  [
    "Jira makes it, then drops the line, once",
    { system: "jira", operation: "createIssue", fault: { drop: "after" }, times: 1 },
  ],
  [
    "Jira answers with an HTML page, once",
    { system: "jira", operation: "*", fault: { html: true }, times: 1 },
  ],
  ["PagerDuty answers 503", { system: "pagerduty", operation: "*", fault: { status: 503 } }],
  ["Confluence never answers", { system: "confluence", operation: "*", fault: { hang: true } }],
];
const CALLS_SHOWN = 40;

function active(world) {
  return (world.dump.faults ?? []).filter((rule) => rule.times !== 0);
}

/** How many faults are in force. */
export function troubles(world) {
  return active(world).length;
}

/** Draws the tab. */
export function drawControls(body, world) {
  if (!body.firstElementChild)
    body.append(
      ...["clock", "faults", "latency", "calls", "reset"].map((name) =>
        h("section", { class: "controls", data: { control: name } }),
      ),
    );
  const [clock, faults, latency, calls, again] = body.children;
  drawClock(clock, world);
  redraw(faults, active(world), () => faultControls(world));
  redraw(latency, [world.dump.latency_ms], () => [
    h("h2", {}, "Every call takes at least"),
    choices(LATENCIES.map(([label, ms]) => [label, () => setLatency(ms), world.dump.latency_ms === ms])),
  ]);
  redraw(calls, [(world.dump.requests ?? []).slice(-CALLS_SHOWN), world.tz], () => callList(world));
  redraw(again, ["reset"], () => [
    h("h2", {}, "Begin again"),
    h(
      "button",
      {
        type: "button",
        class: "button danger",
        data: { control: "reset" },
        on: { click: (event) => startOver(event.currentTarget, world) },
      },
      "Empty the sandbox",
    ),
  ]);
}

function drawClock(section, world) {
  const offset = world.dump.clock?.offset_seconds ?? 0;
  const minute = Math.floor(world.now / 60_000);
  redraw(section, [minute, offset, world.tz], () => [
    h("h2", {}, "Clock"),
    h(
      "p",
      { class: "now" },
      h("time", {}, `${dayName(world.now, world.tz, new Date(0))}, ${clockTime(world.now, world.tz)}`),
      h("span", { class: "muted" }, ` ${world.tz}`),
    ),
    offset ? h("p", { class: "muted" }, `${ahead(offset)} ahead of real time`) : null,
    choices(STEPS.map(([label, seconds]) => [label, () => advance(seconds), null])),
    h(
      "p",
      { class: "muted" },
      "This moves what the outside world stamps. Temporal's own timers keep their time.",
    ),
  ]);
}

function ahead(seconds) {
  const units = [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const [unit, length] = units.find(([, one]) => seconds >= one) ?? ["second", 1];
  const count = Math.round((seconds / length) * 10) / 10;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

function choices(all) {
  return h(
    "div",
    { class: "choices" },
    all.map(([label, work, pressed]) =>
      h(
        "button",
        {
          type: "button",
          class: "chip",
          data: { control: label, focus: label },
          "aria-pressed": pressed === null ? null : String(pressed),
          on: { click: (event) => doing(event.currentTarget, work) },
        },
        label,
      ),
    ),
  );
}

function faultControls(world) {
  const rules = active(world);
  return [
    h("h2", {}, "Faults"),
    rules.length
      ? h(
          "ul",
          { class: "plain rules" },
          rules.map((rule) =>
            h(
              "li",
              {},
              h("span", { class: "lozenge red" }, rule.system),
              ` ${rule.operation === "*" ? "everything" : rule.operation}: ${describe(rule.fault)}`,
              rule.times ? h("span", { class: "muted" }, `, ${rule.times} more`) : null,
              remove(rule),
            ),
          ),
        )
      : h("p", { class: "muted" }, "Everything works."),
    rules.length
      ? h(
          "button",
          {
            type: "button",
            class: "button primary",
            data: { control: "clear" },
            on: { click: (event) => doing(event.currentTarget, clearFaults) },
          },
          "Make everything work",
        )
      : null,
    choices([
      ...FAULTS.map(([label, rule]) => [label, () => addFault(rule), null]),
      [
        "Jira's search lags 30 s",
        () => setSearchLag(30).then(() => toast("Jira finds an issue 30 s after it was made.")),
        null,
      ],
    ]),
  ];
}

function remove(rule) {
  return h(
    "button",
    {
      type: "button",
      class: "quiet",
      "aria-label": `Make ${rule.system} work again`,
      on: { click: (event) => doing(event.currentTarget, () => removeFault(rule.id)) },
    },
    icon("close"),
  );
}

function describe(fault) {
  const [[kind, value]] = Object.entries(fault);
  const words = {
    status: `answers ${value}`,
    error: `says ${value}`,
    rate_limited: `429, come back in ${value} s`,
    delay_ms: `takes ${value / 1000} s`,
    hang: "never answers",
    drop: value === "after" ? "does it, then drops the line" : "drops the line",
    html: "answers with an HTML page",
  };
  return words[kind] ?? JSON.stringify(fault);
}

function callList(world) {
  const all = world.dump.requests ?? [];
  return [
    h("h2", {}, `Calls (${all.length})`),
    h(
      "ol",
      { class: "plain calls-list" },
      all
        .slice(-CALLS_SHOWN)
        .reverse()
        .map((call) =>
          h(
            "li",
            {
              class: call.status && call.status < 400 && !call.error ? "" : "bad",
              title: stamp(call.at, world.tz),
            },
            h("span", { class: "call-name" }, `${call.system} ${call.operation}`),
            h(
              "span",
              { class: "muted" },
              `${call.error ?? call.status ?? "dropped"} · ${call.latency_ms} ms`,
            ),
          ),
        ),
    ),
  ];
}

async function startOver(source, world) {
  if (
    await sure(
      "Empty the sandbox?",
      "All channels, issues, pages, meetings and alerts made so far are gone. What runs on Temporal runs on.",
      "Empty it",
      world,
    )
  )
    doing(source, reset);
}
