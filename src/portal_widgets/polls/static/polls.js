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

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = form.dataset.saysSending;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) return accepted(told);
      blame(told.faults || {});
      status.textContent = told.error;
    } catch {
      status.textContent = form.dataset.saysFailed;
    }
  });
  // Words of one's own are the answer "other".
  form.addEventListener("input", ({ target }) => {
    if (target.type !== "text" || !target.name.endsWith("-other") || !target.value) return;
    const other = target.closest("fieldset").querySelector('[value="other"]');
    if (other) other.checked = true;
  });
});

// The published ballots, counted again on the reader's device.
mount("poll-recount", async (line) => {
  const [{ ballots }, { result }] = await Promise.all([line.dataset.url, line.dataset.result].map(async (url) => (await fetch(url)).json()));
  const equal = result.ballots === ballots.length && result.questions.every(({ key, counts, rounds }) => rounds.length || counts.every((count) =>
    count.votes === ballots.filter(({ answers }) => answers[key] && answers[key].chosen.includes(count.key)).length));
  line.textContent = equal ? line.dataset.saysEqual : line.dataset.saysDiffers;
  line.hidden = false;
});
