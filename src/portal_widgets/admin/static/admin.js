// Refreshes the figures while the page is visible, until it is paused (WCAG 2.2.2). Nothing is announced, so that
// readers are not interrupted.
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

// Dragging sends the same request as the buttons: "move this item before that one".
mount("shelf", (list) => {
  const form = document.getElementById("pw-shelf-move");
  const row = (event) => event.target.closest("[data-key]");
  list.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/x-pw-link", row(event).dataset.key));
  const mark = (event, over) => row(event)?.classList.toggle("pw-shelf__link--over", over);
  list.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("text/x-pw-link")) return;
    event.preventDefault();
    mark(event, true);
  });
  list.addEventListener("dragleave", (event) => mark(event, false));
  list.addEventListener("drop", (event) => {
    const key = event.dataTransfer.getData("text/x-pw-link");
    const before = row(event)?.dataset.key;
    if (!key || !before || key === before) return;
    event.preventDefault();
    const where = document.createElement("input");
    Object.assign(where, { type: "hidden", name: "where", value: `${key} ${before}` });
    form.append(where);
    form.submit();
  });
});

// The code of an invitation is behind the # of its link, where no server sees it. It leaves the address at once, so
// that it is not in the browser's history.
mount("invitation", (form) => {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.code.value = code;
  form.elements.password.focus();
});
