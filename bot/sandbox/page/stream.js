/** A conversation on screen: messages in order, with day and "new" lines, kept at the bottom while one reads there. */

import { arrange, h, replaceKeepingFocus } from "./dom.js";
import { icon } from "./icons.js";
import { drawMessage } from "./message.js";
import { dayKey, dayName } from "./time.js";
import { conversation, world } from "./world.js";

const TOGETHER = 5 * 60; // seconds within which one person's messages share a head
const NOTICES = ["channel_join", "channel_leave", "group_join", "group_leave", "channel_archive", "channel_unarchive", "channel_topic", "channel_name"];
const NEAR = 80; // pixels from the bottom that still count as reading there

const dismissed = new Set(); // ephemeral messages put away in this tab

export class Stream {
  constructor({ label, intro }) {
    this.intro = intro;
    this.list = h("div", { class: "stream-list", role: "feed", "aria-label": label });
    this.scroller = h("div", { class: "stream", tabIndex: -1 }, h("div", { class: "stream-push" }), this.list);
    this.below = h("button", { class: "below", type: "button", "data-testid": "new-below", hidden: true, onClick: () => this.toBottom() }, icon("down"), "New messages");
    this.node = h("div", { class: "stream-frame" }, this.scroller, this.below);
    this.drawn = new Map();
    this.sticks = true;
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const sizes = new ResizeObserver(() => this.sticks && this.toBottom());
    sizes.observe(this.scroller);
    sizes.observe(this.list);
    this.list.addEventListener("keydown", (event) => this.#steer(event));
  }

  /** Shows a channel or a thread of it, from the bottom, or with the message `at` in sight. */
  show(channel, { thread = null, unread = 0, at = null }) {
    Object.assign(this, { channel, thread });
    this.drawn.clear();
    this.newFrom = unread ? conversation(channel, thread).filter((each) => each.user !== world.viewer).at(-unread)?.ts : null;
    this.refresh();
    if (at) this.reveal(at);
    else this.toBottom();
  }

  refresh() {
    if (!this.channel) return;
    const { sticks } = this;
    arrange(this.list, [...(this.intro ? [this.#once("intro", () => this.intro(this.channel, this.thread))] : []), ...this.#rows()]);
    const messages = this.#messages();
    if (!messages.some((each) => each.tabIndex === 0) && messages.length) messages.at(-1).tabIndex = 0;
    if (sticks) this.toBottom();
  }

  /** Draws everything again, where it is. */
  redraw() {
    this.drawn.clear();
    this.refresh();
  }

  /** After a message came: one's own, and what only oneself sees, is shown at once; others wait below if one reads above. */
  arrived(message) {
    this.refresh();
    if (message.user === world.viewer || message.ephemeral) this.toBottom();
    else this.below.hidden = this.sticks;
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.sticks = true;
    this.below.hidden = true;
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    this.sticks = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.sticks) this.below.hidden = true;
  }

  reveal(ts) {
    const found = this.#messages().find((node) => node.dataset.ts === ts);
    if (!found) return this.toBottom();
    this.sticks = false;
    found.scrollIntoView({ block: "center" });
    found.classList.add("is-sought");
    setTimeout(() => found.classList.remove("is-sought"), 2500);
    return undefined;
  }

  #rows() {
    const rows = [];
    let before = null;
    for (const message of conversation(this.channel, this.thread).filter((each) => !dismissed.has(each.ts))) {
      const newDay = !before || dayKey(before.ts) !== dayKey(message.ts);
      if (newDay && !this.thread) rows.push(this.#once(`day ${dayKey(message.ts)} ${dayName(message.ts)}`, () => line(dayName(message.ts), "day-line")));
      if (message.ts === this.newFrom) rows.push(this.#once("new", () => line("New", "new-line")));
      const grouped = isNotice(message) || (!newDay && message.ts !== this.newFrom && belongsTo(before, message) && before.ts !== this.thread);
      rows.push(this.#message(message, grouped));
      if (message.ts === this.thread) rows.push(this.#once(`replies ${message.reply_count}`, () => line(repliesSaid(message.reply_count), "reply-line")));
      before = message;
    }
    return rows;
  }

  #message(message, grouped) {
    const key = `message ${message.ts}`;
    const json = JSON.stringify([message, grouped]);
    const old = this.drawn.get(key);
    if (old && (old.json === json || old.node.dataset.editing)) return old.node;
    const node = drawMessage(message, { grouped, inThread: Boolean(this.thread), onDismiss: () => this.#dismiss(message) });
    if (old) {
      node.tabIndex = old.node.tabIndex;
      replaceKeepingFocus(old.node, node);
    }
    this.drawn.set(key, { json, node });
    return node;
  }

  #once(key, draw) {
    if (!this.drawn.has(key)) this.drawn.set(key, { node: draw() });
    return this.drawn.get(key).node;
  }

  #dismiss(message) {
    dismissed.add(message.ts);
    this.refresh();
  }

  #messages() {
    return [...this.list.querySelectorAll(":scope > .message")];
  }

  /** Up and down walk through the messages; only one of them is in the tab order. */
  #steer(event) {
    const messages = this.#messages();
    const at = messages.indexOf(event.target);
    const steps = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: messages.length - 1 };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const next = messages[Math.max(0, Math.min(steps[event.key], messages.length - 1))];
    messages.forEach((each) => (each.tabIndex = each === next ? 0 : -1));
    next.focus();
  }
}

function belongsTo(before, message) {
  return before && before.user === message.user && before.ephemeral === message.ephemeral && !before.reply_count
    && Number(message.ts) - Number(before.ts) < TOGETHER && !isNotice(before) && !isNotice(message);
}

export function isNotice(message) {
  return NOTICES.includes(message.subtype);
}

function line(words, kind) {
  return h("div", { class: `line ${kind}`, role: "separator" }, h("span", {}, words));
}

export function repliesSaid(count) {
  return count === 1 ? "1 reply" : `${count || "No"} replies${count ? "" : " yet"}`;
}
