/** The sandbox's clock, which can be moved. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { act } from "./server.js";
import { ahead, hour, longDay, now, place, shortDay, whenSaid } from "./time.js";
import { when, world } from "./world.js";

const HOUR = 3600;
const TICK = 5000;

export function clock() {
  const day = h("span", { class: "clock-day-name" });
  const time = h("span", { class: "clock-time" });
  const shown = h("time", { class: "clock-now", "data-testid": "clock-now" }, icon("clock"), day, time);
  const due = h("span", { class: "clock-due" });
  const next = button("clock-next", "To the next due thing", { to: "next_due" }, [icon("skip"), h("span", { class: "clock-words" }, "To the next due thing"), due]);
  const hourOn = button("clock-hour", "One hour on", { by_seconds: HOUR }, ["+1 hour"]);
  const dayOn = button("clock-day", "One day on", { by_seconds: 24 * HOUR }, ["+1 day"]);

  function show() {
    if (!world.clock) return;
    const at = now();
    day.textContent = shortDay(at);
    time.textContent = hour(at);
    shown.dateTime = new Date(at * 1000).toISOString();
    shown.title = `${longDay(at)}, ${hour(at)} in ${place()}`;
    showDue(world.clock.next_due && Date.parse(world.clock.next_due) / 1000);
  }

  function showDue(at) {
    next.disabled = !at;
    due.textContent = at ? `${whenSaid(at).replace(/^today at /, "")}` : "nothing due";
    next.title = at ? `Something is due ${whenSaid(at)}, ${ahead(at)}` : "Nothing is due";
    next.setAttribute("aria-label", at ? `To the next due thing, ${whenSaid(at)}, ${ahead(at)}` : "To the next due thing: nothing is due");
  }

  for (const topic of ["settled", "clock", "people"]) when(topic, show);
  setInterval(show, TICK);
  return h("div", { class: "clock", role: "group", "aria-label": "The sandbox's clock" }, shown, next, hourOn, dayOn);
}

function button(testid, label, change, words) {
  const move = async () => {
    node.setAttribute("aria-busy", "true");
    await act("clock", change);
    node.removeAttribute("aria-busy");
  };
  const node = h("button", { class: "clock-button", type: "button", "data-testid": testid, title: label, "aria-label": label, onClick: move }, words);
  return node;
}
