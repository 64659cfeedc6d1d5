/** Mentions of people, groups, channels and everybody. */

import { h } from "./dom.js";
import { nameOf } from "./person.js";
import { addressOf, go } from "./route.js";
import { world } from "./world.js";

export function userMention(id, label = "") {
  const shown = world.people.has(id) || id === world.app.bot_user_id ? nameOf(id) : label || id;
  return h("span", { class: `mention${id === world.viewer ? " mention-me" : ""}` }, `@${shown}`);
}

export function groupMention(name) {
  return h("span", { class: "mention" }, name.startsWith("@") ? name : `@${name}`);
}

/** `@here`, `@channel`, `@everyone`: marked, because whoever writes it calls many people. */
export function broadcastMention(range) {
  const name = range.split("|")[0];
  return h("span", { class: "mention mention-all", title: "Notifies everybody here" }, `@${name}`);
}

export function channelMention(id, label = "") {
  const channel = world.channels.get(id);
  const name = `#${channel?.name ?? (label || "private channel")}`;
  if (!channel) return h("span", { class: "mention" }, name);
  const travel = (event) => {
    event.preventDefault();
    go({ place: id });
  };
  return h("a", { class: "mention", href: addressOf({ place: id }), onClick: travel }, name);
}
