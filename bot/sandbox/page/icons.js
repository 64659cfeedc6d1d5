/** The page's own line icons, drawn as SVG nodes. */

const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  down: "M6 9.5l6 6 6-6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  hash: "M9.5 4.5L7.5 19.5M16.5 4.5l-2 15M4.5 9.5h15.5M4 14.5h15.5",
  lock: "M7 11V8.5a5 5 0 0 1 10 0V11M6 11h12v9H6z",
  home: "M4 11.5L12 5l8 6.5M6.5 10v9.5h11V10M10.5 19.5v-5h3v5",
  chat: "M5 6.5h14v9.5h-8l-4 3.5V16H5z",
  bolt: "M13 3.5L5.5 13.5H12l-1 7 7.5-10.5H12z",
  smile: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8.5 14c.9 1.3 2 2 3.5 2s2.6-.7 3.5-2M9 9.5v.6M15 9.5v.6",
  smileAdd: "M19.7 11.2A8.3 8.3 0 1 1 12.8 4.2M8 14c.9 1.3 2 2 3.5 2s2.6-.7 3.5-2M8.6 9.8v.5M14.4 9.8v.5M18.5 2.5v6M15.5 5.5h6",
  send: "M4.5 12L20 5l-4.5 14.5-4-6.5zM11.5 13L20 5",
  reply: "M5 6.5h14v9.5h-8l-4 3.5V16H5zM9 10h6M9 12.8h4",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  eye: "M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.3l2.8 1.7",
  skip: "M5 6l7.5 6L5 18zM12.5 6l7 6-7 6z",
  plus: "M12 5v14M5 12h14",
  pencil: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  bin: "M5 7h14M9.5 7V4.5h5V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5",
  alert: "M12 4.5L3.5 19.5h17zM12 10.5v4M12 17v.3",
  leaf: "M12 20v-8M12 13.5c0-4 2.8-6.7 7-6.7 0 4.2-2.8 6.7-7 6.7zM12 17c0-3.3-2.3-5.5-6-5.5C6 15 8.3 17 12 17z",
  file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
  people: "M9 5.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3.5 19.5c0-3 2.3-5 5.5-5s5.5 2 5.5 5M15.5 6a2.7 2.7 0 0 1 0 5.2M17 14.8c2.1.6 3.5 2.3 3.5 4.7",
};

export function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", `icon icon-${name}`);
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  drawing.append(path);
  return drawing;
}
