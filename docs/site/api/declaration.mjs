// The declaration of a type or a member, as a person would write it: without attributes of other libraries, and with a line for each
// parameter if one line is too narrow.
const width = 84;
const kept = /^\[(Flags|Obsolete)\b/;

export function declaration(content) {
  const code = content.split("\n").filter((line) => !/^\[.*\]$/.test(line) || kept.test(line)).join("\n");
  const last = code.split("\n").pop();
  if (last.length <= width) return code;
  const [head, parts, tail] = split(last);
  return code.slice(0, code.length - last.length) + (parts.length === 0 ? last : `${head}\n    ${parts.join(",\n    ")}${tail}`);
}

/** What is before the parameters, the parameters, and what is after them. A type has its base types instead. */
function split(line) {
  const open = line.indexOf("(");
  const start = open >= 0 ? open + 1 : line.indexOf(" : ") + 3;
  if (start < 3) return [line, [], ""];
  const parts = [];
  let [depth, from, isText] = [0, start, false];
  for (let i = start; i < line.length; i++) {
    const character = line[i];
    if (character === '"' && line[i - 1] !== "\\") isText = !isText;
    if (isText) continue;
    if (open >= 0 && character === ")" && depth === 0) return [line.slice(0, start), [...parts, line.slice(from, i).trim()], line.slice(i)];
    if ("(<[{".includes(character)) depth++;
    else if (")>]}".includes(character)) depth--;
    else if (character === "," && depth === 0) {
      parts.push(line.slice(from, i).trim());
      from = i + 1;
    }
  }
  return [line.slice(0, start).trimEnd(), [...parts, line.slice(from).trim()], ""];
}
