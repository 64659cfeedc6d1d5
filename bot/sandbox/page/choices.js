/** Controls that are ticked: checkboxes and radio buttons. */

import { freshId, h } from "./dom.js";
import { textObject } from "./mrkdwn.js";

export function choices(spec, { id, describedBy, label, labelledBy, start, changed, typed }) {
  const many = spec.type === "checkboxes";
  const name = freshId("choice");
  const values = new Set((start ?? []).map((option) => option.value));
  const rows = spec.options.map((option, index) => {
    const input = h("input", {
      type: many ? "checkbox" : "radio", name, value: option.value, checked: values.has(option.value), id: index ? freshId("choice") : id,
      onChange: () => {
        typed();
        changed();
      },
    });
    return { option, input };
  });
  const picked = () => rows.filter(({ input }) => input.checked).map(({ option }) => option);
  const node = h("div", { class: "choices", role: many ? "group" : "radiogroup", "aria-describedby": describedBy, "aria-label": label, "aria-labelledby": labelledBy }, rows.map(line));
  return { node, focus: rows[0].input, read: () => (many ? picked().map((option) => option.value) : picked()[0]?.value ?? null), keep: picked };
}

function line({ option, input }) {
  return h("label", { class: "choice", "data-testid": "choice", "data-value": option.value }, input,
    h("span", {}, h("span", { class: "choice-text" }, textObject(option.text)), option.description && h("span", { class: "choice-detail" }, textObject(option.description))));
}
