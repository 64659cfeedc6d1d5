/** Block Kit blocks as DOM nodes. */

import { h } from "./dom.js";
import { element, image, unknown } from "./elements.js";
import { inputBlock } from "./inputblock.js";
import { markdown } from "./markdown.js";
import { mrkdwn, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

const DRAWN = {
  section, header, divider, context, actions, image: imageBlock, input: inputBlock, table,
  rich_text: (block) => h("div", { class: "block" }, richText(block)),
  markdown: (block) => h("div", { class: "block" }, markdown(block.text)),
};

/** One block. `surface` is where it stands: {container, press, register, startOf, touched}. */
export function drawBlock(block, surface) {
  const node = DRAWN[block.type]?.(block, surface) ?? h("div", { class: "block" }, unknown(block.type));
  if (block.block_id) node.dataset.blockId = block.block_id;
  return node;
}

function section(block, surface) {
  const texts = [
    block.text && h("div", { class: "section-text" }, textObject(block.text)),
    block.fields && h("div", { class: "fields" }, block.fields.map((field) => h("div", { class: "section-field" }, textObject(field)))),
  ];
  const accessory = block.accessory && h("div", { class: "accessory" }, element(block.accessory, block.block_id, surface));
  return h("div", { class: "block section" }, h("div", { class: "section-body" }, texts), accessory);
}

function header(block) {
  return h("h3", { class: "block header" }, textObject(block.text));
}

function divider() {
  return h("hr", { class: "block divider" });
}

function context(block) {
  const parts = block.elements.map((part) => (part.type === "image" ? image(part) : h("span", { class: "context-text" }, textObject(part))));
  return h("div", { class: "block context" }, parts);
}

function actions(block, surface) {
  return h("div", { class: "block actions" }, block.elements.map((part) => element(part, block.block_id, surface)));
}

function imageBlock(block) {
  return h("figure", { class: "block figure" }, block.title && h("figcaption", {}, textObject(block.title)), image(block));
}

function table(block) {
  const cell = (content) => h("td", {}, content.type === "rich_text" ? richText(content) : mrkdwn(String(content.text ?? "")));
  return h("div", { class: "block table" }, h("table", {}, h("tbody", {}, block.rows.map((row) => h("tr", {}, row.map(cell))))));
}
