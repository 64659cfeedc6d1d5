/** Where one types: messages, slash commands, emoji, and the app's shortcuts. */

import { complete } from "./completion.js";
import { h } from "./dom.js";
import { character } from "./emoji.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { avatar } from "./person.js";
import { pickEmoji } from "./picker.js";
import { act } from "./server.js";
import { toast } from "./toast.js";
import { welcomed } from "./welcome.js";
import { world } from "./world.js";

const drafts = new Map();

/** `where` is {channel, thread}; `hooks` the data-testids of the text box and the send button. */
export class Composer {
  constructor({ boxId, sendId, withShortcuts }) {
    this.box = h("textarea", { class: "composer-box", rows: "1", "data-testid": boxId, onInput: () => this.#typed() });
    this.sendButton = h("button", { class: "send", type: "button", "aria-label": "Send", title: "Send (Enter)", "data-testid": sendId, onClick: () => this.send() }, icon("send"));
    const shortcuts = withShortcuts && h("button", {
      class: "icon-button", type: "button", "aria-label": "Shortcuts", title: "Shortcuts", "data-testid": "shortcuts", "aria-haspopup": "menu",
      onClick: (event) => openMenu(event.currentTarget, shortcutItems(() => this.where), { label: "Shortcuts", above: true }),
    }, icon("bolt"));
    const smile = h("button", { class: "icon-button", type: "button", "aria-label": "Emoji", title: "Emoji", "data-testid": "composer-emoji", onClick: (event) => this.#insertEmoji(event) }, icon("smile"));
    this.frame = h("div", { class: "composer" }, this.box, h("div", { class: "composer-foot" }, shortcuts, smile,
      h("span", { class: "composer-tip" }, h("kbd", {}, "Enter"), " sends, ", h("kbd", {}, "Shift Enter"), " a new line"), this.sendButton));
    this.node = h("div", { class: "composer-place" }, this.frame);
    this.completion = complete(this.box, this.frame);
    this.box.addEventListener("keydown", (event) => this.#key(event));
  }

  show(where, { placeholder }) {
    this.where = where;
    this.box.placeholder = placeholder;
    this.box.setAttribute("aria-label", placeholder);
    this.fill(drafts.get(this.#draftKey()) ?? "");
  }

  fill(text) {
    this.box.value = text;
    this.box.dispatchEvent(new Event("input"));
    this.completion.hide();
  }

  #draftKey() {
    return `${world.viewer} ${this.where.channel} ${this.where.thread ?? ""}`;
  }

  #typed() {
    drafts.set(this.#draftKey(), this.box.value);
    this.sendButton.disabled = !this.box.value.trim();
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 220)}px`;
  }

  #key(event) {
    if (this.completion.steer(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  #insertEmoji(event) {
    pickEmoji(event.currentTarget, (name) => {
      this.box.setRangeText(character(name), this.box.selectionStart, this.box.selectionEnd, "end");
      this.box.dispatchEvent(new Event("input"));
      this.box.focus();
    });
  }

  /** Sends what is typed; puts it back if it could not be sent. */
  async send() {
    const text = this.box.value.trim();
    const { where } = this;
    if (!text) return;
    this.fill("");
    const answer = await deliver(text, where);
    if (!answer.ok && answer.keep !== false && this.where === where && !this.box.value) this.fill(text);
  }
}

function deliver(text, { channel, thread }) {
  if (!text.startsWith("/")) return act("say", { channel, text, ...(thread ? { thread_ts: thread } : {}) });
  const [, command, rest] = /^(\S+)\s*([\s\S]*)$/.exec(text);
  if (thread) return refuse(`${command} is not supported in threads. Sorry!`);
  if (!world.commands.some((each) => each.command === command)) return refuse(`${command} is not a valid command. Here, what starts with a “/” is understood as a command.`);
  welcomed();
  return act("command", { channel, command, text: rest });
}

async function refuse(words) {
  toast({ kind: "error", text: words });
  return { ok: false };
}

function shortcutItems(where) {
  const run = (shortcut) => act("shortcut", { callback_id: shortcut.callback_id });
  const commands = world.commands.map((each) => ({
    label: each.command, detail: each.description, lead: icon("bolt"), testid: `command-menu-${each.command}`,
    onChoose: () => act("command", { channel: where().channel, command: each.command, text: "" }),
  }));
  const shortcuts = world.shortcuts.filter((each) => each.type === "global").map((each) => ({
    label: each.name, detail: each.description, lead: avatar(world.app.bot_user_id, { size: "small" }), testid: `shortcut-${each.callback_id}`, onChoose: () => run(each),
  }));
  return [{ heading: "Shortcuts" }, ...shortcuts, ...(commands.length ? [{ line: true }, { heading: "Commands" }, ...commands] : [])];
}
