/** The top bar: whose workspace, what time it is, and who one is. */

import { clock } from "./clock.js";
import { arrange, h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { avatar, nameOf } from "./person.js";
import { addressOf, go, here } from "./route.js";
import { closeDrawer, openDrawer } from "./sidebar.js";
import { hour, now, place } from "./time.js";
import { isDm, when, world } from "./world.js";

const bar = document.getElementById("topbar");

const drawer = h("button", {
  class: "icon-button on-dark drawer-button", type: "button", "aria-label": "Channels", "data-testid": "drawer",
  onClick: () => (document.getElementById("app").classList.contains("drawer-open") ? closeDrawer() : openDrawer()),
}, icon("menu"), h("span", { class: "drawer-dot", hidden: true }));
const team = h("span", { class: "team-name" });
const viewer = h("button", { class: "viewer", type: "button", "data-testid": "viewer-menu", "aria-haspopup": "menu", "aria-expanded": "false", onClick: choose });
const offline = h("span", { class: "offline", role: "status", hidden: true }, "Reconnecting…");

arrange(bar, [drawer, h("div", { class: "brand" }, h("span", { class: "brand-mark" }, icon("leaf")), team, h("span", { class: "brand-tag" }, "sandbox")), clock(), offline, viewer]);

function show() {
  team.textContent = world.team.name || world.app.name;
  arrange(viewer, [avatar(world.viewer, { size: "medium" }), h("span", { class: "viewer-words" }, h("span", { class: "viewer-you" }, "You are"), h("span", { class: "viewer-name" }, nameOf(world.viewer))), icon("down")]);
  viewer.setAttribute("aria-label", `You are ${nameOf(world.viewer)}. Become somebody else`);
  drawer.lastElementChild.hidden = ![...world.unread.values()].some(Boolean);
}

function choose() {
  const people = [...world.people.values()].filter((person) => !person.is_bot && !person.deleted);
  const rows = people.map((person) => {
    const change = { user: person.id, thread: isDm(here.place) ? null : here.thread };
    return {
      label: person.real_name, detail: [person.title, `${hour(now(), person.tz)} in ${place(person.tz)}`].filter(Boolean).join(" · "), lead: avatar(person.id, { size: "medium" }),
      testid: `viewer-${person.id}`, checked: person.id === world.viewer, href: addressOf(change), tail: person.id === world.viewer && icon("check"), onChoose: () => go(change),
    };
  });
  openMenu(viewer, [{ heading: "Who are you?" }, ...rows, { line: true }, { heading: "Ctrl-click opens somebody in a second tab." }], { label: "Who are you?", end: true });
}

when("connection", () => (offline.hidden = world.connected));
for (const topic of ["settled", "people", "unread"]) when(topic, show);
