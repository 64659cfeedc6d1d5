/** An input block: label, control, hint, and the error that stands at it. */

import { freshId, h } from "./dom.js";
import { control, isControl } from "./controls.js";
import { unknown } from "./elements.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";

const TICKED = ["checkboxes", "radio_buttons"];

export function inputBlock(block, surface) {
  const { element: spec, block_id: blockId } = block;
  if (!isControl(spec.type)) return h("div", { class: "block" }, unknown(spec.type));
  const id = freshId("field");
  const made = control(spec, {
    id, blockId, container: surface.container, describedBy: `${id}-error ${id}-hint`, labelledBy: `${id}-label`, clearable: block.optional || spec.type.startsWith("multi_"), ...surface.startOf(blockId, spec.action_id),
    typed: () => {
      surface.touched(blockId, spec.action_id);
      show(null);
    },
    changed: () => (block.dispatch_action ? void surface.press(spec, blockId, made.read()) : false),
  });
  made.focus.dataset.testid = `input-${blockId}`;
  made.focus.dataset.actionId = spec.action_id;
  if (!block.optional) made.focus.setAttribute("aria-required", "true");
  const error = h("p", { class: "field-error", id: `${id}-error`, "data-testid": `error-${blockId}`, hidden: true });
  const node = h("div", { class: "block field", "data-testid": `field-${blockId}` }, label(block, id), made.node,
    error, block.hint && h("p", { class: "field-hint", id: `${id}-hint` }, textObject(block.hint)));

  function show(text) {
    error.hidden = !text;
    error.replaceChildren(...(text ? [icon("alert"), h("span", {}, text)] : []));
    node.classList.toggle("has-error", Boolean(text));
    if (text) made.focus.setAttribute("aria-invalid", "true");
    else made.focus.removeAttribute("aria-invalid");
  }

  surface.register(blockId, spec.action_id, made, show);
  return node;
}

function label(block, id) {
  const words = [h("span", {}, textObject(block.label)), block.optional && h("span", { class: "optional" }, "optional")];
  if (TICKED.includes(block.element.type)) return h("span", { class: "label", id: `${id}-label` }, words);
  return h("label", { class: "label", id: `${id}-label`, for: id }, words);
}
