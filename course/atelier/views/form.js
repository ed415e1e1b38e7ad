// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// A form that fills in a file: choices and short answers, written when Save is pressed.

const PATIENCE = 8000; // milliseconds without an answer from Python before saying so

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { file, sections, notice } = model.get("state");

    const answers = structuredClone(model.get("state").answers);
    const status = announcer();
    const progress = element("p", { class: "atelier-form-progress" });
    const unsaved = element("span", { class: "atelier-unsaved" });
    const counters = [];
    let waiting = null;

    const filled = (section) =>
      section.questions.filter(({ id }) => answers[section.id][id]).length;
    const count = () => {
      const whole = sections.filter((section) => filled(section) === section.questions.length);
      if (sections.length > 1) {
        progress.textContent = fill(words.progress, { filled: whole.length, all: sections.length });
      }
      for (const [section, summary] of counters) {
        const { title, questions } = section;
        summary.textContent = fill(words.section, {
          title, filled: filled(section), all: questions.length,
        });
      }
    };

    const control = (section, { id, label, choices }) => {
      const field = uniqueId("atelier-field");
      const onAnswer = () => {
        answers[section.id][id] = given.value.trim();
        unsaved.textContent = words.unsaved;
        status.say("");
        count();
      };
      const given = choices.length
        ? element(
          "select",
          { id: field, name: id, onchange: onAnswer },
          element("option", { value: "" }, words.blank),
          ...choices.map((choice) => element("option", { value: choice.id }, choice.label)),
        )
        : element("input", { id: field, name: id, type: "text", autocomplete: "off", oninput: onAnswer });
      given.value = answers[section.id][id] ?? "";
      return element("div", { class: "atelier-field" },
        element("label", { for: field }, label), given);
    };

    const fieldset = (section) => element(
      "fieldset",
      {},
      element("legend", { class: section.title ? "atelier-hidden" : "" },
        section.title ? fill(words.legend, section) : words.legend_alone),
      ...section.questions.map((question) => control(section, question)),
    );

    const part = (section, position) => {
      if (!section.title) return fieldset(section);
      const summary = element("summary");
      counters.push([section, summary]);
      return element("details", { open: position === 0 }, summary, fieldset(section));
    };

    const save = () => {
      status.say(words.saving);
      const number = (model.get("answer").number ?? 0) + 1;
      model.set("answer", { number, answers: structuredClone(answers) });
      model.save_changes();
      clearTimeout(waiting);
      waiting = setTimeout(() => status.say(words.silent), PATIENCE);
    };

    const onReply = () => {
      const { reply } = model.get("state");
      if (!reply.number || reply.number !== model.get("answer").number) return;
      clearTimeout(waiting);
      const asSaved = JSON.stringify(model.get("answer").answers) === JSON.stringify(answers);
      if (reply.saved && asSaved) unsaved.textContent = "";
      status.say(reply.sentence);
    };
    model.on("change:state", onReply);

    const root = element(
      "div",
      { class: "atelier atelier-form", lang: model.get("language") },
      element("p", {}, element("strong", {}, fill(words.heading, { file }))),
      element("p", {}, fill(words.intro, { file })),
      element("p", { class: "atelier-notice", hidden: !notice }, notice),
      progress,
      ...sections.map(part),
      element("div", { class: "atelier-actions" },
        element("button", { type: "button", class: "atelier-main", onclick: save },
          fill(words.save, { file })),
        unsaved),
      status.region,
    );
    keepKeys(root);
    count();
    el.append(root);
    return () => {
      clearTimeout(waiting);
      model.off("change:state", onReply);
    };
  },
};
