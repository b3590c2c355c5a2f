// Menus that drop from a button. The platform's popover gives the top layer, Escape and the click outside.

import { h } from "./dom.js";

let count = 0;

/**
 * Makes `button` open a menu filled by `build(close)` at each opening. Arrow keys move among its buttons.
 */
export function dropMenu(button, label, build, className = "menu") {
  const menu = h("div", {
    class: className,
    popover: "auto",
    id: `menu-${(count += 1)}`,
    role: "group",
    "aria-label": label,
  });
  button.setAttribute("aria-haspopup", "true");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    if (menu.matches(":popover-open")) return menu.hidePopover();
    menu.replaceChildren(...[build(() => menu.hidePopover())].flat(Infinity).filter(Boolean));
    if (!menu.isConnected) (button.closest("dialog") ?? document.body).append(menu);
    menu.showPopover();
    place(menu, button);
    (menu.querySelector("[aria-current=true], input, button, a[href]") ?? menu).focus();
  });
  menu.addEventListener("toggle", (event) => {
    const open = event.newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (!open) {
      if (menu.contains(document.activeElement)) button.focus({ preventScroll: true });
      menu.remove();
    }
  });
  menu.addEventListener("keydown", (event) => walk(event, menu));
  return button;
}

function place(menu, button) {
  const anchor = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const gap = 6;
  const below = anchor.bottom + gap + height <= innerHeight;
  const top = below ? anchor.bottom + gap : Math.max(gap, anchor.top - gap - height);
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(gap, Math.min(anchor.left, innerWidth - width - gap))}px`;
}

function walk(event, menu) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [...menu.querySelectorAll("button:not(:disabled), a[href], input")];
  const at = stops.indexOf(document.activeElement);
  stops[(at + step + stops.length) % stops.length]?.focus();
  event.preventDefault();
}

/** A line of a menu. */
export function menuItem(label, act, { note, data, danger, current } = {}) {
  return h(
    "button",
    {
      type: "button",
      class: danger ? "menu-item danger" : "menu-item",
      data,
      "aria-current": current ? "true" : null,
      on: { click: act },
    },
    h("span", { class: "menu-label", dir: "auto" }, label),
    note ? h("span", { class: "menu-note", dir: "auto" }, note) : null,
  );
}
