// Controls that choose among options: select, multi select, radio buttons, checkboxes.
// Each returns { node, read }: `read()` gives the option value(s) chosen, or undefined.

import { h } from "./dom.js";
import { plain, textNodes } from "./mrkdwn.js";
import { canSee } from "./world.js";

/** Select elements that list what the workspace has. */
const LISTS = {
  users: (world) => world.people.filter((one) => !one.deleted).map((one) => choice(one.name, one.id)),
  channels: (world) =>
    world.channels
      .filter((one) => !one.is_im && !one.is_private)
      .map((one) => choice(`#${one.name}`, one.id)),
  conversations: (world) =>
    world.channels
      .filter((one) => !one.is_im && canSee(one, world.me))
      .map((one) => choice(one.is_private ? one.name : `#${one.name}`, one.id)),
};

function choice(text, value) {
  return { text: { type: "plain_text", text, emoji: false }, value };
}

/** The option groups of any select: `[{ label, options }]`, `label` null where there are no groups. */
function groupsOf(element, world) {
  const list = LISTS[/(users|channels|conversations)_select$/.exec(element.type)?.[1]];
  if (list) return [{ label: null, options: list(world) }];
  if (element.option_groups)
    return element.option_groups.map((group) => ({ label: plain(group.label), options: group.options }));
  return [{ label: null, options: element.options ?? [] }];
}

function initialValues(element) {
  const one =
    element.initial_option?.value ??
    element.initial_user ??
    element.initial_channel ??
    element.initial_conversation;
  const many =
    element.initial_options?.map((option) => option.value) ??
    element.initial_users ??
    element.initial_channels ??
    element.initial_conversations;
  return many ?? (one === undefined ? [] : [one]);
}

/** A native select; the chosen option's description stands below, as a native list cannot show it. */
export function select(element, { world, props, kept, changed }) {
  const groups = groupsOf(element, world);
  const value = kept ?? initialValues(element)[0] ?? "";
  const drawn = groups.map(({ label, options }) => {
    const nodes = options.map((option) => h("option", { value: option.value }, plain(option.text)));
    return label === null ? nodes : h("optgroup", { label }, nodes);
  });
  const node = h(
    "select",
    {
      ...props,
      on: {
        change: () => {
          describe();
          changed(node.value || undefined);
        },
      },
    },
    h("option", { value: "" }, plain(element.placeholder) || "Choose…"),
    drawn,
  );
  node.value = value;
  const note = h("p", { class: "option-note", "aria-live": "polite", dir: "auto" });
  const options = groups.flatMap((group) => group.options);
  const describe = () =>
    note.replaceChildren(plain(options.find((option) => option.value === node.value)?.description));
  describe();
  return {
    node: options.some((option) => option.description) ? h("div", {}, node, note) : node,
    focus: node,
    read: () => node.value || undefined,
  };
}

function tick(type, option, { name, checked, world, changed }) {
  return h(
    "label",
    { class: "tick" },
    h("input", { type, name, value: option.value, checked, on: { change: changed } }),
    h(
      "span",
      { class: "tick-text", dir: "auto" },
      textNodes(option.text, world),
      option.description ? h("span", { class: "option-note" }, textNodes(option.description, world)) : null,
    ),
  );
}

function ticked(root) {
  return [...root.querySelectorAll("input:checked")].map((input) => input.value);
}

/** Radio buttons (`one`) or checkboxes: a group, which the field's label names. */
export function ticks(element, { world, props, kept, changed }, one) {
  const chosen = [kept ?? initialValues(element)].flat();
  const read = () => (one ? ticked(node)[0] : ticked(node));
  const node = h(
    "div",
    {
      ...props,
      id: null,
      class: "ticks",
      role: one ? "radiogroup" : "group",
      "aria-labelledby": props.id ? `${props.id}-label` : null,
    },
    element.options.map((option) =>
      tick(one ? "radio" : "checkbox", option, {
        name: props.id ?? element.action_id,
        checked: chosen.includes(option.value),
        world,
        changed: () => changed(read()),
      }),
    ),
  );
  return {
    node,
    isGroup: true,
    focus: node.querySelector("input"),
    read: () => (one ? read() : read().length ? read() : undefined),
  };
}

/** Several of a list: what is chosen as tokens, the list behind them. */
export function multiSelect(element, { world, props, kept, changed }) {
  const chosen = kept ?? initialValues(element);
  const groups = groupsOf(element, world);
  const tokens = h("span", { class: "tokens" });
  const list = h(
    "div",
    { class: "multi-list" },
    groups.map(({ label, options }) => [
      label === null ? null : h("p", { class: "multi-label" }, label),
      options.map((option) =>
        tick("checkbox", option, {
          name: props.id,
          checked: chosen.includes(option.value),
          world,
          changed: () => {
            show();
            changed(ticked(list));
          },
        }),
      ),
    ]),
  );
  const node = h(
    "details",
    { class: "multi", data: props.data },
    h("summary", { id: props.id, "aria-describedby": props["aria-describedby"] }, tokens),
    list,
  );
  const show = () => {
    const names = groups
      .flatMap((group) => group.options)
      .filter((option) => ticked(list).includes(option.value))
      .map((option) => h("span", { class: "token", dir: "auto" }, plain(option.text)));
    tokens.replaceChildren(
      ...(names.length
        ? names
        : [h("span", { class: "placeholder" }, plain(element.placeholder) || "Choose…")]),
    );
    for (const box of list.querySelectorAll("input:not(:checked)"))
      box.disabled = Boolean(element.max_selected_items) && names.length >= element.max_selected_items;
  };
  show();
  return {
    node,
    focus: node.querySelector("summary"),
    read: () => (ticked(list).length ? ticked(list) : undefined),
  };
}
