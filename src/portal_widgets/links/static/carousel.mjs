// Buttons for readers who do not scroll, and automatic movement. The carousel does not move with reduced
// motion, while a reader uses it, or after a reader has stopped it (WCAG 2.2.2).
const EVERY = 6000;

export default (part) => {
  const [list, buttons] = [part.querySelector("ul"), part.querySelector("p")];
  const { back, on, pause } = buttons.children;
  const says = pause.textContent;
  const calm = () => document.documentElement.dataset.pwMotion !== undefined
    || matchMedia("(prefers-reduced-motion: reduce)").matches;
  let moving = !calm();
  const step = (way) => {
    const width = list.firstElementChild.offsetWidth;
    const end = list.scrollLeft + list.clientWidth >= list.scrollWidth - 1;
    const to = way > 0 && end ? 0 : list.scrollLeft + way * width;
    list.scrollTo({ left: to, behavior: calm() ? "auto" : "smooth" });
  };
  const show = () => { pause.textContent = moving ? says : pause.dataset.resume; };
  back.onclick = () => step(-1);
  on.onclick = () => step(1);
  pause.onclick = () => { moving = !moving; show(); };
  show();
  buttons.hidden = false;
  setInterval(() => {
    const busy = part.matches(":hover") || part.contains(document.activeElement) || document.hidden;
    if (moving && !calm() && !busy) step(1);
  }, EVERY);
};
