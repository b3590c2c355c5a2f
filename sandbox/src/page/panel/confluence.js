// Confluence's pages, the newest first, with their attachments to open.

import { stamp } from "../dates.js";
import { h, icon, reconcile } from "../dom.js";
import { card, fact, nothing } from "./card.js";
import { state } from "../state.js";
import { pageBody } from "./storage.js";

/** The pages there are, oldest first, without the spaces' own home pages. */
export function pagesOf(world) {
  return world.dump.confluence?.pages ?? [];
}

/** Draws the list. */
export function drawConfluence(body, world) {
  const pages = [...pagesOf(world)].reverse();
  reconcile(body, pages.length ? pages : [null], {
    key: (page) => page?.id ?? "nothing",
    signature: (page) => [page, state.open === page?.id, world.tz],
    build: (page) =>
      page
        ? draw(page, world)
        : nothing("No page yet. Resolve an incident, and its post-mortem appears here."),
  });
}

function draw(page, world) {
  const { attachments } = page;
  return card({
    id: page.id,
    world,
    data: { page: page.id },
    head: h(
      "span",
      { class: "card-title" },
      h(
        "span",
        { class: "card-line" },
        h("span", { class: "key", title: spaceName(page, world) }, page.space),
        h("span", { class: "muted" }, `version ${page.version}`),
        attachments.length ? h("span", { class: "muted" }, `· ${attachments.length} attached`) : null,
      ),
      h("span", { class: "card-name", dir: "auto" }, page.title),
      page.labels.length
        ? h(
            "span",
            { class: "card-line" },
            page.labels.map((label) => h("span", { class: "label" }, label)),
          )
        : null,
    ),
    body: () => [
      h(
        "dl",
        { class: "facts" },
        fact("Space", spaceName(page, world)),
        fact("Created", stamp(page.created, world.tz)),
      ),
      h("div", { class: "document" }, pageBody(page, world)),
      attachments.length ? h("h3", {}, "Attachments") : null,
      attachments.map(attachment),
    ],
  });
}

function spaceName(page, world) {
  return world.dump.confluence.spaces.find((space) => space.key === page.space)?.name ?? page.space;
}

function attachment(one) {
  return h(
    "button",
    { type: "button", class: "attached", data: { attachment: one.name }, on: { click: () => show(one) } },
    icon("bookmark"),
    h("bdi", {}, one.name),
    h("span", { class: "muted" }, size(one.size)),
  );
}

function size(bytes) {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}

function show({ name, content, content_hex: hex }) {
  // As plain text whatever it is: a transcript may hold anything that people wrote.
  const url = URL.createObjectURL(
    new Blob([content ?? fromHex(hex)], {
      type: content === null ? "application/octet-stream" : "text/plain;charset=utf-8",
    }),
  );
  const dialog = h(
    "dialog",
    { class: "view wide", "aria-labelledby": "attachment-name" },
    h(
      "header",
      {},
      h("h2", { id: "attachment-name", dir: "auto" }, name),
      h(
        "button",
        { type: "button", class: "quiet", "aria-label": "Close", on: { click: () => dialog.close() } },
        icon("close"),
      ),
    ),
    h(
      "div",
      { class: "view-body" },
      content === null
        ? h("p", { class: "empty" }, "This is no text: download it.")
        : h("pre", { class: "transcript", dir: "auto", tabindex: 0 }, content),
    ),
    h("footer", {}, h("a", { class: "button", href: url, download: name }, "Download")),
  );
  dialog.addEventListener("close", () => {
    URL.revokeObjectURL(url);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
