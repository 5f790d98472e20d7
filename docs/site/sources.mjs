// The pages of the site, in the order of the navigation. A document that is not in the navigation is an error.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Sections with their documents; the text behind a name is its title in the navigation. */
export const navigation = [
  ["Start", [
    ["README.md", "Overview"], ["docs/quick-start.md", "Quick start"], ["docs/install.md", "Install"], ["docs/tutorial.md", "Tutorial"],
    ["docs/faq.md", "Questions"], ["docs/comparison.md", "Comparison"],
  ]],
  ["Scan and study", [
    ["docs/pages.md", "Pages"], ["docs/watches.md", "Lists and watches"], ["docs/where.md", "Presets and requests"],
    ["docs/scoring.md", "Score"], ["docs/study.md", "Studies"],
    ["docs/columns.md", "Columns"], ["docs/command-line.md", "Command line"],
  ]],
  ["Formulas", [
    ["docs/formula.md", "Formula language"], ["docs/other-tools.md", "From other tools"], ["docs/alphas.md", "101 alphas"],
    ["docs/formulas/moving-averages.md", "Moving averages"], ["docs/formulas/momentum.md", "Momentum"],
    ["docs/formulas/trend.md", "Trend"], ["docs/formulas/volatility-and-bands.md", "Volatility and bands"],
    ["docs/formulas/volume.md", "Volume"], ["docs/formulas/two-series.md", "Two series"], ["docs/formulas/candles.md", "Candles"],
    ["docs/formulas/windows.md", "Windows"],
  ]],
  ["Prices", [
    ["docs/sources.md", "Price sources"], ["docs/polygon.md", "Polygon"], ["docs/data.md", "Data and its limits"],
    ["docs/loading.md", "Loading a market"], ["docs/cache.md", "Cache"], ["docs/store.md", "Price store"],
  ]],
  ["Use from programs", [
    ["docs/library.md", "Library"], ["docs/rest.md", "REST"], ["docs/python.md", "Python"],
    ["docs/polygon-api.md", "Polygon-compatible API"],
    ["docs/mcp.md", "Language models (MCP)"], ["samples/README.md", "Samples"],
  ]],
  ["Operate", [
    ["docs/operate.md", "Operate"], ["docs/settings.md", "Settings"], ["docs/security.md", "Security"], ["docs/cluster.md", "Cluster"],
    ["docs/cluster-storage.md", "Cluster storage"],
  ]],
  ["Project", [
    ["docs/architecture.md", "Architecture"], ["docs/orleans.md", "Orleans by example"], ["docs/benchmarks/README.md", "Benchmarks"],
    ["docs/testing.md", "Testing"], ["CONTRIBUTING.md", "Contributing"], ["SECURITY.md", "Security policy"], ["CHANGELOG.md", "Changelog"],
  ]],
];

/** The sections in the order of the navigation; api/ makes the pages of the reference. */
export const sections = navigation.map(([section]) => section).flatMap((section) =>
  (section === "Operate" ? ["API reference", section] : [section]));

/** Where a document of the repository is in the site. */
export function addressOf(from) {
  if (from === "README.md") return "index.html";
  if (from === "SECURITY.md") return "security-policy.html";
  return from.replace(/^docs\//, "").replace(/\bREADME\.md$/, "index.md").replace(/\.md$/, ".html")
    .replace(/^[A-Z]+\.html$/, (name) => name.toLowerCase());
}

/** Reads the documents. */
export function findSources(root) {
  const pages = navigation.flatMap(([section, entries]) => entries.map(([from, title]) => ({ from, title, section, to: addressOf(from) })));
  const problems = pages.filter((page) => !existsSync(join(root, page.from)))
    .map((page) => `docs/site/sources.mjs: ${page.from} does not exist`);
  const known = new Set(pages.map((page) => page.from));
  for (const folder of ["docs", ...subfolders(join(root, "docs")).map((name) => `docs/${name}`)]) {
    for (const name of readdirSync(join(root, folder))) {
      const from = `${folder}/${name}`;
      if (name.endsWith(".md") && !known.has(from)) problems.push(`docs/site/sources.mjs: ${from} is not in the navigation`);
    }
  }
  const existing = pages.filter((page) => existsSync(join(root, page.from)));
  return { problems, pages: existing.map((page) => ({ ...page, source: readFileSync(join(root, page.from), "utf8") })) };
}

const subfolders = (folder) => readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "site").map((entry) => entry.name);
