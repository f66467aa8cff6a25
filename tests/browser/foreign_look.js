// The faults of our blocks that a reader would see, one on each line. `blocks` is their selector, `least` the
// contrast of their texts, `bare` their look without any style sheet. Without `blocks`, the page's own texts
// are checked.
({ blocks, bare, least }) => {
  const faults = new Set();
  const called = (element) => `${element.tagName.toLowerCase()}.${(element.getAttribute("class") || "").split(" ")[0]}`;
  const name = (element) => `${blocks ? called(element.closest(blocks)) : ""} ${called(element)}`;
  const fault = (what, element) => faults.add(`${what}: ${name(element)}`);
  const canvas = window.canvas || (window.canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
  const known = window.known || (window.known = new Map());
  const parse = (colour) => {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((one, at) => one * a + below[at] * (1 - a)).concat(1);
  const grounds = new Map();
  // The background below everything: white, or dark if the root's colour scheme is dark.
  document.head.style.backgroundColor = "Canvas";
  const canvasGround = parse(getComputedStyle(document.head).backgroundColor);
  const ground = (element) => {
    if (!element) return canvasGround;
    if (!grounds.has(element)) {
      const { backgroundColor } = getComputedStyle(element);
      grounds.set(element, over(parse(backgroundColor), ground(element.parentElement)));
    }
    return grounds.get(element);
  };
  const linear = (one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const contrast = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const legible = (element, colour, what) => {
    const below = ground(element);
    const ratio = contrast(over(parse(colour), below), below);
    if (ratio < least - 0.005) fault(`${what} at ${ratio.toFixed(2)}`, element);
  };

  // Invisible differences.
  const alike = (element, property, one, other) =>
    (property === "listStyleType" && getComputedStyle(element).display !== "list-item")
    || (property === "display" && ((element.matches("legend") && other === "table") || (element.matches("input, select, textarea, code") && /^(inline-)?block$/.test(other))));

  window.seenOn = (element, colour) => contrast(over(parse(colour), ground(element)), ground(element));
  const words = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!blocks) {
    for (const element of document.querySelectorAll("#host *, #host")) {
      if (words(element) || element.matches("input, select")) legible(element, getComputedStyle(element).color, "text");
    }
    return [...faults];
  }
  const ours = [...document.querySelectorAll(blocks)].flatMap((block) => [block, ...block.querySelectorAll("*")]);
  for (const element of new Set(ours)) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (element.hidden || element.closest("[hidden]")) {
      if (box.width || box.height) fault("shown though hidden", element);
      continue;
    }
    if (element.closest(".pw-hidden, .pw-message__trap, svg, script, noscript, option, optgroup")) continue;
    if (bare) {
      const was = bare[element.dataset.lookNumber];
      for (const property of ["display", "float", "opacity", "visibility", "pointerEvents", "listStyleType", "textTransform", "overflowX"]) {
        if (was && was[property] !== style[property] && !alike(element, property, was[property], style[property])) fault(`${property} ${style[property]}, not ${was[property]}`, element);
      }
      if (was && style.position === "absolute" && was.position !== "absolute") fault("position absolute", element);
    }
    const block = element.parentElement.closest(blocks);
    if (block) {
      const around = block.getBoundingClientRect();
      const scrolled = element.closest(".pw-links__carousel");
      if (box.width && !scrolled && (box.right > around.right + 1 || box.left < around.left - 1)) fault(`out of its block by ${Math.round(Math.max(box.right - around.right, around.left - box.left))}`, element);
    }
    if (/^(INPUT|SELECT|TEXTAREA|BUTTON)$/.test(element.tagName) && element.type !== "hidden") {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) fault("cannot be seen", element);
      const small = element.type === "radio" || element.type === "checkbox" ? 16 : element.matches(".pw-statistics__pause") ? 24 : 43.9;
      if (box.height < small || box.width < 16) fault(`only ${Math.round(box.width)} by ${Math.round(box.height)}`, element);
      if (element.tagName === "BUTTON" && bare && box.width > bare[element.dataset.lookNumber].width * 2 + 40) fault(`${Math.round(box.width)} wide, not ${Math.round(bare[element.dataset.lookNumber].width)}`, element);
      if (/^(text|search|email|tel|number|select-one|textarea|)$/.test(element.type) || element.matches("button:not(.pw-button--quiet, .pw-reading__theme, .pw-statistics__pause)")) {
        const below = ground(element.parentElement);
        const edges = [style.borderTopColor, style.borderBottomColor, style.borderInlineStartColor];
        const widths = [style.borderTopWidth, style.borderBottomWidth, style.borderInlineStartWidth];
        if (widths.some((width) => parseFloat(width) < 1)) fault("no border", element);
        for (const edge of edges) {
          const ratio = contrast(over(parse(edge), below), below);
          if (ratio < 2.995) fault(`border at ${ratio.toFixed(2)}`, element);
        }
        if (element.value && element.tagName !== "BUTTON" || element.tagName === "SELECT") legible(element, style.color, "value");
      }
    }
    if (element.closest("[class*=pw-sample]")) continue;
    if (words(element) && box.width) legible(element, style.color, "text");
  }
  if (bare && document.documentElement.scrollWidth > innerWidth) faults.add(`scrolls sideways: ${document.documentElement.scrollWidth} of ${innerWidth}`);
  return [...faults].sort();
}
