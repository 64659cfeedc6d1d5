/** Builds DOM nodes; what comes from the workspace only ever becomes text, never markup. */

const AS_PROPERTY = new Set(["value", "checked", "disabled", "hidden", "inert", "tabIndex"]);

/** An element: attributes by name, `onEvent` functions as listeners, `style` as custom properties, children as nodes or text. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) dress(node, name, value);
  node.append(...children.flat(Infinity).filter(isPresent));
  return node;
}

function dress(node, name, value) {
  if (!isPresent(value)) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2).toLowerCase(), value);
  else if (name === "class") node.className = value;
  else if (name === "style") for (const [key, each] of Object.entries(value)) node.style.setProperty(key, each);
  else if (AS_PROPERTY.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

function isPresent(value) {
  return value !== null && value !== undefined && value !== false;
}

/** Makes the children of `parent` exactly `nodes`, moving nothing that is already in place (so focus and caret survive). */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

/** Puts `fresh` where `old` was and keeps the focus on the element of the same hook. */
export function replaceKeepingFocus(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (focused) (hookOf(focused) && fresh.querySelector(hookOf(focused)) || focusable(fresh)[0] || fresh).focus({ preventScroll: true });
}

function hookOf(node) {
  const { actionId, testid } = node.dataset;
  if (actionId) return `[data-action-id="${CSS.escape(actionId)}"]`;
  return testid ? `[data-testid="${CSS.escape(testid)}"]` : "";
}

export function focusable(root) {
  const candidates = root.querySelectorAll("a[href], button, input, select, textarea, [tabindex]");
  return [...candidates].filter((node) => !node.disabled && node.tabIndex >= 0 && node.checkVisibility());
}

let counter = 0;
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}
