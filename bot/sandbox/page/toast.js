/** Short notices: what Slack itself says when something fails. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { when } from "./world.js";

const SHOWN_FOR = { error: 12000, info: 6000 };
const MOST = 3;
const SAME_WITHIN = 2500; // the answer to an act and an event may tell of the same failure

const recent = new Map();

export function toast({ kind = "info", text }) {
  if (performance.now() - (recent.get(text) ?? -Infinity) < SAME_WITHIN) return;
  recent.set(text, performance.now());
  const leave = () => note.remove();
  const note = h("div", { class: `toast toast-${kind}`, "data-testid": "toast", role: kind === "error" ? "alert" : "status" },
    icon(kind === "error" ? "alert" : "leaf"), h("p", {}, text),
    h("button", { class: "icon-button", type: "button", "aria-label": "Dismiss", onClick: leave }, icon("close")));
  const shelf = document.getElementById("toasts");
  shelf.append(note);
  while (shelf.childElementCount > MOST) shelf.firstElementChild.remove();
  setTimeout(leave, SHOWN_FOR[kind] ?? SHOWN_FOR.info);
}

when("toast", toast);
