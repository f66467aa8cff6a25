// The reading ruler follows pointer and keyboard: one custom property, in a stylesheet made for it, at
// most once a frame. Without this it stands where the stylesheet puts it.
let sheet;
let wanted;
let frame = 0;

const draw = () => {
  frame = 0;
  sheet.cssRules[0].style.setProperty("--pw-ruler-y", Math.round(wanted()) + "px");
};

// Where to is asked in the frame: what gets the focus may be scrolled into view first.
const move = (where) => {
  wanted = where;
  if (!frame) frame = requestAnimationFrame(draw);
};

const onPointer = ({ clientY }) => move(() => clientY);

const onFocus = ({ target }) => {
  // The pointer is there already where it gave the focus.
  if (!target.matches || !target.matches(":focus-visible")) return;
  move(() => {
    const { top, height } = target.getBoundingClientRect();
    return top + height / 2;
  });
};

// Tells the ruler to follow; more than once is as once.
export const follow = () => {
  if (sheet || !("adoptedStyleSheets" in document)) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(":root {}");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  addEventListener("pointermove", onPointer, { passive: true });
  addEventListener("pointerdown", onPointer, { passive: true });
  addEventListener("focusin", onFocus);
};

// Tells it to stand where it stood at first.
export const rest = () => {
  if (!sheet) return;
  cancelAnimationFrame(frame);
  frame = 0;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  sheet = undefined;
  removeEventListener("pointermove", onPointer);
  removeEventListener("pointerdown", onPointer);
  removeEventListener("focusin", onFocus);
};
