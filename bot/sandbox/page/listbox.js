/** A popup of options steered from a text box: completion and every select use it. The focus stays in the text box. */

import { freshId, h } from "./dom.js";
import { float } from "./popover.js";

export class Listbox {
  /** `input` keeps the focus and gets the ARIA state; `anchor` is where the popup floats. */
  constructor(input, anchor, { label, multiple = false, ...placing }) {
    Object.assign(this, { input, anchor, placing, options: [], active: -1, lift: null });
    this.node = h("div", { class: "listbox", role: "listbox", id: freshId("listbox"), "aria-label": label, "aria-multiselectable": multiple ? "true" : null });
    this.node.addEventListener("pointerdown", (event) => event.preventDefault());
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.node.id);
    if (input.tagName === "INPUT") input.setAttribute("role", "combobox"); // a textarea stays a textbox
    this.#expanded(false);
  }

  get isOpen() {
    return this.lift !== null;
  }

  /** Rows: {content, testid, selected, onChoose} or {heading} or {note}. */
  show(rows, { active = 0 } = {}) {
    this.options = [];
    this.node.replaceChildren(...rows.map((row) => this.#draw(row)));
    if (!this.isOpen) {
      this.lift = float(this.node, this.anchor, this.placing);
      this.#expanded(true);
    }
    this.#activate(this.options.length ? Math.min(active, this.options.length - 1) : -1);
  }

  hide() {
    this.lift?.();
    this.lift = null;
    this.options = [];
    this.#activate(-1);
    this.#expanded(false);
  }

  #expanded(open) {
    if (this.input.tagName === "INPUT") this.input.setAttribute("aria-expanded", String(open));
  }

  #draw(row) {
    if (row.heading) return h("div", { class: "listbox-heading", role: "presentation" }, row.heading);
    if (row.note) return h("div", { class: "listbox-note", role: "presentation" }, row.note);
    const index = this.options.length;
    const node = h("div", {
      class: "option", role: "option", id: `${this.node.id}-${index}`, "aria-selected": String(Boolean(row.selected)), "data-testid": row.testid ?? "option",
      "data-value": row.value, onClick: () => row.onChoose(), onPointerMove: () => this.active !== index && this.#activate(index, { scroll: false }),
    }, row.content);
    this.options.push({ node, row });
    return node;
  }

  #activate(index, { scroll = true } = {}) {
    this.options[this.active]?.node.classList.remove("is-active");
    this.active = index;
    const node = this.options[index]?.node;
    if (!node) return this.input.removeAttribute("aria-activedescendant");
    node.classList.add("is-active");
    if (scroll) node.scrollIntoView({ block: "nearest" });
    return this.input.setAttribute("aria-activedescendant", node.id);
  }

  /** Takes the keys that steer an open popup; true if it took this one. Enter (and Tab with `tabChooses`) chooses. */
  steer(event, { tabChooses = false } = {}) {
    if (!this.isOpen) return false;
    const size = this.options.length;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && size) this.#activate((this.active + moves[event.key] + size) % size);
    else if ((event.key === "Enter" || (tabChooses && event.key === "Tab" && !event.shiftKey)) && size && !event.isComposing) this.options[this.active].row.onChoose();
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
