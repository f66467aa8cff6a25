// The reading ruler follows pointer and keyboard. It sets one custom property, in a stylesheet of its own, at most
// once a frame. Without this script it stays where the stylesheet puts it.
let sheet;
let wanted;
let frame = 0;

const draw = () => {
  frame = 0;
  sheet.cssRules[0].style.setProperty("--pw-ruler-y", Math.round(wanted()) + "px");
};

// The position is computed in the frame, because a focused element may be scrolled into view first.
const move = (where) => {
  wanted = where;
  if (!frame) frame = requestAnimationFrame(draw);
};

const onPointer = ({ clientY }) => move(() => clientY);

const onFocus = ({ target }) => {
  // If the pointer gave the focus, the ruler is there already.
  if (!target.matches || !target.matches(":focus-visible")) return;
  move(() => {
    const { top, height } = target.getBoundingClientRect();
    return top + height / 2;
  });
};

// Starts following; a second call changes nothing.
export const follow = () => {
  if (sheet || !("adoptedStyleSheets" in document)) return;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(":root {}");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  addEventListener("pointermove", onPointer, { passive: true });
  addEventListener("pointerdown", onPointer, { passive: true });
  addEventListener("focusin", onFocus);
};

// Returns the ruler to its first position.
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
