// Bar and panel. A choice is applied immediately, stored in the cookie, and sent to the other tabs.
const root = document.documentElement;
const forms = [];
let channel;
let ruled = false;

const chosen = (name) => root.getAttribute("data-pw-" + name) || "";

// `text` is the value of the cookie; null means that it must be read.
const apply = (text) => {
  dispatchEvent(new CustomEvent("pw-reading", { detail: text }));
  forms.forEach(show);
  if (chosen("motion")) document.querySelectorAll("video[autoplay], marquee").forEach((it) => (it.pause || it.stop).call(it));
  if (Boolean(chosen("ruler")) !== ruled) {
    ruled = !ruled;
    // If the module cannot be loaded, the ruler stays where the stylesheet puts it.
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

// All choices, in the order of data-options. Only choices are attributes of the root with this prefix.
const current = () => [...root.attributes].filter(({ name }) => name.startsWith("data-pw-")).map(({ name, value }) => name.slice(8) + "-" + value).sort().join(".");

const press = (button, state) => {
  if (button.getAttribute("aria-pressed") !== state) button.setAttribute("aria-pressed", state);
};

const PAIR = ["theme", "ink", "paper"];
const show = (form) => {
  for (const control of form.elements) {
    const { name, type, value } = control;
    // A refused pair stays in the form.
    if (form.refused && PAIR.includes(name)) continue;
    if (type === "radio") control.checked = value === chosen(name);
    else if (type === "checkbox") control.checked = Boolean(chosen(name));
    else if (type === "color" && chosen(name)) {
      control.value = "#" + chosen(name);
      if (form.told) form.told();
    }
    else if (name === "set") press(control, String(current() === control.dataset.options));
    else if (name === "theme") press(control, String(value === chosen(name)));
  }
  const size = form.querySelector("[data-size]");
  if (size) size.textContent = (size.dataset.size || "{}").replace("{}", chosen("size") || 100);
};

mount("reading", (form) => {
  const { ink, paper, theme } = form.elements;
  const { dataset } = form;
  const output = form.querySelector("output");
  const button = form.querySelector("[data-apply]");
  const panel = form.closest("details");

  const say = (text, value) => { form.querySelector("[role=status]").textContent = (text || "").replace("{}", value); };

  // Shows the contrast of the pair, and applies it if it is legible. If the module cannot be loaded, the server
  // decides.
  const own = (change) => import("./pair.mjs").then(({ tell }) => {
    const readable = tell(ink.value, paper.value, output, dataset);
    // The reader may have chosen something else in the meantime.
    if (!change || theme.value !== "own") return;
    form.refused = !readable;
    if (readable) choose({ theme: "own", ink: ink.value.slice(1), paper: paper.value.slice(1) });
  }, () => { button.hidden = false; });

  const resize = (step) => {
    const sizes = dataset.sizes.split(" ");
    const now = sizes.indexOf(chosen("size") || "100");
    const size = step === "default" ? "100" : sizes[now + (step === "larger" ? 1 : -1)] || sizes[now];
    const ends = { 100: dataset.saysDefault, [sizes[0]]: dataset.saysSmallest, [sizes[sizes.length - 1]]: dataset.saysLargest };
    choose({ size: size === "100" ? "" : size });
    say(ends[size] || dataset.saysSize, size);
  };

  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    if (!pressed || (pressed === button && !button.hidden)) return;
    event.preventDefault();
    if (pressed.name === "size") resize(pressed.value);
    else if (pressed.name === "reset") {
      form.refused = false;
      choose({ reset: true });
      say(dataset.saysReset);
    } else if (pressed.name === "set") {
      choose({ reset: true, ...Object.fromEntries(pressed.dataset.options.split(".").map((one) => one.split("-"))) });
      say(dataset.saysSet, pressed.textContent);
    } else if (pressed.name === "theme") {
      choose({ theme: pressed.value });
      say(dataset.saysTheme, pressed.title);
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
  if (button) button.hidden = true;
  if (!output || output.textContent) return;
  const look = () => (form.told = () => own(false))();
  if (!panel || panel.open) look();
  else panel.addEventListener("toggle", look, { once: true });
});

mount("reading-panel", (panel) => {
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel.open) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
});

// Other tabs follow immediately. A page that becomes visible reads the cookie again: it may come from the history,
// with old values in its controls. The channel is closed with the page, because otherwise the browser would not keep
// the page for the way back.
const listen = () => {
  if (!("BroadcastChannel" in window) || channel) return;
  channel = new BroadcastChannel("pw_reading");
  channel.onmessage = ({ data }) => apply(data);
};
addEventListener("pageshow", () => {
  listen();
  apply(null);
});
addEventListener("pagehide", () => {
  if (channel) channel.close();
  channel = null;
});
document.addEventListener("visibilitychange", () => apply(null));
apply(null);
if (script.dataset.tokens) import("./tokens.mjs").then(({ look }) => look());
