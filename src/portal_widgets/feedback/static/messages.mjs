// The text stays in the form until the message is in the database.
const said = (form, text) => { form.querySelector("[role=status]").textContent = text; };

const answer = async (form, body) => {
  const told = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  return [told.ok, await told.json()];
};

// The answer is one group with a name, which a screen reader says when it gets the focus.
const group = (html) => {
  const holder = document.createElement("div");
  holder.innerHTML = html;
  holder.firstElementChild.tabIndex = -1;
  return holder.firstElementChild;
};

const replace = (form, { html, message }) => {
  const done = group(html);
  const status = form.querySelector("[role=status]");
  // Otherwise Firefox restores it in the form when another person reloads the page. A reset keeps hidden fields.
  form.reset();
  form.elements.stamp.value = form.elements.kept.value = "";
  form.replaceChildren(done, status);
  status.className = "pw-hidden";
  status.textContent = message;
  done.focus();
  return done;
};

const blame = (form, faults) => {
  let first;
  for (const field of form.querySelectorAll("[data-field]")) {
    const fault = faults[field.dataset.field];
    const line = field.querySelector(".pw-field__error");
    const input = field.querySelector(`[name="${field.dataset.field}"]`);
    line.hidden = !fault;
    line.textContent = fault || "";
    field.classList.toggle("pw-field--wrong", Boolean(fault));
    if (fault) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (fault && !first) first = input;
  }
  if (first) first.focus();
};

// A form in a cached page has no stamp.
const stamped = async ({ elements, dataset }) => {
  if (!elements.stamp.value) elements.stamp.value = (await (await fetch(dataset.stamp)).json()).stamp;
};

// If a network sends very many messages, the device may compute a proof of work. If it cannot, the message is put
// aside.
const solved = async (proof, challenge) => {
  try {
    return await (await proof()).solve(challenge);
  } catch {
    return "";
  }
};

const message = (form, proof) => {
  const { elements, dataset } = form;
  let sending = false;
  stamped(form).catch(() => {});
  return async () => {
    const { files } = elements;
    const most = Number(dataset.megabytes) * 1024 * 1024;
    if (files && [...files.files].some((file) => file.size > most)) return blame(form, { files: dataset.saysLarge });
    if (sending) return;
    sending = true;
    said(form, dataset.saysSending);
    try {
      await stamped(form);
      const send = (altcha) => {
        const body = new FormData(form);
        body.set("altcha", altcha);
        return answer(form, body);
      };
      let [ok, told] = await send(isSecureContext ? "can" : "");
      if (told.challenge) {
        said(form, told.error);
        if (files) keep(form, told);
        [ok, told] = await send(await solved(proof, told.challenge));
      }
      if (ok) return replace(form, told);
      if (told.stamp) elements.stamp.value = told.stamp;
      if (told.kept !== undefined && files) keep(form, told);
      blame(form, told.faults || {});
      said(form, told.error);
    } catch {
      said(form, dataset.saysFailed);
    } finally {
      sending = false;
    }
  };
};

// The server has the files already: the form lists them, they can be removed, and they are not sent again.
const keep = (form, { kept, attached }) => {
  form.elements.kept.value = kept;
  form.elements.files.value = "";
  form.querySelector(".pw-message__kept").innerHTML = attached;
};

const useful = (form, proof) => async (button) => {
  const body = new FormData(form);
  body.set(button.name, button.value);
  try {
    const [ok, told] = await answer(form, body);
    if (!ok) return said(form, told.error);
    const done = group(told.html);
    const line = form.querySelector("[role=status]");
    form.replaceWith(done, line);
    line.className = "pw-hidden";
    line.textContent = told.message;
    done.focus();
    const next = done.querySelector("form");
    const send = message(next, proof);
    next.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
  } catch {
    said(form, form.dataset.saysFailed);
  }
};

// The link of a receipt contains reference and key after its #, which browsers do not send to a server.
const status = (form) => {
  const [reference, key] = location.hash.slice(1).split(".");
  if (!key) return;
  form.elements.reference.value = decodeURIComponent(reference);
  form.elements.key.value = decodeURIComponent(key);
  history.replaceState(null, "", location.pathname + location.search);
  form.submit();
};

export default { message, "message-useful": useful, "message-status": status };
