/** Interactive elements of blocks: buttons, overflow menus, and controls that act at once. */

import { freshId, h } from "./dom.js";
import { confirm } from "./confirm.js";
import { control, isControl } from "./controls.js";
import { icon } from "./icons.js";
import { follow } from "./links.js";
import { openMenu } from "./menu.js";
import { textObject } from "./mrkdwn.js";

/** A node for `spec`; controls register themselves with `surface.register`. */
export function element(spec, blockId, surface) {
  if (spec.type === "button" || spec.type === "workflow_button") return button(spec, blockId, surface);
  if (spec.type === "overflow") return overflow(spec, blockId, surface);
  if (spec.type === "image") return image(spec);
  if (isControl(spec.type)) return acting(spec, blockId, surface);
  return unknown(spec.type);
}

export function unknown(type) {
  return h("span", { class: "unknown" }, `(${type} is not shown in the sandbox)`);
}

export function image(spec) {
  const address = spec.image_url ?? spec.slack_file?.url;
  return h("img", { class: "element-image", src: /^https?:/.test(address ?? "") ? address : null, alt: spec.alt_text, loading: "lazy" });
}

function button(spec, blockId, surface) {
  const style = { primary: "is-primary", danger: "is-danger" }[spec.style] ?? "";
  const node = h("button", {
    class: `button ${style}`, type: "button", "data-action-id": spec.action_id, "data-value": spec.value, "aria-label": spec.accessibility_label,
    onClick: () => press(node, spec, () => surface.press(spec, blockId, spec.value ?? null)),
  }, textObject(spec.text));
  return node;
}

async function press(node, spec, send) {
  if (node.getAttribute("aria-busy") === "true") return;
  if (spec.confirm && !(await confirm(spec.confirm))) return;
  if (spec.url) follow(spec.url);
  node.setAttribute("aria-busy", "true");
  await send();
  node.removeAttribute("aria-busy");
}

function overflow(spec, blockId, surface) {
  const choose = (option) => press(node, { ...spec, url: option.url }, () => surface.press(spec, blockId, option.value));
  const items = spec.options.map((option) => ({
    label: textObject(option.text), detail: option.description && textObject(option.description), testid: "option", onChoose: () => choose(option),
  }));
  const node = h("button", {
    class: "button button-overflow", type: "button", "data-action-id": spec.action_id, "aria-label": "More actions", "aria-haspopup": "menu",
    "aria-expanded": "false", onClick: () => openMenu(node, items, { label: "More actions", end: true }),
  }, icon("more"));
  return node;
}

function acting(spec, blockId, surface) {
  const changed = async () => {
    if (spec.confirm && !(await confirm(spec.confirm))) return;
    await surface.press(spec, blockId, made.read());
  };
  const made = control(spec, {
    id: freshId("control"), blockId, container: surface.container, label: spec.placeholder?.text ?? "Choose", ...surface.startOf(blockId, spec.action_id),
    typed: () => surface.touched(blockId, spec.action_id), changed,
  });
  made.focus.dataset.actionId = spec.action_id;
  surface.register(blockId, spec.action_id, made);
  return h("div", { class: "acting" }, made.node);
}
