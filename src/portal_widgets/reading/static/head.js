// Before the first paint: the cookie's choices become attributes of <html>, also on a cached page.
const root = document.documentElement;
const kept = /(?:^|; )pw_reading=([\w.-]*)/.exec(document.cookie);
for (const part of kept ? kept[1].split(".") : []) {
  const [name, value] = part.split("-");
  if ((name === "size" || name === "theme") && value) root.setAttribute("data-pw-" + name, value);
}
