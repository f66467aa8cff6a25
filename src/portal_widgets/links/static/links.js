// What moves is asked for where there is something to move.
mount("carousel", async (part) => (await import("./carousel.mjs")).default(part));

// Says which link is followed, also into a new tab.
const clicksUrl = script.dataset.clicksUrl;
const followed = ({ target, button }) => {
  const link = target.closest("[data-link]");
  if (link && button < 2) navigator.sendBeacon(clicksUrl, new URLSearchParams({ link: link.dataset.link }));
};
if (clicksUrl && navigator.sendBeacon) for (const kind of ["click", "auxclick"]) document.addEventListener(kind, followed);
