// Reports that this page is read, once it is visible, and shows the article's new count.
const url = script.dataset.viewsUrl;
const article = document.querySelector("[data-article-token]");
let connectBlocked = false;

const show = (views) => {
  const number = article && article.querySelector("data");
  if (!number || views === null || views < Number(number.value)) return;
  number.value = views;
  number.textContent = new Intl.NumberFormat(document.documentElement.lang).format(views);
  article.hidden = false;
};

const referrer = () => {
  try {
    return new URL(document.referrer).host;
  } catch {
    return "";
  }
};

// If the browser or the host's policy forbids fetch: a beacon, and finally an image.
const fallBack = (tokens) => {
  const body = new Blob([JSON.stringify(tokens)], { type: "text/plain" });
  if (!connectBlocked && navigator.sendBeacon && navigator.sendBeacon(url, body)) return;
  const { article: read, page } = tokens;
  new Image().src = script.dataset.pixelUrl + "?" + new URLSearchParams(read ? { article: read, page } : { page });
};

const report = async () => {
  const tokens = { page: script.dataset.pageToken, referrer: referrer() };
  if (article) tokens.article = article.dataset.articleToken;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(tokens),
      keepalive: true,
    });
    if (answer.status === 200) show((await answer.json()).views);
  } catch {
    // A policy violation is reported after the failure.
    if (navigator.onLine) setTimeout(fallBack, 0, tokens);
  }
};

const whenSeen = () => {
  if (document.visibilityState !== "visible" || document.prerendering) return;
  document.removeEventListener("visibilitychange", whenSeen);
  document.removeEventListener("prerenderingchange", whenSeen);
  report();
};

if (url) {
  document.addEventListener("securitypolicyviolation", (event) => {
    if (event.effectiveDirective === "connect-src") connectBlocked = true;
  });
  document.addEventListener("visibilitychange", whenSeen);
  document.addEventListener("prerenderingchange", whenSeen);
  // A page that returns from the history is read again.
  addEventListener("pageshow", (event) => { if (event.persisted) report(); });
  whenSeen();
}
