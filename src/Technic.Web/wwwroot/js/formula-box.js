// An input for a formula, made of a textarea: colours behind its text, completion, and live errors with suggestions.

import { checkFormula } from "./api.js";
import { el, framed, text } from "./dom.js";
import { describe, language, tokens } from "./formula-language.js";

const pause = 350;
let boxes = 0;

export class FormulaBox {
  #area;
  #options;
  #paper = el("div", { className: "formula-paper", "aria-hidden": "true" });
  #list;
  #problem;
  #status;
  #items = [];
  #start = 0;
  #active = -1;
  #timer = 0;
  #turn = 0;
  #wrong = null;
  #language = null;
  #paint = framed(() => this.#draw());

  /** Whether the last check found the formula valid; null while it is unknown. */
  valid = null;

  /** The type that the last check found: number or condition. */
  type = null;

  /**
   * @param {HTMLTextAreaElement} area
   * @param {{use: string, problem?: HTMLElement, formulas?(): string, frequency?(): string, symbols?(): string[], texts?: string[],
   *   onCheck?()}} options use: what the formula is for in the API
   */
  constructor(area, options) {
    this.#area = area;
    this.#options = options;
    const id = `formula-box-${++boxes}`;
    this.#list = el("ul", { className: "completion", id: `${id}-list`, role: "listbox", hidden: true, "aria-label": "Completion" });
    this.#problem = options.problem ?? el("p", { className: "field-error", role: "alert", hidden: true });
    this.#problem.id ||= `${id}-problem`;
    this.#status = el("p", { className: "hint formula-status", id: `${id}-status`, role: "status" });
    const frame = el("div", { className: "formula-box" });
    area.before(frame);
    frame.append(this.#paper, area, this.#list);
    (options.problem ? options.problem : frame).after(...(options.problem ? [this.#status] : [this.#problem, this.#status]));
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.#list.id);
    area.setAttribute("aria-describedby",
      [area.getAttribute("aria-describedby"), options.problem ? "" : this.#problem.id, this.#status.id].filter(Boolean).join(" "));
    area.addEventListener("input", () => this.#changed());
    area.addEventListener("keydown", (event) => this.#key(event));
    area.addEventListener("scroll", () => (this.#paper.scrollTop = area.scrollTop), { passive: true });
    area.addEventListener("blur", () => this.#close());
    area.addEventListener("click", () => this.#close());
    new ResizeObserver(this.#paint).observe(area);
    // A click on an item must not take the focus from the formula.
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("li");
      if (item) this.#accept(Number(item.dataset.index));
    });
    language().then((known) => {
      this.#language = known;
      this.#paint();
    }, () => {});
    this.changed();
  }

  /** Shows a value that was set by the page, and checks it. */
  changed() {
    this.#close();
    this.showProblem(null);
    this.#paint();
    this.#later();
  }

  /** Shows an error of the server: {position, length, message, suggestions}; null hides it. */
  showProblem(problem) {
    this.#wrong = problem;
    this.#area.toggleAttribute("aria-invalid", Boolean(problem));
    this.#problem.hidden = !problem;
    if (problem) {
      // The list of columns is omitted: the completion shows it.
      const message = problem.message.replace(/ The columns are: .*$/s, "").slice(0, 400);
      this.#problem.replaceChildren(el("span", {}, `${problem.position ? `Position ${problem.position}: ` : ""}${message}`));
      for (const suggestion of problem.suggestions ?? []) this.#problem.append(" ", this.#button(suggestion));
    }
    this.#paint();
  }

  #button({ position, length, text: replacement }) {
    const old = this.#area.value.slice(position - 1, position - 1 + length);
    const shown = replacement.trim() === "" ? `remove ${old.trim()}` : replacement.trim();
    const button = el("button", { type: "button", className: "suggestion mono", title: `Replace ${old.trim() || "nothing"}` }, shown);
    button.addEventListener("click", () => {
      this.#area.setRangeText(replacement, position - 1, position - 1 + length, "end");
      this.#area.focus();
      this.#area.dispatchEvent(new Event("input", { bubbles: true }));
      this.#close();
      this.#later(0);
    });
    return button;
  }

  #changed() {
    this.valid = null;
    this.showProblem(null);
    this.#open(false);
    this.#later();
  }

  #later(milliseconds = pause) {
    clearTimeout(this.#timer);
    this.#turn++;
    const formula = this.#area.value;
    if (formula.trim() === "") {
      text(this.#status, "");
      this.valid = true;
      this.type = null;
      this.#options.onCheck?.();
      return;
    }
    this.#timer = setTimeout(() => this.#check(formula, this.#turn), milliseconds);
  }

  async #check(formula, turn) {
    const { use, formulas, frequency, onCheck } = this.#options;
    const answer = await checkFormula({ formula, use, formulas: formulas?.(), frequency: frequency?.() }).catch(() => null);
    if (turn !== this.#turn || !answer) return;
    this.valid = answer.valid;
    this.type = answer.type;
    this.showProblem(answer.problem);
    text(this.#status, answer.valid ? summary(answer) : "");
    onCheck?.();
  }

  // ---- completion ---------------------------------------------------------------------------------------------------------------

  #open(isAsked) {
    const { value, selectionStart } = this.#area;
    const before = value.slice(0, selectionStart);
    const more = { symbols: this.#options.symbols?.() ?? [], texts: this.#options.texts ?? [] };
    const help = this.#language?.help(before);
    if (help) text(this.#status, help);
    const { start, items } = this.#language?.complete(before, more) ?? { start: 0, items: [] };
    const typed = before.slice(start);
    // A word that is complete needs no list, unless it is asked for.
    if (items.length === 0 || (!isAsked && items.length === 1 && items[0].text === typed)) {
      this.#close();
      return;
    }
    this.#items = items;
    this.#start = start;
    this.#active = -1;
    this.#list.replaceChildren(...items.map((item, index) => el(
      "li", { role: "option", id: `${this.#list.id}-${index}`, dataset: { index, kind: item.kind }, "aria-selected": "false" },
      el("span", { className: "mono" }, item.signature), el("span", { className: "hint" }, item.meaning))));
    this.#list.hidden = false;
    this.#list.scrollTop = 0;
  }

  #close() {
    this.#list.hidden = true;
    this.#active = -1;
    this.#area.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      this.#open(true);
      return;
    }
    if (this.#list.hidden || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#select((this.#active + step + this.#items.length + (this.#active < 0 && step < 0 ? 1 : 0)) % this.#items.length);
    else if (event.key === "Tab" && !event.shiftKey && !this.#isComplete()) this.#accept(Math.max(0, this.#active));
    else if (event.key === "Enter" && this.#active >= 0) this.#accept(this.#active);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Whether the word at the caret is the first item, so that Tab leaves the formula. */
  #isComplete() {
    return this.#active < 0 && this.#items[0].text === this.#area.value.slice(this.#start, this.#area.selectionStart);
  }

  #select(index) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = index;
    const item = this.#list.children[index];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.#area.setAttribute("aria-activedescendant", item.id);
    text(this.#status, describe(this.#items[index]));
  }

  #accept(index) {
    const { text: inserted } = this.#items[index];
    this.#area.setRangeText(inserted, this.#start, this.#area.selectionStart, "end");
    if (inserted.endsWith("()")) this.#area.selectionStart = this.#area.selectionEnd = this.#area.selectionEnd - 1;
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
    if (inserted.endsWith(".")) this.#open(true);
    else this.#close();
  }

  // ---- colours ------------------------------------------------------------------------------------------------------------------

  #draw() {
    const { value } = this.#area;
    const from = this.#wrong ? this.#wrong.position - 1 : -1;
    const to = this.#wrong ? from + Math.max(1, this.#wrong.length) : -1;
    const pieces = tokens(value).map(({ kind, text: part, start }) => {
      const colour = kind === "word" ? this.#language?.kindOf(part) ?? "" : kind;
      const isWrong = start < to && start + part.length > from;
      return el("span", { className: isWrong ? "wrong" : "", dataset: { kind: colour } }, part);
    });
    if (this.#wrong && from >= value.length) pieces.push(el("span", { className: "wrong" }, " "));
    // A last line without text needs a character to have a height.
    this.#paper.replaceChildren(...pieces, "\u200b");
    this.#paper.style.width = `${this.#area.clientWidth + 2}px`;
    this.#paper.scrollTop = this.#area.scrollTop;
  }
}

/** What a valid formula is and needs. */
function summary({ type, unit, bars, warmUp, comparesSymbols }) {
  const needs = bars > 1 ? `needs ${bars} bars${warmUp > bars ? `, ${warmUp} to settle` : ""}` : "";
  return [type === "condition" ? "Condition" : `Number${unit ? ` (${unit})` : ""}`, needs, comparesSymbols ? "compares the symbols" : ""]
    .filter(Boolean).join(" · ");
}
