/** The emoji picker. */

import { h } from "./dom.js";
import { character, emojiLike, emojiNames } from "./emoji.js";
import { openPopover } from "./popover.js";

const COLUMNS = 8;

/** Opens at `anchor`; `onPick` gets the shortcode without colons. */
export function pickEmoji(anchor, onPick) {
  if (anchor.getAttribute("aria-expanded") === "true") return;
  const search = h("input", { class: "input", type: "text", placeholder: "Search emoji", "aria-label": "Search emoji", "data-testid": "emoji-search", autocomplete: "off" });
  const grid = h("div", { class: "picker-grid", role: "group", "aria-label": "Emoji" });
  const name = h("p", { class: "picker-name" }, "Pick an emoji");
  const panel = h("div", { class: "picker", role: "dialog", "aria-label": "Pick an emoji" }, search, grid, name);
  const choose = (picked) => {
    close();
    onPick(picked);
  };
  const fill = (names) => grid.replaceChildren(...names.filter(character).map((each) => key(each, choose, name)));

  search.addEventListener("input", () => fill(search.value ? emojiLike(search.value.replaceAll(":", "")) : emojiNames()));
  panel.addEventListener("keydown", (event) => steer(event, search, grid));
  fill(emojiNames());
  const close = openPopover(panel, anchor, { end: true });
  search.focus();
}

function key(emoji, choose, name) {
  const say = () => (name.textContent = `:${emoji}:`);
  return h("button", {
    class: "picker-key", type: "button", "data-testid": `emoji-${emoji}`, "aria-label": emoji.replaceAll("_", " "), title: `:${emoji}:`,
    onClick: () => choose(emoji), onFocus: say, onPointerEnter: say,
  }, character(emoji));
}

function steer(event, search, grid) {
  const keys = [...grid.children];
  const at = keys.indexOf(document.activeElement);
  if (event.target === search && event.key === "Enter") {
    event.preventDefault();
    return keys[0]?.click();
  }
  const fromSearch = { ArrowDown: 0 };
  const inGrid = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + COLUMNS, ArrowUp: at - COLUMNS };
  const steps = at < 0 ? fromSearch : inGrid;
  if (!(event.key in steps)) return undefined;
  event.preventDefault();
  return (steps[event.key] < 0 ? search : keys[Math.min(steps[event.key], keys.length - 1)])?.focus();
}
