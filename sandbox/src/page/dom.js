// Building the page's nodes. Text only ever becomes text nodes: nothing a person typed is parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  archive: "M3 5h14v3H3zM4 8v8h12V8M8 11h4",
  bolt: "M11 2 4 11h5l-1 7 8-10h-5z",
  bookmark: "M6 3h8v14l-4-3-4 3z",
  chevron: "M5 8l5 5 5-5",
  close: "M5 5l10 10M15 5 5 15",
  hash: "M8 3 6 17M14 3l-2 14M4 7.5h13M3 12.5h13",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  panel: "M3 4h14v12H3zM12 4v12",
  people:
    "M7 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 16c0-3 2-5 4.5-5s4.5 2 4.5 5M13 9a2 2 0 1 0 0-4M14 11c2 .4 3.5 2 3.5 5",
  pin: "M7 3h6M8 3v6l-3 3h10l-3-3V3M10 12v5",
  reply: "M8 5 3 10l5 5M3 10h9c3 0 5 2 5 5",
  send: "M3 4l14 6-14 6 2-6zM5 10h6",
  smile: "M10 18a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM6.5 11.5c1.5 3 5.5 3 7 0M7.5 7.5v.5M12.5 7.5v.5",
};

/**
 * An element. `props` are attributes, save `class`, `data` (dataset), `on` (listeners by event name)
 * and the live properties `value` and `checked`; `null`, `undefined` and `false` leave one out.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "data") setData(node, value);
    else if (name === "on")
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...flat(children));
  return node;
}

function setData(node, data) {
  for (const [key, value] of Object.entries(data)) {
    if (value !== null && value !== undefined) node.dataset[key] = value;
  }
}

function flat(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

/** A line drawing of the set above, hidden from assistive technology: its button carries the name. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Replaces what `node` holds. */
function fill(node, ...children) {
  node.replaceChildren(...flat(children));
}

const drawn = new WeakMap();

/** Redraws `node` only if `signature` (anything JSON can hold) is new, keeping the focus where it was. */
export function redraw(node, signature, build) {
  const text = JSON.stringify(signature);
  if (drawn.get(node) === text) return false;
  drawn.set(node, text);
  keepFocus(node, () => fill(node, build()));
  return true;
}

/**
 * Makes `parent` hold one node for each item, in order, reusing those whose signature is unchanged:
 * what a person is in the middle of (a focus, an open menu, half a word) survives other people's news.
 */
export function reconcile(parent, items, { key, signature, build }) {
  const before = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const wanted = new Set(items.map((item) => String(key(item))));
  // First, so that what stays does not move: a node that moves loses the focus.
  for (const [id, node] of before) if (!wanted.has(id)) node.remove();
  let place = parent.firstElementChild;
  for (const item of items) {
    const id = String(key(item));
    const text = JSON.stringify(signature(item));
    const old = before.get(id);
    if (old && drawn.get(old) === text) {
      if (old === place) place = place.nextElementSibling;
      else parent.insertBefore(old, place);
      continue;
    }
    const fresh = build(item);
    fresh.dataset.key = id;
    drawn.set(fresh, text);
    if (old) {
      if (old === place) place = place.nextElementSibling;
      keepFocus(old, () => old.replaceWith(fresh), fresh);
    }
    if (!old || fresh.nextElementSibling !== place) parent.insertBefore(fresh, place);
  }
}

function keepFocus(node, change, after = node) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  const hook = focused && focusHook(focused);
  change();
  if (hook) after.querySelector(hook)?.focus({ preventScroll: true });
}

function focusHook(element) {
  for (const name of ["actionId", "channel", "person", "focus"]) {
    if (element.dataset[name]) {
      const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      return `[data-${attribute}="${CSS.escape(element.dataset[name])}"]`;
    }
  }
  return element.id ? `#${CSS.escape(element.id)}` : null;
}
