// The forms of messages ask for what sends them in place when they are first used; without it they are forms.
for (const name of ["message", "message-useful", "message-status"]) {
  mount(name, (form) => {
    const start = async () => (await import("./messages.mjs")).default[name](form);
    if (name === "message-status") return location.hash && start();
    let ready;
    // The age of a form in a cached page is counted from its first use.
    form.addEventListener("focusin", () => { ready ||= start(); });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      (ready ||= start()).then((send) => send(event.submitter), () => form.submit());
    });
  });
}
