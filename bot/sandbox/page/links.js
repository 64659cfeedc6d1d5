/** Which addresses a link may have; Slack's permalinks and deep links lead into this page. */

import { h } from "./dom.js";
import { addressOf, go, HOME } from "./route.js";
import { myDm } from "./world.js";

export function link(url, label = url) {
  const inside = destination(url);
  if (inside) return h("a", { href: addressOf(inside), onClick: (event) => travel(event, inside) }, label);
  if (!isSafe(url)) return h("span", {}, label);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

function travel(event, to) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(to);
}

export function isSafe(url) {
  return /^(https?:|mailto:|tel:)/i.test(url);
}

/** Follows an address as a click on a link would. */
export function follow(url) {
  const inside = destination(url);
  if (inside) go(inside);
  else if (isSafe(url)) open(url, "_blank", "noopener");
}

function destination(url) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  return ofPermalink(parsed) ?? ofDeepLink(parsed);
}

function ofPermalink({ pathname, searchParams }) {
  const found = /\/archives\/([A-Z0-9]+)(?:\/p(\d+)(\d{6}))?$/.exec(pathname);
  if (!found) return null;
  const at = found[2] ? `${found[2]}.${found[3]}` : null;
  return { place: found[1], at, thread: searchParams.get("thread_ts") };
}

function ofDeepLink({ protocol, host, pathname, searchParams }) {
  if (protocol !== "slack:") return null;
  const what = host || pathname.replaceAll("/", "");
  if (what === "app") return { place: searchParams.get("tab") === "messages" ? myDm() : HOME };
  return what === "channel" ? { place: searchParams.get("id") } : null;
}
