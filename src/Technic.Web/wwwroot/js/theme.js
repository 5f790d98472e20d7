// Sets the theme before the first paint. Not a module, because modules run later.
(() => {
  try {
    const chosen = localStorage.getItem("technic.theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage is forbidden: the system theme applies.
  }
})();
