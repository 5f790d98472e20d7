// The pages of the reference: an overview, a page for each package, and one for each type.
import { escape, table } from "../html.mjs";
import { packages, readMetadata } from "./metadata.mjs";
import { comments } from "./comments.mjs";
import { typePage } from "./type.mjs";
import { published } from "./published.mjs";

const section = "API reference";
const kinds = ["Class", "Struct", "Interface", "Enum", "Delegate"];

/** The pages, those in the navigation first, and the packages that are not built. */
export function referencePages(root, configuration) {
  const { types: all, references, missing } = readMetadata(root, configuration);
  const types = published(all);
  const uids = new Map(types.flatMap((type) => [[type.uid, { type }], ...type.members.map((member) => [member.uid, { type, member }])]));
  const known = { references, uids };
  const built = packages.filter(([name]) => !missing.includes(name));
  const listed = built.map(([name, meaning]) => packagePage(name, meaning, types.filter((type) => type.assemblies[0] === name), known));
  return {
    pages: [overviewPage(built), ...listed],
    types: types.map((type) => ({ from: `api/${type.uid}`, to: `api/${type.file}`, section, ...typePage(type, known) })),
    missing,
  };
}

const page = (to, title, summary, body, headings = []) => ({
  from: to, to, title, section, headings, blocks: [{ text: summary }],
  body: `<h1>${escape(title)}</h1>\n<p>${escape(summary)}</p>\n${body}`,
});

function overviewPage(built) {
  const rows = built.map(([name, meaning]) => [`<a href="${name}.html">${name}</a>`, escape(meaning)]);
  const stable = '<p>The tables of a package link to its types. <a href="../library.html#what-is-stable">What is stable</a></p>\n';
  return page("api/index.html", "Packages", "The public types of the NuGet packages, from their documentation comments.",
    stable + table(["Package", "For"], rows));
}

function packagePage(name, meaning, types, known) {
  const namespaces = [...new Set(types.map((type) => type.namespace))].sort();
  const headings = namespaces.map((namespace) => ({ level: 2, text: namespace, id: namespace }));
  const body = namespaces.map((namespace) => {
    const rows = types.filter((type) => type.namespace === namespace)
      .sort((a, b) => kinds.indexOf(a.type) - kinds.indexOf(b.type) || a.name.localeCompare(b.name))
      .map((type) => [`<a href="${type.file}">${escape(type.name)}</a>`, type.type.toLowerCase(), comments(type.summary, type, known)]);
    return `<h2 id="${namespace}">${namespace}</h2>\n${table(["Type", "Kind", "Meaning"], rows)}`;
  }).join("\n");
  return page(`api/${name}.html`, name, meaning, body, headings);
}

