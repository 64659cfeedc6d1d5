/** The app's Home tab. */

import { arrange, h } from "./dom.js";
import { Form } from "./form.js";
import { icon } from "./icons.js";
import { act } from "./server.js";
import { world } from "./world.js";

export function home() {
  const body = h("div", { class: "home-body", "data-testid": "home" });
  const node = h("div", { class: "home" }, body);
  let form = null;

  function show() {
    if (!world.home) {
      form = null;
      return arrange(body, [nothingYet()]);
    }
    if (form?.view.id !== world.home.id) {
      body.replaceChildren();
      form = new Form(body, world.home.id);
    }
    return form.show(world.home);
  }

  return { node, show, enter: () => act("home", { tab: "home" }) };
}

function nothingYet() {
  return h("div", { class: "nothing" }, icon("home"), h("p", {}, `${world.app.name} has not shown a Home yet.`));
}
