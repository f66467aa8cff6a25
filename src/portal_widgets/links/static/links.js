// The carousel's script is loaded only if there is a carousel.
mount("carousel", async (part) => (await import("./carousel.mjs")).default(part));

// Reports which link is followed, also into a new tab.
const clicksUrl = script.dataset.clicksUrl;
const followed = ({ target, button }) => {
  const link = target.closest("[data-link]");
  if (link && button < 2) navigator.sendBeacon(clicksUrl, new URLSearchParams({ link: link.dataset.link }));
};
if (clicksUrl && navigator.sendBeacon) for (const kind of ["click", "auxclick"]) document.addEventListener(kind, followed);
