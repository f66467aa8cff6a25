// Sends a ballot without leaving the page. The choice stays in the form until the ballot is stored.
const uuid = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
  (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(digit) / 4)))).toString(16)));

// Returns the function that sends one form. `proof` loads the code that computes a proof of work instead of
// waiting.
export const sender = (form, proof) => {
  const status = form.querySelector("[role=status]");
  const ticket = form.elements.ballot;
  // One ticket for this ballot, however often it is sent.
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
    form.replaceChildren(done, status);
    status.className = "pw-hidden";
    status.textContent = message;
    // The receipt is a group with a name, which a screen reader says when it gets the focus.
    const receipt = done.firstElementChild;
    receipt.tabIndex = -1;
    receipt.focus();
  };

  const send = async (body) => {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    return [answer.ok, await answer.json()];
  };

  return async () => {
    status.textContent = form.dataset.saysSending;
    try {
      const body = new URLSearchParams(new FormData(form));
      let [ok, told] = await send(body);
      if (told.challenge && isSecureContext) {
        status.textContent = form.dataset.saysWorking;
        body.set("altcha", await (await proof()).solve(told.challenge));
        [ok, told] = await send(body);
      }
      if (ok) return accepted(told);
      blame(told.faults || {});
      status.textContent = told.error;
    } catch {
      status.textContent = form.dataset.saysFailed;
    }
  };
};
