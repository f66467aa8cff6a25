// Before the first paint, and whenever a choice changes: the choices become attributes of <html>, also
// on a cached page. An own pair of colours becomes a stylesheet; nothing is ever written into the page.
const root = document.documentElement;
let sheet;
const apply = (text) => {
  const chosen = new Map(text.split(".").filter(Boolean).map((part) => part.split("-")));
  for (const name of root.getAttributeNames()) {
    if (name.startsWith("data-pw-") && !chosen.has(name.slice(8))) root.removeAttribute(name);
  }
  for (const [name, value] of chosen) {
    if (/^[a-z]+$/.test(name) && root.getAttribute("data-pw-" + name) !== value) root.setAttribute("data-pw-" + name, value);
  }
  if (!chosen.has("ink") || !("adoptedStyleSheets" in document)) return;
  if (!sheet) document.adoptedStyleSheets = [...document.adoptedStyleSheets, (sheet = new CSSStyleSheet())];
  sheet.replaceSync(`:root{--pw-own-ink:#${chosen.get("ink")};--pw-own-paper:#${chosen.get("paper")}}`);
};
const kept = () => (/(?:^|; )pw_reading=([\w.-]*)/.exec(document.cookie) || [])[1] || "";
addEventListener("pw-reading", (event) => apply(event.detail === null ? kept() : event.detail));
apply(kept());
