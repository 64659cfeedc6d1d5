/** What this viewer knows of the workspace, kept true by the server's events; others listen for what changed. */

export const world = {
  viewer: null, team: {}, app: {}, people: new Map(), channels: new Map(), dms: [],
  commands: [], shortcuts: [], emoji: [], messages: new Map(), unread: new Map(),
  modal: [], home: null, clock: null, connected: false,
};

const listeners = new Map();

export function when(topic, react) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), react]);
}

export function tell(topic, detail) {
  for (const react of listeners.get(topic) ?? []) react(detail);
}

export function receive(event) {
  const take = RECEIVERS[event.type];
  if (take) take(event);
}

const RECEIVERS = {
  snapshot(event) {
    const { viewer, team, app, dms, commands, shortcuts, emoji, modal, home, clock } = event;
    Object.assign(world, { viewer, team, app, dms, commands, shortcuts, emoji, modal: modal ?? [], home, clock });
    world.clockAt = performance.now();
    takePeople(event.people);
    world.unread = new Map();
    takeChannels(event.channels);
    for (const dm of event.dms) world.unread.set(dm.id, dm.unread ?? 0);
    world.messages = new Map();
    event.messages.forEach(keep);
    tell("snapshot");
  },
  message({ message }) {
    const isNew = !messagesIn(message.channel).has(message.ts);
    keep(message);
    tell("message", { message, isNew });
  },
  message_removed({ channel, ts }) {
    messagesIn(channel).delete(ts);
    tell("message", { message: { channel, ts }, isNew: false });
  },
  modal({ stack }) {
    world.modal = stack;
    tell("modal");
  },
  home({ view }) {
    world.home = view;
    tell("home");
  },
  clock({ clock }) {
    world.clock = clock;
    world.clockAt = performance.now();
    tell("clock");
  },
  channels({ channels }) {
    takeChannels(channels);
    tell("channels");
  },
  people({ people }) {
    takePeople(people);
    tell("people");
  },
  unread({ channel, unread }) {
    world.unread.set(channel, unread);
    tell("unread", channel);
  },
  toast(event) {
    tell("toast", event);
  },
};

function takePeople(people) {
  world.people = new Map(people.map((person) => [person.id, person]));
}

function takeChannels(channels) {
  world.channels = new Map(channels.map((channel) => [channel.id, channel]));
  for (const channel of channels) if (channel.unread !== undefined) world.unread.set(channel.id, channel.unread);
}

function keep(message) {
  messagesIn(message.channel).set(message.ts, message);
}

export function messagesIn(channel) {
  if (!world.messages.has(channel)) world.messages.set(channel, new Map());
  return world.messages.get(channel);
}

/** The messages of a channel, or of one of its threads (root first), in order. */
export function conversation(channel, thread = null) {
  const all = [...messagesIn(channel).values()];
  const shown = thread ? all.filter((each) => each.ts === thread || each.thread_ts === thread) : all.filter(standsInChannel);
  return shown.sort((one, other) => Number(one.ts) - Number(other.ts) || one.ts.localeCompare(other.ts));
}

function standsInChannel(message) {
  return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
}

export function me() {
  return world.people.get(world.viewer);
}

export function myDm() {
  return world.dms[0]?.id ?? null;
}

export function isDm(channel) {
  return world.dms.some((dm) => dm.id === channel);
}
