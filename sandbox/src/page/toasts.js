// Short notices at the foot of the page, read out politely.

import { h } from "./dom.js";

const STAYS_MS = 7000;

/** Says something in passing; `tone` is "bad" for what went wrong. */
export function toast(text, tone = "plain") {
  const node = h(
    "div",
    { class: `toast ${tone}` },
    h("span", { dir: "auto" }, text),
    h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Dismiss", on: { click: () => node.remove() } },
      "×",
    ),
  );
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), STAYS_MS);
}

/** Runs something a person asked for with its button busy; what goes wrong is said, never swallowed. */
export async function doing(button, work) {
  button?.setAttribute("aria-busy", "true");
  try {
    const answer = await work();
    if (answer?.failure) toast(answer.failure, "bad");
    return answer;
  } catch (error) {
    toast(error.message, "bad");
    return null;
  } finally {
    button?.removeAttribute("aria-busy");
  }
}
