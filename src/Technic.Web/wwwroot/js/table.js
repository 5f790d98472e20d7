// A virtual table: only visible rows exist in the DOM, so that tables with ten thousand rows stay fast.

import { el, framed } from "./dom.js";

const rowHeight = 27;
const beyond = 6;

/**
 * A column: {name, title, meaning, width, className, value(row), fill(cell, row, was)}. value returns the sort key; fill updates a cell,
 * which may show another row.
 */
export class Table {
  #columns = [];
  #rows = [];
  #view = [];
  #order = null;
  #keep = null;
  #active = 0;
  #pool = [];
  #first = -1;
  #grid;
  #head = el("tr", { role: "row" });
  #body = el("tbody");
  #above = el("tr", { className: "spacer", "aria-hidden": "true" });
  #below = el("tr", { className: "spacer", "aria-hidden": "true" });
  #groups = el("colgroup");
  #table = el("table", { className: "rows" });
  #render = framed(() => this.#draw());
  #arrange = framed(() => this.#sortAndFilter());

  /**
   * @param {HTMLElement} grid the scroll container
   * @param {{label: string, open(row, event), onView?(shown, all, first, last), onSort?(order)}} options
   */
  constructor(grid, options) {
    this.#grid = grid;
    this.options = options;
    this.#above.append(el("td"));
    this.#below.append(el("td"));
    this.#body.append(this.#above, this.#below);
    this.#table.append(this.#groups, el("thead", {}, this.#head), this.#body);
    this.#table.setAttribute("aria-label", options.label);
    grid.append(this.#table);
    grid.addEventListener("scroll", this.#render, { passive: true });
    grid.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(this.#render).observe(grid);
  }

  get rows() {
    return this.#rows;
  }

  /** The displayed rows, in order. */
  get view() {
    return this.#view;
  }

  get order() {
    return this.#order;
  }

  set columns(columns) {
    this.#columns = columns;
    this.#groups.replaceChildren(
      ...columns.map((column) => {
        const group = el("col");
        group.style.width = `${column.width}px`;
        return group;
      }),
    );
    this.#table.style.minWidth = `${columns.reduce((sum, column) => sum + column.width, 0)}px`;
    this.#head.replaceChildren(...columns.map((column) => this.#header(column)));
    for (const spacer of [this.#above, this.#below]) spacer.firstChild.colSpan = columns.length;
    for (const row of this.#pool) row.element.remove();
    this.#pool = [];
    this.#markOrder();
    this.#redraw();
  }

  /** Replaces all rows. */
  replace(rows) {
    this.#rows = rows;
    this.#arrange();
  }

  /** Adds rows. They are sorted in the next frame. */
  add(rows) {
    for (const row of rows) this.#rows.push(row);
    this.#arrange();
  }

  /** Sorts by a column; null restores the original order. */
  sort(order) {
    this.#order = order;
    this.#markOrder();
    this.#arrange();
  }

  /** Filters the rows; null removes the filter. */
  filter(keep) {
    this.#keep = keep;
    this.#grid.scrollTop = 0;
    this.#arrange();
  }

  toTop() {
    this.#grid.scrollTop = 0;
  }

  #header(column) {
    const button = el("button", { type: "button", title: column.meaning ?? "" }, column.title);
    button.addEventListener("click", () => {
      const was = this.#order?.name === column.name ? this.#order.ascending : null;
      // Default order: numbers descending, text ascending.
      const first = column.text ?? false;
      this.sort(was === null ? { name: column.name, ascending: first } : { name: column.name, ascending: !was });
      this.options.onSort?.(this.#order);
    });
    return el("th", { scope: "col", className: column.className ?? "", dataset: { column: column.name } }, button);
  }

  #markOrder() {
    for (const header of this.#head.children) {
      const sorted = this.#order?.name === header.dataset.column;
      if (sorted) header.setAttribute("aria-sort", this.#order.ascending ? "ascending" : "descending");
      else header.removeAttribute("aria-sort");
    }
  }

  #sortAndFilter() {
    const rows = this.#keep ? this.#rows.filter(this.#keep) : this.#rows.slice();
    const column = this.#order && this.#columns.find((candidate) => candidate.name === this.#order.name);
    const value = column?.value ?? (this.#order && ((row) => row[this.#order.name]));
    if (value) {
      const sign = this.#order.ascending ? 1 : -1;
      const keyed = rows.map((row, index) => ({ row, index, key: value(row) }));
      keyed.sort((a, b) => {
        // Missing values are always last.
        const missing = (a.key === null || a.key === undefined ? 1 : 0) - (b.key === null || b.key === undefined ? 1 : 0);
        if (missing !== 0) return missing;
        if (a.key === b.key || a.key === null || a.key === undefined) return a.index - b.index;
        return a.key < b.key ? -sign : sign;
      });
      for (let i = 0; i < keyed.length; i++) rows[i] = keyed[i].row;
    }
    this.#view = rows;
    this.#active = Math.min(this.#active, Math.max(0, rows.length - 1));
    this.#table.setAttribute("aria-rowcount", rows.length + 1);
    this.#redraw();
  }

  #redraw() {
    this.#first = -1;
    this.#render();
  }

  #draw() {
    const height = this.#grid.clientHeight;
    const total = this.#view.length;
    const top = this.#grid.scrollTop;
    const size = Math.min(total, Math.ceil(height / rowHeight) + 2 * beyond);
    const first = Math.max(0, Math.min(total - size, Math.floor(top / rowHeight) - beyond));
    this.#grow(size);
    if (first !== this.#first || this.#shown !== size) {
      this.#above.firstChild.style.height = `${first * rowHeight}px`;
      this.#below.firstChild.style.height = `${(total - first - size) * rowHeight}px`;
      for (let i = 0; i < this.#pool.length; i++) this.#fill(this.#pool[i], i < size ? first + i : -1);
      this.#first = first;
      this.#shown = size;
    }
    // The header covers the height of one row.
    const last = Math.min(total, Math.floor((top + height - rowHeight) / rowHeight + 0.01));
    this.options.onView?.(total, this.#rows.length, Math.min(last, Math.ceil(top / rowHeight) + 1), last);
  }

  #shown = 0;

  #grow(size) {
    while (this.#pool.length < size) {
      const element = el("tr");
      const cells = this.#columns.map((column) => {
        const cell = el(column.header ? "th" : "td", { className: column.className ?? "" });
        if (column.header) cell.scope = "row";
        element.append(cell);
        return cell;
      });
      const row = { element, cells, index: -1, data: null };
      element.addEventListener("click", (event) => {
        this.#active = row.index;
        if (!event.target.closest("a, button") && !String(getSelection())) this.options.open(row.data, event);
      });
      this.#below.before(element);
      this.#pool.push(row);
    }
  }

  #fill(row, index) {
    const data = index < 0 ? null : this.#view[index];
    const { element } = row;
    element.hidden = data === null;
    row.index = index;
    if (data === null) {
      row.data = null;
      return;
    }
    element.setAttribute("aria-rowindex", index + 2);
    element.classList.toggle("even", index % 2 === 0);
    if (row.data !== data) {
      this.#columns.forEach((column, i) => column.fill(row.cells[i], data, row.data));
      row.data = data;
    }
    const link = element.querySelector("a");
    if (link) link.tabIndex = index === this.#active ? 0 : -1;
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#grid.clientHeight / rowHeight) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.target.closest("thead")) return;
    event.preventDefault();
    this.#active = Math.max(0, Math.min(this.#view.length - 1, this.#active + steps[event.key]));
    const at = this.#active * rowHeight;
    const head = this.#head.offsetHeight;
    if (at < this.#grid.scrollTop) this.#grid.scrollTop = at;
    else if (at + rowHeight > this.#grid.scrollTop + this.#grid.clientHeight - head)
      this.#grid.scrollTop = at + rowHeight + head - this.#grid.clientHeight;
    this.#first = -1;
    this.#draw();
    this.#pool.find((row) => row.index === this.#active)?.element.querySelector("a")?.focus({ preventScroll: true });
  }
}
