// The columns of the results table. The server defines their names, units and meanings.

import { el, svg } from "./dom.js";
import * as format from "./format.js";
import { symbolAddress } from "./shell.js";

export const defaultColumns = [
  "rank", "symbol", "name", "signal", "rating", "closes", "close", "roc1", "roc5", "roc21", "rsi14", "volumeRatio", "relativeStrength",
  "sector", "asOf",
];

/** The default columns in an order for small screens. */
export const phoneColumns = [
  "symbol", "rating", "closes", "close", "roc1",
  ...defaultColumns.filter((name) => !["rank", "symbol", "rating", "closes", "close", "roc1"].includes(name)), "rank"];

const titles = {
  rank: "#", symbol: "Symbol", name: "Name", exchange: "Exch.", sector: "Sector", industry: "Industry", marketCap: "Mkt cap",
  asOf: "As of", close: "Close", open: "Open",
  high: "High", low: "Low", volume: "Volume", rating: "Rating", signal: "Signal", rsi14: "RSI", roc1: "Δ1 %", roc5: "Δ5 %", roc21: "Δ21 %",
  roc63: "Δ63 %", volumeRatio: "Vol ×",
  relativeStrength: "RS", closes: "30 bars", adx14: "ADX", atrPercent: "ATR %", dollarVolume20: "$ vol 20", entry: "Entry", stop: "Stop",
  target: "Target",
  shares: "Shares", fromHigh252: "From high", fromLow252: "From low", stale: "Stale", bars: "Bars",
};

const widths = {
  rank: 50, symbol: 84, name: 138, exchange: 76, sector: 112, industry: 168, signal: 116, rating: 90, closes: 100, close: 72, asOf: 86,
  rsi14: 42, roc1: 54,
  roc5: 54, roc21: 56, roc63: 56, volumeRatio: 50, relativeStrength: 48,
};

/**
 * Returns the table column for a column of the API.
 * @param {{name, unit, kind, meaning}} info
 * @param {() => string} parameters the query of symbol links
 */
export function columnOf(info, parameters) {
  const { name, unit, kind, meaning } = info;
  const base = { name, meaning: unit ? `${meaning} (${unit})` : meaning, title: titles[name] ?? name, value: (row) => row[name],
    width: widths[name] ?? 78 };
  const special = { symbol, name: words, signal, rating, closes, asOf, rank }[name];
  if (special) return { ...base, ...special(parameters) };
  if (kind === "text") return { ...base, ...words() };
  if (kind === "flag") return { ...base, className: "num", fill: (cell, row) => plain(cell, row[name] ? "yes" : "") };
  const show = numberOf(name, unit);
  const tinted = unit === "%" && !name.startsWith("atr");
  return {
    ...base,
    className: "num",
    fill: (cell, row) => {
      const value = row[name];
      plain(cell, show(value));
      cell.dataset.sign = tinted && Number.isFinite(value) ? Math.sign(value) : "";
    },
  };
}

function numberOf(name, unit) {
  if (name === "marketCap" || name === "dollarVolume20" || unit === "shares") return name === "shares" ? format.whole : format.compact;
  if (unit === "$") return name.startsWith("macd") ? (value) => format.decimals(value, 2) : format.price;
  if (unit === "%") return name.startsWith("atr") ? (value) => format.decimals(value, 1) : (value) => format.signed(value, 1);
  if (unit === "bars") return format.whole;
  if (unit === "percentile" || unit === "0 to 100") return (value) => format.decimals(value, 0);
  if (unit.startsWith("-") && unit.includes(" to ")) return (value) => format.signed(value, 0);
  return (value) => format.decimals(value, 2);
}

function plain(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

const rank = () => ({ className: "num dim", fill: (cell, row) => plain(cell, row.rank ? format.whole(row.rank) : "") });

const words = () => ({
  text: true,
  className: "words",
  fill(cell, row) {
    const text = row[this.name] ?? "";
    plain(cell, text);
    cell.title = text;
  },
});

const symbol = (parameters) => ({
  text: true,
  header: true,
  className: "symbol",
  fill(cell, row) {
    const link = cell.firstChild ?? cell.appendChild(el("a", { tabIndex: -1 }));
    link.textContent = row.symbol;
    link.href = symbolAddress(row.symbol, parameters());
  },
});

const signal = () => ({
  value: (row) => 2 - format.signalNames.indexOf(row.signal),
  className: "signal-cell",
  fill(cell, row) {
    const badge = cell.firstChild ?? cell.appendChild(el("span", { className: "signal" }));
    badge.dataset.signal = row.signal;
    plain(badge, format.signalText(row.signal));
  },
});

const rating = () => ({
  className: "num rating-cell",
  fill(cell, row) {
    if (!cell.firstChild) cell.append(el("span", { className: "balance", "aria-hidden": "true" }, el("i")), el("span"));
    const bar = cell.firstChild.firstChild;
    const share = Math.min(50, Math.abs(row.rating) / 2);
    bar.style.left = `${row.rating < 0 ? 50 - share : 50}%`;
    bar.style.width = `${share}%`;
    bar.dataset.sign = Math.sign(row.rating);
    plain(cell.lastChild, format.signed(row.rating, 0));
  },
});

const closes = () => ({
  value: (row) => (row.closes?.length > 1 && row.closes[0] > 0 ? row.closes.at(-1) / row.closes[0] : null),
  className: "spark",
  fill(cell, row) {
    if (!cell.firstChild) {
      cell.append(svg("svg", { viewBox: "0 0 90 18", width: 90, height: 18, "aria-hidden": "true", preserveAspectRatio: "none" },
        svg("polyline", { fill: "none" })));
    }
    const line = cell.firstChild.firstChild;
    const points = row.closes ?? [];
    line.setAttribute("points", sparkline(points, 90, 18));
    line.setAttribute("class", points.length > 1 && points.at(-1) < points[0] ? "down" : "up");
  },
});

const asOf = () => ({
  text: true,
  className: "as-of",
  fill(cell, row) {
    if (!cell.firstChild) cell.append(el("span"), el("span", { className: "stale", title: "Outdated: the provider failed" }, "stale"));
    plain(cell.firstChild, (row.asOf ?? "").replace("T", " "));
    cell.lastChild.hidden = !row.stale;
  },
});

/** Returns the points of an SVG polyline that fills a box. */
export function sparkline(values, width, height) {
  if (values.length < 2) return "";
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = high > low ? (height - 3) / (high - low) : 0;
  const step = (width - 2) / (values.length - 1);
  return values.map((value, i) => `${(1 + i * step).toFixed(1)},${(height - 1.5 - (value - low) * scale).toFixed(1)}`).join(" ");
}
