// DOM helpers. Text is always inserted as text, never as markup.

export const $ = (id) => document.getElementById(id);

/** Creates an element with properties and children: el("td", { className: "num" }, "1.0"). */
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
  // Screen readers announce every change, so unchanged text is not set.
  if (element.textContent !== String(value)) element.textContent = value;
}

const svgSpace = "http://www.w3.org/2000/svg";

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(svgSpace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Returns a function that runs the work at most once per frame. */
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

/** Storage of the browser. Does nothing if the browser forbids it. */
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
      // Storage is full or forbidden.
    }
  },
});

export const local = memory(() => localStorage);
export const session = memory(() => sessionStorage);
