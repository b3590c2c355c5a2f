// Slack's forms: the topmost view this person has open, in the platform's modal dialog.

import { act } from "./api.js";
import { pressing, renderBlocks } from "./blocks.js";
import { h, icon } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { doing, toast } from "./toasts.js";
import { openViews } from "./world.js";

let shown = null;

/** Shows, replaces or closes the dialog as the world says. */
export function drawModal(world) {
  const views = openViews(world);
  const view = views.at(-1) ?? null;
  const signature = view && [view.id, view.hash, world.me.id].join();
  if (signature !== (shown?.signature ?? null)) {
    const kept = shown && shown.id === view?.id ? valuesOf(shown.fields) : view && entered(view);
    shown?.dialog.remove();
    shown = view ? show(view, world, kept, signature) : null;
  }
  if (view) tellErrors(view.errors ?? {});
}

/** What Slack holds as entered: `{ block_id: { action_id: value } }`, as `act/submit` takes it. */
function entered(view) {
  const inside = (entries, change) =>
    Object.fromEntries(Object.entries(entries ?? {}).map(([id, value]) => [id, change(value)]));
  return inside(view.state?.values, (actions) => inside(actions, (state) => held(state) ?? undefined));
}

function held(state) {
  return (
    state.selected_options?.map((option) => option.value) ??
    state.selected_option?.value ??
    state.value ??
    Object.entries(state).find(([name]) => name.startsWith("selected_"))?.[1]
  );
}

/** Shows the app's word on each field, once for each word: an error that the person has read does not come back. */
function tellErrors(errors) {
  const words = JSON.stringify(errors);
  if (words === (shown.told ?? "{}")) return;
  shown.told = words;
  showErrors(errors, shown.fields, shown.dialog);
}

function show(view, world, kept, signature) {
  const fields = [];
  const as = world.me.id;
  const surface = { world, fields, kept, press: pressing(world, { view_id: view.id }) };
  const close = () => doing(null, () => act("close", { as, view_id: view.id }));
  const trouble = h("p", { class: "form-error", role: "alert" });
  const form = h(
    "form",
    {
      novalidate: true,
      on: {
        submit: (event) => {
          event.preventDefault();
          submit(view, as, fields, form, trouble);
        },
      },
    },
    h(
      "header",
      {},
      h("h2", { id: `title-${view.id}`, dir: "auto" }, plain(view.title)),
      h(
        "button",
        { type: "button", class: "quiet", "aria-label": "Close", on: { click: close } },
        icon("close"),
      ),
    ),
    h("div", { class: "view-body" }, trouble, renderBlocks(view.blocks ?? [], surface)),
    h(
      "footer",
      {},
      h(
        "button",
        { type: "button", class: "button", data: { view: "close" }, on: { click: close } },
        plain(view.close) || "Cancel",
      ),
      view.submit
        ? h(
            "button",
            { type: "submit", class: "button primary", data: { view: "submit" } },
            plain(view.submit),
          )
        : null,
    ),
  );
  const dialog = h(
    "dialog",
    {
      class: "view",
      data: { view: view.id, callbackId: view.callback_id },
      "aria-labelledby": `title-${view.id}`,
    },
    form,
  );
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  document.body.append(dialog);
  dialog.showModal();
  (fields[0]?.focus ?? form.querySelector("footer button:last-child"))?.focus();
  return { id: view.id, dialog, fields, signature };
}

/** All values, emptied ones too: a field left out would count as untouched and keep what it held at first. */
function valuesOf(fields) {
  const values = {};
  for (const { block, element, read } of fields) {
    const empty = /^multi_|^checkboxes$/.test(element.type) ? [] : "";
    values[block.block_id] = { ...values[block.block_id], [element.action_id]: read() ?? empty };
  }
  return values;
}

async function submit(view, as, fields, form, trouble) {
  if (showErrors(problems(fields), fields, form)) return;
  trouble.textContent = "";
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const answer = await act("submit", { as, view_id: view.id, values: valuesOf(fields) });
    showErrors(answer.errors, fields, form);
    if (answer.failure) trouble.textContent = answer.failure;
  } catch (error) {
    trouble.textContent = error.message;
    if (!form.isConnected) toast(error.message, "bad");
  } finally {
    button.disabled = false;
  }
}

function problems(fields) {
  return Object.fromEntries(
    fields
      .filter((field) => field.isInput)
      .map((field) => [field.block.block_id, problem(field)])
      .filter(([, words]) => words),
  );
}

/** What Slack's own client checks before it sends a form. */
function problem({ block, element, read }) {
  const value = read();
  if (value === undefined) return block.optional ? null : "Please complete this required field.";
  const length = typeof value === "string" && element.type.endsWith("_input") ? [...value].length : null;
  if (length !== null && element.max_length && length > element.max_length)
    return `Please enter at most ${element.max_length} characters: these are ${length}.`;
  if (length !== null && element.min_length && length < element.min_length)
    return `Please enter at least ${element.min_length} characters.`;
  return null;
}

/** Shows what is wrong at each field (`{ block_id: words }`), goes to the first, and says whether anything is. */
function showErrors(errors, fields, root) {
  let first = null;
  for (const { block, focus } of fields.filter((field) => field.isInput)) {
    const words = errors[block.block_id] ?? "";
    root.querySelector(`#${CSS.escape(`field-${block.block_id}-error`)}`).textContent = words;
    if (!words) focus.removeAttribute("aria-invalid");
    else {
      focus.setAttribute("aria-invalid", "true");
      first ??= focus;
    }
  }
  first?.focus();
  return first !== null;
}
