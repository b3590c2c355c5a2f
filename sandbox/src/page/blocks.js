// Block Kit blocks as nodes. A surface is what they stand on: { world, press(source, block, element, value) },
// in a form also { fields, kept }: its controls, and the values to keep when it is drawn again.

import { act } from "./api.js";
import { h } from "./dom.js";
import { acting, control, imageLink, keptValue } from "./elements.js";
import { plain, textNodes } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { doing } from "./toasts.js";

/** A surface's `press`, as this person, on what `where` names: a message in a channel, or a view. */
export function pressing(world, where) {
  return (source, block, element, value) =>
    doing(source, () =>
      act("press", {
        as: world.me.id,
        ...where,
        block_id: block.block_id,
        action_id: element.action_id,
        value,
      }),
    );
}

/** All blocks, in order. */
export function renderBlocks(blocks, surface) {
  return blocks.map((block) => {
    const draw = BLOCKS[block.type] ?? unknown;
    return h(
      "div",
      { class: `block ${block.type}`, data: { blockId: block.block_id } },
      draw(block, surface),
    );
  });
}

const BLOCKS = {
  section: (block, surface) => [
    h(
      "div",
      { class: "section-body" },
      block.text ? h("div", { class: "text" }, textNodes(block.text, surface.world)) : null,
      block.fields
        ? h(
            "div",
            { class: "fields" },
            block.fields.map((field) => h("div", { class: "text" }, textNodes(field, surface.world))),
          )
        : null,
    ),
    block.accessory ? h("div", { class: "accessory" }, acting(block.accessory, block, surface)) : null,
  ],
  header: (block) => h("h3", { dir: "auto" }, plain(block.text)),
  divider: () => h("hr"),
  context: (block, surface) =>
    block.elements.map((element) =>
      element.type === "image"
        ? imageLink(element)
        : h("span", { class: "text", dir: "auto" }, textNodes(element, surface.world)),
    ),
  actions: (block, surface) => block.elements.map((element) => acting(element, block, surface)),
  image: (block) => imageLink(block),
  rich_text: (block, surface) => h("div", { class: "text" }, richText(block, surface.world)),
  markdown: (block, surface) => h("div", { class: "text" }, textNodes(block.text, surface.world)),
  input: (block, surface) => inputBlock(block, surface),
};

function unknown(block) {
  return h("p", { class: "unknown" }, `This page does not draw the block "${block.type}".`);
}

function inputBlock(block, surface) {
  const { element } = block;
  const id = `field-${block.block_id}`;
  const made = control(element, {
    world: surface.world,
    kept: keptValue(surface, block, element),
    props: {
      id,
      data: { actionId: element.action_id, blockId: block.block_id },
      "aria-describedby": `${id}-hint ${id}-error`,
    },
    changed: (value) => block.dispatch_action && surface.press(made.focus, block, element, value),
  });
  if (!made) return unknown(element);
  surface.fields?.push({ ...made, block, element, isInput: true });
  return [
    h(
      "label",
      { id: `${id}-label`, for: made.isGroup ? null : id, dir: "auto" },
      plain(block.label),
      block.optional ? h("span", { class: "optional" }, " (optional)") : null,
    ),
    made.node,
    h("p", { class: "field-error", id: `${id}-error`, role: "alert", dir: "auto" }),
    block.hint ? h("p", { class: "hint", id: `${id}-hint`, dir: "auto" }, plain(block.hint)) : null,
  ];
}
