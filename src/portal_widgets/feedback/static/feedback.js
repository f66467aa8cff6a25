// The forms of messages load the script that sends them when they are first used. Without the script they are
// normal forms.
const plainly = (form, button) => {
  // submit() leaves out the pressed button.
  if (button?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
  form.submit();
};
for (const name of ["message", "message-useful", "message-status"]) {
  mount(name, (form) => {
    const start = async () => (await import("./messages.mjs")).default[name](form, () => import("./proof.mjs"));
    if (name === "message-status") return location.hash && start();
    let ready;
    // The age of a form in a cached page is counted from its first use.
    form.addEventListener("focusin", () => { ready ||= start(); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      (ready ||= start()).then((send) => send(event.submitter), () => plainly(form, event.submitter));
    });
  });
}
