// Block Kit's interactive elements. A "control" is { node, focus, read }.

import { h, icon } from "./dom.js";
import { agreed } from "./confirm.js";
import { multiSelect, select, ticks } from "./choices.js";
import { fromWall, toWall } from "./dates.js";
import { dropMenu, menuItem } from "./menu.js";
import { plain } from "./mrkdwn.js";

const TYPED = {
  plain_text_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  number_input: "text",
};
const TIMES = { datepicker: ["date", "initial_date"], timepicker: ["time", "initial_time"] };

/** The control for an element that holds a value, or `null` where it is not one. */
export function control(element, use) {
  if (element.type in TYPED) return textInput(element, use);
  if (element.type in TIMES) return timeInput(element, use, ...TIMES[element.type]);
  if (element.type === "datetimepicker") return momentInput(element, use);
  if (element.type === "radio_buttons") return ticks(element, use, true);
  if (element.type === "checkboxes") return ticks(element, use, false);
  if (/^multi_\w+_select$/.test(element.type)) return multiSelect(element, use);
  if (/_select$/.test(element.type)) return select(element, use);
  return null;
}

function textInput(element, { props, kept, changed }) {
  const common = {
    ...props,
    class: "field",
    dir: "auto",
    placeholder: plain(element.placeholder),
    value: kept ?? element.initial_value ?? "",
    autocomplete: "off",
  };
  const node = element.multiline
    ? h("textarea", { ...common, rows: 4, on: { change: () => changed(node.value) } })
    : h("input", {
        ...common,
        type: TYPED[element.type],
        inputmode: element.type === "number_input" ? "decimal" : null,
        on: { change: () => changed(node.value) },
      });
  return { node, focus: node, read: () => (node.value === "" ? undefined : node.value) };
}

function timeInput(element, { props, kept, changed }, type, initial) {
  const node = h("input", {
    ...props,
    class: "field short",
    type,
    value: kept ?? element[initial] ?? "",
    on: { change: () => changed(node.value || undefined) },
  });
  return { node, focus: node, read: () => node.value || undefined };
}

function momentInput(element, { world, props, kept, changed }) {
  const seconds = kept ?? element.initial_date_time;
  const read = () => (node.value ? fromWall(node.value, world.tz) : undefined);
  const node = h("input", {
    ...props,
    class: "field short",
    type: "datetime-local",
    value: seconds ? toWall(Number(seconds), world.tz) : "",
    on: { change: () => changed(read()) },
  });
  const zone = h("span", { class: "option-note" }, world.tz);
  return { node: h("div", { class: "with-zone" }, node, zone), focus: node, read };
}

/** An element that acts when it is used, in an actions block or beside a section. */
export function acting(element, block, surface) {
  const { world } = surface;
  const data = { actionId: element.action_id, blockId: block.block_id };
  const press = async (source, value) => {
    if (await agreed(element.confirm, world)) surface.press(source, block, element, value);
  };
  if (element.type === "button") return button(element, data, press);
  if (element.type === "overflow") return overflow(element, data, press);
  if (element.type === "image") return imageLink(element);
  const made = control(element, {
    world,
    kept: keptValue(surface, block, element),
    props: { data, "aria-label": plain(element.placeholder) || element.action_id },
    changed: (value) => value !== undefined && press(made.focus, value),
  });
  if (!made) return h("span", { class: "unknown" }, `[${element.type}]`);
  surface.fields?.push({ ...made, block, element, isInput: false });
  return made.node;
}

/** What an element of a form held before it was drawn again, or `undefined`. */
export function keptValue(surface, block, element) {
  return surface.kept?.[block.block_id]?.[element.action_id];
}

function button(element, data, press) {
  const style = `button ${element.style ?? ""}`;
  const label = h("bdi", {}, plain(element.text));
  if (!element.url)
    return h(
      "button",
      {
        type: "button",
        class: style,
        data,
        title: element.accessibility_label,
        on: { click: (event) => press(event.currentTarget, element.value) },
      },
      label,
    );
  const safe = /^https?:\/\//i.test(element.url);
  return h(
    "a",
    {
      class: style,
      data,
      href: safe ? element.url : null,
      target: "_blank",
      rel: "noreferrer noopener",
      on: { click: (event) => press(event.currentTarget, element.value) },
    },
    label,
  );
}

function overflow(element, data, press) {
  const trigger = h(
    "button",
    { type: "button", class: "button overflow", data, "aria-label": "More actions" },
    "⋯",
  );
  return dropMenu(trigger, "More actions", (close) =>
    element.options.map((option) =>
      menuItem(
        plain(option.text),
        () => {
          close();
          if (option.url && /^https?:\/\//i.test(option.url))
            open(option.url, "_blank", "noreferrer,noopener");
          press(trigger, option.value);
        },
        { note: plain(option.description), data: { value: option.value } },
      ),
    ),
  );
}

/** A picture as a link to it: the sandbox has no network. */
export function imageLink(element) {
  const url = element.image_url ?? element.slack_file?.url ?? "";
  return h(
    "a",
    {
      class: "image-link",
      href: /^https?:\/\//i.test(url) ? url : null,
      target: "_blank",
      rel: "noreferrer noopener",
      title: url,
    },
    icon("panel"),
    plain(element.title) || element.alt_text || "Image",
  );
}
