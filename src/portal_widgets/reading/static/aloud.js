// Reading aloud is offered where the device has a voice of its own for the article's language. A voice
// from elsewhere would send the text there; one of another language would make nonsense of it.
mount("aloud", (control) => {
  const article = document.querySelector(".pw-article");
  if (!article || !window.speechSynthesis) return;
  // Words of the page's own language may stand around an article in another.
  const language = (article.querySelector("p:not(.pw-as-is *)") || article).closest("[lang]").lang.slice(0, 2);
  const offer = () => {
    const voice = speechSynthesis.getVoices().find((one) => one.localService && one.lang.slice(0, 2).toLowerCase() === language);
    control.hidden = !voice;
  };
  control.querySelector("[data-start]").addEventListener("click", async () => {
    const { start } = await import("./aloud.mjs");
    start(article, language);
  });
  speechSynthesis.addEventListener("voiceschanged", offer);
  offer();
});
