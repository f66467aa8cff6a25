// Dragging sends what the buttons send: "this one before that one".
mount("shelf", (list) => {
  const form = document.getElementById("pw-shelf-move");
  const row = (event) => event.target.closest("[data-key]");
  list.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/x-pw-link", row(event).dataset.key));
  const mark = (event, over) => row(event)?.classList.toggle("pw-shelf__link--over", over);
  list.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("text/x-pw-link")) return;
    event.preventDefault();
    mark(event, true);
  });
  list.addEventListener("dragleave", (event) => mark(event, false));
  list.addEventListener("drop", (event) => {
    const key = event.dataTransfer.getData("text/x-pw-link");
    const before = row(event)?.dataset.key;
    if (!key || !before || key === before) return;
    event.preventDefault();
    const where = document.createElement("input");
    Object.assign(where, { type: "hidden", name: "where", value: `${key} ${before}` });
    form.append(where);
    form.submit();
  });
});
