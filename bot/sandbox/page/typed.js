/** From Slack's form of a message back to what was typed, for editing; the server does the other way. */

import { unescape } from "./mrkdwn.js";
import { world } from "./world.js";

export function asTyped(text) {
  return unescape(text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (whole, id) => (world.people.get(id) ? `@${world.people.get(id).name}` : whole))
    .replace(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (whole, id, name) => `#${world.channels.get(id)?.name ?? name}`)
    .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, "@$1")
    .replace(/<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>/g, "$1"));
}
