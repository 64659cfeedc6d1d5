/** The viewer's modal: the top of his stack, with the views beneath waiting as they were left. */

import { focusable, freshId, h } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { raise } from "./layers.js";
import { textObject } from "./mrkdwn.js";
import { act } from "./server.js";
import { when, world } from "./world.js";

const sheets = new Map(); // by view id, for every view of the stack
let lower = null;
let frame = null;

function show() {
  const stack = world.modal;
  for (const id of [...sheets.keys()]) if (!stack.some((view) => view.id === id)) sheets.delete(id);
  if (!stack.length) return dismiss();
  if (!lower) {
    frame = h("div", { class: "veil" });
    lower = raise(frame, { onEscape: () => close(world.modal.at(-1)) });
  }
  const top = stack.at(-1);
  const sheet = sheets.get(top.id) ?? sheetOf(top);
  sheets.set(top.id, sheet);
  const appears = !frame.contains(sheet.node);
  if (appears) frame.replaceChildren(sheet.node);
  sheet.show(top, stack.length > 1);
  if (appears) focusFirst(sheet);
  return undefined;
}

function dismiss() {
  lower?.();
  lower = null;
}

function focusFirst(sheet) {
  (focusable(sheet.body)[0] ?? sheet.node.querySelector("[data-testid=modal-submit]:not([hidden])") ?? sheet.node.querySelector("[data-testid=modal-close]")).focus();
}

function sheetOf(view) {
  const titleId = freshId("title");
  const title = h("h2", { class: "dialog-title", id: titleId });
  const body = h("div", { class: "modal-body" });
  const form = new Form(body, view.id);
  const submitButton = h("button", { class: "button is-primary", type: "submit", "data-testid": "modal-submit" });
  const closeButton = h("button", { class: "button", type: "button", "data-testid": "modal-close", onClick: () => close(form.view) });
  const back = h("button", { class: "icon-button", type: "button", "aria-label": "Back", "data-testid": "modal-back", onClick: () => close(form.view) }, icon("back"));
  const cross = h("button", { class: "icon-button", type: "button", "aria-label": "Close", "data-testid": "modal-dismiss", onClick: closeAll }, icon("close"));
  const node = h("form", {
    class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": titleId, novalidate: true, "data-testid": "modal",
    onSubmit: (event) => {
      event.preventDefault();
      if (form.view.submit) submit(form, submitButton);
    },
    onKeydown: (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && node.requestSubmit(),
  }, h("header", { class: "modal-head" }, back, h("span", { class: "avatar avatar-small avatar-app", "aria-hidden": "true" }, icon("leaf")), title, cross),
  body, h("footer", { class: "dialog-foot" }, closeButton, submitButton));

  const showView = (current, hasBack) => {
    node.dataset.callbackId = current.callback_id ?? "";
    node.dataset.viewId = current.id;
    title.replaceChildren(...textObject(current.title));
    submitButton.hidden = !current.submit;
    submitButton.replaceChildren(...textObject(current.submit));
    closeButton.replaceChildren(...(current.close ? textObject(current.close) : ["Cancel"]));
    back.hidden = !hasBack;
    form.show(current);
  };
  return { node, body, show: showView };
}

async function submit(form, button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  form.unmark();
  const answer = await act("submit", { view_id: form.view.id, values: form.values() });
  button.removeAttribute("aria-busy");
  if (answer.errors) form.mark(answer.errors);
}

function close(view) {
  return act("close", { view_id: view.id });
}

async function closeAll() {
  for (const view of [...world.modal].reverse()) await close(view);
}

when("modal", show);
when("snapshot", show);
