// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// What every tool shares: elements by name, keys kept from the notebook, spoken announcements.

/** Return an element: `element("label", { for: "a" }, "text", child)`. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/**
 * Keep plain keys from the notebook, which would move cells; Ctrl-S and the like still pass.
 * Escape is the way out: the cell takes the keyboard, and arrows go from cell to cell again.
 */
function keepKeys(root) {
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.closest(".jp-Cell")?.focus();
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
}

/** Return a live region and a function that makes a screen reader say a sentence. */
function announcer() {
  const region = element("div", { role: "status", class: "atelier-status" });
  return { region, say: (sentence) => region.replaceChildren(...prose(sentence)) };
}

/** Return an id that no other element of the page has. */
function uniqueId(prefix) {
  uniqueId.last = (uniqueId.last ?? 0) + 1;
  return `${prefix}-${uniqueId.last}-${Math.random().toString(36).slice(2, 8)}`;
}

/** Fill the blanks of a sentence: `fill("{n} of {all}", { n: 1, all: 2 })`. */
function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** Return the pieces of a text, what stands in backticks as code. */
function prose(text) {
  return text.split("`").map((piece, n) => (n % 2 ? element("code", {}, piece) : piece));
}
