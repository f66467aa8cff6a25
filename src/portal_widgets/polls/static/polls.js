// A ballot is sent in place; what was chosen stays until it is in the box.
const uuid = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
  (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(digit) / 4)))).toString(16)));

mount("poll", (form) => {
  const status = form.querySelector("[role=status]");
  const ticket = form.elements.ballot;
  // One for this ballot, however often it is sent.
  if (!ticket.value) ticket.value = uuid();

  const blame = (faults) => {
    let first;
    for (const question of form.querySelectorAll("[data-question]")) {
      const fault = faults[question.dataset.question];
      const line = question.querySelector(".pw-poll__fault");
      line.hidden = !fault;
      line.textContent = fault || "";
      if (fault) question.setAttribute("aria-describedby", line.id);
      else question.removeAttribute("aria-describedby");
      if (fault && !first) first = question;
    }
    if (first) first.focus();
  };

  const accepted = ({ html, message }) => {
    const done = document.createElement("div");
    done.innerHTML = html;
    done.tabIndex = -1;
    status.textContent = message;
    form.replaceChildren(done, status);
    status.className = "pw-hidden";
    done.focus();
  };

  const send = async (body) => {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    return [answer.ok, await answer.json()];
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = form.dataset.saysSending;
    try {
      const body = new URLSearchParams(new FormData(form));
      let [ok, told] = await send(body);
      if (told.challenge && isSecureContext) {
        // Instead of waiting, the device may work.
        status.textContent = form.dataset.saysWorking;
        body.set("altcha", await (await import("./proof.mjs")).solve(told.challenge));
        [ok, told] = await send(body);
      }
      if (ok) return accepted(told);
      blame(told.faults || {});
      status.textContent = told.error;
    } catch {
      status.textContent = form.dataset.saysFailed;
    }
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
