// Starts a widget on each of its elements. If one throws, the error is reported, and the others still start.
const script = document.currentScript;
const mount = (name, start) => {
  for (const element of document.querySelectorAll(`[data-pw~="${name}"]`)) {
    try {
      start(element);
    } catch (error) {
      console.error("portal_widgets: " + name, error);
    }
  }
};
