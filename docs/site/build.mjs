// Makes the site of the documentation: static files that work from a folder, a web server, or a subfolder of one.
// node docs/site/build.mjs [FOLDER], default artifacts/site. Errors in links, anchors and the navigation end it with exit code 1.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { findSources } from "./sources.mjs";
import { render } from "./markdown.mjs";
import { frame } from "./frame.mjs";
import { searchIndex } from "./search.mjs";
import { checkLinks } from "./links.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const out = resolve(process.argv[2] ?? join(root, "artifacts/site"));
const modules = createRequire(import.meta.url);

const write = (path, content) => {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), content);
};
const copy = (from, to) => {
  mkdirSync(dirname(join(out, to)), { recursive: true });
  cpSync(from, join(out, to));
};

const { pages, problems } = findSources(root);
const linked = new Map(); // Files that are shown or copied because a page links to them.
const rendered = pages.map((page) => ({ ...page, ...render(page, pages, linked, root) }));
// Files that pages link to have pages of their own; these link to nothing.
const shown = [...linked.values()].filter((page) => page.source !== undefined);
const files = shown.map((page) => ({ ...page, ...render(page, pages, linked, root) }));

rmSync(out, { recursive: true, force: true });
for (const page of [...rendered, ...files]) write(page.to, frame(page, rendered));
for (const image of linked.values()) if (image.source === undefined) copy(join(root, image.from), image.to);
write("assets/search-data.js", `window.technicSearch=${JSON.stringify(searchIndex(rendered))};\n`);
for (const name of ["site.css", "site.js"]) copy(join(here, name), `assets/${name}`);
copy(modules.resolve("minisearch").replace(/dist\/.*/, "dist/umd/index.js"), "assets/minisearch.js");
if (rendered.some((page) => page.hasDiagram)) copy(modules.resolve("mermaid/dist/mermaid.min.js"), "assets/mermaid.js");
copy(join(root, "src/Technic.Web/wwwroot/icon.svg"), "assets/icon.svg");
for (const font of ["sans-latin-wght-normal", "mono-latin-400-normal"])
  copy(join(root, `src/Technic.Web/wwwroot/lib/ibm-plex/ibm-plex-${font}.woff2`), `assets/ibm-plex-${font}.woff2`);
copy(join(root, "src/Technic.Web/wwwroot/lib/ibm-plex/LICENSE"), "assets/ibm-plex-license.txt");

problems.push(...checkLinks(out, [...rendered, ...files]));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${rendered.length} pages and ${files.length} files in ${relative(process.cwd(), out) || "."}`);
