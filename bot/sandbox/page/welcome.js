/** A hint for the first minute. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { firstName } from "./person.js";
import { world } from "./world.js";

const SEEN = "knowhow-sandbox-welcome";
const EXAMPLES = { "/ask-expert": "How do I renew the TLS certificate of a staging service?" };

let dismissed = remembered();

/** Nodes to stand above the composer: the hint, or nothing. */
export function welcome(composer) {
  const first = world.commands[0];
  if (dismissed || !first) return [];
  const line = [first.command, EXAMPLES[first.command]].filter(Boolean).join(" ");
  const attempt = () => {
    composer.fill(line);
    composer.box.focus();
  };
  const leave = () => {
    welcomed();
    composer.box.focus();
  };
  const node = h("aside", { class: "welcome", "data-testid": "welcome", "aria-label": "Welcome" }, icon("leaf"),
    h("p", {}, h("b", {}, `You are ${firstName(world.viewer)}. `), "Type ", h("code", { class: "code" }, line),
      ", then become somebody else at the top right to see who is asked. The clock above brings what is due."),
    h("button", { class: "button button-quiet", type: "button", "data-testid": "welcome-try", onClick: attempt }, "Try it"),
    h("button", { class: "icon-button", type: "button", "aria-label": "Dismiss the hint", "data-testid": "welcome-dismiss", onClick: leave }, icon("close")));
  return [node];
}

/** A command was sent: the hint has done its work. */
export function welcomed() {
  dismissed = true;
  remember();
  document.querySelector("[data-testid=welcome]")?.remove();
}

function remembered() {
  try {
    return localStorage.getItem(SEEN) === "yes";
  } catch {
    return false;
  }
}

function remember() {
  try {
    localStorage.setItem(SEEN, "yes");
  } catch {
    // private browsing: the hint comes again next time
  }
}
