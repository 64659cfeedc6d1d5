/** Where the viewer is: who, which place, which thread, which message; all of it in the address, so that two tabs can be two people. */

import { tell } from "./world.js";

export const here = { user: null, place: null, thread: null, at: null };
export const HOME = "home";

const NAMES = { user: "user", place: "in", thread: "thread", at: "at" };

export function readAddress() {
  const given = new URLSearchParams(location.search);
  for (const [key, name] of Object.entries(NAMES)) here[key] = given.get(name);
  readPermalink(new URLSearchParams(location.hash.slice(1)));
}

/** Where the server's permalinks lead: `/#channel=C…&ts=…`. */
function readPermalink(given) {
  if (!given.has("channel")) return;
  Object.assign(here, { place: given.get("channel"), at: given.get("ts"), thread: given.get("thread_ts") });
}

/** The address after `change`; going to another place leaves the thread. */
export function addressOf(change) {
  const next = after(change);
  const query = new URLSearchParams();
  for (const [key, name] of Object.entries(NAMES)) if (next[key]) query.set(name, next[key]);
  return `?${query}`;
}

function after(change) {
  const leaves = "place" in change && change.place !== here.place;
  return { ...here, at: null, ...(leaves ? { thread: null } : {}), ...change };
}

export function go(change, { quietly = false } = {}) {
  const address = addressOf(change);
  const before = { ...here };
  Object.assign(here, after(change));
  history[quietly || address === location.search ? "replaceState" : "pushState"](null, "", address);
  if (!quietly) tell("route", before);
}

addEventListener("popstate", () => {
  const before = { ...here };
  readAddress();
  tell("route", before);
});
