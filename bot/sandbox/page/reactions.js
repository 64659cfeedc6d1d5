/** The reactions under a message: counts, who, and one's own to toggle. */

import { h } from "./dom.js";
import { character, emoji } from "./emoji.js";
import { icon } from "./icons.js";
import { nameOf } from "./person.js";
import { pickEmoji } from "./picker.js";
import { act } from "./server.js";
import { world } from "./world.js";

export function reactions(message) {
  const { channel, ts } = message;
  if (!message.reactions?.length) return null;
  const add = (event) => pickEmoji(event.currentTarget, (name) => act("react", { channel, ts, emoji: name }));
  return h("div", { class: "reactions" }, message.reactions.map((each) => pill(each, { channel, ts })),
    h("button", { class: "reaction reaction-more", type: "button", "aria-label": "Add another reaction", title: "Add another reaction", onClick: add }, icon("smileAdd")));
}

function pill({ name, users }, which) {
  const mine = users.includes(world.viewer);
  const who = `${listed(users.map((user) => (user === world.viewer ? "You" : nameOf(user))))} reacted with :${name}:`;
  return h("button", {
    class: `reaction${mine ? " is-mine" : ""}`, type: "button", "data-testid": `reaction-${name}`, "aria-pressed": String(mine), title: who,
    "aria-label": `${character(name) ?? name}, ${users.length}. ${who}`, onClick: () => act(mine ? "unreact" : "react", { ...which, emoji: name }),
  }, emoji(name), h("span", { class: "reaction-count" }, String(users.length)));
}

function listed(names) {
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0] ?? "Nobody";
}
