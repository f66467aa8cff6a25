// Inserts the text of each picture before it: as text it grows, wraps and has the theme's colours. No style shows it
// in every browser, so this is the only choice that adds elements to the page. Once loaded, it follows the choice and
// changes of the page.
const root = document.documentElement;
const DESCRIBED = "img[alt]:not([alt=''], [alt=' '], .pw-as-is, .pw-as-is *)";
const texts = new Map();

const written = (picture) => {
  const text = document.createElement("span");
  text.className = "pw-picture-text";
  texts.set(picture, text);
  picture.before(text);
  return text;
};

const write = () => {
  const wanted = new Set(root.hasAttribute("data-pw-pictures") ? document.querySelectorAll(DESCRIBED) : []);
  for (const [picture, text] of texts) {
    if (wanted.has(picture)) continue;
    text.remove();
    texts.delete(picture);
  }
  for (const picture of wanted) {
    const text = texts.get(picture) || written(picture);
    if (text.textContent !== picture.alt) text.textContent = picture.alt;
    if (text.lang !== picture.lang) text.lang = picture.lang;
    // A text that the page has removed is not inserted again, because the two could repeat this endlessly.
    if (text.isConnected && text.nextSibling !== picture) picture.before(text);
  }
};

new MutationObserver(write).observe(root, {
  subtree: true,
  childList: true,
  attributeFilter: ["alt", "class", "data-pw-pictures"],
});
write();
