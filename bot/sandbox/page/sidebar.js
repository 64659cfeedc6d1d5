/** The sidebar: channels, the app, and what is unread. */

import { arrange, h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./person.js";
import { addressOf, go, here, HOME } from "./route.js";
import { when, world } from "./world.js";

const side = document.getElementById("sidebar");
const app = document.getElementById("app");
const narrow = matchMedia("(max-width: 820px)");

function show() {
  const focused = document.activeElement?.dataset.testid;
  const inside = side.contains(document.activeElement);
  const channels = [...world.channels.values()].filter((each) => !each.is_archived || each.id === here.place);
  arrange(side, [
    section(world.app.name, [
      row({ place: HOME, name: "Home", picture: icon("home"), testid: "app-home" }),
      ...world.dms.map((dm) => row({ place: dm.id, name: "Messages", picture: icon("chat"), testid: `dm-${dm.id}` })),
    ], avatar(world.app.bot_user_id, { size: "tiny" })),
    section("Channels", channels.map((each) => row({
      place: each.id, name: each.name, picture: icon(each.is_private ? "lock" : "hash"), testid: `channel-${each.id}`, quiet: !each.is_member,
    }))),
    h("p", { class: "sidebar-note" }, "A local Slack, in memory. Nothing here leaves your machine."),
  ]);
  if (inside) side.querySelector(`[data-testid="${focused}"]`)?.focus();
}

function section(name, rows, picture) {
  return h("section", {}, h("h2", {}, picture, name), h("ul", {}, rows.map((each) => h("li", {}, each))));
}

function row({ place, name, picture, testid, quiet }) {
  const unread = place === HOME ? 0 : world.unread.get(place) ?? 0;
  const current = place === here.place;
  const travel = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    closeDrawer();
    go({ place, at: null });
  };
  return h("a", {
    class: `side-row${unread ? " is-unread" : ""}${quiet ? " is-quiet" : ""}`, href: addressOf({ place }), "data-testid": testid, "data-unread": String(unread),
    "aria-current": current ? "page" : null, onClick: travel,
  }, picture, h("span", { class: "side-name" }, name), unread > 0 && h("span", { class: "count", "aria-label": `${unread} unread` }, unread > 99 ? "99+" : String(unread)));
}

export function openDrawer() {
  app.classList.add("drawer-open");
  side.inert = false;
  side.querySelector("[aria-current], a")?.focus();
}

export function closeDrawer() {
  if (!app.classList.contains("drawer-open")) return;
  app.classList.remove("drawer-open");
  side.inert = narrow.matches;
}

function settleDrawer() {
  side.inert = narrow.matches && !app.classList.contains("drawer-open");
}

side.addEventListener("keydown", (event) => {
  const rows = [...side.querySelectorAll(".side-row")];
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key === "Escape") {
    closeDrawer();
    document.querySelector("[data-testid=drawer]")?.focus();
  } else if (event.key in steps) {
    event.preventDefault();
    rows.at((rows.indexOf(document.activeElement) + steps[event.key]) % rows.length).focus();
  }
});
document.addEventListener("pointerdown", (event) => !side.contains(event.target) && !event.target.closest("[data-testid=drawer]") && closeDrawer());
narrow.addEventListener("change", settleDrawer);
settleDrawer();
for (const topic of ["settled", "moved", "channels", "unread", "people"]) when(topic, show);
