// Shows a reader the contrast of their own pair of colours. Loaded when the form is visible.

// WCAG 2.2, "contrast ratio".
const luminance = (colour) => [1, 3, 5].reduce((sum, at, channel) => {
  const part = parseInt(colour.slice(at, at + 2), 16) / 255;
  return sum + [0.2126, 0.7152, 0.0722][channel] * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
}, 0);

const contrast = (one, other) => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

// Returns whether the pair is legible. Rounded down, so that a smaller contrast is never shown as 4.5.
export const tell = (ink, paper, output, { saysLow, saysRatio }) => {
  const ratio = contrast(ink, paper);
  const format = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1 });
  output.textContent = (ratio < 4.5 ? saysLow : saysRatio).replace("{}", format.format(Math.floor(ratio * 10) / 10) + ":1");
  return ratio >= 4.5;
};
