/** Completion while typing: commands, people, channels, emoji; and a command's usage once it is chosen. */

import { h } from "./dom.js";
import { character, emojiLike } from "./emoji.js";
import { icon } from "./icons.js";
import { Listbox } from "./listbox.js";
import { avatar } from "./person.js";
import { world } from "./world.js";

const MOST = 8;

/** Each finds {from, options: [{insert, content, testid}]} for the text before the caret, or nothing. */
const COMPLETIONS = [
  after(/^(\/[\w-]*)$/, (typed) => world.commands.filter(({ command }) => command.startsWith(typed)).map(commandOption)),
  after(/(?:^|[\s(])(@[\w.-]*)$/, (typed) => people(typed.slice(1).toLowerCase())),
  after(/(?:^|[\s(])(#[\w-]*)$/, (typed) => channels(typed.slice(1))),
  after(/(?:^|\s)(:[\w+-]{2,})$/, (typed) => emojiLike(typed.slice(1)).filter(character).map(emojiOption)),
];

function after(pattern, find) {
  return (before) => {
    const found = pattern.exec(before);
    return found && { from: before.length - found[1].length, options: find(found[1]).slice(0, MOST) };
  };
}

function commandOption({ command, description, usage_hint: usage }) {
  const content = h("span", { class: "option-words" },
    h("span", { class: "option-text" }, h("b", {}, command), usage && h("span", { class: "usage" }, ` ${usage}`)), h("span", { class: "option-detail" }, description));
  return { insert: `${command} `, content, testid: `command-option-${command}`, whole: command };
}

function people(typed) {
  const found = [...world.people.values()].filter((each) => `${each.name} ${each.real_name}`.toLowerCase().includes(typed));
  return found.map((each) => ({ insert: `@${each.name} `, testid: `person-option-${each.id}`, content: [avatar(each.id, { size: "small" }), words(each.real_name, each.title)] }));
}

function channels(typed) {
  const found = [...world.channels.values()].filter((each) => each.name.includes(typed));
  return found.map((each) => ({ insert: `#${each.name} `, testid: `channel-option-${each.id}`, content: [icon(each.is_private ? "lock" : "hash"), words(each.name, each.topic)] }));
}

function emojiOption(name) {
  return { insert: `${character(name)} `, testid: `emoji-option-${name}`, content: [h("span", { class: "emoji" }, character(name)), words(`:${name}:`)] };
}

function words(text, detail) {
  return h("span", { class: "option-words" }, h("span", { class: "option-text" }, text), detail && h("span", { class: "option-detail" }, detail));
}

/** Completes in `box`, with the popup above `anchor`. `steer(event)` is true when it took the key. */
export function complete(box, anchor) {
  const listbox = new Listbox(box, anchor, { label: "Suggestions", above: true, wide: true });
  const usage = h("div", { class: "usage-strip", hidden: true, "data-testid": "usage-hint" });
  anchor.append(usage);

  function offer() {
    const before = box.value.slice(0, box.selectionStart);
    const found = COMPLETIONS.map((find) => find(before)).find((each) => each?.options.length);
    if (found) listbox.show(found.options.map((option) => ({ ...option, onChoose: () => insert(found.from, option.insert) })));
    else listbox.hide();
    showUsage();
  }

  function insert(from, text) {
    box.setRangeText(text, from, box.selectionStart, "end");
    listbox.hide();
    box.dispatchEvent(new Event("input"));
    box.focus();
  }

  function showUsage() {
    const command = world.commands.find((each) => box.value.startsWith(`${each.command} `));
    usage.hidden = !command || listbox.isOpen;
    if (command) usage.replaceChildren(h("b", {}, command.command), h("span", { class: "usage" }, ` ${command.usage_hint ?? ""}`), h("span", { class: "usage-what" }, command.description));
  }

  box.addEventListener("input", offer);
  box.addEventListener("blur", () => listbox.hide());
  box.addEventListener("click", offer);
  const isWhole = () => world.commands.some(({ command }) => command === box.value);
  return { steer: (event) => !(event.key === "Enter" && isWhole()) && listbox.steer(event, { tabChooses: true }), hide: () => listbox.hide() };
}
