/** The control of any input element of Block Kit, and what it starts with. */

import { choices } from "./choices.js";
import { select } from "./select.js";
import { optionOf, sourceOf } from "./sources.js";
import { isTyped, textControl } from "./textcontrols.js";

const STARTS = [
  "initial_value", "initial_option", "initial_options", "initial_user", "initial_users", "initial_date", "initial_time", "initial_date_time",
  "initial_channel", "initial_channels", "initial_conversation", "initial_conversations",
];
const CHOSEN = [
  "value", "selected_option", "selected_options", "selected_user", "selected_users", "selected_date", "selected_time", "selected_date_time",
  "selected_channel", "selected_channels", "selected_conversation", "selected_conversations",
];

export function isControl(type) {
  return isTyped(type) || isChoices(type) || type.endsWith("_select");
}

function isChoices(type) {
  return type === "checkboxes" || type === "radio_buttons";
}

/**
 * A control: {node, focus, read() -> the value to send, keep() -> what to start from when drawn again}.
 * `context`: id, blockId, container, label or labelledBy, describedBy, clearable, kept (what was typed), known (the server's value), changed, typed.
 */
export function control(spec, context) {
  const start = context.kept !== undefined ? context.kept : begin(spec, context.known);
  if (isTyped(spec.type)) return textControl(spec, { ...context, start: scalar(start) });
  const chosen = asOptions(spec, start);
  if (isChoices(spec.type)) return choices(spec, { ...context, start: chosen });
  const changed = () => {
    context.typed();
    context.changed();
  };
  return select({
    ...context, changed, chosen, source: sourceOf(spec, context), placeholder: spec.placeholder?.text ?? "Choose…",
    multiple: spec.type.startsWith("multi_"), most: spec.max_selected_items,
  });
}

/** The server's current value if it has one (in Slack's state or the simple form), else the element's initial one. */
function begin(spec, known) {
  if (known === undefined) return spec[STARTS.find((name) => name in spec)];
  if (known === null || typeof known !== "object" || Array.isArray(known)) return known;
  if (!("type" in known)) return known;
  return known[CHOSEN.find((name) => name in known)];
}

function asOptions(spec, start) {
  if (start === null || start === undefined) return [];
  return (Array.isArray(start) ? start : [start]).map((each) => optionOf(spec, each));
}

function scalar(start) {
  return Array.isArray(start) ? start[0] : start;
}
