// Single keys lead to other periods, for users who have enabled them (WCAG 2.1.4).
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
      // Without storage they are enabled for this page.
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
