// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// The panel of the forge: shows the pages that Python draws, sends what is done, loses nothing.

const PATIENCE = 15000; // milliseconds without an answer from Python before saying so

/** Return what was typed and not yet sent, kept for this browser tab even if the cell runs again. */
function draftsOf(key) {
  const place = `atelier-forge-${key}`;
  let all = {};
  try { all = JSON.parse(sessionStorage.getItem(place) ?? "{}"); } catch { /* memory only */ }
  const keep = () => {
    try { sessionStorage.setItem(place, JSON.stringify(all)); } catch { /* memory only */ }
  };
  return {
    of: (form) => all[form],
    write: (form, fields) => { all[form] = fields; keep(); },
    forget: (form) => { delete all[form]; keep(); },
  };
}

/** Return the fields of a form by name; what has several boxes of one name is a list. */
function fieldsOf(form) {
  const fields = {};
  for (const control of form.elements) {
    const { name, type, value, checked } = control;
    if (!name) continue;
    if (type === "checkbox") fields[name] = [...(fields[name] ?? []), ...(checked ? [value] : [])];
    else if (type !== "radio" || checked) fields[name] = value;
  }
  return fields;
}

function refill(form, fields) {
  for (const control of form.elements) {
    if (!(control.name in fields)) continue;
    const given = fields[control.name];
    if (control.type === "checkbox") control.checked = given.includes(control.value);
    else if (control.type === "radio") control.checked = control.value === given;
    else if (control.tagName !== "SELECT" || [...control.options].some((each) => each.value === given)) {
      control.value = given;
    }
  }
}

/** Return what tells a control of one drawing of a page from all others, so as to find it again. */
function nameOf(control) {
  const form = control?.closest?.("form")?.dataset.key ?? "";
  const { go, do: action } = control?.dataset ?? {};
  return [form, control?.name ?? "", control?.type ?? "", control?.value ?? "", go ?? "", action ?? ""].join("\n");
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    let { key } = model.get("state");
    let drafts = draftsOf(key);
    const { region, say } = announcer();
    const page = element("div", { class: "atelier-forge-page" });
    const root = element("div", {
      class: "atelier atelier-forge", lang: model.get("language"), role: "region", "aria-label": words.label,
    }, region, page);
    let waiting;
    let sent = null;

    const controls = () => [...page.querySelectorAll("button, input, select, textarea, summary")];

    function send(asked, form = null, control = null) {
      clearTimeout(waiting);
      const number = (model.get("answer").number ?? 0) + 1;
      const place = control?.closest("[data-place]")?.dataset.place;
      sent = { number, key: form?.dataset.key, control: nameOf(control), place };
      say(words.working);
      waiting = setTimeout(() => say(words.silent), PATIENCE);
      model.set("answer", { number, ...asked });
      model.save_changes();
    }

    function submit(event) {
      event.preventDefault();
      const form = event.target;
      const empty = [...form.elements].find((each) => each.required && !each.value.trim());
      if (empty) {
        const label = empty.closest("label")?.querySelector("span")?.textContent ?? empty.name;
        const sentence = fill(words.missing, { label });
        say(sentence);
        write(form, "atelier-refused", sentence, empty.closest("label") ?? empty);
        empty.focus();
        return;
      }
      const fields = { ...fieldsOf(form), ...JSON.parse(form.dataset.with ?? "{}") };
      send({ do: form.dataset.do, fields }, form, event.submitter ?? form.querySelector("[type=submit]"));
    }

    function press(event) {
      const button = event.target.closest("button[type=button]");
      if (!button) return;
      if ("anew" in button.dataset) beginAnew(button.closest("form"));
      else if (button.dataset.go) send({ go: JSON.parse(button.dataset.go) }, null, button);
      else if (button.dataset.do) send({ do: button.dataset.do, fields: {} }, null, button);
    }

    function remember(event) {
      const form = event.target.closest("form[data-key]");
      if (!form) return;
      drafts.write(form.dataset.key, fieldsOf(form));
      if (sent?.key === form.dataset.key) sent.isTypedOn = true; // this is not what was sent
    }

    /** Draw the page that Python gave, with what was typed and what was open. */
    function draw() {
      const open = [...page.querySelectorAll("details[open]")].map((each) => each.dataset.key);
      const parsed = new DOMParser().parseFromString(model.get("state").page, "text/html");
      page.replaceChildren(...parsed.body.childNodes);
      for (const details of page.querySelectorAll("details")) {
        if (open.includes(details.dataset.key)) details.open = true;
      }
      for (const form of page.querySelectorAll("form")) {
        form.noValidate = true; // what is missing is said in the page's own language
        const draft = drafts.of(form.dataset.key);
        if (!draft) continue;
        const { seen } = fieldsOf(form);
        refill(form, draft);
        if (seen !== draft.seen) offerAnew(form);
        const details = form.closest("details");
        if (details) details.open = true;
      }
    }

    /** Say that what the form is about has changed since it was begun, and offer to begin anew. */
    function offerAnew(form) {
      const anew = element("button", { type: "button", "data-anew": "" }, words.anew);
      const answer = element("p", {}, words.changed_since);
      form.prepend(answer, element("p", { class: "atelier-buttons" }, anew));
    }

    /** Forget what was typed in a form: it shows again what lies there. */
    function beginAnew(form) {
      drafts.forget(form.dataset.key);
      draw();
      const again = [...page.querySelectorAll("form")].find((each) => each.dataset.key === form.dataset.key);
      (again?.querySelector("textarea, input:not([type=hidden])") ?? page.querySelector(".atelier-page-title"))?.focus();
      say(words.begun_anew);
    }

    /** Write an answer in a form or thread, after a part or last, in place of the one before. */
    function write(place, kind, sentence, part = null) {
      place.querySelectorAll(".atelier-refused, .atelier-answered").forEach((old) => old.remove());
      const answer = element("p", { class: kind }, ...prose(sentence));
      (part ?? place.lastElementChild).after(answer);
      return answer;
    }

    /** Say what came of it where the person looks, and leave the keyboard where they can go on. */
    function tell(reply, isHere, had) {
      clearTimeout(waiting);
      const { key, control, place } = sent;
      sent = null;
      const title = page.querySelector(".atelier-page-title");
      const form = [...page.querySelectorAll("form")].find((each) => each.dataset.key === key);
      const around = [...page.querySelectorAll("[data-place]")].find((each) => each.dataset.place === place);
      const found = (name) => controls().find((each) => nameOf(each) === name);
      const again = found(had) ?? found(control) ?? around;
      say(reply.sentence || fill(words.here, { title: title?.textContent ?? "" }));
      region.classList.toggle("atelier-unmet", !reply.done);
      const kind = reply.done ? "atelier-answered" : "atelier-refused";
      const beside = !reply.moved && reply.sentence ? form ?? around : null;
      const answer = beside ? write(beside, kind, reply.sentence) : region;
      if (!isHere) return; // the person went on meanwhile
      const next = reply.moved || !again ? title : again;
      next?.focus({ preventScroll: true });
      for (const each of [answer, next]) each?.scrollIntoView({ block: "nearest" });
    }

    /** Leave the drafts of an attempt that was put aside, but the one that was just refused. */
    function follow() {
      if (model.get("state").key === key) return;
      ({ key } = model.get("state"));
      const refused = drafts.of(sent?.key);
      drafts = draftsOf(key);
      if (refused) drafts.write(sent.key, refused);
    }

    function show() {
      const { reply } = model.get("state");
      const isMine = sent !== null && reply.number === sent.number;
      follow();
      if (isMine && reply.done && sent.key && !sent.isTypedOn) drafts.forget(sent.key);
      const had = nameOf(document.activeElement);
      const isInside = page.contains(document.activeElement);
      const isNowhere = document.activeElement === document.body;
      draw();
      if (isMine) return tell(reply, isInside || isNowhere, isInside ? had : null);
      if (!isInside) return;
      const again = controls().find((each) => nameOf(each) === had);
      (again ?? page.querySelector(".atelier-page-title"))?.focus({ preventScroll: true });
    }

    page.addEventListener("submit", submit);
    page.addEventListener("click", press);
    page.addEventListener("input", remember);
    page.addEventListener("change", remember);
    keepKeys(root);
    el.append(root);
    draw();
    model.on("change:state", show);
    return () => {
      clearTimeout(waiting);
      model.off("change:state", show);
    };
  },
};
