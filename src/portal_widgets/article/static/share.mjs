// Shows the device's functions for a page: print it, share it with another app, copy its address.
export default function show(share) {
  const { title, address, saysCopied } = share.dataset;
  const status = share.querySelector("[role=status]");
  const offer = (name, can, act) => {
    const button = share.querySelector(`[name=${name}]`);
    if (!button) return;
    button.hidden = !can;
    button.addEventListener("click", () => act().catch(() => {})); // a reader who closes the device's own list has decided
  };
  offer("print", true, async () => print());
  offer("share", navigator.share, () => navigator.share({ title: title || document.title, url: address }));
  offer("copy", navigator.clipboard, async () => {
    await navigator.clipboard.writeText(address);
    status.textContent = saysCopied;
  });
}
