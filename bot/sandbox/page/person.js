/** People as they are shown: avatars and names. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { world } from "./world.js";

export function nameOf(id) {
  if (id && id === world.app.bot_user_id) return world.app.name;
  const person = world.people.get(id);
  return person?.real_name || person?.name || id || "Somebody";
}

export function firstName(id) {
  return nameOf(id).split(" ")[0];
}

export function avatar(id, { size = "medium" } = {}) {
  const person = world.people.get(id);
  if (isApp(id)) return h("span", { class: `avatar avatar-${size} avatar-app`, "aria-hidden": "true" }, icon("leaf"));
  const color = /^#?[0-9a-f]{6}$/i.test(person?.color ?? "") ? `#${person.color.replace("#", "")}` : "#6b7a75";
  const style = { "--tone": color, "--tone-ink": inkOn(color) };
  return h("span", { class: `avatar avatar-${size}`, "aria-hidden": "true", style }, person?.initials ?? nameOf(id).slice(0, 1));
}

export function isApp(id) {
  return id === world.app.bot_user_id || Boolean(world.people.get(id)?.is_bot);
}

/** White or ink, whichever reads better on the colour (WCAG relative luminance; both have 4.5:1 at about 0.18). */
function inkOn(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(parseInt(color.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#12231f" : "#ffffff";
}

function linear(channel) {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
