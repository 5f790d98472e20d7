// Markdown to HTML: anchors as on GitHub, highlighted code, tables that scroll, and links between documents.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import MarkdownIt from "markdown-it";
import anchor from "markdown-it-anchor";
import { codeBlock, escape, highlight } from "./html.mjs";

const images = /\.(png|svg|jpg|webp)$/;

/** The anchor of a heading, as GitHub makes it. */
export const slugOf = (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "").replace(/ /g, "-");

/** The body of a page with its headings. */
export function render(page, pages, linked, root) {
  if (page.isCode) return { body: codeOf(page), headings: [], blocks: [{ text: page.source }], links: [] };
  const state = { headings: [], blocks: [], links: [], hasDiagram: false };
  const markdown = new MarkdownIt({ html: true, linkify: false, highlight });
  markdown.use(anchor, { slugify: slugOf, tabIndex: false, permalink: anchor.permalink.linkInsideHeader({
    symbol: "#", class: "anchor", placement: "after", ariaHidden: true }) });
  rules(markdown, state);
  const tokens = markdown.parse(page.source, {});
  collect(tokens, state);
  for (const { children } of tokens.filter((token) => token.children)) {
    children.forEach((token, index) => {
      if (token.type === "link_open") {
        const address = addressIn(page, token.attrGet("href"), pages, linked, root);
        token.attrSet("href", address);
        nameTarget(children[index + 1], page, address, pages);
      } else if (token.type === "image") token.attrSet("src", addressIn(page, token.attrGet("src"), pages, linked, root));
    });
  }
  return { body: markdown.renderer.render(tokens, markdown.options, {}), ...state };
}

function rules(markdown, state) {
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, ...rest) => {
    const language = tokens[index].info.trim();
    if (language === "mermaid") {
      state.hasDiagram = true;
      return `<div class="diagram"><pre class="mermaid">${escape(tokens[index].content)}</pre></div>\n`;
    }
    return `<div class="code"><button type="button" class="copy">Copy</button>${fence(tokens, index, ...rest)}</div>\n`;
  };
  // An option or a name is not broken at its hyphens.
  markdown.renderer.rules.code_inline = (tokens, index) => {
    const { content } = tokens[index];
    return `<code${content.length <= 32 && !content.includes(" ") ? ' class="word"' : ""}>${escape(content)}</code>`;
  };
  markdown.renderer.rules.table_open = () => '<div class="table"><table>\n';
  markdown.renderer.rules.table_close = () => "</table></div>\n";
  const link = markdown.renderer.rules.link_open ?? ((tokens, index, options, _, self) => self.renderToken(tokens, index, options));
  markdown.renderer.rules.link_open = (tokens, index, ...rest) => {
    if (/^https?:/.test(tokens[index].attrGet("href"))) tokens[index].attrSet("rel", "noopener noreferrer");
    return link(tokens, index, ...rest);
  };
}

/** Headings for the contents, and the text below each for the search. */
function collect(tokens, state) {
  let block = { text: "" };
  state.blocks.push(block);
  tokens.forEach((token, index) => {
    if (token.type === "heading_open") {
      const text = plain(tokens[index + 1]);
      const heading = { level: Number(token.tag[1]), text, id: token.attrGet("id") };
      state.headings.push(heading);
      block = { heading: text, id: heading.id, level: heading.level, text: "" };
      state.blocks.push(block);
    } else if (token.type === "inline" && tokens[index - 1]?.type !== "heading_open") block.text += ` ${plain(token)}`;
    else if (token.type === "fence" && token.info.trim() !== "mermaid") block.text += ` ${token.content}`;
  });
}

const plain = (token) => (token.children ?? []).filter((child) => child.type !== "html_inline")
  .map((child) => (child.type === "softbreak" ? " " : child.content)).join("");

/** A link of a document as a link of the site. */
function addressIn(page, href, pages, linked, root) {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  const [path, fragment] = href.split("#");
  const from = posix.normalize(posix.join(posix.dirname(page.from), path)).replace(/\/$/, "");
  const to = pages.find((other) => other.from === from)?.to ?? fileOf(from, linked, root);
  if (to === undefined) return href;
  return (posix.relative(posix.dirname(page.to), to) || posix.basename(to)) + (fragment ? `#${fragment}` : "");
}

/** A link whose text is the name of a document has the title of its page instead. */
function nameTarget(text, page, address, pages) {
  if (text?.type !== "text" || !/^[\w/.-]+\.md$/.test(text.content)) return;
  const to = posix.join(posix.dirname(page.to), address.split("#")[0]);
  text.content = pages.find((other) => other.to === to)?.title ?? text.content;
}

/** The page, or the copy, of a file of the repository that is not a document. */
function fileOf(from, linked, root) {
  if (linked.has(from)) return linked.get(from).to;
  if (!existsSync(join(root, from))) return undefined;
  const to = images.test(from) ? from.replace(/^docs\//, "") : `files/${from}.html`;
  const page = { from, to, title: posix.basename(from), section: "Files" };
  const path = join(root, from);
  linked.set(from, images.test(from) ? page : { ...page, isCode: true, source: sourceOf(path), parts: partsOf(path) });
  return to;
}

const sourceOf = (path) => (statSync(path).isDirectory() ? "" : readFileSync(path, "utf8"));

/** The files of a folder, or the file itself. */
function partsOf(path) {
  if (!statSync(path).isDirectory()) return [{ name: posix.basename(path), text: readFileSync(path, "utf8") }];
  return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile() && !entry.name.endsWith(".user"))
    .sort((a, b) => Number(b.name.endsWith(".cs")) - Number(a.name.endsWith(".cs")) || a.name.localeCompare(b.name))
    .map((entry) => ({ name: entry.name, text: readFileSync(join(path, entry.name), "utf8") }));
}

const codeOf = (page) => `<h1>${escape(page.title)}</h1>\n<p class="path"><code>${escape(page.from)}</code></p>\n`
  + page.parts.map((part) =>
    `<h2 id="${slugOf(part.name)}">${escape(part.name)}</h2>\n${codeBlock(part.text, part.name.split(".").pop())}`).join("");
