// Shows what this device can do with a page: print it, hand it to another app, copy its address.
export default function show(tools) {
  const { title, address, saysCopied } = tools.dataset;
  const status = tools.querySelector("[role=status]");
  const offer = (name, can, act) => {
    const button = tools.querySelector(`[name=${name}]`);
    button.hidden = !can;
    button.addEventListener("click", () => act().catch(() => {})); // whoever closes the device's own list has chosen
  };
  offer("print", true, async () => print());
  offer("share", navigator.share, () => navigator.share({ title, url: address }));
  offer("copy", navigator.clipboard, async () => {
    await navigator.clipboard.writeText(address);
    status.textContent = saysCopied;
  });
}
