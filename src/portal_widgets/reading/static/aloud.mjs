// Reads an article aloud, sentence by sentence, and marks the one that is read; it writes nothing into
// the page but into its own controls. Loaded when a reader presses the button.
const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, th, td, blockquote, figcaption, caption, pre, div";
const SKIPPED = ".pw-as-is, [hidden], [aria-hidden=true], script, style, button, input, select, textarea, nav";
const controls = [...document.querySelectorAll("[data-pw~=aloud]")];
const state = { sentences: [], at: 0, going: false, speed: 1, turn: 0 };

// Pieces of text with the nodes they come from; of a picture, its alternative text.
const pieces = function* (block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    return node.matches(SKIPPED) || node.matches(BLOCKS) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  });
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) yield { text: node.data, node };
    else if (node.matches("img[alt]")) yield { text: ` ${node.alt}. `, picture: node };
  }
};

const cut = (text, language) => {
  if (!("Segmenter" in Intl)) return [...text.matchAll(/[^.!?…]+[.!?…]*\s*/g)].map((found) => ({ segment: found[0], index: found.index }));
  return [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)];
};

// The place in the document of a place in a block's text.
const range = (parts, from, to) => {
  const found = new Range();
  let passed = 0;
  let begun = false;
  for (const { text, node, picture } of parts) {
    const end = passed + text.length;
    if (!begun && from < end) {
      begun = true;
      if (node) found.setStart(node, from - passed);
      else found.setStartBefore(picture);
    }
    if (begun && to <= end) {
      if (node) found.setEnd(node, to - passed);
      else found.setEndAfter(picture);
      return found;
    }
    passed = end;
  }
  return found;
};

const sentences = (article, language) => {
  const all = [];
  for (const block of article.querySelectorAll(BLOCKS)) {
    if (block.closest(SKIPPED) || !block.checkVisibility()) continue;
    const parts = [...pieces(block)];
    for (const { segment, index } of cut(parts.map((part) => part.text).join(""), language)) {
      const text = segment.trim();
      const begin = index + segment.indexOf(text);
      if (text) all.push({ text, range: range(parts, begin, begin + text.length) });
    }
  }
  return all;
};

const mark = (place) => {
  if (window.CSS && CSS.highlights) {
    if (place) CSS.highlights.set("pw-aloud", new Highlight(place));
    else CSS.highlights.delete("pw-aloud");
    return;
  }
  getSelection().removeAllRanges();
  if (place) getSelection().addRange(place);
};

const reveal = (place) => {
  const { top, bottom } = place.getBoundingClientRect();
  if (top >= 0 && bottom <= innerHeight) return;
  const calm = document.documentElement.hasAttribute("data-pw-motion") || matchMedia("(prefers-reduced-motion: reduce)").matches;
  scrollTo({ top: scrollY + top - innerHeight / 3, behavior: calm ? "instant" : "smooth" });
};

const show = (says) => {
  const begun = state.sentences.length > 0;
  for (const control of controls) {
    const find = (name) => control.querySelector(`[data-${name}]`);
    find("start").hidden = begun;
    find("running").hidden = !begun;
    find("pause").textContent = state.going ? control.dataset.saysPause : control.dataset.saysResume;
    find("speed").value = state.speed;
    find("shown").textContent = new Intl.NumberFormat(document.documentElement.lang).format(state.speed) + "×";
    if (says) control.querySelector("[role=status]").textContent = control.dataset[says];
  }
};

const end = (says) => {
  const focused = controls.find((control) => control.querySelector("[data-running]").contains(document.activeElement));
  state.turn += 1;
  state.sentences = [];
  state.going = false;
  speechSynthesis.cancel();
  mark(null);
  show(says);
  if (focused) focused.querySelector("[data-start]").focus();
};

// One utterance a sentence: browsers break off long ones. What was cancelled must not go on.
const speak = () => {
  const sentence = state.sentences[state.at];
  if (!sentence) return end("saysRead");
  state.turn += 1;
  const { turn } = state;
  const utterance = new SpeechSynthesisUtterance(sentence.text);
  utterance.voice = speechSynthesis.getVoices().find((one) => one.localService && one.lang.slice(0, 2).toLowerCase() === state.language);
  utterance.lang = utterance.voice ? utterance.voice.lang : state.language;
  utterance.rate = state.speed;
  utterance.onend = () => {
    if (turn !== state.turn) return;
    state.at += 1;
    speak();
  };
  utterance.onerror = () => { if (turn === state.turn) end("saysFailed"); };
  mark(sentence.range);
  reveal(sentence.range);
  speechSynthesis.speak(utterance);
};

// Not the synthesiser's own pause, which does nothing on Android: the sentence begins again.
const hold = () => {
  state.turn += 1;
  state.going = false;
  speechSynthesis.cancel();
};

const toggle = () => {
  if (state.going) {
    hold();
    return show("saysPaused");
  }
  state.going = true;
  show("saysReading");
  speak();
};

for (const control of controls) {
  control.querySelector("[data-pause]").addEventListener("click", toggle);
  control.querySelector("[data-stop]").addEventListener("click", () => end("saysStopped"));
  control.querySelector("[data-speed]").addEventListener("input", ({ target }) => {
    state.speed = Number(target.value);
    show();
    if (!state.going) return;
    speechSynthesis.cancel();
    speak();
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !state.sentences.length) return;
    event.stopPropagation(); // the panel around it stays open
    end("saysStopped");
  });
}
addEventListener("pagehide", () => end());

export const start = (article, language) => {
  if (state.sentences.length) return;
  const pressed = controls.find((control) => control.contains(document.activeElement));
  Object.assign(state, { sentences: sentences(article, language), at: 0, going: true, language });
  show("saysReading");
  if (pressed) pressed.querySelector("[data-pause]").focus();
  speak();
};
