// What the device can do with a page is asked for when somebody opens the tools.
mount("article-tools", (tools) => {
  tools.addEventListener("toggle", async () => (await import("./tools.mjs")).default(tools), { once: true });
});
