// The chart of a symbol: candlesticks with volume and overlays, RSI and MACD below, on one time axis.

import {
  CandlestickSeries, CrosshairMode, HistogramSeries, LineSeries, LineStyle, TickMarkType, createChart, createSeriesMarkers,
} from "../lib/lightweight-charts/lightweight-charts.standalone.production.mjs";
import { colours } from "./chart-formulas.js";
import { compact, decimals, percent, price } from "./format.js";
import { colour } from "./shell.js";

const lines = [
  { name: "bollingerUpper", group: "bollinger", colour: "band" },
  { name: "bollingerLower", group: "bollinger", colour: "band" },
  { name: "sma20", group: "sma", colour: "sma20" },
  { name: "sma50", group: "sma", colour: "sma50" },
  { name: "sma200", group: "sma", colour: "sma200" },
];

const shown = (type, value) => (type === "condition" ? (value ? "yes" : "no") : decimals(value, 2));

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Formats a label of the time axis. */
function tick(time, type) {
  const at = typeof time === "number"
    ? new Date(1000 * time) : new Date(typeof time === "string" ? time : Date.UTC(time.year, time.month - 1, time.day));
  const month = months[at.getUTCMonth()];
  if (type === TickMarkType.Year) return String(at.getUTCFullYear());
  if (type === TickMarkType.Month) return month;
  return type === TickMarkType.DayOfMonth ? `${at.getUTCDate()} ${month}` : at.toISOString().slice(11, 16);
}

export class SymbolChart {
  #chart;
  #series = {};
  #planLines = [];
  #formulas = [];
  #own = [];
  #marks = null;
  #analysis = null;
  #index = new Map();
  #seen = new Set(["sma", "bollinger", "volume", "plan"]);

  /** @param {HTMLElement} place @param {(text: string) => void} onValues called with the values under the pointer */
  constructor(place, onValues) {
    this.onValues = onValues;
    this.#chart = createChart(place, {
      autoSize: true,
      // The logo needs an inline style, which the content security policy forbids. The footer contains the attribution.
      layout: { attributionLogo: false, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11,
        background: { color: "transparent" } },
      crosshair: { mode: CrosshairMode.Normal },
      localization: { locale: "en-US" },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderVisible: false, rightOffset: 4, fixLeftEdge: true, tickMarkFormatter: tick },
    });
    this.#chart.subscribeCrosshairMove(({ time }) => this.#showValues(time));
  }

  /** Shows an analysis of the API. */
  show(analysis) {
    this.#eraseFormulas();
    this.#formulas = [];
    for (const series of Object.values(this.#series)) this.#chart.removeSeries(series);
    this.#series = {};
    this.#planLines = [];
    this.#analysis = analysis;
    const { bars } = analysis.history;
    const intraday = analysis.history.frequency !== "daily";
    this.#chart.applyOptions({ timeScale: { timeVisible: intraday, secondsVisible: false } });
    // Shows New York local time: the chart treats it as UTC.
    const times = bars.map((bar) => (intraday ? Date.parse(`${bar.date}:00Z`) / 1000 : bar.date));
    this.#index = new Map(times.map((time, i) => [time, i]));
    this.#addSeries();
    const of = (name) =>
      times.map((time, i) => (analysis.indicators[name][i] === null ? { time } : { time, value: analysis.indicators[name][i] }));
    const all = this.#series;
    all.candles.setData(bars.map((bar, i) => ({ time: times[i], open: bar.open, high: bar.high, low: bar.low, close: bar.close })));
    const [up, down] = [`${colour("up")}55`, `${colour("down")}55`];
    all.volume.setData(bars.map((bar, i) => ({ time: times[i], value: bar.volume, color: bar.close >= bar.open ? up : down })));
    for (const { name } of lines) all[name].setData(of(name));
    for (const name of ["rsi14", "macd", "macdSignal"]) all[name].setData(of(name));
    all.macdHistogram.setData(of("macdHistogram").map((point) => ({ ...point, color: point.value >= 0 ? up : down })));
    this.#drawPlan();
    this.#apply();
    this.#layout();
    this.#chart.timeScale().fitContent();
    this.#showValues(null);
  }

  /** Shows or hides a group: sma, bollinger, volume, plan. */
  toggle(group, visible) {
    if (visible) this.#seen.add(group);
    else this.#seen.delete(group);
    if (this.#analysis) this.#apply();
  }

  /** Applies the colours of the theme. */
  recolour() {
    const formulas = this.#formulas;
    if (this.#analysis) this.show(this.#analysis);
    if (this.#analysis) this.draw(formulas);
  }

  /**
   * Draws formulas of the API: conditions as marks below the bars, numbers in the unit and at the level of prices over them, others in a
   * pane of their own.
   */
  draw(formulas) {
    this.#eraseFormulas();
    this.#formulas = formulas;
    const times = [...this.#index.keys()];
    const marks = [];
    let pane = 3;
    formulas.forEach(({ name, type, overlay, points }, i) => {
      const tint = colour(colours[i % colours.length]);
      if (type === "condition") {
        points.forEach(({ value }, at) => {
          if (value) marks.push({ time: times[at], position: "belowBar", shape: "circle", size: 0.6, color: tint });
        });
        return;
      }
      const series = this.#chart.addSeries(LineSeries, {
        priceLineVisible: false, crosshairMarkerVisible: false, lastValueVisible: !overlay, color: tint, lineWidth: overlay ? 2 : 1,
        title: overlay ? "" : name.slice(0, 40),
      }, overlay ? 0 : pane++);
      series.setData(points.map(({ value }, at) => (value === null ? { time: times[at] } : { time: times[at], value })));
      this.#own.push(series);
    });
    // Marks of several formulas must be in the order of time.
    marks.sort((a, b) => this.#index.get(a.time) - this.#index.get(b.time));
    this.#marks = createSeriesMarkers(this.#series.candles, marks);
    this.#layout();
    this.#showValues(null);
  }

  #eraseFormulas() {
    for (const series of this.#own) this.#chart.removeSeries(series);
    this.#own = [];
    this.#marks?.detach();
    this.#marks = null;
  }

  #addSeries() {
    const chart = this.#chart;
    const quiet = { lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false };
    const grid = { color: colour("line") };
    chart.applyOptions({
      layout: { textColor: colour("soft"),
        panes: { separatorColor: colour("line"), separatorHoverColor: colour("hover"), enableResize: true } },
      grid: { vertLines: grid, horzLines: grid },
      crosshair: { vertLine: { color: colour("faint"), labelBackgroundColor: colour("edge") },
        horzLine: { color: colour("faint"), labelBackgroundColor: colour("edge") } },
    });
    const all = this.#series;
    all.volume = chart.addSeries(HistogramSeries, { ...quiet, priceScaleId: "volume", priceFormat: { type: "volume" } }, 0);
    all.volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    for (const { name, group, colour: tint } of lines) {
      all[name] = chart.addSeries(
        LineSeries, { ...quiet, color: colour(tint), lineWidth: 1, lineStyle: group === "bollinger" ? LineStyle.Dotted : LineStyle.Solid },
        0);
    }
    all.candles = chart.addSeries(CandlestickSeries, {
      upColor: colour("up"), downColor: colour("down"), wickUpColor: colour("up"), wickDownColor: colour(
        "down"), borderVisible: false, priceLineVisible: false,
    }, 0);
    all.candles.priceScale().applyOptions({ scaleMargins: { top: 0.06, bottom: 0.2 } });
    all.rsi14 = chart.addSeries(LineSeries, {
      ...quiet, lastValueVisible: true, color: colour("sma20"), lineWidth: 1, title: "RSI 14",
      autoscaleInfoProvider: () => ({ priceRange: { minValue: 10, maxValue: 90 } }),
    }, 1);
    for (const level of [70, 30]) {
      all.rsi14.createPriceLine(
        { price: level, color: colour("edge"), lineWidth: 1, lineStyle: LineStyle.Dashed, axisLabelVisible: false });
    }
    all.macdHistogram = chart.addSeries(HistogramSeries, quiet, 2);
    all.macd = chart.addSeries(LineSeries, { ...quiet, lastValueVisible: true, color: colour("sma20"), lineWidth: 1, title: "MACD" }, 2);
    all.macdSignal = chart.addSeries(LineSeries, { ...quiet, color: colour("sma50"), lineWidth: 1 }, 2);
  }

  #layout() {
    const [candles, ...others] = this.#chart.panes();
    candles.setStretchFactor(6);
    for (const pane of others) pane.setStretchFactor(1.5);
  }

  #drawPlan() {
    const { entry, stop, target } = this.#analysis.row;
    if (entry === null) return;
    const parts = [["target", target, "up"], ["entry", entry, "ink"], ["stop", stop, "down"]];
    this.#planLines = parts.map(([title, level, tint]) => ({
      price: level, title, color: colour(tint), lineWidth: 1, lineStyle: LineStyle.LargeDashed, axisLabelVisible: true,
    }));
  }

  #drawn = [];

  #apply() {
    const all = this.#series;
    for (const { name, group } of lines) all[name].applyOptions({ visible: this.#seen.has(group) });
    all.volume.applyOptions({ visible: this.#seen.has("volume") });
    for (const { series, line } of this.#drawn) if (series === all.candles) series.removePriceLine(line);
    this.#drawn = this.#seen.has("plan")
      ? this.#planLines.map((options) => ({ series: all.candles, line: all.candles.createPriceLine(options) })) : [];
    // The price axis includes the levels of the trade plan.
    const levels = this.#seen.has("plan") ? this.#planLines.map((line) => line.price) : [];
    all.candles.applyOptions({
      autoscaleInfoProvider: (original) => {
        const info = original();
        if (info?.priceRange && levels.length) {
          info.priceRange.minValue = Math.min(info.priceRange.minValue, ...levels);
          info.priceRange.maxValue = Math.max(info.priceRange.maxValue, ...levels);
        }
        return info;
      },
    });
  }

  #showValues(time) {
    const { history, indicators } = this.#analysis ?? {};
    if (!history) return;
    const i = this.#index.get(time) ?? history.bars.length - 1;
    const bar = history.bars[i];
    const before = history.bars[i - 1];
    const change = before ? percent((100 * (bar.close - before.close)) / before.close) : "";
    this.onValues(
      `${bar.date.replace("T", " ")}  O ${price(bar.open)}  H ${price(bar.high)}  L ${price(bar.low)}  C ${price(bar.close)}`
      + `  ${change}  V ${compact(bar.volume)}  RSI ${decimals(indicators.rsi14[i], 0)}  MACD ${decimals(indicators.macd[i], 2)}`
      + this.#formulas.map(({ name, type, points }) => `  ${name.slice(0, 24)} ${shown(type, points[i]?.value)}`).join(""),
    );
  }
}
