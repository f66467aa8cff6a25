// Reading aloud is offered where the device has a voice of its own for the article's language. A voice
// from elsewhere would send the text there; one of another language would make nonsense of it.
mount("aloud", (control) => {
  const synthesiser = window.speechSynthesis;
  const article = document.querySelector(".pw-article");
  // Words of the page's own language may stand around an article in another.
  const place = article && (article.querySelector("p:not(.pw-as-is *)") || article).closest("[lang]");
  if (!synthesiser || !place) return;
  // Android writes vi_VN.
  const primary = (tag) => tag.toLowerCase().split(/[-_]/)[0];
  const voice = () => synthesiser.getVoices().find((one) => one.localService === true && primary(one.lang) === primary(place.lang));
  const offer = () => { if (voice()) control.hidden = false; };
  control.querySelector("[data-start]").addEventListener("click", () => {
    // On iOS only the press itself may start speech, and the module comes after it: an empty
    // utterance, of the same voice, asks in time.
    const asking = new SpeechSynthesisUtterance("");
    asking.voice = voice() || null;
    synthesiser.speak(asking);
    import("./aloud.mjs").then(({ start }) => start(control, article, place.lang, voice), () => {
      const status = control.querySelector("[role=status]");
      status.className = "";
      status.textContent = control.dataset.saysFailed;
    });
  });
  offer();
  // Older Safari has no events here, and its voices at once.
  if (synthesiser.addEventListener) synthesiser.addEventListener("voiceschanged", offer);
});
