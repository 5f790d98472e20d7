// The index of the search: each heading with the text below it is a document. It is loaded with the first search.
import MiniSearch from "minisearch";

/** How MiniSearch reads the documents; site.js uses the same options. */
export const options = { fields: ["title", "heading", "text"], storeFields: ["title", "heading", "address", "text"] };

export function searchIndex(pages) {
  const search = new MiniSearch(options);
  let id = 0;
  for (const page of pages) {
    for (const block of page.blocks) {
      const text = block.text.replace(/\s+/g, " ").trim();
      if (!block.heading && !text) continue;
      const isTop = !block.heading || block.level === 1;
      search.add({
        id: id++, title: page.title, heading: isTop ? "" : block.heading, address: page.to + (isTop ? "" : `#${block.id}`), text,
      });
    }
  }
  return search;
}
