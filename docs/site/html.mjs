// HTML of text and of code.
import highlighter from "highlight.js";

const languages = { console: "shell", sh: "bash", csharp: "csharp", cs: "csharp", js: "javascript", props: "xml", csproj: "xml" };

export const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** The text of escaped HTML without tags. */
export const unescape = (html) => html.replace(/<[^>]*>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"')
  .replace(/&#39;/g, "'").replace(/&amp;/g, "&");

export function highlight(code, language) {
  const name = languages[language] ?? language;
  return highlighter.getLanguage(name) ? highlighter.highlight(code, { language: name, ignoreIllegals: true }).value : escape(code);
}

/** A block of code with a button that copies it. */
export const codeBlock = (code, language) =>
  `<div class="code"><button type="button" class="copy">Copy</button><pre><code>${highlight(code, language)}</code></pre></div>\n`;

/** A table that scrolls. Its cells are HTML. */
export function table(columns, rows) {
  const row = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>\n`;
  const body = rows.map((cells) => row(cells, "td")).join("");
  return `<div class="table"><table><thead>${row(columns, "th")}</thead><tbody>\n${body}</tbody></table></div>\n`;
}

/** Names with their descriptions, as HTML; nothing if there are none. */
export const descriptions = (rows) => (rows.length === 0 ? ""
  : `<dl class="details">\n${rows.map(([name, text]) => `<dt>${name}</dt><dd>${text}</dd>`).join("\n")}\n</dl>`);
