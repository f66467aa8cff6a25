// What the device can do with a page is asked for when somebody opens the tools.
mount("share", (share) => {
  share.addEventListener("toggle", async () => (await import("./share.mjs")).default(share), { once: true });
});
