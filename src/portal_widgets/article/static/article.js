// The device's functions are loaded when somebody opens the tools.
mount("share", (share) => {
  share.addEventListener("toggle", async () => (await import("./share.mjs")).default(share), { once: true });
});
