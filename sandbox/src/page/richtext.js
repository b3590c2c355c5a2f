// Slack's rich_text block as nodes.

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { fillDate } from "./dates.js";
import { channelMention, groupMention, link, personMention } from "./mrkdwn.js";

const STYLES = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
];

/** All parts of a rich_text block. */
export function richText(block, world) {
  return block.elements.map((part) => richPart(part, world));
}

function richPart(part, world) {
  const inside = () => part.elements.map((element) => leaf(element, world));
  switch (part.type) {
    case "rich_text_list": {
      const items = part.elements.map((item) =>
        h(
          "li",
          { dir: "auto" },
          item.elements.map((element) => leaf(element, world)),
        ),
      );
      return h(
        part.style === "ordered" ? "ol" : "ul",
        { class: `indent-${Math.min(part.indent ?? 0, 8)}`, start: part.offset ? part.offset + 1 : null },
        items,
      );
    }
    case "rich_text_preformatted":
      return h("pre", { dir: "auto" }, h("code", {}, inside()));
    case "rich_text_quote":
      return h("blockquote", { dir: "auto" }, inside());
    default:
      return h("div", { class: "line", dir: "auto" }, inside());
  }
}

function leaf(element, world) {
  const style = element.style ?? {};
  return STYLES.filter(([name]) => style[name]).reduce(
    (node, [, tag]) => h(tag, {}, node),
    bare(element, world),
  );
}

function bare(element, world) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return link(element.url, element.text);
    case "user":
      return personMention(element.user_id, world);
    case "usergroup":
      return groupMention(element.usergroup_id, world);
    case "channel":
      return channelMention(element.channel_id, world);
    case "broadcast":
      return h("span", { class: "mention mine" }, `@${element.range}`);
    case "emoji":
      return emoji(element.name) ?? `:${element.name}:`;
    case "date":
      return h(
        "time",
        { title: element.fallback },
        fillDate(element.format, element.timestamp, world.tz, world.now),
      );
    case "color":
      return h("code", {}, element.value);
    default:
      return h("span", { class: "unknown" }, `[${element.type}]`);
  }
}
