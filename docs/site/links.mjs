// Checks the finished site: each link leads to a file, each fragment to an element, and nothing is loaded from elsewhere.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export function checkLinks(out, pages) {
  const problems = [];
  const read = new Map();
  const html = (path) => {
    if (!read.has(path)) read.set(path, readFileSync(path, "utf8"));
    return read.get(path);
  };
  const known = new Map();
  const ids = (path) => {
    if (!known.has(path)) known.set(path, new Set([...html(path).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)));
    return known.get(path);
  };
  for (const page of pages) {
    const path = join(out, page.to);
    for (const [, tag, attribute, value] of html(path).matchAll(/<(\w+)[^>]*?\s(href|src)="([^"]*)"/g)) {
      const isExternal = /^(https?:|mailto:|data:|\/\/)/.test(value);
      if (isExternal && tag !== "a") problems.push(`${page.from}: <${tag} ${attribute}="${value}"> is loaded from elsewhere`);
      if (isExternal) continue;
      const [address, fragment] = value.split("#");
      const target = address === "" ? path : normalize(join(dirname(path), decodeURIComponent(address)));
      if (!existsSync(target)) problems.push(`${page.from}: ${value} does not exist`);
      else if (fragment && !ids(target).has(decodeURIComponent(fragment)))
        problems.push(`${page.from}: ${value} has no such heading`);
    }
  }
  return problems;
}
