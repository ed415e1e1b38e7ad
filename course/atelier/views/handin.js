// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// Handing in: who, one button, then the archive to send.

const PATIENCE = 20000; // milliseconds after which nobody answers: packing takes far less

/** Return where JupyterLab offers a file of the learner's folder for download. */
function downloadAddress(place) {
  const config = document.getElementById("jupyter-config-data");
  return `${config ? JSON.parse(config.textContent).baseUrl : "/"}files/${place}?download=1`;
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const { region, say } = announcer();
    const id = uniqueId("student");
    const field = element("input", {
      id, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      maxlength: "64", required: true, value: model.get("state").student,
      "aria-describedby": `${id}-hint`,
      onkeydown: (event) => { if (event.key === "Enter") handIn(); },
    });
    const button = element("button", { type: "button", class: "atelier-main", onclick: () => handIn() },
      words.button);
    const result = element("div");
    const outcome = element("div", {}, region, result);
    let waiting;

    function handIn() {
      clearTimeout(waiting);
      if (!field.value.trim()) {
        say(words["no-student"]);
        field.focus();
        return;
      }
      say(words.working);
      result.replaceChildren();
      waiting = setTimeout(() => say(fill(words["no-answer"], model.get("state"))), PATIENCE);
      model.set("answer", { student: field.value.trim(), asked: Date.now() });
      model.save_changes();
    }

    function show() {
      const { done, refused, archive } = model.get("state");
      clearTimeout(waiting);
      say(done.length ? `${words.ready} ${done[0]}` : refused);
      region.classList.toggle("atelier-met", done.length > 0);
      result.replaceChildren(
        ...done.slice(1).map((sentence) => element("p", {}, sentence)),
        ...(done.length
          ? [element("p", {}, element("a", { href: downloadAddress(archive), download: true }, words.download))]
          : []));
    }

    const root = element("div", { class: "atelier atelier-handin", lang: model.get("language") },
      element("fieldset", {},
        element("legend", {}, words.title),
        element("p", {}, words.alone),
        element("p", {}, words.save),
        element("p", {}, element("label", { for: id }, words.student), " ", field),
        element("p", { id: `${id}-hint` }, words.hint),
        element("p", {}, button),
        outcome));
    keepKeys(root);
    el.append(root);
    show();
    const answered = () => { show(); outcome.scrollIntoView({ block: "nearest" }); };
    model.on("change:state", answered);
    return () => { clearTimeout(waiting); model.off("change:state", answered); };
  },
};
