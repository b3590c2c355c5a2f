// A Slack Workflow that somebody has made without code: a form of its own, and behind it one of the app's steps.

import { act, dump } from "./api.js";
import { h, icon } from "./dom.js";

const BETWEEN_LOOKS_MS = 150;

/** Who uses a workflow is not asked: Slack knows. */
const isPerson = (input) => input.type === "slack#/types/user_id";

/** Shows the workflow's form; submitted, it comes to the step, and says what came of it. */
export function runWorkflow(world, step) {
  const fields = step.inputs.filter((input) => !isPerson(input)).map((input) => [input, field(input)]);
  const told = h("p", { class: "workflow-told", role: "status", dir: "auto" });
  const button = h("button", { type: "submit", class: "button primary" }, "Submit");
  const close = () => dialog.remove();
  const form = h(
    "form",
    {
      on: {
        submit: async (event) => {
          event.preventDefault();
          button.disabled = true;
          told.textContent = "Waiting for Muster…";
          told.className = "workflow-told";
          try {
            const outcome = await run(world, step, fields);
            told.textContent = outcome.success?.result ?? outcome.error;
            told.classList.toggle("bad", Boolean(outcome.error));
            button.disabled = !outcome.error;
          } catch (error) {
            told.textContent = error.message;
            told.classList.add("bad");
            button.disabled = false;
          }
        },
      },
    },
    h(
      "header",
      {},
      h("h2", { id: "workflow-title", dir: "auto" }, step.title),
      h("button", { type: "button", class: "quiet", "aria-label": "Close", on: { click: close } }, icon("close")),
    ),
    h(
      "div",
      { class: "view-body" },
      h("p", { class: "hint", dir: "auto" }, `${step.description} Somebody made this form in Slack's Workflow Builder.`),
      fields.map(([input, node]) =>
        h(
          "div",
          { class: "block input" },
          h("label", { for: node.id }, input.title, input.is_required ? null : h("span", { class: "optional" }, " (optional)")),
          node,
          h("span", { class: "hint", dir: "auto" }, input.description),
        ),
      ),
      told,
    ),
    h("footer", {}, h("button", { type: "button", class: "button", on: { click: close } }, "Close"), button),
  );
  const dialog = h("dialog", { class: "view", "aria-labelledby": "workflow-title", on: { close } }, form);
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.[1].focus();
}

function field(input) {
  return h("input", {
    id: `workflow-input-${input.name}`,
    class: "field",
    type: "text",
    dir: "auto",
    autocomplete: "off",
    required: input.is_required,
  });
}

async function run(world, step, fields) {
  const typed = fields.map(([input, node]) => [input.name, node.value]);
  const people = step.inputs.filter(isPerson).map((input) => [input.name, world.me.id]);
  const inputs = Object.fromEntries([...typed, ...people]);
  const { function_execution_id: id } = await act("function", { callback_id: step.callback_id, inputs });
  for (;;) {
    const outcome = (await dump()).slack.functions.find((one) => one.id === id)?.outcome;
    if (outcome) return outcome;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
  }
}
