// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// Wakes the tools of a page: where a tool needs no kernel, its live face takes the place of the
// static one. Without script, or if a module fails, the static face stays. Nothing is recorded.
// It also lets the keyboard scroll a table that is wider than its place.

/** Return what a notebook's widget model offers, over plain values that stay in this page. */
function modelOf(values) {
  const listeners = new Map();
  return {
    get: (name) => values[name],
    set(name, value) {
      values[name] = value;
      for (const listener of listeners.get(`change:${name}`) ?? []) listener();
    },
    save_changes() {},
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    off: (event, listener) =>
      listeners.set(event, (listeners.get(event) ?? []).filter((known) => known !== listener)),
  };
}

async function wake(place) {
  const { atelierView, atelierModel } = place.dataset;
  const { default: view } = await import(new URL(`atelier/${atelierView}.js`, import.meta.url));
  const el = document.createElement("div");
  await view.render({ model: modelOf(JSON.parse(atelierModel)), el });
  place.replaceWith(el);
}

for (const box of document.querySelectorAll(".pst-scrollable-table-container")) {
  new ResizeObserver(() => {
    box.tabIndex = box.scrollWidth > box.clientWidth ? 0 : -1;
  }).observe(box);
}
for (const place of document.querySelectorAll("[data-atelier-alone]")) {
  wake(place).catch((reason) => console.warn("This tool keeps its static face.", reason));
}
