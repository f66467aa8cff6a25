// Bar and panel: a choice is applied at once, kept in the cookie, and told to the other tabs.
const root = document.documentElement;
const forms = [];
let channel;
let ruled = false;

const chosen = (name) => root.getAttribute("data-pw-" + name) || "";

// `text` is what the cookie holds; null for "read it".
const apply = (text) => {
  dispatchEvent(new CustomEvent("pw-reading", { detail: text }));
  forms.forEach(show);
  if (chosen("motion")) document.querySelectorAll("video[autoplay], marquee").forEach((it) => (it.pause || it.stop).call(it));
  if (Boolean(chosen("ruler")) !== ruled) {
    ruled = !ruled;
    // Where it cannot be fetched, the ruler stands where the stylesheet puts it.
    import("./ruler.mjs").then((ruler) => (chosen("ruler") ? ruler.follow() : ruler.rest()), () => {});
  }
};

const choose = (changes) => {
  const all = {};
  for (const { name, value } of changes.reset ? [] : root.attributes) {
    if (name.startsWith("data-pw-")) all[name.slice(8)] = value;
  }
  Object.assign(all, changes);
  if (all.theme !== "own") all.ink = all.paper = "";
  const text = Object.keys(all).filter((name) => name !== "reset" && all[name]).map((name) => name + "-" + all[name]).join(".");
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `pw_reading=${text}; path=/; max-age=${text ? 31536000 : 0}; samesite=lax${secure}`;
  if (channel) channel.postMessage(text);
  apply(text);
};

const press = (button, state) => {
  if (button.getAttribute("aria-pressed") !== state) button.setAttribute("aria-pressed", state);
};

const PAIR = ["theme", "ink", "paper"];
const show = (form) => {
  for (const control of form.elements) {
    const { name, type, value } = control;
    // A pair that was refused stands as it was typed.
    if (form.refused && PAIR.includes(name)) continue;
    if (type === "radio") control.checked = value === chosen(name);
    else if (type === "checkbox") control.checked = Boolean(chosen(name));
    else if (type === "color" && chosen(name)) control.value = "#" + chosen(name);
    else if (name === "theme") press(control, String(value === chosen(name)));
  }
  const size = form.querySelector("[data-size]");
  if (size) size.textContent = (chosen("size") || 100) + " %";
};

// WCAG 2.2, "contrast ratio".
const luminance = (colour) => [1, 3, 5].reduce((sum, at, channel) => {
  const part = parseInt(colour.slice(at, at + 2), 16) / 255;
  return sum + [0.2126, 0.7152, 0.0722][channel] * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
}, 0);
const contrast = (one, other) => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

mount("reading", (form) => {
  const { ink, paper, theme } = form.elements;
  const { dataset } = form;
  const output = form.querySelector("output");

  const say = (text, value) => { form.querySelector("[role=status]").textContent = (text || "").replace("{}", value); };

  // The pair is told its contrast, and applied when it can be read.
  const own = (change) => {
    const ratio = contrast(ink.value, paper.value);
    const shown = new Intl.NumberFormat(root.lang, { minimumFractionDigits: 1 }).format(Math.floor(ratio * 10) / 10) + ":1";
    form.refused = ratio < 4.5;
    output.textContent = (form.refused ? dataset.saysLow : dataset.saysRatio).replace("{}", shown);
    if (form.refused || !change) return;
    choose({ theme: "own", ink: ink.value.slice(1), paper: paper.value.slice(1) });
  };

  const resize = (step) => {
    const sizes = dataset.sizes.split(" ");
    const now = sizes.indexOf(chosen("size") || "100");
    const size = step === "default" ? "100" : sizes[now + (step === "larger" ? 1 : -1)] || sizes[now];
    const ends = { 100: dataset.saysDefault, [sizes[0]]: dataset.saysSmallest, [sizes[sizes.length - 1]]: dataset.saysLargest };
    choose({ size: size === "100" ? "" : size });
    say(ends[size] || dataset.saysSize, size);
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    if (button.name === "size") resize(button.value);
    else if (button.name === "reset") {
      form.refused = false;
      choose({ reset: true });
      say(dataset.saysReset);
    } else if (button.name === "theme") {
      choose({ theme: button.value });
      say(dataset.saysTheme, button.title);
    }
  });
  form.addEventListener("input", ({ target }) => {
    const { name, type, value, checked } = target;
    form.refused = false;
    if (type === "color" || value === "own") {
      theme.value = "own";
      own(true);
    } else if (type === "checkbox") choose({ [name]: checked ? value : "" });
    else choose({ [name]: value });
    if (name === "size") say(dataset.saysSize, value || 100);
  });

  forms.push(form);
  show(form);
  const button = form.querySelector("[data-apply]");
  if (button) button.hidden = true;
  if (output && !output.textContent) own(false);
});

mount("reading-panel", (panel) => {
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
});

// Other tabs at once; a page that comes back from history, or was hidden, reads the cookie again. The
// channel is closed with the page, or the browser would not keep the page for the way back.
const listen = () => {
  if (!("BroadcastChannel" in window) || channel) return;
  channel = new BroadcastChannel("pw_reading");
  channel.onmessage = ({ data }) => apply(data);
};
addEventListener("pageshow", (event) => {
  listen();
  if (event.persisted) apply(null);
});
addEventListener("pagehide", () => {
  if (channel) channel.close();
  channel = null;
});
document.addEventListener("visibilitychange", () => apply(null));
apply(null);
