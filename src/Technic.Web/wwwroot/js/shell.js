// Common functions of all pages: theme, symbol search, error messages.

import { $, text } from "./dom.js";

const themes = [
  { name: null, sign: "◐", text: "Theme: system" },
  { name: "dark", sign: "●", text: "Theme: dark" },
  { name: "light", sign: "○", text: "Theme: light" },
];

function currentTheme() {
  return themes.findIndex((theme) => theme.name === (document.documentElement.dataset.theme ?? null));
}

function showTheme() {
  const theme = themes[Math.max(0, currentTheme())];
  const button = $("theme");
  button.textContent = theme.sign;
  button.title = theme.text;
  button.setAttribute("aria-label", theme.text);
}

$("theme").addEventListener("click", () => {
  const theme = themes[(currentTheme() + 1) % themes.length];
  if (theme.name) document.documentElement.dataset.theme = theme.name;
  else delete document.documentElement.dataset.theme;
  try {
    if (theme.name) localStorage.setItem("technic.theme", theme.name);
    else localStorage.removeItem("technic.theme");
  } catch {
    // Storage is forbidden: the theme applies to this page only.
  }
  showTheme();
  dispatchEvent(new Event("themechange"));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new Event("themechange")));
showTheme();

$("jump").addEventListener("submit", (event) => {
  event.preventDefault();
  const symbol = $("jump-symbol").value.trim();
  if (symbol) location.href = symbolAddress(symbol);
});

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  $("jump-symbol").focus();
  $("jump-symbol").select();
});

/** Returns the URL of a symbol page. */
export function symbolAddress(symbol, parameters = "") {
  const query = String(parameters);
  return `/symbols/${encodeURIComponent(symbol)}${query && `?${query}`}`;
}

/** Shows an error at the top of the page; an empty message hides it. */
export function showProblem(message) {
  const place = $("problem");
  place.hidden = !message;
  if (message) text(place, message);
}

/** Shows the price source and highlights synthetic prices. */
export function showSource(source) {
  const badge = $("source");
  if (!source) return;
  const synthetic = /synthetic/i.test(source);
  badge.hidden = false;
  badge.dataset.kind = synthetic ? "synthetic" : "real";
  badge.textContent = synthetic ? "synthetic prices" : source;
  badge.title = source;
}

/** Returns a colour of the theme, for canvas drawings. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
