// The names of the lists that the user keeps, below the field for lists of a form.

import { read } from "./api.js";
import { $, text } from "./dom.js";

/** Shows the names when the group of fields is opened. @param {HTMLDetailsElement} group */
export function showKnownLists(group) {
  group.addEventListener("toggle", async () => {
    if (!group.open) return;
    try {
      const lists = await read("/api/lists");
      text("lists-known", lists.length ? `Saved: ${lists.map((list) => list.name).join(", ")}` : "No lists are saved.");
    } catch {
      // The names are a help only: a scan of an unknown list says what is wrong.
      text("lists-known", "");
    }
  });
}
