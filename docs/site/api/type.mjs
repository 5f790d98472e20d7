// The page of a type: its declaration, and its members in groups.
import { codeBlock, descriptions, escape, table } from "../html.mjs";
import { addressOf, commentText, comments, idOf, typeName } from "./comments.mjs";
import { declaration } from "./declaration.mjs";

const groups = [
  ["Constructors", ["Constructor"]], ["Properties", ["Property"]], ["Methods", ["Method"]], ["Events", ["Event"]],
  ["Operators", ["Operator"]], ["Fields", ["Field"]],
];

export function typePage(type, known) {
  const isEnum = type.type === "Enum";
  const shown = isEnum ? [] : groups.map(([title, kinds]) => [title, type.members.filter((member) => kinds.includes(member.type))])
    .filter(([, members]) => members.length > 0);
  const headings = shown.flatMap(([title, members]) => [
    { level: 2, text: title, id: title.toLowerCase() },
    ...members.map((member) => ({ level: 3, text: member.name.replace(/\(.*/, ""), id: idOf(member.uid) })),
  ]);
  const [assembly] = type.assemblies;
  const body = [
    `<p class="path"><a href="${assembly}.html#${type.namespace}">${type.namespace}</a>${
      type.namespace === assembly ? "" : ` in <a href="${assembly}.html">${assembly}</a>`}</p>`,
    `<h1>${escape(type.name)}</h1>`,
    intro(type, known), relations(type, known),
    isEnum ? values(type, known) : "",
    ...shown.flatMap(([title, members]) => [
      `<h2 id="${title.toLowerCase()}">${title}</h2>`, ...members.map((member) => memberOf(member, type, known)),
    ]),
  ].join("\n");
  const names = type.members.map((member) => member.name.replace(/\(.*/, ""));
  const text = `${type.type} in ${type.namespace}. ${commentText(type.summary, type, known)} ${[...new Set(names)].join(" ")}`;
  return { title: type.name, parent: `api/${assembly}.html`, body, headings, blocks: [{ text }] };
}

function memberOf(member, type, known) {
  const id = idOf(member.uid);
  const name = `<code>${escape(member.name)}</code><a class="anchor" href="#${id}" aria-hidden="true">#</a>`;
  return [`<h3 id="${id}">${name}</h3>`, intro(member, known, type), details(member, known, type)].join("\n");
}

/** Summary, declaration, remarks and examples. */
function intro(item, known, type = item) {
  const paragraph = (html) => (html ? `<div class="comment">${comments(html, type, known)}</div>` : "");
  return [
    paragraph(item.summary), codeBlock(declaration(item.syntax.content), "csharp"), paragraph(item.remarks),
    ...(item.example ?? []).map(paragraph),
  ].join("\n");
}

/** Parameters, value and exceptions. */
function details({ syntax, exceptions = [], type: kind }, known, type) {
  const typed = (uid, description) => typeName(uid, known) + (description ? ` – ${comments(description, type, known)}` : "");
  const { typeParameters = [], parameters = [], return: value } = syntax;
  const valueName = kind === "Method" || kind === "Operator" ? "Returns" : "Type";
  return descriptions([
    ...typeParameters.map(({ id, description }) => [`<code>${escape(id)}</code>`, comments(description, type, known)]),
    ...parameters.map(({ id, type: uid, description }) => [`<code>${escape(id)}</code>`, typed(uid, description)]),
    ...(value && value.type !== "System.Void" ? [[valueName, typed(value.type, value.description)]] : []),
    ...exceptions.map(({ type: uid, description }) => ["Throws", typed(uid, description)]),
  ]);
}

/** Base type, interfaces, derived types, and methods that extend the type. */
function relations(type, known) {
  const links = (uids = []) => uids.map((uid) => typeName(uid, known));
  const bases = type.inheritance?.slice(1).filter((uid) => !/^System\.(Object|Enum|ValueType)$/.test(uid));
  const interfaces = type.implements?.filter((uid) => !uid.startsWith("System.IEquatable"));
  const extensions = (type.extensionMethods ?? []).map((uid) => known.references.get(uid)?.definition ?? uid)
    .filter((uid) => known.uids.has(uid));
  return descriptions([
    ["Derives from", links(bases)],
    ["Implements", links(interfaces)],
    [type.type === "Interface" ? "Implemented by" : "Derived types", links(type.derivedClasses)],
    ["Extended by", extensions.map((uid) =>
      `<a href="${addressOf(uid, known)}">${escape(known.uids.get(uid).member.nameWithType.replace(/\(.*/, ""))}</a>`)],
  ].filter(([, found]) => found.length > 0).map(([name, found]) => [name, found.join(", ")]));
}

/** The values of an enumeration. */
function values(type, known) {
  const rows = type.members.filter((member) => member.type === "Field").map((field) => [
    `<code id="${idOf(field.uid)}">${escape(declaration(field.syntax.content))}</code>`, comments(field.summary, type, known),
  ]);
  return `<h2 id="values">Values</h2>\n${table(["Value", "Meaning"], rows)}`;
}
