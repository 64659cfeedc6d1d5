/** The sandbox's time, said in the viewer's time zone. */

import { me, world } from "./world.js";

const LOCALE = "en-GB";
const DAY = 86400;

/** The sandbox's now, in seconds. */
export function now() {
  if (!world.clock) return Date.now() / 1000;
  const passed = world.clock.running ? performance.now() - world.clockAt : 0;
  return (Date.parse(world.clock.now) + passed) / 1000;
}

export function zone() {
  return me()?.tz || "UTC";
}

export function place(tz = zone()) {
  return tz.split("/").at(-1).replaceAll("_", " ");
}

const formats = new Map();
export function said(seconds, options, tz = zone()) {
  const key = JSON.stringify([options, tz]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: tz }));
  return formats.get(key).format(new Date(Number(seconds) * 1000));
}

export const hour = (seconds, tz) => said(seconds, { hour: "2-digit", minute: "2-digit" }, tz);
export const shortDay = (seconds) => said(seconds, { weekday: "short", day: "numeric", month: "short" });
export const longDay = (seconds) => said(seconds, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const dayKey = (seconds) => said(seconds, { year: "numeric", month: "2-digit", day: "2-digit" });
export const moment = (seconds) => `${longDay(seconds)} at ${hour(seconds)}`;

/** "Today", "Yesterday", "Tomorrow", or nothing. */
function pretty(seconds) {
  const names = { 0: "Today", [DAY]: "Yesterday", [-DAY]: "Tomorrow" };
  const match = Object.entries(names).find(([offset]) => dayKey(seconds) === dayKey(now() - Number(offset)));
  return match?.[1] ?? null;
}

export function dayName(seconds) {
  return pretty(seconds) ?? said(seconds, { weekday: "long", day: "numeric", month: "long" });
}

/** "today at 10:30", "3 Jan at 10:30". */
export function whenSaid(seconds) {
  const day = pretty(seconds)?.toLowerCase() ?? said(seconds, { day: "numeric", month: "short" });
  return `${day} at ${hour(seconds)}`;
}

/** "in 3 h 20 min", for what lies ahead. */
export function ahead(seconds) {
  const minutes = Math.round((seconds - now()) / 60);
  if (minutes < 1) return "now";
  if (minutes < 60) return `in ${minutes} min`;
  if (minutes < 48 * 60) return `in ${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
  return `in ${Math.round(minutes / 1440)} days`;
}

function ago(seconds) {
  const minutes = Math.max(0, Math.round((now() - seconds) / 60));
  const [count, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 1440 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}

const TOKENS = {
  date_num: (at) => said(at, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: (at) => said(at, { day: "numeric", month: "long", year: "numeric" }),
  date_short: (at) => said(at, { day: "numeric", month: "short", year: "numeric" }),
  date_long: (at) => longDay(at),
  time: (at) => hour(at),
  time_secs: (at) => said(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** Slack's `<!date^...>`: its tokens in the reader's zone; `_pretty` says today and yesterday. */
export function slackDate(seconds, template) {
  return template.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token.endsWith("_pretty")) return pretty(seconds)?.toLowerCase() ?? TOKENS[token.slice(0, -7)]?.(seconds) ?? whole;
    return TOKENS[token]?.(seconds) ?? whole;
  });
}

/** "2026-01-05T09:30" in the viewer's zone, for a datetime-local input. */
export function toLocal(seconds) {
  const [day, month, year] = said(seconds, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/");
  return `${year}-${month}-${day}T${hour(seconds)}`;
}

/** The moment at which the viewer's wall shows `local`. Two rounds settle the zone's offset around a change of clocks. */
export function fromLocal(local) {
  const wanted = Date.parse(`${local}Z`) / 1000;
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) guess += wanted - Date.parse(`${toLocal(guess)}Z`) / 1000;
  return guess;
}
