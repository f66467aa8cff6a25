// In debug mode: reports on the console that the page around the widgets does not use the tokens. It changes a token
// for a moment, which paints nothing.
const grounds = () => [document.documentElement, document.body].map((it) => getComputedStyle(it).backgroundColor).join();

export const look = () => {
  const before = grounds();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":root, .pw-page { --pw-paper: #010203 !important; } * { transition: none !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const follows = grounds() !== before;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  if (!follows) console.info("portal_widgets: this page does not use the tokens (background: var(--pw-paper)). The colours that a reader chooses act only on the widgets. docs/theming.md says how the page can follow.");
};
