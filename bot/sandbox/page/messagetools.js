/** What one can do with a message: react, reply, edit, delete, and the app's message shortcuts. */

import { confirm } from "./confirm.js";
import { h } from "./dom.js";
import { editor } from "./editor.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { pickEmoji } from "./picker.js";
import { avatar } from "./person.js";
import { go } from "./route.js";
import { act } from "./server.js";
import { world } from "./world.js";

export function toolbar(message, { node, said, inThread }) {
  const react = (event) => pickEmoji(event.currentTarget, (emoji) => act("react", { ...whichOf(message), emoji }));
  const root = message.thread_ts ?? message.ts;
  return h("div", { class: "message-tools", role: "toolbar", "aria-label": "Message" },
    tool("Add reaction", "smileAdd", "add-reaction", react),
    !inThread && tool("Reply in thread", "reply", "reply-in-thread", () => go({ thread: root })),
    tool("More actions", "more", "message-more", (event) => openMenu(event.currentTarget, itemsFor(message, node, said), { label: "More actions", end: true })));
}

function tool(label, picture, testid, onClick) {
  return h("button", { class: "tool", type: "button", "aria-label": label, title: label, "data-testid": testid, onClick }, icon(picture));
}

function itemsFor(message, node, said) {
  const own = message.user === world.viewer;
  const shortcuts = world.shortcuts.filter((each) => each.type === "message").map((each) => ({
    label: each.name, detail: each.description, lead: avatar(world.app.bot_user_id, { size: "small" }), testid: `shortcut-${each.callback_id}`,
    onChoose: () => act("shortcut", { callback_id: each.callback_id, ...whichOf(message) }),
  }));
  const owners = own && [
    { label: "Edit message", lead: icon("pencil"), testid: "message-edit", onChoose: () => editor(message, node, said) },
    { label: "Delete message", lead: icon("bin"), testid: "message-delete", danger: true, onChoose: () => remove(message) },
  ];
  const copy = { label: "Copy link", lead: icon("reply"), testid: "message-link", onChoose: () => navigator.clipboard?.writeText(permalink(message)) };
  return [...(shortcuts.length ? [{ heading: world.app.name }, ...shortcuts, { line: true }] : []), copy, ...(owners || [])];
}

function permalink({ channel, ts, thread_ts: thread }) {
  return `${location.origin}/archives/${channel}/p${ts.replace(".", "")}${thread && thread !== ts ? `?thread_ts=${thread}&cid=${channel}` : ""}`;
}

async function remove(message) {
  const sure = await confirm({
    title: { type: "plain_text", text: "Delete message" }, text: { type: "plain_text", text: "It is gone for everybody, and the app is told." },
    confirm: { type: "plain_text", text: "Delete" }, style: "danger",
  });
  if (sure) await act("delete", whichOf(message));
}

function whichOf({ channel, ts }) {
  return { channel, ts };
}
