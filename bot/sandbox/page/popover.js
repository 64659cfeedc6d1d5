/** Panels that float beside an anchor, inside the window, above everything. */

const GAP = 6;
const MARGIN = 8;

/** Floats `panel` at `anchor`; returns what takes it away again. `above` prefers the upper side, `wide` the anchor's width. */
export function float(panel, anchor, { above = false, wide = false, end = false } = {}) {
  document.getElementById("popovers").append(panel);
  panel.classList.add("floating");
  const place = () => position(panel, anchor, { above, wide, end });
  const sizes = new ResizeObserver(place);
  sizes.observe(panel);
  addEventListener("resize", place);
  addEventListener("scroll", place, true);
  place();
  return () => {
    sizes.disconnect();
    removeEventListener("resize", place);
    removeEventListener("scroll", place, true);
    panel.remove();
  };
}

function position(panel, anchor, { above, wide, end }) {
  const at = anchor.getBoundingClientRect();
  if (wide) panel.style.width = `${at.width}px`;
  const roomAbove = at.top - GAP - MARGIN;
  const roomBelow = innerHeight - at.bottom - GAP - MARGIN;
  const needed = panel.scrollHeight;
  const goesAbove = above ? roomAbove >= Math.min(needed, 160) || roomAbove > roomBelow : roomBelow < Math.min(needed, 240) && roomAbove > roomBelow;
  panel.style.maxHeight = `${Math.max(80, Math.min(goesAbove ? roomAbove : roomBelow, 420))}px`;
  const left = end ? at.right - panel.offsetWidth : at.left;
  panel.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - panel.offsetWidth - MARGIN))}px`;
  panel.style.top = goesAbove ? `${Math.max(MARGIN, at.top - GAP - panel.offsetHeight)}px` : `${at.bottom + GAP}px`;
}

/** A popover that takes the focus and closes at Escape, at a press elsewhere, or by the returned function. */
export function openPopover(panel, anchor, { onClose, ...placing } = {}) {
  const lift = float(panel, anchor, placing);
  let open = true;
  const close = ({ refocus = true } = {}) => {
    if (!open) return;
    open = false;
    document.removeEventListener("pointerdown", elsewhere, true);
    if (refocus && anchor.isConnected) anchor.focus({ preventScroll: true }); // while it is still shown as open
    lift();
    anchor.setAttribute("aria-expanded", "false");
    onClose?.();
  };
  const elsewhere = (event) => !panel.contains(event.target) && !anchor.contains(event.target) && close({ refocus: false });
  document.addEventListener("pointerdown", elsewhere, true);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    if (event.key === "Tab" && !panel.dataset.leaveAtTab) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  anchor.setAttribute("aria-expanded", "true");
  return close;
}
