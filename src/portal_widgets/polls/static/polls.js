mount("poll", (form) => {
  // What sends a ballot comes with the first touch. Where it cannot be had, the form goes by itself.
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
  // Words of one's own are the answer "other".
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

// The poll's address, handed on by the device's own menu or copied.
mount("poll-share", (button) => {
  const { href } = button.previousElementSibling;
  button.hidden = !(navigator.share || navigator.clipboard);
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) return await navigator.share({ url: href, title: document.title });
      await navigator.clipboard.writeText(href);
      button.nextElementSibling.textContent = button.dataset.saysCopied;
    } catch {
      // Who closed the menu wanted nothing.
    }
  });
});
