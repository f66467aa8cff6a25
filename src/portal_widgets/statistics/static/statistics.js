// While it is visible, the block refreshes its numbers. They change silently, and a button pauses it (WCAG 2.2.2).
mount("statistics", (block) => {
  const { url, saysPause, saysResume } = block.dataset;
  const interval = Number(block.dataset.seconds) * 1000;
  const button = document.createElement("button");
  let due = Date.now() + interval;
  let paused = false;
  let failures = 0;
  let timer;

  const show = ({ texts, ...numbers }) => {
    for (const row of block.querySelectorAll("[data-key]")) {
      const { key, number } = row.dataset;
      // A cache may be behind the numbers that are shown already.
      if (!Number.isFinite(numbers[key]) || (key === "total" && numbers[key] < Number(number))) continue;
      row.dataset.number = numbers[key];
      row.querySelector("dd").textContent = texts[key];
    }
  };

  const refresh = async () => {
    due = Date.now() + interval;
    try {
      const answer = await fetch(url, { credentials: "omit" });
      if (!answer.ok) throw new Error(answer.status);
      const news = await answer.json();
      if (!paused) show(news);
      failures = 0;
    } catch {
      failures += 1;
    }
    plan();
  };

  const plan = () => {
    clearTimeout(timer);
    if (failures === 3) return stop();
    if (!paused && document.visibilityState === "visible") timer = setTimeout(refresh, Math.max(0, due - Date.now()));
  };

  // This is permanent: after three requests without an answer, this page sends no more.
  const stop = () => {
    document.removeEventListener("visibilitychange", plan);
    button.remove();
  };

  button.type = "button";
  button.className = "pw-statistics__pause";
  button.textContent = saysPause;
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? saysResume : saysPause;
    plan();
  });
  block.querySelector(".pw-statistics__actions").append(button);
  document.addEventListener("visibilitychange", plan);
  plan();
});
