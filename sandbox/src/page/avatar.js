// Faces: initials on a colour of their own; the app has its mark.

import { h } from "./dom.js";

const HUES = 8;

/** A person's or the app's avatar; decoration, as the name stands beside it. */
export function avatar(author) {
  if (author.isApp)
    return h("img", { class: "avatar", src: "/page/muster.svg", alt: "", width: 36, height: 36 });
  const words = author.name.trim().split(/\s+/);
  const initials = [words[0], words.length > 1 ? words.at(-1) : ""]
    .map((word) => [...word][0] ?? "")
    .join("")
    .toUpperCase();
  return h("span", { class: `avatar hue-${hue(author.id)}`, "aria-hidden": "true" }, initials || "?");
}

function hue(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum % HUES;
}
