/** A view's blocks on screen, through updates: what was typed stays where block_id and action_id stay the same. */

import { arrange } from "./dom.js";
import { drawBlock } from "./blocks.js";
import { act } from "./server.js";

export class Form {
  constructor(node, viewId) {
    Object.assign(this, { node, container: { view_id: viewId }, drawn: new Map(), typedIn: new Map(), view: null });
  }

  show(view) {
    this.#rememberTyped();
    this.view = view;
    this.container = { view_id: view.id };
    const before = this.drawn;
    this.drawn = new Map();
    arrange(this.node, view.blocks.map((block, index) => this.#block(block, before, block.block_id ?? `#${index}`)));
    if (Object.keys(view.errors ?? {}).length) this.mark(view.errors);
  }

  /** A block that did not change keeps its nodes, and so its focus, caret and open popups. */
  #block(block, before, key) {
    const json = JSON.stringify(block);
    const old = before.get(key);
    const entry = old?.json === json ? old : { json, type: block.element?.type ?? block.type, controls: new Map(), fail: null };
    this.drawn.set(key, entry);
    entry.node ??= drawBlock(block, this.#surface(entry));
    return entry.node;
  }

  #surface(entry) {
    return {
      container: this.container,
      press: (spec, blockId, value) => this.#press(spec, blockId, value),
      touched: (blockId, actionId) => this.typedIn.set(keyOf(blockId, actionId), undefined),
      startOf: (blockId, actionId) => ({ kept: this.#kept(blockId, actionId, entry), known: this.view.values?.[blockId]?.[actionId] }),
      register: (blockId, actionId, control, fail) => {
        entry.controls.set(actionId, { blockId, control });
        entry.fail = fail ?? entry.fail;
      },
    };
  }

  #kept(blockId, actionId, entry) {
    const typed = this.typedIn.get(keyOf(blockId, actionId));
    return typed?.type === entry.type ? typed.kept : undefined;
  }

  #rememberTyped() {
    for (const { type, controls } of this.drawn.values())
      for (const [actionId, { blockId, control }] of controls)
        if (this.typedIn.has(keyOf(blockId, actionId))) this.typedIn.set(keyOf(blockId, actionId), { type, kept: control.keep() });
  }

  /** {block_id: {action_id: value}} of everything that has a value. */
  values() {
    const values = {};
    for (const { controls } of this.drawn.values())
      for (const [actionId, { blockId, control }] of controls) (values[blockId] ??= {})[actionId] = control.read();
    return values;
  }

  mark(errors) {
    for (const [blockId, text] of Object.entries(errors)) this.drawn.get(blockId)?.fail?.(text);
    const first = [...this.drawn].find(([blockId, entry]) => errors[blockId] && entry.fail)?.[1];
    first?.controls.values().next().value.control.focus.focus();
  }

  unmark() {
    for (const { fail } of this.drawn.values()) fail?.(null);
  }

  #press(spec, blockId, value) {
    return act("press", { container: this.container, action_id: spec.action_id, block_id: blockId, value, values: this.values() });
  }
}

function keyOf(blockId, actionId) {
  return `${blockId}\n${actionId}`;
}
