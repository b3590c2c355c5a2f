// Confluence's storage format as nodes. It is parsed as data and built anew from a list of what is allowed:
// nothing of it reaches the page as markup.

import { h } from "../dom.js";
import { link } from "../mrkdwn.js";
import { adf } from "./adf.js";

const KEPT = new Set([
  "p",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
  "ul",
  "ol",
  "li",
  "table",
  "thead",
  "tbody",
  "tr",
  "th",
  "td",
  "strong",
  "b",
  "em",
  "i",
  "u",
  "s",
  "del",
  "code",
  "pre",
  "blockquote",
  "br",
  "hr",
  "sub",
  "sup",
  "span",
  "div",
  "time",
]);
const DEMOTED = { h1: "h3", h2: "h4", h3: "h5", h4: "h6", h5: "h6" };
const PANELS = { info: "info", note: "note", tip: "success", warning: "warning", panel: "info" };
/** The named entities XHTML knows and XML does not, as far as documents use them. */
const ENTITIES = {
  nbsp: 160,
  ndash: 8211,
  mdash: 8212,
  hellip: 8230,
  rarr: 8594,
  larr: 8592,
  times: 215,
  middot: 183,
  bull: 8226,
  laquo: 171,
  raquo: 187,
  ldquo: 8220,
  rdquo: 8221,
  lsquo: 8216,
  rsquo: 8217,
  copy: 169,
  deg: 176,
  auml: 228,
  ouml: 246,
  uuml: 252,
  eacute: 233,
  euro: 8364,
};
const ENTITY_LIST = Object.entries(ENTITIES)
  .map(([name, code]) => `<!ENTITY ${name} "&#${code};">`)
  .join("");

/** A page's body, in storage format or ADF. */
export function pageBody({ body, representation }, world) {
  return representation === "atlas_doc_format" ? adf(JSON.parse(body), world) : storage(body);
}

function storage(source) {
  const wrapped = `<!DOCTYPE page [${ENTITY_LIST}]><page xmlns:ac="urn:ac" xmlns:ri="urn:ri" xmlns:at="urn:at">${source}</page>`;
  const parsed = new DOMParser().parseFromString(wrapped, "application/xml");
  if (parsed.querySelector("parsererror"))
    return [h("p", { class: "unknown" }, "This body is not well-formed; as it is:"), h("pre", {}, source)];
  return inside(parsed.documentElement);
}

function inside(node) {
  return [...node.childNodes].map(build);
}

function build(node) {
  if (node.nodeType === Node.TEXT_NODE || node.nodeType === Node.CDATA_SECTION_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return null;
  const name = node.tagName;
  if (KEPT.has(name))
    return h(
      DEMOTED[name] ?? name,
      { dir: "auto", colspan: node.getAttribute("colspan"), rowspan: node.getAttribute("rowspan") },
      inside(node),
    );
  switch (name) {
    case "a":
      return link(node.getAttribute("href") ?? "", inside(node));
    case "ac:structured-macro":
      return macro(node);
    case "ac:link":
      return h("span", { class: "dead-link" }, inside(node));
    case "ri:attachment":
    case "ri:page":
      return node.getAttribute("ri:filename") ?? node.getAttribute("ri:content-title");
    case "ac:task-list":
      return h("ul", { class: "tasks" }, inside(node));
    case "ac:task":
      return h(
        "li",
        { dir: "auto" },
        textOf(node, "ac:task-status") === "complete" ? "☑ " : "☐ ",
        [...node.children].filter((child) => child.tagName === "ac:task-body").map(inside),
      );
    default:
      return inside(node);
  }
}

function textOf(node, tag) {
  return [...node.children].find((child) => child.tagName === tag)?.textContent.trim() ?? "";
}

function macro(node) {
  const parameter = (wanted) =>
    [...node.children].find(
      (child) => child.tagName === "ac:parameter" && child.getAttribute("ac:name") === wanted,
    )?.textContent;
  const body = [...node.children].filter((child) => child.tagName === "ac:rich-text-body").map(inside);
  const name = node.getAttribute("ac:name");
  if (name === "status")
    return h(
      "span",
      { class: `lozenge ${(parameter("colour") ?? "neutral").toLowerCase()}` },
      parameter("title"),
    );
  if (name === "code" || name === "noformat")
    return h("pre", { dir: "auto" }, h("code", {}, textOf(node, "ac:plain-text-body")));
  if (name in PANELS)
    return h(
      "div",
      { class: `adf-panel ${PANELS[name]}` },
      parameter("title") ? h("strong", {}, parameter("title")) : null,
      body,
    );
  if (name === "expand") return h("details", {}, h("summary", {}, parameter("title") ?? "More"), body);
  return body.length ? body : h("span", { class: "unknown" }, `[${name}]`);
}
