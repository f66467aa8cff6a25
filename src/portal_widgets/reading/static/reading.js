// The bar: a choice is applied at once and kept in the cookie, which all pages and tabs read.
mount("reading", (form) => {
  const root = document.documentElement;
  const sizes = form.dataset.sizes.split(" ");
  const status = form.querySelector("[role=status]");

  const read = (name, standard) => root.getAttribute("data-pw-" + name) || standard;
  const stamp = (name, value, standard) => {
    if (value === standard) root.removeAttribute("data-pw-" + name);
    else root.setAttribute("data-pw-" + name, value);
  };
  const size = () => read("size", sizes[0]);
  const theme = () => read("theme", form.dataset.theme);

  const keep = () => {
    const chosen = [];
    if (size() !== sizes[0]) chosen.push("size-" + size());
    if (theme() !== form.dataset.theme) chosen.push("theme-" + theme());
    const age = chosen.length ? 31536000 : 0;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `pw_reading=${chosen.join(".")}; path=/; max-age=${age}; samesite=lax${secure}`;
  };

  const show = () => {
    form.querySelector("[data-size]").textContent = size() + " %";
    for (const button of form.querySelectorAll("[name=theme]")) {
      button.setAttribute("aria-pressed", String(button.value === theme()));
    }
  };

  const say = (text, value) => { status.textContent = text.replace("{}", value); };

  const resize = (step) => {
    const now = sizes.indexOf(size());
    const next = { smaller: Math.max(now - 1, 0), larger: Math.min(now + 1, sizes.length - 1) }[step] || 0;
    stamp("size", sizes[next], sizes[0]);
    const { saysDefault, saysLargest, saysSize } = form.dataset;
    say(next === 0 ? saysDefault : next === sizes.length - 1 ? saysLargest : saysSize, sizes[next]);
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    if (button.name === "size") resize(button.value);
    else {
      stamp("theme", button.value, form.dataset.theme);
      say(form.dataset.saysTheme, button.title);
    }
    keep();
    show();
  });

  // Another tab, or a page brought back by the browser, may have been stamped before a later choice.
  const follow = () => {
    const kept = /(?:^|; )pw_reading=([\w.-]*)/.exec(document.cookie);
    const chosen = Object.fromEntries((kept ? kept[1] : "").split(".").map((part) => part.split("-")));
    stamp("size", sizes.includes(chosen.size) ? chosen.size : sizes[0], sizes[0]);
    stamp("theme", chosen.theme || form.dataset.theme, form.dataset.theme);
    show();
  };
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", follow);
  show();
});
