// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// The combination explorer: two licences, a way of joining; Python answers, the screen shows it.

const PATIENCE = 8000; // milliseconds without an answer from Python before saying so

/** Return the drawing, which Python wrote as SVG, as an element of this page. */
function drawingOf(source) {
  const read = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  return document.importNode(read, true);
}

function listOf(title, items) {
  if (!items.length) return [];
  return [element("p", { class: "atelier-part" }, title), element("ul", {}, ...items)];
}

function reasonOf({ text, quote, spoken, cite, standing, says, sign }, words) {
  return element("li", {},
    element("strong", {}, says ? `${sign} ${says}` : words.adds), ` – ${text} `,
    ...(quote ? [words.open, element("q", { lang: spoken }, quote), words.close] : []), " ",
    element("span", { class: "atelier-cite" }, fill(words.cite, { cite, standing })));
}

/** Return an answer in words and as a picture. */
function resultOf(result, words) {
  const { picture, sign, label, standing, meaning, remarks, reasons, obligations, route } = result;
  return element("section", { class: `atelier-result-card atelier-answer-${result.answer}`, "aria-label": result.question },
    element("p", { class: "atelier-part" }, result.question),
    element("figure", { class: "atelier-figure" }, drawingOf(picture.drawing),
      element("figcaption", {}, picture.sentence)),
    element("p", {}, element("strong", {}, `${sign} ${label}`), standing ? ` (${standing})` : "", `. ${meaning}`),
    ...remarks.map((remark) => element("p", { class: "atelier-notice" }, remark)),
    ...listOf(words.reasons, reasons.map((reason) => reasonOf(reason, words))),
    ...listOf(words.obligations, obligations.map(({ text, cite }) =>
      element("li", {}, text, " ", element("span", { class: "atelier-cite" }, cite)))),
    ...(route ? [element("p", { class: "atelier-part" }, words.route), element("p", {}, route)] : []));
}

/** Return a text field that suggests identifiers, and the place for what is wrong with it. */
function fieldOf(label, suggestions, words, ask) {
  const id = uniqueId("licence");
  const input = element("input", {
    id, type: "text", list: suggestions, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    "aria-describedby": `${id}-hint`,
    onkeydown: (event) => { if (event.key === "Enter") ask(); },
  });
  const trouble = element("p", { id: `${id}-trouble`, class: "atelier-notice", hidden: true });
  const row = element("div", { class: "atelier-licence-field" },
    element("label", { for: id }, label), input,
    element("p", { id: `${id}-hint`, class: "atelier-how" }, words.hint), trouble);
  const refuse = (sentence, meant) => {
    trouble.hidden = !sentence;
    input.setAttribute("aria-invalid", sentence ? "true" : "false");
    input.setAttribute("aria-describedby", sentence ? `${id}-trouble ${id}-hint` : `${id}-hint`);
    const correct = () => { input.value = meant; ask(); input.focus(); };
    trouble.replaceChildren(sentence, ...(meant
      ? [" ", element("button", { type: "button", onclick: correct }, fill(words.correct, { meant }))] : []));
  };
  return { row, input, refuse };
}

/** Return the ways of joining, one of which is chosen. */
function waysOf(ways, words) {
  const group = uniqueId("way");
  const inputs = ways.map(({ id, label, meaning }) => {
    const inputId = uniqueId("way");
    const input = element("input", { type: "radio", id: inputId, name: group, value: id, "aria-describedby": `${inputId}-meaning` });
    const row = element("div", { class: "atelier-box" }, element("label", { for: inputId }, input, label),
      element("p", { id: `${inputId}-meaning`, class: "atelier-meaning" }, meaning));
    return { input, row };
  });
  const field = element("fieldset", {}, element("legend", {}, words.ways), ...inputs.map(({ row }) => row));
  return {
    field,
    chosen: () => inputs.find(({ input }) => input.checked)?.input.value ?? ways[0].id,
    choose: (id) => inputs.forEach(({ input }) => { input.checked = input.value === id; }),
  };
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { licences, ways, examples } = model.get("state");
    const { region, say } = announcer();
    const place = element("div");
    const suggestions = element("datalist", { id: uniqueId("suggestions") },
      ...licences.map(({ id, name }) => element("option", { value: id }, name)));
    let waiting;

    const ask = () => {
      say(words.asking);
      clearTimeout(waiting);
      waiting = setTimeout(() => say(words.silent), PATIENCE);
      const number = (model.get("answer").number ?? 0) + 1;
      model.set("answer", { number, part: fields.part.input.value, whole: fields.whole.input.value, linking: way.chosen() });
      model.save_changes();
    };
    const fields = {
      part: fieldOf(words.part, suggestions.id, words, () => ask()),
      whole: fieldOf(words.whole, suggestions.id, words, () => ask()),
    };
    const way = waysOf(ways, words);

    const write = ({ part, whole, linking }) => {
      fields.part.input.value = part;
      fields.whole.input.value = whole;
      way.choose(linking);
    };
    const swap = () => {
      write({ part: fields.whole.input.value, whole: fields.part.input.value, linking: way.chosen() });
      ask();
    };
    const tryOut = (example) => { write(example.asked); ask(); };

    /** Draw what Python answered; a field that could not be read is told at the field. */
    const draw = () => {
      const { trouble, ...result } = model.get("state").result;
      for (const [name, { refuse }] of Object.entries(fields)) {
        refuse(trouble?.field === name ? trouble.sentence : "", trouble?.meant ?? "");
      }
      place.replaceChildren(...(trouble ? [] : [resultOf(result, words)]));
      return trouble ? trouble.sentence : result.summary;
    };
    const onReply = () => {
      const { reply } = model.get("state");
      if (!reply || reply !== model.get("answer").number) return;
      clearTimeout(waiting);
      say(draw());
    };

    const root = element("div", { class: "atelier atelier-combiner", lang: model.get("language") },
      element("p", {}, words.intro),
      fields.part.row, fields.whole.row, suggestions, way.field,
      element("p", { class: "atelier-buttons" },
        element("button", { type: "button", class: "atelier-main", onclick: ask }, words.ask),
        element("button", { type: "button", onclick: swap }, words.swap)),
      region, place,
      element("details", { class: "atelier-fold" }, element("summary", {}, words.examples),
        element("ul", { class: "atelier-examples" }, ...examples.map((example) => element("li", {},
          element("button", { type: "button", onclick: () => tryOut(example) }, example.question))))),
      element("p", { class: "atelier-caution" }, words.caution),
      element("p", { class: "atelier-caution" }, words.credit));
    keepKeys(root);
    write(model.get("state").asked);
    draw();
    el.append(root);
    model.on("change:state", onReply);
    return () => { clearTimeout(waiting); model.off("change:state", onReply); };
  },
};
