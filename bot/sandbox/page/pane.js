/** The main pane: a channel, the direct message with the app, or its Home. */

import { announce } from "./announce.js";
import { Composer } from "./composer.js";
import { confirm } from "./confirm.js";
import { arrange, h } from "./dom.js";
import { home } from "./home.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { announced } from "./message.js";
import { here, HOME } from "./route.js";
import { avatar, nameOf } from "./person.js";
import { act } from "./server.js";
import { Stream } from "./stream.js";
import { welcome } from "./welcome.js";
import { isDm, when, world } from "./world.js";

const main = document.getElementById("main");
const stream = new Stream({ label: "Messages", intro });
const composer = new Composer({ boxId: "composer", sendId: "send", withShortcuts: true });
const homeTab = home();
let shown = null;

export function placeName(place) {
  if (place === HOME) return `${world.app.name} Home`;
  if (isDm(place)) return world.app.name;
  return `#${world.channels.get(place)?.name ?? place}`;
}

function show() {
  const wanted = `${world.viewer} ${here.place}`;
  const moved = wanted !== shown;
  shown = wanted;
  entitle();
  if (here.place === HOME) return showHome(moved);
  draw();
  if (moved || here.at) stream.show(here.place, { unread: world.unread.get(here.place) ?? 0, at: here.thread ? null : here.at });
  else stream.refresh();
  if (moved) composer.show({ channel: here.place, thread: null }, { placeholder: `Message ${isDm(here.place) ? world.app.name : placeName(here.place)}` });
  if (moved && !here.thread && matchMedia("(hover: hover)").matches && !world.modal.length) composer.box.focus({ preventScroll: true });
  return read();
}

function entitle() {
  const unread = [...world.unread.values()].reduce((sum, each) => sum + each, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${placeName(here.place)} · ${nameOf(world.viewer)} · ${world.app.name} sandbox`;
}

function showHome(moved) {
  arrange(main, [head("Home", avatar(world.app.bot_user_id, { size: "small" }), world.app.name), homeTab.node]);
  homeTab.show();
  if (moved) homeTab.enter();
}

function draw() {
  const channel = world.channels.get(here.place);
  const foot = channel?.is_archived ? notice("This channel is archived.") : channel && !channel.is_member ? joining(channel) : composer.node;
  const title = isDm(here.place) ? avatar(world.app.bot_user_id, { size: "small" }) : icon(channel.is_private ? "lock" : "hash");
  const name = isDm(here.place) ? world.app.name : channel.name;
  const about = isDm(here.place) ? "Direct message with the app" : channel.topic;
  arrange(main, [head(name, title, about, channel && tools(channel)), stream.node, ...(foot === composer.node ? welcome(composer) : []), foot]);
}

function head(name, picture, about, more) {
  return h("header", { class: "pane-head" }, h("div", { class: "pane-title" }, picture, h("h1", {}, name), about && h("span", { class: "pane-topic", title: about }, about)), more);
}

function tools(channel) {
  const has = channel.app_is_in;
  const button = h("button", {
    class: "icon-button", type: "button", "aria-label": "Channel actions", title: "Channel actions", "data-testid": "channel-menu", "aria-haspopup": "menu",
    onClick: () => openMenu(button, [
      { label: has ? `Remove ${world.app.name} from here` : `Add ${world.app.name} here`, lead: icon("leaf"), testid: has ? "remove-app" : "invite-app", onChoose: () => (has ? removeApp(channel) : inviteApp(channel)) },
      channel.is_member && { label: "Leave channel", lead: icon("back"), testid: "leave-channel", danger: true, onChoose: () => act("leave", { channel: channel.id }) },
    ].filter(Boolean), { label: "Channel actions", end: true }),
  }, icon("more"));
  const add = channel.is_member && !has && h("button", { class: "button button-quiet", type: "button", onClick: () => inviteApp(channel) }, icon("plus"), `Add ${world.app.name}`);
  return h("div", { class: "pane-tools" }, add, button);
}

function inviteApp(channel) {
  return act("invite_app", { channel: channel.id });
}

async function removeApp(channel) {
  const plain = (text) => ({ type: "plain_text", text });
  const sure = await confirm({ title: plain(`Remove ${world.app.name}?`), text: plain(`It will no longer see or post messages in #${channel.name}.`), confirm: plain("Remove"), style: "danger" });
  if (sure) await act("remove_app", { channel: channel.id });
}

function joining(channel) {
  return notice(`You are looking at #${channel.name}.`, h("button", { class: "button is-primary", type: "button", "data-testid": "join", onClick: () => act("join", { channel: channel.id }) }, "Join channel"));
}

function notice(words, button) {
  return h("div", { class: "composer-notice" }, h("span", {}, words), button);
}

/** What stands above the first message. */
function intro(place) {
  const dm = isDm(place);
  const channel = world.channels.get(place);
  const words = dm ? `This is between you and ${world.app.name}. Invitations and news of your questions arrive here.` : channel?.topic || "The beginning of the conversation.";
  return h("div", { class: "intro" }, h("div", { class: "intro-title" }, dm ? avatar(world.app.bot_user_id, { size: "large" }) : icon(channel?.is_private ? "lock" : "hash"), h("b", {}, dm ? world.app.name : channel?.name)), h("p", {}, words));
}

/** Tells the server that this place has been seen. */
function read() {
  if (document.visibilityState !== "visible" || !here.place || here.place === HOME) return;
  if (world.unread.get(here.place)) act("read", { channel: here.place });
}

function arrived({ message, isNew }) {
  const isHere = message.channel === here.place;
  const standsHere = isHere && (!message.thread_ts || message.thread_ts === message.ts || message.ephemeral);
  if (isNew && standsHere) stream.arrived(message);
  else if (isHere) stream.refresh();
  if (isNew && message.user !== world.viewer) announce(isHere ? announced(message) : `New message in ${placeName(message.channel)}`);
}

when("settled", () => {
  if (here.place !== HOME) stream.redraw();
  show();
});
when("moved", show);
when("message", arrived);
when("unread", (channel) => {
  entitle();
  if (channel === here.place) read();
});
when("channels", () => here.place !== HOME && show());
when("people", () => stream.refresh());
when("home", () => here.place === HOME && homeTab.show());
document.addEventListener("visibilitychange", read);
