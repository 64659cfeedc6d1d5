/** One message: who, when, what, its reactions and its thread. */

import { drawBlock } from "./blocks.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { toolbar } from "./messagetools.js";
import { mrkdwn, PARSING, wordsOf } from "./mrkdwn.js";
import { avatar, isApp, nameOf } from "./person.js";
import { reactions } from "./reactions.js";
import { go } from "./route.js";
import { act } from "./server.js";
import { isNotice, repliesSaid } from "./stream.js";
import { hour, moment, whenSaid } from "./time.js";

export function drawMessage(message, { grouped, inThread, onDismiss }) {
  const body = h("div", { class: "message-body" });
  const said = content(message);
  const node = h("article", {
    class: ["message", grouped && "is-grouped", message.ephemeral && "is-ephemeral", isNotice(message) && "is-notice"].filter(Boolean).join(" "),
    "data-testid": "message", "data-ts": message.ts, "data-channel": message.channel, "data-user": message.user, "data-ephemeral": message.ephemeral ? "true" : null,
    tabIndex: -1, "aria-label": `${nameOf(message.user)}, ${whenSaid(message.ts)}`,
  }, gutter(message, grouped), body);
  body.append(...[
    !grouped && head(message), message.ephemeral && onlyYou(onDismiss), said, ...(message.files ?? []).map(file),
    !message.ephemeral && reactions(message), !inThread && message.reply_count > 0 && summary(message),
  ].filter(Boolean));
  if (!message.ephemeral) node.append(toolbar(message, { node, said, inThread }));
  return node;
}

function gutter(message, grouped) {
  if (grouped) return h("time", { class: "message-time", title: moment(message.ts) }, hour(message.ts));
  return avatar(message.user, { size: "large" });
}

function head(message) {
  return h("div", { class: "message-head" },
    h("span", { class: "message-name" }, nameOf(message.user)),
    (message.is_app || isApp(message.user)) && h("span", { class: "badge" }, "App"),
    h("time", { class: "message-when", title: moment(message.ts), datetime: new Date(Number(message.ts) * 1000).toISOString() }, hour(message.ts)));
}

function onlyYou(onDismiss) {
  return h("div", { class: "only-you" }, icon("eye"), h("span", {}, "Only visible to you"),
    h("button", { class: "link-button", type: "button", "data-testid": "dismiss", onClick: onDismiss }, "Dismiss"));
}

function content(message) {
  const edited = message.edited && h("span", { class: "edited" }, "(edited)");
  if (!message.blocks?.length) return h("div", { class: "message-text", "data-testid": "message-text" }, mrkdwn(message.text ?? "", PARSING.text), edited);
  const surface = surfaceOf(message);
  return h("div", { class: "message-blocks" }, message.blocks.map((block) => drawBlock(block, surface)), edited);
}

/** A file that was shared: its name leads to it. */
function file(shared) {
  return h("a", { class: "file", href: shared.url_private_download, download: shared.name, "data-testid": "file" },
    icon("file"), h("span", { class: "file-words" },
      h("span", { class: "file-name" }, shared.title), h("span", { class: "file-about" }, `${shared.pretty_type} · ${sizeOf(shared.size)}`)));
}

function sizeOf(bytes) {
  return bytes < 1000 ? `${bytes} bytes` : bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function surfaceOf(message) {
  const container = { channel: message.channel, ts: message.ts, ...(message.ephemeral ? { is_ephemeral: true } : {}) };
  return {
    container,
    press: (spec, blockId, value) => act("press", { container, action_id: spec.action_id, block_id: blockId, value }),
    register() {},
    touched() {},
    startOf: () => ({}),
  };
}

function summary(message) {
  const faces = (message.reply_users ?? []).slice(0, 4).map((user) => avatar(user, { size: "small" }));
  return h("button", { class: "thread-summary", type: "button", "data-testid": "open-thread", onClick: () => go({ thread: message.ts }) },
    h("span", { class: "faces" }, faces), h("span", { class: "thread-count" }, repliesSaid(message.reply_count)),
    message.latest_reply && h("span", { class: "thread-last" }, `last ${whenSaid(message.latest_reply)}`));
}

/** What is read aloud when the message arrives. */
export function announced(message) {
  const whose = message.ephemeral ? "Only visible to you: " : "";
  return `${nameOf(message.user)}: ${whose}${wordsOf(message.text).slice(0, 240)}`;
}
