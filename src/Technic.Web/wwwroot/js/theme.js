// Runs before the page is drawn, so that a chosen theme never flashes in the other one. Not a module: those come too late.
(() => {
  try {
    const chosen = localStorage.getItem("technic.theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch {
    // A browser that keeps nothing for pages follows the system.
  }
})();
