/** `rich_text` blocks as DOM nodes. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./links.js";
import { broadcastMention, channelMention, groupMention, userMention } from "./mentions.js";
import { slackDate } from "./time.js";

export function richText(block) {
  return h("div", { class: "rich" }, block.elements.map(part));
}

function part(element) {
  const words = () => element.elements.map(word);
  switch (element.type) {
    case "rich_text_section": return h("div", { class: "rich-section" }, words());
    case "rich_text_quote": return h("blockquote", { class: "quote" }, words());
    case "rich_text_preformatted": return h("pre", { class: "pre" }, words());
    case "rich_text_list": return list(element);
    default: return null;
  }
}

function list({ style, indent = 0, offset = 0, elements }) {
  const tag = style === "ordered" ? "ol" : "ul";
  const start = tag === "ol" && offset ? { start: String(offset + 1) } : {};
  return h(tag, { class: `rich-list indent-${Math.min(indent, 8)}`, ...start }, elements.map((each) => h("li", {}, each.elements.map(word))));
}

const WRAPPERS = { bold: "strong", italic: "em", strike: "s", code: "code" };

function word(element) {
  const wrapped = Object.entries(WRAPPERS).filter(([name]) => element.style?.[name]);
  return wrapped.reduce((inner, [name, tag]) => h(tag, name === "code" ? { class: "code" } : {}, inner), bare(element));
}

function bare(element) {
  switch (element.type) {
    case "text": return lines(element.text);
    case "link": return link(element.url, element.text || element.url);
    case "user": return userMention(element.user_id);
    case "usergroup": return groupMention(element.usergroup_id);
    case "channel": return channelMention(element.channel_id);
    case "emoji": return emoji(element.skin_tone ? `${element.name}::skin-tone-${element.skin_tone}` : element.name);
    case "broadcast": return broadcastMention(element.range);
    case "date": return h("time", {}, slackDate(element.timestamp, element.format));
    case "color": return h("code", { class: "code" }, element.value);
    default: return null;
  }
}

function lines(text) {
  return h("span", { class: "lines" }, text);
}
