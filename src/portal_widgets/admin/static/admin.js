// Brings the figures up to date while the page is looked at, until it is paused (WCAG 2.2.2). Nothing is
// announced: whoever reads them is not interrupted.
mount("live", (tools) => {
  const seconds = Number(tools.dataset.seconds || 60);
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
  setInterval(() => refresh().catch(() => {}), seconds * 1000);
});
