/** Edits one's own message where it stands. */

import { h } from "./dom.js";
import { act } from "./server.js";
import { asTyped } from "./typed.js";

export function editor(message, node, said) {
  const box = h("textarea", { class: "input edit-box", rows: "2", value: asTyped(message.text), "aria-label": "Edit message", "data-testid": "edit-box" });
  const leave = () => {
    delete node.dataset.editing;
    form.replaceWith(said);
    node.focus();
  };
  const save = async () => {
    delete node.dataset.editing;
    const answer = await act("edit", { channel: message.channel, ts: message.ts, text: box.value });
    if (answer.ok) leave();
    else node.dataset.editing = "true";
  };
  const form = h("div", { class: "edit" }, box, h("div", { class: "edit-foot" },
    h("button", { class: "button", type: "button", onClick: leave }, "Cancel"),
    h("button", { class: "button is-primary", type: "button", "data-testid": "edit-save", onClick: save }, "Save")));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && !event.shiftKey && event.target === box) {
      event.preventDefault();
      save();
    }
    event.stopPropagation();
  });
  node.dataset.editing = "true";
  said.replaceWith(form);
  box.focus();
}
