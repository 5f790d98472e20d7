// The page of watches and lists of symbols.

import { Problem, post, put, read, remove } from "./api.js";
import { $, el, text } from "./dom.js";
import { count, whole } from "./format.js";
import { savingDialog } from "./saving-dialog.js";
import { showProblem, symbolAddress } from "./shell.js";

/** The most symbols that are shown of a report; a watch can match thousands. */
const most = 200;

const checking = new Set();
let watches = [];
let lists = [];

const minute = (instant) => instant.slice(0, 16).replace("T", " ");
const watchAddress = (name) => `/api/watches/${encodeURIComponent(name)}`;
const listAddress = (name) => `/api/lists/${encodeURIComponent(name)}`;

/** Runs the work and shows the problem of the server, e.g. that the caller's role is missing. */
async function attempt(work) {
  try {
    await work();
    showProblem("");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    showProblem(problem.message);
  }
}

async function refresh() {
  if (document.hidden) return;
  await attempt(async () => {
    try {
      const [newWatches, newLists] = await Promise.all([read("/api/watches"), read("/api/lists")]);
      // Unchanged content is not shown again: it may have the focus.
      if (JSON.stringify([newWatches, newLists]) === JSON.stringify([watches, lists]) && $("watches-page").dataset.state) return;
      [watches, lists] = [newWatches, newLists];
      showWatches();
      showLists();
      $("watches-page").dataset.state = "shown";
    } catch (problem) {
      if (!$("watches-page").dataset.state) text("watches-lead", "");
      throw problem;
    }
  });
}

// ---- watches --------------------------------------------------------------------------------------------------------------------

function showWatches() {
  const news = watches.filter(({ report }) => report && report.entered.length + report.left.length > 0).length;
  text("watches-lead", watches.length
    ? `${count(watches.length, "watch", "watches")}, ${whole(news)} with symbols that entered or left since an earlier session.`
    : "No watches yet. A watch is a saved scan that is checked after each session.");
  $("no-watches").hidden = watches.length > 0;
  $("watch-cards").replaceChildren(...watches.map(watchCard));
}

function watchCard(watch) {
  const { name, note, scan, problem, report } = watch;
  const title = el("h2", { id: `watch-${name}` }, name);
  const card = el("section", { className: "card watch", "aria-labelledby": title.id, dataset: { watch: name } }, title);
  if (note) card.append(el("p", {}, note));
  card.append(el("p", { className: "hint mono" }, textOf(scan)));
  if (problem) card.append(el("p", { className: "notice" }, problem));
  card.append(...(report ? reportOf(report) : [el("p", { className: "hint" }, "No report yet.")]));
  const busy = checking.has(name);
  const check = el("button", { type: "button", disabled: busy, "aria-describedby": title.id }, busy ? "Checking …" : "Check now");
  const drop = el("button", { type: "button", className: "quiet", disabled: busy, "aria-describedby": title.id }, "Delete …");
  check.addEventListener("click", () => checkNow(name));
  drop.addEventListener("click", () => ask(`Delete the watch '${name}'?`, "Its reports are deleted too.", async () => {
    await remove(watchAddress(name));
    await refresh();
    text("done", `Watch '${name}' deleted.`);
    $("main").focus();
  }));
  card.append(el("div", { className: "actions" }, check, drop));
  return card;
}

/** The scan as its user wrote it: preset: breakout · lists: chips. */
const textOf = (scan) => Object.entries(scan).map(([field, value]) => `${field}: ${few([value].flat().map(String))}`).join(" · ");

const few = (values) => values.slice(0, 12).join(", ") + (values.length > 12 ? ` and ${whole(values.length - 12)} more` : "");

function reportOf(report) {
  const { entered, left, unknown, matches } = report;
  const facts = [["Session", report.asOf], ["Matches", whole(matches.length)], ["Entered", whole(entered.length)],
    ["Left", whole(left.length)], ["Unknown", whole(unknown.length)]];
  const all = el("details", { className: "excluded" }, el("summary", {}, count(matches.length, "match", "matches")),
    symbolsOf(matches, ({ since }) => `since ${since}`));
  return [
    el("dl", { className: "facts" }, ...facts.map(([fact, value]) => el("div", {}, el("dt", {}, fact), el("dd", {}, value)))),
    el("p", { className: "hint" }, remarks(report)),
    ...group("Entered", entered.map((symbol) => ({ symbol })), () => ""),
    ...group("Left", left, ({ reason }) => reason),
    ...group("Unknown", unknown, ({ reason }) => reason),
    ...(matches.length ? [all] : []),
  ];
}

function remarks({ checkedAt, comparedWith, data, stale, failed, source }) {
  return [
    `Checked ${minute(checkedAt)} UTC with prices of ${source}`,
    comparedWith ? `compared with ${comparedWith}` : "the first check, so nothing has entered",
    data !== "final" && `${data} data`,
    stale > 0 && `${count(stale, "stale row")}`,
    failed > 0 && `${count(failed, "symbol")} failed`,
  ].filter(Boolean).join("; ") + ".";
}

function group(title, symbols, remarkOf) {
  return symbols.length ? [el("h3", {}, title), symbolsOf(symbols, remarkOf)] : [];
}

function symbolsOf(symbols, remarkOf) {
  const list = el("ul", { className: "symbol-links" }, ...symbols.slice(0, most).map((one) => {
    const remark = remarkOf(one);
    return el("li", {}, el("a", { href: symbolAddress(one.symbol) }, one.symbol), remark ? el("span", {}, ` ${remark}`) : "");
  }));
  if (symbols.length > most) list.append(el("li", {}, `and ${whole(symbols.length - most)} more`));
  return list;
}

async function checkNow(name) {
  checking.add(name);
  showWatches();
  text("done", `Checking '${name}' …`);
  await attempt(async () => {
    try {
      const checked = await post(`${watchAddress(name)}/check`);
      watches = watches.map((watch) => (watch.name === name ? checked : watch));
      text("done", checked.problem ?? `'${name}' checked: ${count(checked.report.matches.length, "match", "matches")}, ${
        whole(checked.report.entered.length)} entered, ${whole(checked.report.left.length)} left.`);
    } catch (problem) {
      text("done", "");
      throw problem;
    } finally {
      checking.delete(name);
      showWatches();
      $("watch-cards").querySelector(`[data-watch="${CSS.escape(name)}"] button`)?.focus();
    }
  });
}

// ---- lists ----------------------------------------------------------------------------------------------------------------------

function showLists() {
  $("lists").hidden = lists.length === 0;
  $("no-lists").hidden = lists.length > 0;
  $("list-rows").replaceChildren(...lists.map(listRow));
}

function listRow(list) {
  const title = el("th", { scope: "row", id: `list-${list.name}` }, el("b", {}, list.name));
  const edit = el("button", { type: "button", className: "quiet", "aria-describedby": title.id }, "Edit …");
  const drop = el("button", { type: "button", className: "quiet", "aria-describedby": title.id }, "Delete …");
  edit.addEventListener("click", () => editList(list));
  drop.addEventListener("click", () => ask(`Delete the list '${list.name}'?`, "Scans and watches that name it fail without it.",
    async () => {
      await remove(listAddress(list.name));
      await refresh();
      text("done", `List '${list.name}' deleted.`);
      $("lists-title").focus();
    }));
  return el("tr", {}, title,
    el("td", { className: "wide" }, `${whole(list.symbols.length)}: `, el("span", { className: "hint" }, few(list.symbols))),
    el("td", { className: "wide" }, list.note ?? ""), el("td", {}, minute(list.updatedAt)), el("td", {}, edit, drop));
}

const openList = savingDialog("list-dialog", async () => {
  const name = $("list-name").value.trim();
  const symbols = $("list-symbols").value.split(/[\s,;]+/).filter(Boolean);
  await put(listAddress(name), { symbols, note: $("list-note").value.trim() });
  await refresh();
  text("done", `List '${name}' saved.`);
});

/** Opens the form of a list; null for a new one. The name of an existing one cannot be changed. */
function editList(list) {
  text("list-dialog-title", list ? `Edit the list '${list.name}'` : "New list");
  $("list-name").value = list?.name ?? "";
  $("list-name").readOnly = Boolean(list);
  $("list-symbols").value = list?.symbols.join(", ") ?? "";
  $("list-note").value = list?.note ?? "";
  openList();
  if (list) $("list-symbols").focus();
}

$("new-list").addEventListener("click", () => editList(null));

// ---- deleting -------------------------------------------------------------------------------------------------------------------

let confirmed = null;

/** Asks before something is deleted. */
function ask(title, explanation, work) {
  text("delete-title", title);
  text("delete-text", explanation);
  confirmed = work;
  $("delete-dialog").returnValue = "";
  $("delete-dialog").showModal();
}

$("delete-dialog").addEventListener("close", () => {
  if ($("delete-dialog").returnValue === "delete") attempt(confirmed);
});

refresh();
document.addEventListener("visibilitychange", refresh);
