// Brings the figures up to date while the page is looked at, until it is paused (WCAG 2.2.2). Nothing is
// announced: whoever reads them is not interrupted.
mount("dashboard-live", (tools) => {
  const SECONDS = 60;
  const button = tools.querySelector("[data-pause]");
  let paused = false;
  tools.hidden = false;
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? button.dataset.resume : button.dataset.pause;
  });
  const busy = (part) => part.contains(document.activeElement) || part.querySelector("details[open]");
  const refresh = async () => {
    if (paused || document.hidden) return;
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-pw-live]")) {
      const now = fresh.getElementById(part.id);
      if (now && !busy(part)) part.replaceChildren(...now.childNodes);
    }
  };
  setInterval(() => refresh().catch(() => {}), SECONDS * 1000);
});

// Single keys lead to other periods, for those who have switched them on (WCAG 2.1.4).
mount("dashboard-keys", (tools) => {
  const KEPT = "pw-dashboard-keys";
  const button = tools.querySelector("[data-keys]");
  const dialog = tools.querySelector("dialog");
  const choice = dialog.querySelector("input");
  const kept = () => {
    try {
      return localStorage.getItem(KEPT) === "on";
    } catch {
      return false;
    }
  };
  tools.hidden = false;
  button.hidden = false;
  choice.checked = kept();
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT, choice.checked ? "on" : "off");
    } catch {
      // Without storage they are on for this page.
    }
  });
  button.addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, dialog, [contenteditable]");
    if (!choice.checked || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "?") return dialog.showModal();
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const link = document.querySelector(`a[data-pw-key="${CSS.escape(name)}"]`);
    if (link) link.click();
  });
});
