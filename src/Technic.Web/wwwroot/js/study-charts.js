// The charts of a study: the portfolio with its drawdown, the decay curve with its band, and bars.

import {
  AreaSeries, LineSeries, createChart,
} from "../lib/lightweight-charts/lightweight-charts.standalone.production.mjs";
import { svg } from "./dom.js";
import { percent, whole } from "./format.js";
import { colour } from "./shell.js";

const width = 560;
const height = 220;
const left = 52;
const foot = 18;
const top = 8;

/** The equity of a list of returns: 1 before the first of them. */
export function equityOf(returns) {
  let value = 1;
  return returns.map((one) => (value *= 1 + one));
}

/** The fall of an equity from its highest value before, as a fraction: 0 or negative. */
export function drawdownOf(equity) {
  let high = 1;
  return equity.map((value) => value / (high = Math.max(high, value)) - 1);
}

/** Equity lines over a pane with the drawdown. */
export class EquityChart {
  #place;
  #chart = null;

  /** @param {HTMLElement} place */
  constructor(place) {
    this.#place = place;
  }

  /** @param {{date, return, afterCosts, market}[]} sessions */
  show(sessions) {
    this.#chart?.remove();
    this.#chart = createChart(this.#place, {
      autoSize: true,
      layout: { attributionLogo: false, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11,
        background: { color: "transparent" }, textColor: colour("soft"), panes: { separatorColor: colour("line") } },
      grid: { vertLines: { color: colour("line") }, horzLines: { color: colour("line") } },
      localization: { locale: "en-US" },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderVisible: false },
    });
    const quiet = { lastValueVisible: false, priceLineVisible: false, lineWidth: 1 };
    const of = (values) => values.map((value, i) => ({ time: sessions[i].date, value }));
    for (const [name, tint] of [["market", "faint"], ["return", "memory"], ["afterCosts", "accent"]]) {
      const line = this.#chart.addSeries(LineSeries, { ...quiet, color: colour(tint) }, 0);
      line.setData(of(equityOf(sessions.map((session) => session[name]))));
    }
    const drawdown = this.#chart.addSeries(AreaSeries, {
      ...quiet, lineColor: colour("down"), topColor: "transparent", bottomColor: `${colour("down")}55`, invertFilledArea: true,
      priceFormat: { type: "custom", minMove: 0.001, formatter: (value) => percent(100 * value) },
    }, 1);
    drawdown.setData(of(drawdownOf(equityOf(sessions.map((session) => session.afterCosts)))));
    this.#chart.panes()[0].setStretchFactor(3);
    this.#chart.panes()[1].setStretchFactor(1);
    this.#chart.timeScale().fitContent();
  }
}

/** The cumulative excess by session, with the interval of each session around it. */
export function drawDecay(place, points) {
  const known = points.filter(({ excess }) => excess !== null);
  const bounds = known.map(({ excess, cumulative, interval: [low, high] }) => (
    low === null ? [cumulative, cumulative] : [cumulative + low - excess, cumulative + high - excess]));
  const scale = scaleOf([0, ...bounds.flat()]);
  const x = (i) => left + ((i + 0.5) * (width - left)) / Math.max(1, known.length);
  const line = (values) => values.map((value, i) => `${x(i).toFixed(1)},${scale.y(value).toFixed(1)}`);
  const chart = frame(scale);
  chart.append(
    svg("polygon", { class: "band", points: [...line(bounds.map(([low]) => low)),
      ...line(bounds.map(([, high]) => high)).reverse()].join(" ") }),
    svg("polyline", { class: "curve", points: line(known.map(({ cumulative }) => cumulative)).join(" ") }),
    ...labels(known.map(({ session }) => session), x));
  place.replaceChildren(chart);
}

/** Bars over their names, from zero up and down. */
export function drawBars(place, bars) {
  const scale = scaleOf([0, ...bars.map(({ value }) => value ?? 0)]);
  const slot = (width - left) / bars.length;
  const x = (i) => left + (i + 0.5) * slot;
  const chart = frame(scale);
  bars.forEach(({ value }, i) => {
    if (value === null) return;
    const [from, to] = [scale.y(Math.max(0, value)), scale.y(Math.min(0, value))];
    chart.append(svg("rect", { class: value < 0 ? "down" : "up", x: (x(i) - slot * 0.4).toFixed(1), y: from.toFixed(1),
      width: (slot * 0.8).toFixed(1), height: Math.max(0.5, to - from).toFixed(1) }));
  });
  chart.append(...labels(bars.map(({ name }) => name), x));
  place.replaceChildren(chart);
}

/** The number of returns in classes of equal width. */
export function drawDistribution(place, { low, high, counts }) {
  const most = Math.max(1, ...counts);
  const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const slot = (width - left) / counts.length;
  const y = (count) => top + (height - foot - top) * (1 - count / most);
  chart.append(svg("text", { x: left - 6, y: top + 8, "text-anchor": "end" }, whole(most)));
  counts.forEach((count, i) => {
    const middle = low + ((i + 0.5) * (high - low)) / counts.length;
    chart.append(svg("rect", { class: middle < 0 ? "down" : "up", x: (left + i * slot + 0.5).toFixed(1), y: y(count).toFixed(1),
      width: Math.max(1, slot - 1).toFixed(1), height: (height - foot - y(count)).toFixed(1) }));
  });
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    chart.append(svg("text", { x: left + share * (width - left), y: height - 4,
      "text-anchor": share === 0 ? "start" : share === 1 ? "end" : "middle" }, percent(100 * (low + share * (high - low)))));
  }
  place.replaceChildren(chart);
}

function scaleOf(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = high - low || 0.01;
  return { low, high: low + span, y: (value) => top + (height - foot - top) * (1 - (value - low) / span) };
}

/** The axis with its lines: the bounds and zero. */
function frame({ low, high, y }) {
  const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  const near = (value) => value === 0 || Math.abs(y(value) - y(0)) > 12;
  for (const value of new Set([low, 0, high].filter(near))) {
    chart.append(svg("line", { class: "rule", x1: left, x2: width, y1: y(value), y2: y(value) }),
      svg("text", { x: left - 6, y: y(value) + 3.5, "text-anchor": "end" }, percent(100 * value, 2)));
  }
  return chart;
}

/** At most twelve names below the axis. */
function labels(names, x) {
  const every = Math.ceil(names.length / 12);
  return names.flatMap((name, i) => (i % every ? [] : [svg("text", { x: x(i), y: height - 4, "text-anchor": "middle" }, String(name))]));
}
