/** Dialogs stand in layers: only the top one can be reached, and the focus returns where it came from. */

import { focusable } from "./dom.js";

const layers = [];

/** Puts `node` (a dialog) on top. Returns what takes it away. */
export function raise(node, { onEscape }) {
  const layer = { node, cameFrom: document.activeElement };
  layers.push(layer);
  document.getElementById("dialogs").append(node);
  settle();
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onEscape();
    } else if (event.key === "Tab") keepInside(event, node);
  });
  return () => lower(layer);
}

function lower(layer) {
  const at = layers.indexOf(layer);
  if (at < 0) return;
  layers.splice(at, 1);
  layer.node.remove();
  settle();
  const back = layer.cameFrom?.isConnected && layer.cameFrom !== document.body ? layer.cameFrom : document.querySelector("#main textarea");
  back?.focus({ preventScroll: true });
}

function settle() {
  document.getElementById("app").inert = layers.length > 0;
  layers.forEach(({ node }, index) => (node.inert = index < layers.length - 1));
}

function keepInside(event, node) {
  const inside = focusable(node);
  const [first, last] = [inside[0], inside.at(-1)];
  const leaves = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaves || !first) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}
