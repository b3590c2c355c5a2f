// Beside Slack: what there is in Jira, Confluence, Zoom and PagerDuty, the company's services, and the sandbox's controls.

import { h, redraw } from "./dom.js";
import { drawConfluence, pagesOf } from "./panel/confluence.js";
import { drawControls, troubles } from "./panel/controls.js";
import { drawJira, issuesOf } from "./panel/jira.js";
import { alertsOf, drawPagerDuty } from "./panel/pagerduty.js";
import { drawServices, illOf } from "./panel/services.js";
import { drawZoom, meetingsOf } from "./panel/zoom.js";
import { state } from "./state.js";

const TABS = [
  { id: "jira", label: "Jira", count: (world) => issuesOf(world).length, draw: drawJira },
  { id: "confluence", label: "Confluence", count: (world) => pagesOf(world).length, draw: drawConfluence },
  { id: "zoom", label: "Zoom", count: (world) => meetingsOf(world).length, draw: drawZoom },
  { id: "pagerduty", label: "PagerDuty", count: (world) => alertsOf(world).length, draw: drawPagerDuty },
  { id: "services", label: "Services", count: (world) => illOf(world).length, draw: drawServices },
  { id: "faults", label: "Controls", count: troubles, draw: drawControls },
];

/** Draws the tabs and the one that is open. */
export function drawPanel(root, world) {
  const open = TABS.find((tab) => tab.id === state.tab) ?? TABS[0];
  if (!root.firstElementChild)
    root.append(
      h("div", { class: "tabs", role: "tablist", "aria-label": "Beside Slack", on: { keydown: walk } }),
      h("div", { class: "tab-body", role: "tabpanel", id: "tab-body", tabindex: 0 }),
    );
  const [tabs, body] = root.children;
  redraw(tabs, [open.id, TABS.map((tab) => tab.count(world))], () =>
    TABS.map((tab) => tabButton(tab, tab === open, world)),
  );
  if (body.dataset.tab !== open.id) {
    body.replaceChildren();
    body.dataset.tab = open.id;
    body.setAttribute("aria-label", open.label);
  }
  open.draw(body, world);
}

function tabButton(tab, current, world) {
  const count = tab.count(world);
  return h(
    "button",
    {
      type: "button",
      role: "tab",
      class: "tab",
      id: `tab-${tab.id}`,
      "aria-selected": String(current),
      "aria-controls": "tab-body",
      tabindex: current ? 0 : -1,
      data: { tab: tab.id },
      on: { click: () => world.go({ tab: tab.id }) },
    },
    tab.label,
    count ? h("span", { class: "count" }, count) : null,
  );
}

function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...event.currentTarget.children];
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length].id;
  document.getElementById(next).click();
  document.getElementById(next).focus();
}
