/** Says things to people who listen to the page instead of looking at it. */

export function announce(words) {
  const line = document.createElement("p");
  line.textContent = words;
  const region = document.getElementById("announcer");
  region.append(line);
  while (region.childElementCount > 5) region.firstElementChild.remove();
}
