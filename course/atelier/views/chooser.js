// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// The licence chooser: the answers are put together here, without a kernel. What each answer
// means for each licence was worked out by the model.

const FIRST = 5; // admissible licences shown at once
const USUAL = { subject: "software", jurisdiction: "quebec", french: "wished", patents: "no" };

/** Return every point of a licence for what was answered: `{ name, evidence, duties, about }`. */
function pointsOf(licence, answers, inside) {
  const own = [
    ...licence.itself,
    ...licence.goal[answers.goal],
    ...licence.subject[answers.subject],
    ...licence.place[`${answers.jurisdiction} ${answers.subject}`],
    ...licence.french[answers.french],
    ...licence.patents[answers.patents],
  ].map(([name, evidence, duties]) => ({ name, evidence, duties, about: "" }));
  const whole = inside.wholes.indexOf(licence.id);
  const taken = whole < 0 ? [] : answers.inside.flatMap(({ part, linking }) => {
    const point = inside.points[inside.answers[linking][part][whole]];
    return point ? [{ name: point[0], evidence: point[1], duties: point[2], about: part }] : [];
  });
  return [...own, ...taken];
}

/** Return what comes out for a licence; the same rule as `Candidate` in the model. */
function candidateOf(licence, answers, { inside, names }) {
  const points = pointsOf(licence, answers, inside);
  const kinds = [...new Set(points.map(({ name }) => name))].map((name) => names[name]);
  const reasons = kinds.filter(({ kind }) => kind === "code");
  const fit = reasons.some(({ final }) => final) ? "rejected" : reasons.length ? "open" : "admissible";
  const count = (wanted) => kinds.filter(({ kind }) => kind === wanted).length;
  const of = (wanted) => points.filter(({ name }) => names[name].kind === wanted);
  return {
    licence, fit, score: count("merit") - count("caution"), codes: reasons.length,
    merits: of("merit"), cautions: of("caution"), reasons: of("code"),
  };
}

/** Return every candidate: within admissible and open ones, the best first. */
function chosen(state, answers) {
  const found = state.licences.map((licence) => candidateOf(licence, answers, state));
  const best = (fit) => found.filter((each) => each.fit === fit).sort((one, other) => other.score - one.score);
  return { admissible: best("admissible"), open: best("open"), rejected: found.filter(({ fit }) => fit === "rejected") };
}

/** Return a question as native radio buttons in a fieldset. */
function questionOf(name, choices, { words, answers }, changed) {
  const group = uniqueId(name);
  const rows = choices.map(({ id, label, meaning }) => {
    const field = uniqueId("choice");
    const input = element("input", {
      type: "radio", id: field, name: group, value: id, checked: answers[name] === id,
      "aria-describedby": meaning ? `${field}-meaning` : null,
      onchange: () => { answers[name] = id; changed(); },
    });
    const said = meaning ? element("p", { class: "atelier-meaning", id: `${field}-meaning` }, meaning) : null;
    return element("div", { class: "atelier-box" }, element("label", { for: field }, input, label), said);
  });
  return element("fieldset", {}, element("legend", {}, words.question[name]), ...rows);
}

function selectOf(label, options) {
  const id = uniqueId("select");
  const select = element("select", { id }, ...options.map(([value, text]) => element("option", { value }, text)));
  return { select, row: element("p", { class: "atelier-select" }, element("label", { for: id }, label), select) };
}

/** Return the question on what is already inside: a list, and two selects to add to it. */
function insideOf(state, { words, answers, say }, changed) {
  const { linkings } = state.inside;
  const part = selectOf(words.inside.part, state.inside.parts.map((id) => [id, id]));
  const linking = selectOf(words.inside.linking, linkings.map(({ id, label }) => [id, label]));
  const list = element("ul", { class: "atelier-inside" });
  const none = element("p", {}, words.inside.none);
  const labelOf = (id) => linkings.find((each) => each.id === id).label;

  const draw = () => {
    none.hidden = answers.inside.length > 0;
    list.replaceChildren(...answers.inside.map((each, n) => element("li", {},
      element("code", {}, each.part), ` – ${labelOf(each.linking)} `,
      element("button", { type: "button", onclick: () => remove(n) },
        fill(words.inside.remove, { id: each.part, linking: labelOf(each.linking) })))));
  };
  const remove = (n) => {
    const [gone] = answers.inside.splice(n, 1);
    draw();
    add.focus();
    changed(fill(words.inside.removed, { id: gone.part }));
  };
  const add = element("button", { type: "button", onclick: () => {
    const one = { part: part.select.value, linking: linking.select.value };
    if (answers.inside.some((each) => each.part === one.part && each.linking === one.linking)) {
      return say(fill(words.inside.present, { id: one.part }));
    }
    answers.inside.push(one);
    draw();
    return changed(fill(words.inside.added, { id: one.part }));
  } }, words.inside.add);
  draw();
  return element("fieldset", {}, element("legend", {}, words.question.inside),
    element("p", { class: "atelier-how" }, words.inside.hint), none, list,
    element("div", { class: "atelier-pair" }, part.row, linking.row), add);
}

const labelOf = ({ name, about }, { state, words }) =>
  about ? fill(words.answer.about, { label: state.names[name].label, about }) : state.names[name].label;

/** Return where a point rests: what each source says, and which source. */
function evidenceOf(point, { state, words }) {
  return point.evidence.map((number) => {
    const { text, cite, reading } = state.evidence[number];
    const mark = reading ? element("em", {}, ` (${words.reading})`) : null;
    return element("span", { class: "atelier-evidence" }, text, mark,
      element("span", { class: "atelier-cite" }, fill(words.source, { cite })));
  });
}

/** Return points in one line of signs and words. */
function lineOf(title, sign, points, shared) {
  const labels = [...new Set(points.map((point) => labelOf(point, shared)))];
  if (!labels.length) return null;
  return element("p", { class: "atelier-points-line" }, element("strong", {}, `${title} `),
    ...labels.flatMap((label, n) => [n ? "; " : "", element("span", { class: "atelier-sign", "aria-hidden": "true" }, sign), label]));
}

function dutiesOf(points, { state, words }) {
  const numbers = [...new Set(points.flatMap(({ duties }) => duties))];
  if (!numbers.length) return [];
  return [element("dt", {}, words.answer.duties), element("dd", {}, ...numbers.map((number) => {
    const { text, cite } = state.duties[number];
    return element("span", { class: "atelier-evidence" }, text, element("span", { class: "atelier-cite" }, fill(words.source, { cite })));
  }))];
}

/** Return one licence that fits, or that leaves a question open. */
function cardOf({ licence, merits, cautions, reasons }, shared) {
  const { words } = shared;
  const all = [...reasons, ...merits, ...cautions];
  const details = element("details", {}, element("summary", {}, words.answer.sources));
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return;
    details.append(element("dl", {},
      ...all.flatMap((point) => [element("dt", {}, labelOf(point, shared)), element("dd", {}, ...evidenceOf(point, shared))]),
      ...dutiesOf(cautions, shared)),
    element("p", {}, element("a", { href: licence.address }, fill(words.read, { id: licence.id }))));
  });
  return element("li", { class: "atelier-licence" },
    element("h4", {}, element("code", {}, licence.id), " ", element("span", {}, licence.name)),
    element("p", { class: "atelier-family" }, licence.family),
    lineOf("", "? ", reasons, shared),
    lineOf(words.answer.for, "✓ ", merits, shared),
    lineOf(words.answer.watch, "! ", cautions, shared), details);
}

/** Return a folded part; what it holds is made when it is first opened. */
function foldOf(title, make, { opened, key }) {
  const fold = element("details", { class: "atelier-fold", open: opened.has(key) }, element("summary", {}, title));
  const show = () => { if (fold.open && fold.children.length === 1) fold.append(...make()); };
  fold.addEventListener("toggle", () => {
    if (fold.open) opened.add(key); else opened.delete(key);
    show();
  });
  show();
  return fold;
}

/** Return the rejected licences, folded by reason: each says what the reason rests on. */
function rejectedOf(rejected, shared) {
  const { state, words, opened } = shared;
  const groups = Object.entries(state.names).filter(([, { kind }]) => kind === "code").map(([code, { label, meaning }]) => {
    const found = rejected.filter(({ reasons }) => reasons.some(({ name }) => name === code));
    if (!found.length) return null;
    return foldOf(fill(words.answer.group, { label, n: found.length }), () => [
      element("p", {}, meaning),
      element("ul", { class: "atelier-refused" }, ...found.map(({ licence, reasons }) => element("li", {},
        element("code", {}, licence.id), " ",
        ...reasons.filter(({ name }) => name === code).flatMap((point) => [
          point.about ? `${point.about}${words.colon}` : null, ...evidenceOf(point, shared)]))))],
      { opened, key: code });
  });
  return [element("h3", {}, fill(words.answer.rejected, { n: rejected.length })),
    element("p", { class: "atelier-how" }, words.answer["rejected-hint"]), ...groups];
}

/** Return the licences that one reason only rejects, where none fits. */
function nearestOf(rejected, shared) {
  const near = rejected.filter(({ codes }) => codes === 1);
  if (!near.length) return [element("p", {}, shared.words.answer["near-none"])];
  return [element("p", {}, shared.words.answer.near),
    element("ul", {}, ...near.map(({ licence, reasons }) => element("li", {},
      element("code", {}, licence.id), ` – ${labelOf(reasons[0], shared)}`)))];
}

function sentenceOf(admissible, { words }) {
  const key = { 0: "none", 1: "one" }[admissible.length] ?? "many";
  return fill(words.answer[key], { n: admissible.length, first: admissible[0]?.licence.id });
}

function answerOf(found, shared) {
  const { words, opened } = shared;
  const { admissible, open, rejected } = found;
  const cards = (list) => element("ol", { class: "atelier-licences" }, ...list.map((each) => cardOf(each, shared)));
  const rest = admissible.slice(FIRST);
  const more = rest.length === 1 ? words.answer["more-one"] : fill(words.answer.more, { n: rest.length });
  return [
    element("p", { class: "atelier-count" }, sentenceOf(admissible, shared)),
    ...(admissible.length ? [cards(admissible.slice(0, FIRST))] : nearestOf(rejected, shared)),
    rest.length ? foldOf(more, () => [cards(rest)], { opened, key: "more" }) : null,
    admissible.length ? element("p", { class: "atelier-how" }, words.order) : null,
    open.length ? foldOf(fill(words.answer.open, { n: open.length }), () => [cards(open)], { opened, key: "open" }) : null,
    ...rejectedOf(rejected, shared),
  ].filter(Boolean);
}

export default {
  render({ model, el }) {
    const state = model.get("state");
    const words = model.get("words");
    const { region, say } = announcer();
    region.classList.add("atelier-hidden");
    const shared = { state, words, say, answers: { goal: "", inside: [], ...USUAL }, opened: new Set() };
    const answer = element("div", { class: "atelier-answer" }, element("p", {}, words.answer.wait));

    const changed = (before = "") => {
      if (!shared.answers.goal) return say(before || words.answer.wait);
      const found = chosen(state, shared.answers);
      answer.replaceChildren(...answerOf(found, shared));
      return say(`${before} ${sentenceOf(found.admissible, shared)}`.trim());
    };
    const ask = (name) => questionOf(name, state.questions[name], shared, changed);

    const root = element("div", { class: "atelier atelier-chooser", lang: model.get("language") },
      element("p", {}, words.intro), ask("goal"),
      element("div", { class: "atelier-questions" }, ...["subject", "jurisdiction", "french", "patents"].map(ask)),
      insideOf(state, shared, changed),
      element("h3", {}, words.answer.title), region, answer,
      element("p", { class: "atelier-caution" }, words.caution));
    keepKeys(root);
    el.replaceChildren(root);
  },
};
