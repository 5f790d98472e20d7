// Checks the finished site: each link leads to a file, each fragment to an element, and nothing is loaded from elsewhere.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export function checkLinks(out, pages) {
  const read = new Map();
  const problems = [];
  const html = (path) => {
    if (!read.has(path)) read.set(path, readFileSync(path, "utf8"));
    return read.get(path);
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
      else if (fragment && !html(target).includes(` id="${decodeURIComponent(fragment)}"`))
        problems.push(`${page.from}: ${value} has no such heading`);
    }
  }
  return problems;
}
