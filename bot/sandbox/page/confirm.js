/** Asks before something is done: Block Kit's confirm objects and the page's own questions. */

import { freshId, h } from "./dom.js";
import { raise } from "./layers.js";
import { textObject } from "./mrkdwn.js";

const plain = (text) => ({ type: "plain_text", text });

/** Resolves to whether the person agreed. `asked` is a confirm object: title, text, confirm, deny, style. */
export function confirm(asked) {
  return new Promise((resolve) => {
    const id = freshId("confirm");
    const answer = (agreed) => {
      lower();
      resolve(agreed);
    };
    const agree = h("button", { class: `button ${asked.style === "danger" ? "is-danger" : "is-primary"}`, type: "button", "data-testid": "confirm-yes", onClick: () => answer(true) }, textObject(asked.confirm ?? plain("Yes")));
    const deny = h("button", { class: "button", type: "button", "data-testid": "confirm-no", onClick: () => answer(false) }, textObject(asked.deny ?? plain("Cancel")));
    const dialog = h("div", { class: "veil" },
      h("div", { class: "dialog dialog-small", role: "alertdialog", "aria-modal": "true", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-text`, "data-testid": "confirm" },
        h("h2", { class: "dialog-title", id: `${id}-title` }, textObject(asked.title ?? plain("Are you sure?"))),
        h("div", { class: "dialog-words", id: `${id}-text` }, textObject(asked.text)),
        h("div", { class: "dialog-foot" }, deny, agree)));
    const lower = raise(dialog, { onEscape: () => answer(false) });
    deny.focus();
  });
}
