// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// The quick check: everything happens here, so that it also works on a page without a kernel.

const SIGNS = { right: "✓", wrong: "✗", incomplete: "◐", nothing: "→" };
const TONES = { right: "met", wrong: "unmet", incomplete: "partly", nothing: "partly" };

/** Return how `chosen` answers the question: right, wrong, incomplete or nothing. */
function resultOf(question, chosen) {
  if (!chosen.length) return "nothing";
  const right = question.options.filter((option) => option.right).map((option) => option.id);
  if (!chosen.every((id) => right.includes(id))) return "wrong";
  return chosen.length === right.length ? "right" : "incomplete";
}

function reasonOf(option, words) {
  const result = option.right ? "right" : "wrong";
  return element("p", { id: uniqueId("reason"), class: "atelier-reason", hidden: true },
    element("strong", { class: option.right ? "atelier-met" : "atelier-unmet" },
      element("span", { "aria-hidden": "true" }, `${SIGNS[result]} `), words.option[result]),
    " ", ...prose(option.reason));
}

/** Return an option: its control, its text, and its reason, not yet shown. */
function optionOf(option, question, group, words) {
  const id = uniqueId("option");
  const type = question.kind === "one" ? "radio" : "checkbox";
  const input = element("input", { type, id, name: group, value: option.id });
  const reason = reasonOf(option, words);
  const label = element("label", { for: id }, input, element("span", {}, ...prose(option.text)));
  return { id: option.id, input, reason, row: element("div", { class: "atelier-option" }, label, reason) };
}

/** Return the element of one question and the function that draws what was answered. */
function questionOf(question, number, model, words) {
  const { region, say } = announcer();
  region.classList.add("atelier-hidden");
  const group = uniqueId("question");
  const options = question.options.map((option) => optionOf(option, question, group, words));
  const result = element("p", { class: "atelier-result" });
  const check = element("button", { type: "button", class: "atelier-main" }, words.button.check);
  const all = element("button", { type: "button", hidden: true }, words.button.all);
  const source = element("p", { class: "atelier-source", hidden: true },
    fill(words.source, { source: question.source }));
  let allShown = false;
  let drawn = "";

  const chosen = () => options.filter(({ input }) => input.checked).map(({ id }) => id);

  const tell = (outcome) => {
    const sign = element("span", { "aria-hidden": "true" }, `${SIGNS[outcome]} `);
    result.replaceChildren(
      element("strong", { class: `atelier-${TONES[outcome]}` }, sign, words.result[outcome]));
  };

  const showReasons = (given) => {
    for (const { id, input, reason } of options) {
      reason.hidden = !allShown && !given.chosen.includes(id);
      if (reason.hidden) input.removeAttribute("aria-describedby");
      else input.setAttribute("aria-describedby", reason.id);
    }
    all.textContent = allShown ? words.button.mine : words.button.all;
  };

  /** Draw a new answer; one already drawn stays, with whatever was chosen since. */
  const draw = () => {
    const given = model.get("answer")[question.id];
    if (!given || JSON.stringify(given) === drawn) return;
    drawn = JSON.stringify(given);
    for (const { id, input } of options) input.checked = given.chosen.includes(id);
    showReasons(given);
    all.hidden = false;
    source.hidden = !question.source;
    tell(resultOf(question, given.chosen));
  };

  const announce = () => {
    const reasons = options.filter(({ reason }) => !reason.hidden).map(({ reason }) => reason.textContent);
    say([result.textContent, ...reasons].join(" "));
  };

  check.addEventListener("click", () => {
    if (!chosen().length) {
      tell("nothing");
      say(words.result.nothing);
      return;
    }
    const answers = model.get("answer");
    const tries = (answers[question.id]?.tries ?? 0) + 1;
    model.set("answer", { ...answers, [question.id]: { chosen: chosen(), tries } });
    model.save_changes();
    draw();
    announce();
  });
  all.addEventListener("click", () => {
    allShown = !allShown;
    showReasons(model.get("answer")[question.id]);
    announce();
  });
  // Another choice: what was said of the one before no longer stands.
  for (const { input } of options) input.addEventListener("change", () => result.replaceChildren());

  draw();
  const how = element("p", { class: "atelier-how", id: uniqueId("how") }, words.how[question.kind]);
  const field = element("fieldset", { "aria-describedby": how.id },
    element("legend", {},
      element("span", { class: "atelier-number" },
        fill(words.question, { n: number, all: model.get("state").questions.length })),
      " ", ...prose(question.prompt)),
    how, ...options.map(({ row }) => row),
    element("p", { class: "atelier-buttons" }, check, all), result, source, region);
  return { field, draw };
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const questions = model.get("state").questions.map((question, n) =>
      questionOf(question, n + 1, model, words));
    const root = element("div", { class: "atelier atelier-quiz", lang: model.get("language") },
      ...questions.map(({ field }) => field));
    keepKeys(root);
    el.append(root);
    const drawAll = () => questions.forEach(({ draw }) => draw());
    model.on("change:answer", drawAll);
    return () => model.off("change:answer", drawAll);
  },
};
