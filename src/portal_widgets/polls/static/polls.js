mount("poll", (form) => {
  // The script that sends a ballot is loaded at the first touch. If it cannot be loaded, the form is sent normally.
  let ready;
  const proof = () => import("./proof.mjs");
  const start = () => (ready = ready || import("./ballot.mjs").then(({ sender }) => sender(form, proof)));
  const alone = () => {
    ready = null;
    if (navigator.onLine) form.submit();
    else form.querySelector("[role=status]").textContent = form.dataset.saysFailed;
  };
  form.addEventListener("focusin", () => { start().catch(() => { ready = null; }); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start().then((send) => send(), alone);
  });
  // If a reader types an answer, "other" is chosen.
  form.addEventListener("input", ({ target }) => {
    if (target.type !== "text" || !target.name.startsWith("other-") || !target.value) return;
    const other = target.closest("fieldset").querySelector("[data-other]");
    if (other) other.checked = true;
  });
});

mount("poll-recount", async (line) => {
  const { recount } = await import("./recount.mjs");
  const { tally, chain } = await recount(line.dataset.url);
  line.textContent = !tally || chain === false ? line.dataset.saysDiffers : chain ? line.dataset.saysEqual : line.dataset.saysCounted;
  line.hidden = false;
});

// Shares the poll's address with the device's own menu, or copies it.
mount("poll-share", (button) => {
  const { href } = button.previousElementSibling;
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) return await navigator.share({ url: href, title: document.title });
      await navigator.clipboard.writeText(href);
      button.nextElementSibling.textContent = button.dataset.saysCopied;
    } catch {
      // The reader closed the menu without a choice.
    }
  });
});
