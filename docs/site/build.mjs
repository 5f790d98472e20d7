// Makes the site of the documentation: static files that work from a folder, a web server, or a subfolder of one.
// node docs/site/build.mjs [FOLDER] [--configuration Release] [--built-only]
// FOLDER is artifacts/site by default. The reference is made of the packages that are built in the configuration; one that is not built is
// an error, or with --built-only left out. Errors in links, anchors and the navigation end it with exit code 1.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { findSources, sections } from "./sources.mjs";
import { render } from "./markdown.mjs";
import { frame } from "./frame.mjs";
import { searchIndex } from "./search.mjs";
import { referencePages } from "./api/reference.mjs";
import { checkLinks } from "./links.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const { values: options, positionals } = parseArgs({
  allowPositionals: true, options: { configuration: { type: "string", default: "Release" }, "built-only": { type: "boolean" } },
});
const out = resolve(positionals[0] ?? join(root, "artifacts/site"));
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
const documents = pages.map((page) => ({ ...page, ...render(page, pages, linked, root) }));
// Files that pages link to have pages of their own; these link to nothing.
const shown = [...linked.values()].filter((page) => page.source !== undefined);
const files = shown.map((page) => ({ ...page, ...render(page, pages, linked, root) }));
const reference = referencePages(root, options.configuration);
if (!options["built-only"])
  problems.push(...reference.missing.map((name) => `${name} is not built: dotnet build Technic.Packages.slnf -c ${options.configuration}`));
const rendered = sections.flatMap((section) => [...documents, ...reference.pages].filter((page) => page.section === section));
const unlisted = [...files, ...reference.types];

rmSync(out, { recursive: true, force: true });
for (const page of [...rendered, ...unlisted]) write(page.to, frame(page, rendered));
for (const image of linked.values()) if (image.source === undefined) copy(join(root, image.from), image.to);
write("assets/search-data.js", `window.technicSearch=${JSON.stringify(searchIndex([...rendered, ...reference.types]))};\n`);
for (const name of ["site.css", "site.js"]) copy(join(here, name), `assets/${name}`);
copy(modules.resolve("minisearch").replace(/dist\/.*/, "dist/umd/index.js"), "assets/minisearch.js");
if (rendered.some((page) => page.hasDiagram)) copy(modules.resolve("mermaid/dist/mermaid.min.js"), "assets/mermaid.js");
copy(join(root, "src/Technic.Web/wwwroot/icon.svg"), "assets/icon.svg");
for (const font of ["sans-latin-wght-normal", "mono-latin-400-normal"])
  copy(join(root, `src/Technic.Web/wwwroot/lib/ibm-plex/ibm-plex-${font}.woff2`), `assets/ibm-plex-${font}.woff2`);
copy(join(root, "src/Technic.Web/wwwroot/lib/ibm-plex/LICENSE"), "assets/ibm-plex-license.txt");

problems.push(...checkLinks(out, [...rendered, ...unlisted]));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
const place = relative(process.cwd(), out) || ".";
console.log(`${rendered.length} pages, ${reference.types.length} types and ${files.length} files in ${place}`);
