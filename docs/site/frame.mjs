// The frame of a page: header with search, navigation, contents of the page, and the pages before and after it.
import { posix } from "node:path";
import { escape } from "./html.mjs";

export function frame(page, pages) {
  const to = (address) => posix.relative(posix.dirname(page.to), address) || posix.basename(address);
  const place = pages.findIndex((other) => other.to === page.to);
  const [previous, next] = place < 0 ? [] : [pages[place - 1], pages[place + 1]];
  const title = page.to === "index.html" ? "Technic documentation" : `${page.title} – Technic`;
  return `<!doctype html>
<html lang="en" data-root="${to("index.html").replace(/index\.html$/, "")}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<meta name="description" content="${escape(summaryOf(page))}">
<link rel="icon" href="${to("assets/icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${to("assets/site.css")}">
<script src="${to("assets/site.js")}"></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="top">
<button type="button" class="menu" aria-label="Navigation" aria-expanded="false" aria-controls="navigation">
<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M3 5h14M3 10h14M3 15h14"/></svg></button>
<a class="brand" href="${to("index.html")}"><img src="${to("assets/icon.svg")}" alt="" width="26" height="26"> Technic</a>
<div class="search" role="search">
<input type="search" id="search" placeholder="Search" aria-label="Search the documentation" autocomplete="off" spellcheck="false"
 role="combobox" aria-expanded="false" aria-controls="results"><kbd>/</kbd>
<ol id="results" role="listbox" aria-label="Results" hidden></ol>
</div>
<button type="button" class="theme" aria-label="Light or dark">
<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="6.2"/><path d="M10 3.8a6.2 6.2 0 0 1 0 12.4z"/></svg></button>
</header>
<div class="columns">
<nav id="navigation" aria-label="Documentation">
${[...new Set(pages.map((other) => other.section))].map((section) => group(section, page, pages, to)).join("\n")}
</nav>
<main id="content">
<article>
${page.body}
</article>
${place < 0 ? "" : `<nav class="pager" aria-label="Pages before and after">${link(previous, "Previous", "previous", to)}${
    link(next, "Next", "next", to)}</nav>`}
<footer>Technic is free software under the MIT licence.</footer>
</main>
${contents(page)}
</div>
${page.hasDiagram ? `<script src="${to("assets/mermaid.js")}"></script>\n` : ""}</body>
</html>
`;
}

function group(section, page, pages, to) {
  const mark = (other) => (other.to === page.to ? ' aria-current="page"' : other.to === page.parent ? ' aria-current="true"' : "");
  const links = pages.filter((other) => other.section === section)
    .map((other) => `<li><a href="${to(other.to)}"${mark(other)}>${escape(other.title)}</a></li>`);
  return `<h2>${escape(section)}</h2>\n<ul>${links.join("")}</ul>`;
}

const link = (page, word, kind, to) =>
  (page ? `<a class="${kind}" href="${to(page.to)}"><small>${word}</small>${escape(page.title)}</a>` : "");

function contents(page) {
  const headings = page.headings.filter((heading) => heading.level === 2 || heading.level === 3);
  if (headings.length < 2) return "";
  const items = headings.map((heading) => `<li class="level-${heading.level}"><a href="#${heading.id}">${
    escape(heading.text).replace(/\.(?=\w)/g, ".<wbr>")}</a></li>`);
  return `<aside aria-label="On this page"><h2>On this page</h2>\n<ul>${items.join("")}</ul></aside>`;
}

/** The first words of a page, for search engines. */
function summaryOf(page) {
  const text = page.blocks.map((block) => block.text).join(" ").replace(/\s+/g, " ").replace(/^ ?TL;DR /, "").trim();
  return text.length <= 160 ? text : `${text.slice(0, 157).replace(/ \S*$/, "")} …`;
}
