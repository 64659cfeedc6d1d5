/** Controls that are typed into: text, numbers, addresses, dates and times. */

import { h } from "./dom.js";
import { fromLocal, toLocal } from "./time.js";

const KINDS = {
  plain_text_input: { type: "text" }, number_input: { type: "number" }, email_text_input: { type: "email" }, url_text_input: { type: "url" },
  datepicker: { type: "date" }, timepicker: { type: "time" }, datetimepicker: { type: "datetime-local" },
};
const TYPING_PAUSE = 400;

export function isTyped(type) {
  return type in KINDS;
}

/** `changed` is called when the value is settled, `typed` at every keystroke, `entered` at Enter in a single line. */
export function textControl(spec, context) {
  const input = draw(spec, context);
  const count = counter(spec, input);
  const isPicker = spec.type.endsWith("picker");
  input.addEventListener("input", () => {
    count?.update();
    context.typed();
    if (isPicker) context.changed();
  });
  listenForActions(spec, input, context);
  const node = count ? h("div", { class: "counted" }, input, count.node) : input;
  return { node, focus: input, read: () => fromInput(spec, input.value), keep: () => fromInput(spec, input.value) };
}

function draw(spec, { id, describedBy, label, start }) {
  const common = { class: "input", id, "aria-describedby": describedBy, "aria-label": label, placeholder: spec.placeholder?.text, value: toInput(spec, start) };
  if (spec.multiline) return h("textarea", { ...common, rows: "4" });
  const { type } = KINDS[spec.type];
  const numeric = spec.type === "number_input" ? { step: spec.is_decimal_allowed ? "any" : "1", min: spec.min_value, max: spec.max_value } : {};
  return h("input", { ...numeric, type, autocomplete: "off", ...common });
}

function toInput(spec, value) {
  if (value === null || value === undefined) return "";
  return spec.type === "datetimepicker" ? toLocal(value) : String(value);
}

/** What the sandbox gets: text as typed; a picker left empty is null; a date and time is a Unix time. */
function fromInput(spec, value) {
  if (!spec.type.endsWith("picker")) return value;
  if (!value) return null;
  return spec.type === "datetimepicker" ? fromLocal(value) : value;
}

/** dispatch_action_config: Enter (Slack's default), every character, or both. */
function listenForActions(spec, input, { changed }) {
  if (spec.type.endsWith("picker")) return;
  const occasions = spec.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let timer = null;
  if (occasions.includes("on_character_entered")) {
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(changed, TYPING_PAUSE);
    });
  }
  if (!occasions.includes("on_enter_pressed")) return;
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || spec.multiline) return;
    if (changed() !== false) event.preventDefault();
  });
}

function counter(spec, input) {
  const { min_length: least = 0, max_length: most } = spec;
  if (!least && !most) return null;
  const node = h("span", { class: "counter", "data-testid": "counter", "aria-hidden": "true" });
  const update = () => {
    const length = [...input.value].length;
    const short = length > 0 && length < least;
    node.classList.toggle("is-over", Boolean(most && length > most));
    node.textContent = short ? `${least - length} more to go` : most ? `${length} / ${most}` : "";
  };
  update();
  return { node, update };
}
