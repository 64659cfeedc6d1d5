/** Starts the page: who is looking, then follows the workspace as that person. */

import "./modal.js";
import "./pane.js";
import "./thread.js";
import "./topbar.js";
import { go, here, HOME, readAddress } from "./route.js";
import { follow, snapshot } from "./server.js";
import { toast } from "./toast.js";
import { isDm, myDm, tell, when, world } from "./world.js";

const FIRST_OF_THE_DEMO = "U0ADA";

readAddress();
start();

async function start() {
  follow(await firstViewer());
}

/** Who the address names; else whom the server takes for the first; else the first of the demo. */
async function firstViewer() {
  for (const user of [here.user, null]) {
    try {
      return (await snapshot(user)).viewer;
    } catch {
      // unknown here: the next best
    }
  }
  return FIRST_OF_THE_DEMO;
}

/** Puts the viewer into a place that he may see: his own direct message, or a channel of his. */
function settle() {
  const place = here.place?.startsWith("D") ? myDm() : here.place;
  const first = [...world.channels.values()].find((channel) => channel.is_member && channel.app_is_in) ?? [...world.channels.values()][0];
  const { thread, at } = here;
  go(isVisible(place) ? { user: world.viewer, place, thread, at } : { user: world.viewer, place: first?.id ?? HOME, thread: null }, { quietly: true });
  tell("settled");
}

function isVisible(place) {
  return place === HOME || isDm(place) || world.channels.has(place);
}

/** Another person is followed anew; another place is shown, if the viewer may see it. */
function moved(before) {
  if (before.user !== here.user) follow(here.user);
  else if (isVisible(here.place)) tell("moved");
  else {
    toast({ kind: "info", text: "You are not in that channel." });
    go({ place: before.place, thread: before.thread }, { quietly: true });
  }
}

when("snapshot", settle);
when("route", moved);
