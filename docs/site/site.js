// The site's behaviour: light or dark, the navigation of small screens, copying of code, the search, and diagrams. Without it all pages
// can be read.
(() => {
  const root = document.documentElement;
  const find = (selector, from = document) => from.querySelector(selector);
  const kept = {
    get theme() { try { return localStorage.getItem("technic-docs-theme"); } catch { return null; } },
    set theme(value) { try { localStorage.setItem("technic-docs-theme", value); } catch { /* Storage is blocked: it is not kept. */ } },
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const applyTheme = () => { root.dataset.theme = kept.theme ?? (dark.matches ? "dark" : "light"); };
  // Before the first paint.
  applyTheme();
  dark.addEventListener("change", applyTheme);

  document.addEventListener("DOMContentLoaded", () => {
    find(".theme").addEventListener("click", () => {
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      kept.theme = root.dataset.theme;
      drawDiagrams();
    });
    wireNavigation();
    wireCopying();
    wireContents();
    wireSearch();
    drawDiagrams();
  });

  function wireNavigation() {
    const [menu, navigation] = [find(".menu"), find("#navigation")];
    const show = (isShown) => {
      document.body.classList.toggle("navigating", isShown);
      menu.setAttribute("aria-expanded", String(isShown));
    };
    menu.addEventListener("click", () => show(menu.getAttribute("aria-expanded") !== "true"));
    find("main").addEventListener("click", () => show(false));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") show(false); });
    const here = find("[aria-current]", navigation);
    if (here) navigation.scrollTop = here.offsetTop - navigation.clientHeight / 2;
  }

  function wireCopying() {
    for (const button of document.querySelectorAll(".copy")) {
      button.addEventListener("click", async () => {
        const text = find("code", button.parentElement).textContent;
        try {
          await navigator.clipboard.writeText(text);
          button.textContent = "Copied";
        } catch {
          getSelection().selectAllChildren(find("code", button.parentElement));
          button.textContent = "Selected";
        }
        setTimeout(() => { button.textContent = "Copy"; }, 1500);
      });
    }
  }

  /** Marks the heading at the top of the screen in the contents. */
  function wireContents() {
    const links = [...document.querySelectorAll("aside a")];
    if (links.length === 0) return;
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const mark = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 120).length;
      const atEnd = innerHeight + scrollY >= document.body.scrollHeight - 2;
      links.forEach((link, i) => link.classList.toggle("here", i === (atEnd ? links.length : Math.max(1, passed)) - 1));
    };
    addEventListener("scroll", mark, { passive: true });
    mark();
  }

  function wireSearch() {
    const [input, list] = [find("#search"), find("#results")];
    let search, selected = -1;
    input.addEventListener("focus", load);
    input.addEventListener("input", update);
    input.addEventListener("keydown", (event) => {
      const items = [...list.querySelectorAll("li[role=option]")];
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        choose(items, (selected + (event.key === "ArrowDown" ? 1 : -1) + items.length) % Math.max(1, items.length));
      } else if (event.key === "Enter" && items.length > 0) find("a", items[Math.max(0, selected)]).click();
      else if (event.key === "Escape") { input.value = ""; update(); input.blur(); }
    });
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target.closest("input, textarea, select");
      if (!isTyping && (event.key === "/" || (event.key === "k" && (event.ctrlKey || event.metaKey)))) {
        event.preventDefault();
        input.focus();
      }
    });
    document.addEventListener("click", (event) => { if (!event.target.closest(".search")) show(false); });

    async function load() {
      if (search) return;
      search = Promise.all([script("minisearch.js"), script("search-data.js")]).then(() => MiniSearch.loadJS(technicSearch, {
        fields: ["title", "heading", "text"], storeFields: ["title", "heading", "address", "text"],
      }));
      await search;
    }

    async function update() {
      const words = input.value.trim();
      if (words === "") return show(false);
      await load();
      const found = (await search).search(words, {
        prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false), boost: { title: 3, heading: 4 }, combineWith: "AND",
        // A document explains what a type of the reference only names.
        boostDocument: (id, term, stored) => (stored.address.startsWith("api/") ? 0.4 : 1),
      }).slice(0, 12);
      // Newer input is being answered.
      if (words !== input.value.trim()) return;
      selected = -1;
      list.replaceChildren(...(found.length === 0 ? [none(words)] : found.map(item)));
      show(true);
    }

    const show = (isShown) => {
      list.hidden = !isShown;
      input.setAttribute("aria-expanded", String(isShown));
    };

    function choose(items, index) {
      selected = index;
      items.forEach((each, i) => each.setAttribute("aria-selected", String(i === index)));
      items[index]?.scrollIntoView({ block: "nearest" });
    }

    function item(result) {
      const [option, link, name] = ["li", "a", "b"].map((tag) => document.createElement(tag));
      option.setAttribute("role", "option");
      link.href = root.dataset.root + result.address;
      link.addEventListener("click", () => show(false));
      name.append(result.heading || result.title);
      if (result.heading) {
        const page = document.createElement("span");
        page.textContent = ` – ${result.title}`;
        name.append(page);
      }
      link.append(name, ...excerpt(result));
      option.append(link);
      return option;
    }

    function none(words) {
      const option = document.createElement("li");
      option.className = "none";
      option.textContent = `No results for “${words}”`;
      return option;
    }
  }

  /** The text around the first found word, with the found words marked. */
  function excerpt(result) {
    const words = result.terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const pattern = new RegExp(`(${words.join("|")})`, "gi");
    const at = result.text.search(pattern);
    const start = at < 60 ? 0 : result.text.indexOf(" ", at - 60) + 1;
    const text = (start > 0 ? "… " : "") + result.text.slice(start, start + 150) + (result.text.length > start + 150 ? " …" : "");
    return text.split(pattern).map((part, i) => {
      if (i % 2 === 0) return part;
      const mark = document.createElement("mark");
      mark.textContent = part;
      return mark;
    });
  }

  function script(name) {
    return new Promise((loaded, failed) => {
      const element = document.createElement("script");
      element.src = `${root.dataset.root}assets/${name}`;
      element.onload = loaded;
      element.onerror = failed;
      document.head.append(element);
    });
  }

  async function drawDiagrams() {
    const diagrams = [...document.querySelectorAll(".mermaid")];
    if (diagrams.length === 0 || !window.mermaid) return;
    for (const diagram of diagrams) {
      diagram.dataset.source ??= diagram.textContent;
      diagram.textContent = diagram.dataset.source;
      delete diagram.dataset.processed;
    }
    const isDark = root.dataset.theme === "dark";
    mermaid.initialize({
      startOnLoad: false, theme: isDark ? "dark" : "neutral", fontFamily: "Plex Sans, sans-serif", securityLevel: "strict",
    });
    await mermaid.run({ nodes: diagrams });
  }
})();
