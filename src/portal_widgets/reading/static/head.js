// Runs before the first paint, and whenever a choice changes: the choices become attributes of <html>, also on a
// cached page. The reader's own colours become a stylesheet. A module inserts the text of pictures.
const root = document.documentElement;
const script = document.currentScript;
let sheet;
let texts;
// Enough to decide which of two legible colours is lighter: native controls then follow the pair.
const light = (hex = "") => 3 * parseInt(hex.slice(0, 2), 16) + 6 * parseInt(hex.slice(2, 4), 16) + parseInt(hex.slice(4), 16);
const apply = (text) => {
  const chosen = new Map(text.split(".").map((part) => part.split("-")));
  for (const name of root.getAttributeNames()) {
    if (name.startsWith("data-pw-") && !chosen.has(name.slice(8))) root.removeAttribute(name);
  }
  for (const [name, value] of chosen) {
    if (/^[a-z]+$/.test(name) && root.getAttribute("data-pw-" + name) !== value) root.setAttribute("data-pw-" + name, value);
  }
  // If the browser can wait, pictures are not painted before their text is there.
  if (chosen.has("pictures") && !texts) {
    texts = document.createElement("script");
    texts.type = "module";
    texts.blocking = "render";
    texts.nonce = script.nonce;
    texts.src = new URL("pictures.mjs", script.src);
    script.after(texts);
  }
  const ink = chosen.get("ink");
  const paper = chosen.get("paper");
  if (!ink || !document.adoptedStyleSheets) return;
  if (!sheet) document.adoptedStyleSheets = [...document.adoptedStyleSheets, (sheet = new CSSStyleSheet())];
  sheet.replaceSync(`:root{--pw-own-ink:#${ink};--pw-own-paper:#${paper};--pw-own-scheme:${light(ink) > light(paper) ? "dark" : "light"}}`);
};
const kept = () => (/(?:^|; )pw_reading=([\w.-]*)/.exec(document.cookie) || [])[1] || "";
addEventListener("pw-reading", (event) => apply(event.detail === null ? kept() : event.detail));
apply(kept());
