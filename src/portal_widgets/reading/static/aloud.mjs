// Reads an article aloud, sentence by sentence, and marks the current one. It changes only its own controls in the
// page. It is loaded when a reader presses the button.
const SKIPPED = ".pw-as-is, [aria-hidden=true], details:not([open]) > :not(summary), nav, form, button, input, select, textarea, svg, video, audio, canvas, iframe, object";
const controls = [...document.querySelectorAll("[data-pw~=aloud]")];
let queue = [];
let at = 0;
let going = false;
let speed = 1;
let turn = 0;
let voice;
let utterance; // keep a reference, or Chrome may drop it before it ends

const shown = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
  const { display, visibility } = getComputedStyle(node);
  const hidden = display === "none" || visibility !== "visible" || node.matches(SKIPPED);
  return hidden ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
};

const blockOf = (element) =>
  /^(inline|contents|ruby)/.test(getComputedStyle(element).display) ? blockOf(element.parentElement) : element;

// Pieces of text with their nodes, by block and in the order of the page. A picture is a block of its own, with its
// alternative text.
const blocks = (article) => {
  const all = [];
  let last;
  const add = (block, node, text) => {
    if (block !== last) all.push([]);
    last = block;
    // A line break in the source does not end a sentence.
    all[all.length - 1].push({ node, text: text.replace(/\s/g, " ") });
  };
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, shown);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) add(blockOf(node.parentElement), node, node.data);
    else if (node.matches("img") && node.alt) add(node, node, node.alt);
    else if (node.matches("br")) last = null;
  }
  return all;
};

const cut = (text, language) => {
  if ("Segmenter" in Intl) return [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)];
  return [...text.matchAll(/.+?(?:[.!?…]+(?= |$)|$)/g)].map((found) => ({ segment: found[0], index: found.index }));
};

// The position in the document of a position in a block's text.
const range = (parts, from, to) => {
  const found = new Range();
  let passed = 0;
  for (const { node, text } of parts) {
    const [start, end] = [from - passed, to - passed];
    passed += text.length;
    if (node.nodeType !== Node.TEXT_NODE) found.selectNode(node);
    else {
      if (start >= 0 && start < text.length) found.setStart(node, start);
      if (end > 0 && end <= text.length) found.setEnd(node, end);
    }
  }
  return found;
};

const sentences = (article, language) =>
  blocks(article).flatMap((parts) =>
    cut(parts.map((part) => part.text).join(""), language).flatMap(({ segment, index }) => {
      const text = segment.trim();
      const begin = index + segment.indexOf(text);
      return text ? [{ text, place: range(parts, begin, begin + text.length) }] : [];
    }),
  );

const mark = (place) => {
  if (window.Highlight && CSS.highlights) {
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

// All controls show the same, but only one announces it. Otherwise a screen reader would say it twice.
const show = (says) => {
  const times = new Intl.NumberFormat(document.documentElement.lang || undefined).format(speed) + "×";
  const heard = controls.find((control) => !control.closest("details:not([open])"));
  for (const control of controls) {
    const find = (name) => control.querySelector(`[data-${name}]`);
    find("start").hidden = queue.length > 0;
    find("running").hidden = !queue.length;
    find("pause").textContent = going ? control.dataset.saysPause : control.dataset.saysResume;
    find("speed").value = speed;
    find("speed").setAttribute("aria-valuetext", times);
    find("shown").textContent = times;
    if (!says) continue;
    const status = control.querySelector("[role=status]");
    status.classList.toggle("pw-hidden", says !== "saysFailed");
    status.textContent = control === heard ? control.dataset[says] : "";
  }
};

// Before it is cancelled, an utterance loses its turn: some browsers report its end immediately, some later.
const hush = () => {
  turn += 1;
  speechSynthesis.cancel();
};

const end = (says) => {
  const focused = controls.find((control) => control.querySelector("[data-running]").contains(document.activeElement));
  hush();
  queue = [];
  going = false;
  mark(null);
  show(says);
  // The element with the focus has disappeared. The page keeps its scroll position.
  if (focused) focused.querySelector("[data-start]").focus({ preventScroll: true });
};

// One utterance for each sentence: browsers break off long ones.
const speak = () => {
  if (at >= queue.length) return end("saysRead");
  const chosen = voice();
  // Without an explicit voice, a browser takes any.
  if (!chosen) return end("saysFailed");
  const { text, place } = queue[at];
  const mine = (turn += 1);
  utterance = Object.assign(new SpeechSynthesisUtterance(text), { voice: chosen, lang: chosen.lang, rate: speed });
  utterance.onend = () => {
    if (mine !== turn) return;
    at += 1;
    speak();
  };
  utterance.onerror = () => { if (mine === turn) end("saysFailed"); };
  mark(place);
  reveal(place);
  speechSynthesis.speak(utterance);
};

// Other media that can be heard. Two voices at once cannot be understood.
const others = () => [...document.querySelectorAll("audio, video")].filter((it) => !it.muted);

const again = () => {
  hush();
  others().forEach((it) => it.pause());
  speak();
};

// The synthesiser's own pause does nothing on Android. So the sentence begins again.
const toggle = () => {
  going = !going;
  show(going ? "saysReading" : "saysPaused");
  if (going) again();
  else hush();
};

for (const control of controls) {
  control.querySelector("[data-pause]").addEventListener("click", toggle);
  control.querySelector("[data-stop]").addEventListener("click", () => end("saysStopped"));
  control.querySelector("[data-speed]").addEventListener("input", ({ target }) => {
    speed = Number(target.value);
    show();
    if (going) again();
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !queue.length) return;
    event.stopPropagation(); // the panel around it stays open
    end("saysStopped");
  });
}
// The event does not bubble.
addEventListener("play", ({ target }) => { if (going && others().includes(target)) toggle(); }, true);
addEventListener("pagehide", () => { if (queue.length) end("saysStopped"); });

// `find` returns the voice for reading, or nothing.
export const start = (control, article, language, find) => {
  if (queue.length) return;
  voice = find;
  queue = sentences(article, language);
  at = 0;
  going = true;
  show("saysReading");
  const { activeElement } = document;
  if (activeElement === document.body || control.contains(activeElement)) control.querySelector("[data-pause]").focus({ preventScroll: true });
  again();
};
