/** Slack's mrkdwn as DOM nodes. */

import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./links.js";
import { broadcastMention, channelMention, groupMention, userMention } from "./mentions.js";
import { slackDate } from "./time.js";
import { world } from "./world.js";

/** What Slack does on its own to plain words: a message's top-level text, a text object, one with verbatim. */
export const PARSING = { text: { urls: true, names: false }, object: { urls: true, names: true }, verbatim: { urls: false, names: false } };

const INLINE = new RegExp([
  /<(?<angle>[^<>\n]+)>/,
  /`(?<code>[^`\n]+)`/,
  /(?<![\w*])\*(?=\S)(?<bold>(?:<[^>]*>|[^*\n])+?)(?<=\S)\*(?![\w*])/,
  /(?<![\w_])_(?=\S)(?<italic>(?:<[^>]*>|[^_\n])+?)(?<=\S)_(?![\w_])/,
  /(?<![\w~])~(?=\S)(?<strike>(?:<[^>]*>|[^~\n])+?)(?<=\S)~(?![\w~])/,
  /:(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/,
  /(?<url>https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]}'"])/,
  /(?<![\w@])@(?<broadcast>here|channel|everyone)\b/,
  /(?<![\w&])#(?<channel>[a-z0-9][a-z0-9_-]*)/,
  /(?<line>\n)/,
].map((part) => part.source).join("|"), "g");

/** Block level: fenced code, quotes, then lines. Returns nodes. */
export function mrkdwn(text, parsing = PARSING.object) {
  return text.split(/```\n?([\s\S]+?)\n?```/g).flatMap((part, index) => {
    if (index % 2) return h("pre", { class: "pre" }, code(part));
    return part ? quotesAndLines(trimAroundFence(part, index), parsing) : [];
  });
}

function trimAroundFence(part, index) {
  return index ? part.replace(/^\n/, "") : part;
}

function quotesAndLines(text, parsing) {
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (runs.at(-1)?.quoted === Boolean(quoted)) runs.at(-1).lines.push(quoted ? quoted[1] : line);
    else runs.push({ quoted: Boolean(quoted), lines: [quoted ? quoted[1] : line] });
  }
  return runs.flatMap(({ quoted, lines }) => {
    const content = inline(lines.join("\n"), parsing);
    return quoted ? h("blockquote", { class: "quote" }, content) : content;
  });
}

function inline(text, parsing) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    const node = inlineNode(found.groups, parsing);
    if (node === null) continue;
    nodes.push(unescape(text.slice(from, found.index)), node);
    from = found.index + found[0].length;
  }
  return [...nodes, unescape(text.slice(from))].filter((node) => node !== "");
}

function inlineNode(found, parsing) {
  if (found.angle) return angle(found.angle);
  if (found.code) return h("code", { class: "code" }, code(found.code));
  if (found.bold) return h("strong", {}, inline(found.bold, parsing));
  if (found.italic) return h("em", {}, inline(found.italic, parsing));
  if (found.strike) return h("s", {}, inline(found.strike, parsing));
  if (found.emoji) return emoji(found.emoji);
  if (found.line) return h("br");
  if (found.url) return parsing.urls ? link(unescape(found.url)) : null;
  if (found.broadcast) return parsing.names ? broadcastMention(found.broadcast) : null;
  return parsing.names ? namedChannel(found.channel) : null;
}

function namedChannel(name) {
  const channel = [...world.channels.values()].find((each) => each.name === name);
  return channel ? channelMention(channel.id) : null;
}

/** What stands between angle brackets: a mention, a date, or a link. */
function angle(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  if (/^@[UWB]/.test(target)) return userMention(target.slice(1), label);
  if (/^#[CGD]/.test(target)) return channelMention(target.slice(1), label);
  if (target.startsWith("!subteam^")) return groupMention(label || target.slice(9));
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return broadcastMention(target.slice(1));
  if (!/^[a-z][a-z+.-]*:/i.test(target)) return null; // not of Slack's making: shown as it stands
  return link(unescape(target), label || unescape(target).replace(/^mailto:/, ""));
}

function date(target, fallback) {
  const [, seconds, template, address] = target.split("^");
  const words = /^\d+$/.test(seconds) && template ? slackDate(Number(seconds), unescape(template)) : fallback;
  return address ? link(unescape(address), words) : h("time", { title: fallback }, words);
}

/** In code nothing is live but what Slack's client put there: `<https://…>` reads as its address. */
function code(text) {
  return unescape(text.replace(/<(https?:[^<>|]+)(?:\|[^<>]*)?>/g, "$1"));
}

export function unescape(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/** A text object of Block Kit. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, object.verbatim ? PARSING.verbatim : PARSING.object);
  return plain(object.text, object.emoji !== false);
}

function plain(text, withEmoji) {
  if (!withEmoji) return [text];
  return text.split(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g).map((part, index) => (index % 2 ? emoji(part) : part));
}

/** The words alone, for labels that are read aloud and for announcements. */
export function wordsOf(text) {
  const holder = h("div", {}, mrkdwn(text ?? "", PARSING.text));
  return holder.textContent;
}
