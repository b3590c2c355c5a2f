// The company's own services: whether each is well, what breaks it, and what was asked of it.

import { setService } from "../api.js";
import { clockTime, stamp } from "../dates.js";
import { h, reconcile } from "../dom.js";
import { doing } from "../toasts.js";
import { fact } from "./card.js";

/** The names of those that are ill. */
export function illOf(world) {
  return Object.keys(world.dump.services?.ill ?? {});
}

/** Draws the list. */
export function drawServices(body, world) {
  const { known = [], ill = {}, hooks = [] } = world.dump.services ?? {};
  const names = [...new Set([...known, ...Object.keys(ill), ...hooks.map((hook) => hook.server)])];
  const services = names.map((name) => ({
    name,
    ill: ill[name],
    hooks: hooks.filter((hook) => hook.server === name),
  }));
  reconcile(body, services, {
    key: (service) => service.name,
    signature: (service) => [service, world.tz],
    build: (service) => draw(service, world),
  });
}

function draw(service, world) {
  const { name, ill, hooks } = service;
  return h(
    "section",
    { class: "card", data: { service: name } },
    h(
      "div",
      { class: "card-head still" },
      h(
        "span",
        { class: "card-title" },
        h(
          "span",
          { class: "card-line" },
          h("span", { class: "key" }, name),
          h("span", { class: `lozenge ${ill ? "red" : "green"}` }, ill ? "ill" : "well"),
        ),
        h(
          "span",
          { class: "card-name" },
          ill ? "It answers 503. Muster's runbook notices within seconds." : "It answers 200.",
        ),
      ),
    ),
    h(
      "div",
      { class: "card-body" },
      h(
        "div",
        { class: "choices" },
        ill
          ? choice("Heal it yourself", name, { ill: false })
          : [
              choice("Break it", name, { ill: true, cure: "restart" }),
              choice("Break it so that a restart does not help", name, { ill: true }),
            ],
      ),
      ill ? h("dl", { class: "facts" }, fact("Ill since", stamp(ill.since, world.tz))) : null,
      hooks.length ? h("h3", {}, `Webhooks (${hooks.length})`) : null,
      h(
        "ol",
        { class: "plain" },
        hooks.map((hook) =>
          h(
            "li",
            { class: "muted" },
            `${clockTime(new Date(hook.at), world.tz)} ${hook.verb}${hook.is_repeat ? ", which came before" : ""}`,
          ),
        ),
      ),
    ),
  );
}

function choice(label, name, health) {
  return h(
    "button",
    {
      type: "button",
      class: "chip",
      data: { health: label, focus: label },
      on: { click: (event) => doing(event.currentTarget, () => setService(name, health)) },
    },
    label,
  );
}
