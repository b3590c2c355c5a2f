// The Atlassian Document Format as nodes: what Jira's descriptions and comments are written in.

import { h } from "../dom.js";
import { link } from "../mrkdwn.js";
import { stamp } from "../dates.js";

const MARKS = { strong: "strong", em: "em", underline: "u", strike: "s", code: "code" };
const TAGS = {
  paragraph: "p",
  bulletList: "ul",
  orderedList: "ol",
  listItem: "li",
  blockquote: "blockquote",
  table: "table",
  tableRow: "tr",
  tableHeader: "th",
  tableCell: "td",
};

/** A document, or any node of one. A plain string is taken as it is. */
export function adf(node, world) {
  if (node === null || node === undefined) return [];
  if (typeof node === "string") return [node];
  const inside = () => (node.content ?? []).map((child) => adf(child, world));
  if (node.type in TAGS) return h(TAGS[node.type], { dir: "auto" }, inside());
  switch (node.type) {
    case "doc":
      return inside();
    case "text":
      return marked(node);
    case "hardBreak":
      return h("br");
    case "rule":
      return h("hr");
    case "heading":
      return h(`h${Math.min(6, (node.attrs?.level ?? 1) + 2)}`, { dir: "auto" }, inside());
    case "codeBlock":
      return h("pre", { dir: "auto" }, h("code", {}, inside()));
    case "panel":
      return h("div", { class: `adf-panel ${node.attrs?.panelType ?? "info"}` }, inside());
    case "expand":
    case "nestedExpand":
      return h("details", {}, h("summary", {}, node.attrs?.title || "More"), inside());
    case "inlineCard":
    case "blockCard":
      return link(node.attrs?.url ?? "");
    case "mention":
      return h("span", { class: "mention" }, node.attrs?.text ?? node.attrs?.id);
    case "emoji":
      return node.attrs?.text ?? node.attrs?.shortName ?? "";
    case "status":
      return h("span", { class: `lozenge ${node.attrs?.color ?? "neutral"}` }, node.attrs?.text);
    case "date":
      return h("time", {}, stamp(Number(node.attrs?.timestamp), world.tz));
    default:
      return node.content ? inside() : h("span", { class: "unknown" }, `[${node.type}]`);
  }
}

function marked(node) {
  return (node.marks ?? []).reduce((inner, mark) => {
    if (mark.type === "link") return link(mark.attrs?.href ?? "", inner);
    return mark.type in MARKS ? h(MARKS[mark.type], {}, inner) : inner;
  }, node.text);
}
