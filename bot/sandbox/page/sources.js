/** Where a select's options come from: its own list, the app, or the workspace. */

import { icon } from "./icons.js";
import { avatar } from "./person.js";
import { act } from "./server.js";
import { world } from "./world.js";

const TYPING_PAUSE = 250;
const LEAST_QUERY = 3; // Slack's default for min_query_length

export function sourceOf(spec, { container, blockId }) {
  if (spec.type.includes("external")) return external(spec, { container, blockId });
  if (spec.type.includes("users")) return workspace(people);
  if (spec.type.includes("channels")) return workspace(channels);
  if (spec.type.includes("conversations")) return workspace(() => conversations(spec.filter));
  return own(spec);
}

function own(spec) {
  return { pause: 0, find: async (query) => listed(spec, (option) => matches(option, query)) };
}

function workspace(list) {
  return { pause: 0, find: async (query) => list().filter((option) => matches(option, query)) };
}

function external(spec, { container, blockId }) {
  const least = spec.min_query_length ?? LEAST_QUERY;
  return {
    pause: TYPING_PAUSE,
    async find(query) {
      if (query.length < least) return [{ note: least === 1 ? "Type to search" : `Type at least ${least} characters` }];
      const answer = await act("suggest", { container, action_id: spec.action_id, block_id: blockId, query });
      remember(answer);
      return answer.ok ? listed(answer) : [{ note: answer.words ?? "The options could not be loaded" }];
    },
  };
}

const offered = new Map(); // by value: the app's options, whose words a view's state may lack

function remember({ options, option_groups: groups }) {
  for (const option of [...(options ?? []), ...(groups ?? []).flatMap((group) => group.options)]) offered.set(option.value, option);
}

/** Options, or groups with their headings, as rows. */
function listed({ options, option_groups: groups }, keep = () => true) {
  if (!groups?.length) return (options ?? []).filter(keep);
  return groups.flatMap((group) => {
    const kept = group.options.filter(keep);
    return kept.length ? [{ heading: group.label.text }, ...kept] : [];
  });
}

function matches(option, query) {
  return `${option.text.text} ${option.also ?? ""}`.toLowerCase().includes(query.toLowerCase());
}

const asText = (text) => ({ type: "plain_text", text, emoji: false });

function people() {
  return [...world.people.values()].filter((person) => !person.is_bot).map(personOption);
}

function personOption(person) {
  return { value: person.id, text: asText(person.real_name), also: person.name, description: person.title ? asText(person.title) : null, lead: avatar(person.id, { size: "small" }) };
}

function channels() {
  return [...world.channels.values()].filter((channel) => !channel.is_archived).map(channelOption);
}

function channelOption(channel) {
  return { value: channel.id, text: asText(channel.name), lead: icon(channel.is_private ? "lock" : "hash") };
}

function conversations(filter) {
  const kinds = filter?.include ?? ["public", "private", "im"];
  const shown = channels().filter(({ value }) => kinds.includes(world.channels.get(value).is_private ? "private" : "public"));
  return [...shown, ...(kinds.includes("im") ? people() : [])];
}

/** The option of a chosen id or value, for what was chosen before. */
export function optionOf(spec, value) {
  if (typeof value === "object") return value;
  const found = world.people.get(value) ? personOption(world.people.get(value)) : world.channels.get(value) && channelOption(world.channels.get(value));
  const listedHere = [...(spec.options ?? []), ...(spec.option_groups ?? []).flatMap((group) => group.options), spec.initial_option, ...(spec.initial_options ?? [])];
  return listedHere.find((option) => option?.value === value) ?? found ?? offered.get(value) ?? { value, text: asText(value) };
}
