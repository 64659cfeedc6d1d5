/** Menus: a button opens a list of things to do, with arrow keys and typing ahead. */

import { h } from "./dom.js";
import { openPopover } from "./popover.js";

let closeOpen = null;

/**
 * Opens a menu at `anchor`. Items: {label, detail, lead, testid, onChoose, href, checked, danger, disabled} or {heading} or {line: true}.
 * A second press on the same anchor closes it.
 */
export function openMenu(anchor, items, { label, ...placing } = {}) {
  const wasOpen = anchor.getAttribute("aria-expanded") === "true";
  closeOpen?.();
  if (wasOpen) return;
  const panel = h("div", { class: "menu", role: "menu", "aria-label": label, "data-leave-at-tab": "yes" });
  panel.append(...items.map((item) => row(item, () => closeOpen?.())));
  panel.addEventListener("keydown", (event) => steer(event, panel));
  anchor.setAttribute("aria-haspopup", "menu");
  const close = openPopover(panel, anchor, { ...placing, onClose: () => (closeOpen = null) });
  closeOpen = close;
  (panel.querySelector("[aria-checked=true]") ?? choices(panel)[0])?.focus();
}

function row(item, close) {
  if (item.line) return h("div", { class: "menu-line", role: "separator" });
  if (item.heading) return h("div", { class: "menu-heading" }, item.heading);
  const choose = (event) => {
    if (item.href && (event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    close();
    item.onChoose();
  };
  const checkable = "checked" in item;
  return h(item.href ? "a" : "button", {
    class: `menu-item${item.danger ? " is-danger" : ""}`, role: checkable ? "menuitemradio" : "menuitem", type: item.href ? null : "button",
    href: item.href, "aria-checked": checkable ? String(item.checked) : null, "data-testid": item.testid, "data-action-id": item.actionId,
    disabled: item.disabled, tabIndex: -1, onClick: choose,
  }, item.lead, h("span", { class: "menu-words" }, h("span", { class: "menu-label" }, item.label), item.detail && h("span", { class: "menu-detail" }, item.detail)), item.tail);
}

function choices(panel) {
  return [...panel.querySelectorAll(".menu-item:not(:disabled)")];
}

function steer(event, panel) {
  const all = choices(panel);
  const at = all.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (event.key in steps) {
    event.preventDefault();
    all.at(steps[event.key] % all.length)?.focus();
  } else if (event.key.length === 1 && event.key !== " ") {
    const rest = [...all.slice(at + 1), ...all.slice(0, at + 1)];
    rest.find((each) => each.querySelector(".menu-label").textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
}
