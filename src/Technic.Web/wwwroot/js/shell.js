// What every page does: the theme, the jump to a symbol, and saying what went wrong.

import { $, text } from "./dom.js";

const themes = [
  { name: null, sign: "◐", text: "Colours: as the system has them" },
  { name: "dark", sign: "●", text: "Colours: dark" },
  { name: "light", sign: "○", text: "Colours: light" },
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
    // It holds for this page at least.
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

/** Where a symbol's page is. */
export function symbolAddress(symbol, parameters = "") {
  const query = String(parameters);
  return `/symbols/${encodeURIComponent(symbol)}${query && `?${query}`}`;
}

/** Says a problem at the top of the page; nothing takes it back. */
export function complain(sentence) {
  const place = $("problem");
  place.hidden = !sentence;
  if (sentence) text(place, sentence);
}

/** Shows where prices come from; made-up prices stand out. */
export function showSource(source) {
  const badge = $("source");
  if (!source) return;
  const synthetic = /synthetic|made-up/i.test(source);
  badge.hidden = false;
  badge.dataset.kind = synthetic ? "synthetic" : "real";
  badge.textContent = synthetic ? "synthetic prices" : source;
  badge.title = source;
}

/** A colour of the theme, for drawings on a canvas. */
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
