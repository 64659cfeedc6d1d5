/** The select of every kind: one or many of the options that a source offers, found by typing. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { Listbox } from "./listbox.js";
import { textObject } from "./mrkdwn.js";

/**
 * A control over options {text, value, description}.
 * `source` has `find(query)` -> Promise of rows (options, {heading} or {note}), and `pause` in ms before a typed query is asked.
 */
export function select({ id, label, describedBy, placeholder, multiple, most = Infinity, clearable, chosen, source, changed }) {
  let picked = [...chosen];
  let asked = 0;
  let timer = null;

  const input = h("input", { class: "select-input", id, type: "text", autocomplete: "off", spellcheck: "false", "aria-label": label, "aria-describedby": describedBy });
  const chips = h("span", { class: "select-chips", role: "list" });
  const clear = h("button", { class: "icon-button select-clear", type: "button", "aria-label": "Clear", tabIndex: -1, onClick: () => set([]) }, icon("close"));
  const node = h("div", { class: `select${multiple ? " is-multiple" : ""}` }, chips, input, clear, icon("down"));
  const listbox = new Listbox(input, node, { label: label ?? placeholder ?? "Options", multiple, wide: true });

  async function offer(query) {
    const mine = (asked += 1);
    const waiting = setTimeout(() => mine === asked && listbox.show([{ note: "Searching…" }]), 150);
    const rows = await source.find(query);
    clearTimeout(waiting);
    if (mine !== asked || document.activeElement !== input) return;
    const shown = rows.map((row) => (row.heading || row.note ? row : asRow(row)));
    listbox.show(shown.some((row) => !row.heading) ? shown : [{ note: "Nothing found" }], { active: startAt(rows, query) });
  }

  function startAt(rows, query) {
    const options = rows.filter((row) => !row.heading && !row.note);
    return query ? 0 : Math.max(0, options.findIndex((option) => isPicked(option)));
  }

  function asRow(option) {
    const content = [option.lead, h("span", { class: "option-words" }, h("span", { class: "option-text" }, textObject(option.text)),
      option.description && h("span", { class: "option-detail" }, textObject(option.description))), isPicked(option) && icon("check")];
    return { content, value: option.value, selected: isPicked(option), onChoose: () => choose(option) };
  }

  const isPicked = (option) => picked.some((each) => each.value === option.value);

  function choose(option) {
    if (!multiple) {
      set([option]);
      close();
    } else if (isPicked(option)) set(picked.filter((each) => each.value !== option.value));
    else if (picked.length < most) set([...picked, option]);
    if (multiple) offerSoon("", 0);
  }

  function set(next) {
    const same = next.length === picked.length && next.every((each) => isPicked(each));
    picked = next;
    input.value = "";
    show();
    if (!same) changed();
  }

  function show() {
    if (multiple) chips.replaceChildren(...picked.map(chip));
    if (!multiple) input.value = picked[0]?.text.text ?? "";
    input.placeholder = picked.length ? "" : placeholder ?? "";
    clear.hidden = !(clearable && picked.length);
  }

  function chip(option) {
    const remove = () => {
      set(picked.filter((each) => each.value !== option.value));
      input.focus();
    };
    const name = option.text.text;
    return h("span", { class: "chip", role: "listitem", "data-testid": "chip", "data-value": option.value }, option.lead?.cloneNode(true), h("span", { class: "chip-text" }, name),
      h("button", { type: "button", class: "chip-remove", "aria-label": `Remove ${name}`, tabIndex: -1, onClick: remove }, icon("close")));
  }

  /** What an app offered for other words is taken away at once: Enter must never choose a stale option. */
  function offerSoon(query, pause) {
    clearTimeout(timer);
    asked += 1;
    if (source.pause) listbox.show([{ note: "Searching…" }]);
    timer = setTimeout(() => offer(query), pause);
  }

  function close() {
    asked += 1;
    clearTimeout(timer);
    listbox.hide();
  }

  input.addEventListener("input", () => offerSoon(input.value.trim(), source.pause));
  input.addEventListener("focus", () => !multiple && input.select());
  input.addEventListener("click", () => !listbox.isOpen && offerSoon("", 0));
  input.addEventListener("blur", () => {
    close();
    show();
    if (multiple) input.value = "";
  });
  input.addEventListener("keydown", (event) => {
    if (listbox.steer(event)) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp" || event.key === "Enter") {
      event.preventDefault();
      if (!listbox.isOpen) offerSoon("", 0);
    } else if (event.key === "Backspace" && !input.value && multiple && picked.length) set(picked.slice(0, -1));
    else if (event.key === "Backspace" && !multiple && clearable && picked.length && input.selectionEnd === input.value.length && input.selectionStart === 0) set([]);
  });
  node.addEventListener("pointerdown", (event) => {
    if (event.target === input || event.target.closest("button")) return;
    event.preventDefault();
    input.focus();
    if (listbox.isOpen) close();
    else offerSoon("", 0);
  });
  show();
  return { node, focus: input, read: () => (multiple ? picked.map((each) => each.value) : picked[0]?.value ?? null), keep: () => picked };
}
