// Documentation comments and names of types as HTML with links. All pages of types are in one folder.
import { codeBlock, escape, unescape } from "../html.mjs";

/** The address of a type or a member, or undefined if it has none. */
export function addressOf(uid, { references, uids }) {
  const found = uids.get(uid);
  if (found) return found.type.file + (found.member ? `#${idOf(uid)}` : "");
  const href = references.get(uid)?.href;
  if (/^https:/.test(href ?? "")) return href;
  // A member that is not shown: its type.
  const parent = uid.replace(/\(.*/, "").replace(/\.[^.]*$/, "");
  return uids.get(parent)?.type.file;
}

/** The element of a member in the page of its type, as docfx names it. */
export const idOf = (uid) => uid.replace(/\W/g, "_");

const link = (text, address) => (address ? `<a href="${escape(address)}"${/^https:/.test(address) ? ' rel="noopener noreferrer"' : ""}>${
  escape(text)}</a>` : escape(text));

/** The name of a type, with its arguments. */
export function typeName(uid, known) {
  const reference = known.references.get(uid);
  const parts = reference?.["spec.csharp"];
  if (parts) return parts.map((part) => (part.uid ? link(part.name, part.href && addressOf(part.uid, known)) : escape(part.name))).join("");
  return link(reference?.name ?? known.uids.get(uid)?.type.name ?? uid, addressOf(uid, known));
}

/** A comment as docfx gives it, HTML with references, as HTML with links and with highlighted code. */
export function comments(html, type, known) {
  return (html ?? "").replace(/<xref href="([^"]*)"[^>]*>(.*?)<\/xref>/gs, (_, href, text) => {
    const uid = decodeURIComponent(href);
    return `<code>${link(text ? unescape(text) : shortName(uid, type, known), addressOf(uid, known))}</code>`;
  }).replace(/<pre><code[^>]*>(.*?)<\/code><\/pre>/gs, (_, code) => codeBlock(unescape(code).trim(), "csharp"));
}

/** A comment as text, for the search. */
export const commentText = (html, type, known) => unescape(comments(html, type, known)).replace(/\s+/g, " ").trim();

/** A name without parameters; a member of another type with its type. */
function shortName(uid, type, { references, uids }) {
  const { member, type: owner } = uids.get(uid) ?? {};
  if (member) return (owner === type || owner.uid === type.uid ? member.name : member.nameWithType).replace(/\(.*/, "");
  return owner?.name ?? references.get(uid)?.name ?? uid.replace(/\(.*/, "").split(".").pop();
}
