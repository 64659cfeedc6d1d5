/** The thread beside the conversation. */

import { Composer } from "./composer.js";
import { arrange, h } from "./dom.js";
import { icon } from "./icons.js";
import { placeName } from "./pane.js";
import { go, here, HOME } from "./route.js";
import { Stream } from "./stream.js";
import { when, world } from "./world.js";

const side = document.getElementById("thread");
let parts = null;
let shown = null;

function build() {
  const stream = new Stream({ label: "Thread" });
  const composer = new Composer({ boxId: "thread-composer", sendId: "thread-send", withShortcuts: false });
  const name = h("span", { class: "thread-place" });
  const close = h("button", { class: "icon-button", type: "button", "aria-label": "Close thread", "data-testid": "thread-close", onClick: leave }, icon("close"));
  const head = h("header", { class: "pane-head" }, h("div", { class: "pane-title" }, h("h2", {}, "Thread"), name), close);
  return { stream, composer, name, nodes: [head, stream.node, composer.node] };
}

function leave() {
  go({ thread: null });
  document.querySelector("[data-testid=composer]")?.focus();
}

function show() {
  const open = Boolean(here.thread) && here.place !== HOME && Boolean(here.place);
  side.hidden = !open;
  side.dataset.testid = "thread-panel";
  document.getElementById("app").classList.toggle("has-thread", open);
  const wanted = open ? `${world.viewer} ${here.place} ${here.thread}` : null;
  if (!open || (wanted === shown && !here.at)) {
    shown = wanted;
    if (!open) arrange(side, []);
    return;
  }
  parts ??= build();
  arrange(side, parts.nodes);
  const moved = wanted !== shown;
  shown = wanted;
  parts.name.textContent = placeName(here.place);
  parts.stream.show(here.place, { thread: here.thread, at: here.at });
  parts.composer.show({ channel: here.place, thread: here.thread }, { placeholder: "Reply…" });
  if (moved) parts.composer.box.focus({ preventScroll: true });
}

side.addEventListener("keydown", (event) => event.key === "Escape" && leave());
when("moved", show);
when("settled", () => {
  show();
  if (!side.hidden) parts.stream.redraw();
});
when("message", ({ message, isNew }) => {
  if (side.hidden || message.channel !== here.place) return;
  if (isNew && message.thread_ts === here.thread) parts.stream.arrived(message);
  else parts.stream.refresh();
});
when("people", () => !side.hidden && parts.stream.refresh());
