// Reports that this page is being read, once it can be seen, and shows the article's fresh count.
const article = document.querySelector("[data-article-token]");

const show = (views) => {
  const number = article && article.querySelector("data");
  if (!number || views === null || views < Number(number.value)) return;
  number.value = views;
  number.textContent = new Intl.NumberFormat(document.documentElement.lang).format(views);
  article.hidden = false;
};

const report = async () => {
  const body = { page: script.dataset.pageToken };
  if (article) body.article = article.dataset.articleToken;
  try {
    const answer = await fetch(script.dataset.viewsUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      keepalive: true,
    });
    if (answer.ok) show((await answer.json()).views);
  } catch {
    // Offline: the page keeps the number it came with.
  }
};

const whenSeen = () => {
  if (document.visibilityState !== "visible" || document.prerendering) return;
  document.removeEventListener("visibilitychange", whenSeen);
  report();
};
document.addEventListener("visibilitychange", whenSeen);
document.addEventListener("prerenderingchange", whenSeen);
whenSeen();
