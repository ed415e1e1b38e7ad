// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// The REUSE doctor: a tree of native lists; the button asks Python to examine the folder again.

const PATIENCE = 20000; // milliseconds without an answer from Python before saying so

const mark = (isRight) => element("span", {
  class: `atelier-doctor-sign ${isRight ? "atelier-met" : "atelier-unmet"}`, "aria-hidden": "true",
}, isRight ? "✓" : "✗");

/** Return one file: its name, how it stands in words, and what it declares. */
function fileOf({ name, right, word, rows }) {
  const facts = rows.flatMap(([label, said]) => [element("dt", {}, label), element("dd", {}, said)]);
  return element("li", { class: "atelier-doctor-file" },
    element("p", {}, mark(right), element("code", {}, name), element("span", {}, ` – ${word}`)),
    facts.length ? element("dl", {}, ...facts) : null);
}

/** Return one folder, closed or open as it was before. */
function folderOf(node, path, opened) {
  const place = `${path}/${node.name}`;
  const fold = element("details", { open: opened.get(place) ?? node.open },
    element("summary", {}, mark(node.right), element("code", {}, `${node.name}/`), ` – ${node.word}`),
    listOf(node.children, place, opened));
  fold.addEventListener("toggle", () => opened.set(place, fold.open));
  return element("li", {}, fold);
}

function listOf(children, path, opened) {
  return element("ul", { class: "atelier-doctor-tree" },
    ...children.map((node) => (node.children ? folderOf(node, path, opened) : fileOf(node))));
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const opened = new Map();
    const status = announcer();
    const body = element("div");
    let waiting = null;

    const draw = () => {
      const { sentence, compliant, trouble, problems, cut, children } = model.get("state");
      body.replaceChildren(...[
        element("p", { class: "atelier-doctor-summary" }, mark(compliant && !trouble), element("strong", {}, sentence)),
        problems.length ? element("ul", {}, ...problems.map((problem) => element("li", {}, problem))) : null,
        cut ? element("p", {}, cut) : null,
        children.length ? element("p", {}, words.tree) : null,
        children.length ? listOf(children, "", opened) : null,
      ].filter(Boolean));
    };

    const examine = () => {
      status.say(words.examining);
      model.set("answer", { number: (model.get("answer").number ?? 0) + 1 });
      model.save_changes();
      clearTimeout(waiting);
      waiting = setTimeout(() => status.say(words.silent), PATIENCE);
    };

    const onState = () => {
      clearTimeout(waiting);
      draw();
      status.say(fill(words.examined, { sentence: model.get("state").sentence }));
    };
    model.on("change:state", onState);

    const root = element("div", { class: "atelier atelier-doctor", lang: model.get("language") },
      element("p", {}, element("strong", {}, fill(words.heading, { folder: model.get("state").folder }))),
      body,
      element("div", { class: "atelier-buttons" },
        element("button", { type: "button", class: "atelier-main", onclick: examine }, words.again)),
      status.region,
      element("p", { class: "atelier-caution" }, words.caution));
    keepKeys(root);
    draw();
    el.replaceChildren(root);
    return () => {
      clearTimeout(waiting);
      model.off("change:state", onState);
    };
  },
};
