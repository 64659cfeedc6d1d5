/** The `markdown` block: standard Markdown's headings and emphasis, said in mrkdwn. */

import { h } from "./dom.js";
import { mrkdwn, PARSING } from "./mrkdwn.js";

export function markdown(text) {
  return text.split(/\n{2,}/).map((paragraph) => {
    const heading = /^#{1,6} (.+)$/.exec(paragraph);
    if (heading) return h("h4", { class: "markdown-heading" }, mrkdwn(translated(heading[1]), PARSING.text));
    return h("p", { class: "markdown-paragraph" }, mrkdwn(translated(paragraph), PARSING.text));
  });
}

function translated(text) {
  return text
    .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/(?<!^)>/gm, "&gt;")
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>")
    .replace(/(?<!\*)\*(?!\*)([^*\n]+)\*(?!\*)/g, "_$1_")
    .replace(/\*\*([^*\n]+)\*\*/g, "*$1*")
    .replace(/~~([^~\n]+)~~/g, "~$1~")
    .replace(/^[-*] /gm, "• ");
}
