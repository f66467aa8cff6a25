// Reading aloud is offered if the device has a local voice for the article's language. A remote voice would send the
// text to a third party, and a voice of another language would be incomprehensible.
mount("aloud", (control) => {
  const synthesiser = window.speechSynthesis;
  const article = document.querySelector(".pw-article");
  // The page's language may differ from the article's, so its first paragraph decides.
  const place = article && (article.querySelector("p:not(.pw-as-is *)") || article).closest("[lang]");
  if (!synthesiser || !place) return;
  // Android writes vi_VN.
  const primary = (tag) => tag.toLowerCase().split(/[-_]/)[0];
  const voice = () => synthesiser.getVoices().find((one) => one.localService === true && primary(one.lang) === primary(place.lang));
  const offer = () => { if (voice()) control.hidden = false; };
  control.querySelector("[data-start]").addEventListener("click", () => {
    // On iOS only a press may start speech, and the module is loaded later: an empty utterance with the same voice
    // starts it in time.
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
  // Older Safari has no events here, but has its voices immediately.
  if (synthesiser.addEventListener) synthesiser.addEventListener("voiceschanged", offer);
});
