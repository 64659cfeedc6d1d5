/** Speaks with the sandbox: acts of the viewer go out, events come in. */

import { receive, tell, world } from "./world.js";

const FIRST_PAUSE = 400;
const LONGEST_PAUSE = 5000;

let socket = null;
let watching = null;
let pressing = false;
let waiting = []; // what came while something was pressed: [its socket, the event]

/** Does one act as the viewer. Resolves to the server's answer; a failure in words is also shown as a toast. */
export async function act(name, details = {}) {
  const answer = await post({ user: world.viewer, act: name, ...details });
  const words = answer.words ?? answer.failure;
  const shown = answer.errors && Object.keys(answer.errors).length > 0;
  if ((!answer.ok || answer.failure) && words && !shown) tell("toast", { kind: "error", text: words });
  return answer;
}

async function post(body) {
  try {
    const response = await fetch("/page/act", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    return await response.json();
  } catch {
    return { ok: false, error: "unreachable", words: "The sandbox did not answer. Is it still running?" };
  }
}

/** One snapshot; without a user, of whomever the server takes for the first. */
export async function snapshot(user) {
  const response = await fetch(`/page/state${user ? `?user=${encodeURIComponent(user)}` : ""}`);
  if (!response.ok) throw new Error(`no such viewer: ${user}`);
  return { type: "snapshot", ...(await response.json()) };
}

/** Follows the workspace as `user`, reconnecting for as long as nobody else is chosen. */
export function follow(user) {
  watching = user;
  socket?.close();
  connect(user, FIRST_PAUSE);
}

function connect(user, pause) {
  const live = new WebSocket(`${location.origin.replace(/^http/, "ws")}/page/live?user=${encodeURIComponent(user)}`);
  socket = live;
  live.onmessage = ({ data }) => arrive(live, JSON.parse(data)); // a snapshot first, then what changes
  live.onopen = () => {
    pause = FIRST_PAUSE;
    setConnected(true);
  };
  live.onclose = () => {
    if (live !== socket || user !== watching) return;
    setConnected(false);
    setTimeout(() => user === watching && live === socket && connect(user, Math.min(pause * 1.7, LONGEST_PAUSE)), pause);
  };
}

/** What comes while a button is held down waits until it is let go: what is drawn anew under the pointer gets no click. */
function arrive(from, event) {
  if (pressing) waiting.push([from, event]);
  else if (from === socket) receive(event);
}

function letGo() {
  pressing = false;
  const came = waiting;
  waiting = [];
  for (const [from, event] of came) arrive(from, event);
}

addEventListener("pointerdown", () => (pressing = true), true);
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(letGo), true); // after the click

function setConnected(connected) {
  world.connected = connected;
  tell("connection");
}
