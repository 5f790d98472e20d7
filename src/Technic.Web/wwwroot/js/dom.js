// Small helpers around the page. Text only ever goes in as text: nothing that comes from a market is taken for markup.

export const $ = (id) => document.getElementById(id);

/** An element with properties and children: el("td", { className: "num" }, "1.0"). */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "dataset") Object.assign(element.dataset, value);
    else if (key.includes("-") || key === "role" || key === "scope") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children);
  return element;
}

export function text(id, value) {
  const element = typeof id === "string" ? $(id) : id;
  // A text that is the same is left alone: screen readers repeat what changes.
  if (element.textContent !== String(value)) element.textContent = value;
}

const svgSpace = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(svgSpace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Runs at most once a frame, however often it is called. */
export function framed(work) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      work();
    });
  };
}

/** What the browser remembers for this page; a browser that forbids it forgets. */
export const memory = (storage) => ({
  get(key) {
    try {
      return JSON.parse(storage().getItem(`technic.${key}`));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      if (value === null) storage().removeItem(`technic.${key}`);
      else storage().setItem(`technic.${key}`, JSON.stringify(value));
    } catch {
      // Full or forbidden: the page works without.
    }
  },
});

export const local = memory(() => localStorage);
export const session = memory(() => sessionStorage);
