// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// The expression reader: what is typed goes to the kernel, which answers in words; examples are here.

const PATIENCE = 8000; // milliseconds before the reader says that nothing answers

/** Return the paragraphs of one licence: its name, its family, what to know of it. */
function licenceOf(node, words) {
  const { exception } = node;
  const paragraphs = [
    element("p", {}, element("code", {}, node.shown), node.name ? ` – ${node.name}` : null,
      node.family ? element("span", { class: "atelier-expression-family" }, ` (${node.family})`) : null),
    ...node.notes.map((note) => element("p", {}, note)),
  ];
  if (!exception) return paragraphs;
  const quoted = exception.quote
    ? [" ", element("span", { lang: "en" }, `“${exception.quote}”`), " ",
      element("span", { class: "atelier-cite" }, fill(words.quote, exception))]
    : [];
  return [
    ...paragraphs,
    element("p", {}, element("strong", {}, fill(words.exception, exception)), exception.name ? ` (${exception.name})` : null),
    element("p", {}, exception.said, ...quoted),
  ];
}

/** Return what an expression says, nested as it is. */
function branchOf(node, words) {
  if (node.kind === "licence") return licenceOf(node, words);
  return [
    element("p", {}, element("strong", {}, node.said)),
    element("ul", { class: `atelier-expression-${node.kind}` },
      ...node.parts.map((part) => element("li", {}, ...branchOf(part, words)))),
  ];
}

/** Return the expression with the place where it breaks marked, for eyes and for ears. */
function placeOf({ before, part, after }, words) {
  if (!part) return [];
  return [element("p", { class: "atelier-expression-place" },
    element("span", {}, `${words.broken}${words.colon} `),
    element("code", {}, before, element("mark", {}, part), after))];
}

function remarksOf(remarks, words) {
  if (!remarks.length) return [];
  return [element("p", {}, element("strong", {}, words.remarks)),
    element("ul", {}, ...remarks.map((remark) => element("li", {}, remark)))];
}

export default {
  render({ model, el }) {
    const language = model.get("language");
    const words = { ...model.get("words"), colon: language === "fr" ? "\u00a0:" : ":" };
    const { examples } = model.get("state");
    const { region, say } = announcer();
    region.classList.add("atelier-hidden");
    let waiting;
    let asked = 0;

    const fieldId = uniqueId("expression");
    const summary = element("p", { id: uniqueId("summary"), class: "atelier-expression-summary" });
    const field = element("input", {
      type: "text", id: fieldId, autocomplete: "off", autocapitalize: "none", spellcheck: "false",
      maxlength: "1100", "aria-describedby": summary.id,
    });
    const result = element("div", { class: "atelier-expression-result" });

    /** Show what was said of an expression; `spoken` also says its summary aloud. */
    const show = (said, { spoken = true } = {}) => {
      clearTimeout(waiting);
      const isBroken = "broken" in said;
      if (isBroken) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      summary.replaceChildren(
        element("strong", { class: isBroken ? "atelier-unmet" : "atelier-met" },
          element("span", { "aria-hidden": "true" }, isBroken ? "✗ " : "→ ")), said.summary);
      result.replaceChildren(...(isBroken ? placeOf(said.broken, words) : [
        ...branchOf(said.reading, words),
        element("p", {}, `${words.normal}${words.colon} `, element("code", {}, said.normal)),
        ...remarksOf(said.remarks, words),
        said.suggestion ? element("p", {}, element("button", {
          type: "button", onclick: () => { field.value = said.suggestion; read(); field.focus(); },
        }, fill(words.try, said))) : null,
      ].filter(Boolean)));
      if (spoken) say([said.summary, ...(said.remarks ?? [])].join(" "));
    };

    const read = () => {
      const text = field.value;
      const known = examples.find((example) => example.text === text.trim());
      asked += 1;
      if (known) return show(known);
      model.set("answer", { number: asked, text });
      model.save_changes();
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        summary.textContent = words.silent;
        result.replaceChildren();
        say(words.silent);
      }, PATIENCE);
      return undefined;
    };

    const onReply = () => {
      const { number, said } = model.get("state").reply;
      if (number === asked) show(said);
    };
    model.on("change:state", onReply);

    const examplesId = uniqueId("examples");
    const buttons = examples.map(({ text }) => element("li", {},
      element("button", { type: "button", onclick: () => { field.value = text; read(); } },
        element("code", {}, text))));
    const form = element("form", { onsubmit: (event) => { event.preventDefault(); read(); } },
      element("label", { for: fieldId }, words.field),
      element("div", { class: "atelier-expression-line" }, field,
        element("button", { type: "submit", class: "atelier-main" }, words.read)));
    const root = element("div", { class: "atelier atelier-expression_reader", lang: language },
      element("p", {}, words.intro), form, summary, region, result,
      element("p", { id: examplesId }, element("strong", {}, words.examples)),
      element("ul", { class: "atelier-expression-examples", "aria-labelledby": examplesId }, ...buttons),
      element("p", { class: "atelier-caution" }, words.caution));
    keepKeys(root);
    field.value = examples[0].text;
    show(examples[0], { spoken: false });
    el.replaceChildren(root);
    return () => {
      clearTimeout(waiting);
      model.off("change:state", onReply);
    };
  },
};
