// The words of the formula language: loaded once from the API, for colours, completion and help.

import { read } from "./api.js";

let loading = null;

/** Loads the catalogue. @returns {Promise<Language>} */
export const language = () => (loading ??= read("/api/formulas").then((catalogue) => new Language(catalogue)));

/** Names are the same without case and "_". */
export const normalized = (name) => name.replaceAll("_", "").toLowerCase();

const tickers = ["SPY", "QQQ", "IWM", "DIA"];

/** The parts of a formula: comments, texts, numbers, words, signs, spaces. */
const parts = new RegExp([
  /(#[^\n]*|\/\/[^\n]*)/, /('(?:[^']|'')*'?|"(?:[^"]|"")*"?)/, /((?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)/, /([A-Za-z_]\w*)/, /(\s+)/,
  /([^\w\s])/].map(({ source }) => source).join("|"), "gi");

/** Splits a formula into {kind, text, start}. */
export function tokens(formula) {
  const kinds = ["comment", "text", "number", "word", "space", "sign"];
  return [...formula.matchAll(parts)].map((match) => ({
    kind: kinds[match.slice(1).findIndex((part) => part !== undefined)], text: match[0], start: match.index,
  }));
}

class Language {
  #words = new Map();

  constructor(catalogue) {
    this.keywords = new Set(catalogue.keywords);
    const add = (kind, name, entry) => this.#words.has(normalized(name)) || this.#words.set(normalized(name), { kind, name, ...entry });
    for (const column of catalogue.columns)
      add("column", column.name, { signature: column.name, meaning: column.unit ? `${column.meaning} (${column.unit})` : column.meaning });
    for (const name of catalogue.prices) add("column", name, { signature: name, meaning: "" });
    for (const entry of catalogue.functions) {
      add("function", entry.name, entry);
      for (const alias of entry.aliases) add("function", alias, { ...entry, name: alias, signature: entry.signature });
    }
    for (const entry of catalogue.formulas) add("formula", entry.name, { ...entry, outputs: [] });
    for (const name of [...catalogue.timeframes, ...catalogue.groups])
      add("frame", name, { signature: `${name}.x`, meaning: "x over other bars", isScope: true });
    for (const name of catalogue.keywords) add("keyword", name, { signature: name, meaning: "" });
    this.scopes = new Set([...catalogue.timeframes, ...catalogue.groups]);
  }

  /** Finds a word. */
  find(name) {
    return this.#words.get(normalized(name));
  }

  /** The kind of a word, for its colour: keyword, function, formula, column, frame, symbol; empty if it is unknown. */
  kindOf(name) {
    if (this.keywords.has(name.toLowerCase())) return "keyword";
    return this.find(name)?.kind ?? (/^[A-Z][A-Z0-9]*$/.test(name) ? "symbol" : "");
  }

  /**
   * What can stand at the caret: {start, items}, where each item replaces the text from start on.
   * @param {string} before the formula up to the caret
   * @param {{symbols: string[], texts: string[]}} more
   */
  complete(before, more) {
    const quoted = /(['"])([^'"]*)$/.exec(before);
    if (quoted && before.split(quoted[1]).length % 2 === 0) {
      const matches = more.texts.filter((text) => text.toLowerCase().startsWith(quoted[2].toLowerCase()));
      return { start: before.length - quoted[2].length,
        items: matches.map((text) => ({ text: `${text}${quoted[1]}`, signature: text, meaning: "", kind: "text" })) };
    }
    const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? "";
    const start = before.length - word.length;
    const owner = before[start - 1] === "." ? /([A-Za-z_]\w*)(?:\([^()]*\))?\.$/.exec(before.slice(0, start))?.[1] : null;
    const outputs = owner && this.find(owner)?.outputs?.filter((output) => output.name);
    if (outputs?.length) {
      const items = outputs.map(({ name, meaning, unit }) => (
        { text: name, signature: name, meaning: `${meaning}${unit ? ` (${unit})` : ""}`, kind: "output" }));
      return { start, items: items.filter((item) => item.text.startsWith(word.toLowerCase())) };
    }
    if (!word && !owner) return { start, items: [] };
    const defined = [...before.matchAll(/\blet\s+([A-Za-z_]\w*)\s*=/gi)]
      .map(([, name]) => ({ kind: "formula", name, signature: name, meaning: "Defined above" }));
    // Tickers are written in capitals.
    const symbols = owner || !/^[A-Z]/.test(word) ? [] : [...new Set([...tickers, ...more.symbols])]
      .filter((name) => name.startsWith(word)).slice(0, 5)
      .map((name) => ({ kind: "symbol", name, signature: `${name}.x`, meaning: "x over the bars of this symbol", isScope: true }));
    const typed = normalized(word);
    const known = [...defined, ...this.#words.values()];
    const first = known.filter(({ name }) => normalized(name).startsWith(typed));
    const others = typed.length < 2 ? [] : known.filter(({ name, meaning }) =>
      !normalized(name).startsWith(typed) && `${normalized(name)} ${meaning.toLowerCase()}`.includes(word.toLowerCase()));
    const found = [...symbols, ...first.sort((a, b) => a.name.length - b.name.length), ...others].slice(0, 40);
    return { start, items: found.map((entry) => ({ ...entry, text: insertion(entry) })) };
  }

  /** The function around the caret with its parameters, as one line; empty without one. */
  help(before) {
    let depth = 0;
    for (let at = before.length - 1; at >= 0; at--) {
      if (before[at] === ")") depth++;
      else if (before[at] === "(" && depth-- === 0) {
        const entry = this.find(/([A-Za-z_]\w*)\s*$/.exec(before.slice(0, at))?.[1] ?? "");
        return entry?.parameters ? describe(entry) : "";
      }
    }
    return "";
  }
}

/** What is inserted for an entry, with the usual values. */
function insertion(entry) {
  if (entry.isScope) return `${entry.name}.`;
  if (!entry.parameters || (entry.kind === "formula" && entry.parameters.length === 0)) return entry.name;
  if (entry.kind === "formula") return entry.signature;
  // Without parameters or with those that must be given, the caret stays between the parentheses.
  if (entry.parameters.length === 0) return entry.series ? `${entry.name}()` : entry.name;
  if (entry.parameters.some((parameter) => parameter.usual === null)) return `${entry.name}()`;
  return entry.signature.replace(/^\w+\((?:x, )?(?:y, )?/, `${entry.name}(${entry.series === 2 ? "SPY.close, " : ""}`);
}

/** One line about a function and the ranges of its parameters. */
export function describe({ signature, meaning, parameters = [] }) {
  const ranges = parameters.filter(({ least }) => least !== null && least !== undefined)
    .map(({ name, least, most }) => `${name} ${least} to ${most}`);
  return [signature, meaning, ...ranges].filter(Boolean).join(" · ");
}
