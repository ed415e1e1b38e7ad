// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// The licence explorer: filters, list and comparison; all of it happens here, without a kernel.

const KINDS = ["permissions", "conditions", "limitations"];
const SIGNS = { permissions: "✓", conditions: "!", limitations: "✗" };
// What is stated of a licence, with the table of the vocabulary that holds its terms.
const STATED = { reach: "reaches", patent: "patents", network: "networks", french: "french", law: "laws", fsf: "fsf" };
const CHOSEN = { category: "categories", reach: "reaches", patent: "patents", network: "networks", french: "french" };
const TOGETHER = 6; // licences shown at first, and added at each “more”
const PLACES = 3; // licences side by side

const valueOf = (licence, aspect) => licence[aspect].value ?? licence[aspect];
const tagsOf = (licence, kind) => licence[kind].map(({ tag }) => tag);

/** Return how near a licence comes to the words: 0 a whole name, 1 its beginning, 2 a part; else -1. */
function distanceOf(licence, typed) {
  const words = typed.trim().toLowerCase();
  const names = [licence.id, ...licence.called].map((name) => name.toLowerCase());
  return [(name) => name === words, (name) => name.startsWith(words), (name) => name.includes(words)]
    .findIndex((isNear) => names.some(isNear));
}

/** Return whether the licence is one of those looked for; the same rule as `Filters.fit`. */
function fits(licence, filters) {
  const isCalled = distanceOf(licence, filters.words) >= 0;
  const isFree = filters.free === "" || licence.free === (filters.free === "yes");
  return isCalled && isFree
    && KINDS.every((kind) => filters[kind].every((tag) => tagsOf(licence, kind).includes(tag)))
    && Object.keys(CHOSEN).every((aspect) =>
      filters[aspect] === "" || filters[aspect] === valueOf(licence, aspect));
}

const sign = (kind) => element("span", { class: "atelier-sign", "aria-hidden": "true" }, SIGNS[kind]);

/** Return one kind of tags as a list: a sign, a word and a colour say what kind it is. */
function tagListOf(licence, kind, { words, vocabulary }) {
  const tags = licence[kind].map(({ tag }) => {
    const isContested = licence.contested.includes(tag);
    const doubt = isContested ? element("em", {}, ` (${words.contested})`) : null;
    return element("li", {}, sign(kind), element("span", {}, vocabulary.tags[kind][tag].label, doubt));
  });
  return element("div", { class: `atelier-kind atelier-${kind}` },
    element("p", { class: "atelier-kind-name" }, words.kind[kind]),
    tags.length ? element("ul", {}, ...tags) : element("p", { class: "atelier-none" }, words.nothing));
}

function factOf(name, text, cite, words) {
  return [element("dt", {}, name),
    element("dd", {}, text, element("span", { class: "atelier-cite" }, fill(words.source, { cite })))];
}

/** Return every fact of the licence with its source. */
function factsOf(licence, { words, vocabulary }) {
  const said = ["notice", "remark"].filter((name) => licence[name])
    .flatMap((name) => factOf(words.aspect[name], licence[name].text, licence[name].cite, words));
  const tagged = KINDS.flatMap((kind) => licence[kind].flatMap(({ tag, cite }) => {
    const { label, meaning } = vocabulary.tags[kind][tag];
    return factOf(`${words.kind[kind]} – ${label}`, meaning, cite, words);
  }));
  const stated = Object.entries(STATED).flatMap(([aspect, table]) =>
    factOf(words.aspect[aspect], vocabulary[table][licence[aspect].value].label, licence[aspect].cite, words));
  const osi = factOf(words.aspect.osi, words.answer[licence.osi.value ? "yes" : "no"], licence.osi.cite, words);
  return element("dl", {}, ...said, ...tagged, ...stated, ...osi);
}

/** Return the card of a licence. `basket` is what is being compared. */
function cardOf(licence, shared, basket) {
  const { words, vocabulary } = shared;
  const heading = element("h3", {}, element("code", {}, licence.id), " ", element("span", {}, licence.name));
  const facts = element("details", {}, element("summary", {}, words.facts));
  facts.addEventListener("toggle", () => {
    if (facts.open && facts.children.length === 1) facts.append(factsOf(licence, shared), linkOf(licence, words));
  });
  const family = element("p", { class: licence.free ? "atelier-family" : "atelier-family atelier-not-free" },
    vocabulary.categories[licence.category].label);
  return element("li", { class: "atelier-licence" }, heading, family,
    element("div", { class: "atelier-kinds" }, ...KINDS.map((kind) => tagListOf(licence, kind, shared))),
    basket.buttonsFor(licence.id), facts);
}

function linkOf(licence, words) {
  return element("p", {}, element("a", { href: licence.address }, fill(words.read, { id: licence.id })));
}

/** Return a labelled list of choices; `options` are [value, text]. */
function selectOf(label, options, changed) {
  const id = uniqueId("select");
  const select = element("select", { id, onchange: changed },
    ...options.map(([value, text]) => element("option", { value }, text)));
  return { select, row: element("p", { class: "atelier-select" }, element("label", { for: id }, label), select) };
}

/** Return the folded filter of one kind of tags. */
function tagFilterOf(kind, { words, vocabulary }, changed) {
  const boxes = Object.entries(vocabulary.tags[kind]).map(([tag, { label, meaning }]) => {
    const id = uniqueId("tag");
    const input = element("input", { type: "checkbox", id, value: tag, "aria-describedby": `${id}-meaning`, onchange: changed });
    const row = element("div", { class: "atelier-box" }, element("label", { for: id }, input, label),
      element("p", { id: `${id}-meaning`, class: "atelier-meaning" }, meaning));
    return { input, row };
  });
  const picked = () => boxes.filter(({ input }) => input.checked).map(({ input }) => input.value);
  const title = [sign(kind), ` ${words.filter[kind]} `];
  return foldOf(title, words.filter[kind], boxes.map(({ row }) => row), {
    class: `atelier-${kind}`, picked, words, clear: () => boxes.forEach(({ input }) => { input.checked = false; }),
  });
}

/** Return the folded filter of everything that is chosen from a list. */
function otherFilterOf({ words, vocabulary }, changed) {
  const any = ["", words.any];
  const selects = { free: selectOf(words.aspect.free, [any, ...Object.entries(words.free)], changed) };
  for (const [aspect, table] of Object.entries(CHOSEN)) {
    const options = Object.entries(vocabulary[table]).map(([value, { label }]) => [value, label]);
    selects[aspect] = selectOf(words.aspect[aspect], [any, ...options], changed);
  }
  const all = Object.values(selects);
  const fold = foldOf([`${words.filter.others} `], words.filter.others, all.map(({ row }) => row), {
    class: "atelier-others", words, picked: () => all.filter(({ select }) => select.value),
    clear: () => all.forEach(({ select }) => { select.value = ""; }),
  });
  return { ...fold, values: () => Object.fromEntries(Object.entries(selects).map(([name, { select }]) => [name, select.value])) };
}

const chosenIn = (n, words) => (n ? fill(words.chosen[n === 1 ? "one" : "many"], { n }) : "");

/** Return a folded group of controls; its title also tells how many are chosen. */
function foldOf(title, legend, rows, { picked, clear, words, class: kind }) {
  const count = element("span", { class: "atelier-chosen" });
  const fold = element("details", { class: `atelier-fold ${kind}` },
    element("summary", {}, ...title, count),
    element("fieldset", {}, element("legend", { class: "atelier-hidden" }, legend), ...rows));
  const tell = () => { count.textContent = chosenIn(picked().length, words); };
  return { fold, picked, tell, clear };
}

/** Return the rows of a comparison: a group, a subject, and what each licence says of it. */
function rowsOf(licences, { words, vocabulary }) {
  const rows = [{ subject: words.aspect.category, says: licences.map(({ category }) => vocabulary.categories[category].label) }];
  for (const kind of KINDS) {
    const tags = Object.keys(vocabulary.tags[kind]).filter((tag) => licences.some((each) => tagsOf(each, kind).includes(tag)));
    for (const tag of tags) {
      const says = licences.map((each) => {
        if (each.contested.includes(tag)) return words.contested;
        return words.says[kind][tagsOf(each, kind).includes(tag) ? "yes" : "no"];
      });
      rows.push({ kind, subject: vocabulary.tags[kind][tag].label, says });
    }
  }
  for (const [aspect, table] of Object.entries(STATED)) {
    rows.push({ subject: words.aspect[aspect], says: licences.map((each) => vocabulary[table][each[aspect].value].label) });
  }
  rows.push({ subject: words.aspect.osi, says: licences.map((each) => words.answer[each.osi.value ? "yes" : "no"]) });
  return rows.map((row) => ({ ...row, differs: new Set(row.says).size > 1 }));
}

function tableOf(licences, rows, only, words) {
  const n = rows.filter(({ differs }) => differs).length;
  const caption = n > 1 ? words.compare.caption : words.compare[n ? "caption-one" : "caption-none"];
  const shown = rows.filter(({ differs }) => differs || !only);
  const ids = licences.map(({ id }) => id).join(", ");
  return element("table", {},
    element("caption", {}, fill(caption, { ids, n })),
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, words.compare.subject),
      ...licences.map(({ id }) => element("th", { scope: "col" }, element("code", {}, id))))),
    element("tbody", {}, ...shown.map(({ kind, subject, says, differs }) =>
      element("tr", { class: differs ? "atelier-differs" : null },
        element("th", { scope: "row", class: kind ? `atelier-${kind}` : null }, kind ? sign(kind) : null, kind ? " " : null, subject,
          ...(differs ? [" ", element("strong", { class: "atelier-mark" }, `≠ ${words.compare.different}`)] : [])),
        ...says.map((text) => element("td", {}, text))))));
}

/** Return the comparison: three lists to choose from, and the table of what they say. */
function comparisonOf(shared, licences, say) {
  const { words } = shared;
  const place = element("div", { class: "atelier-scroll", tabindex: "0", role: "region", "aria-label": words.compare.title });
  const hint = element("p", {}, words.compare.few);
  const count = element("span", { class: "atelier-chosen" });
  const onlyId = uniqueId("only");
  const only = element("input", { type: "checkbox", id: onlyId, onchange: () => draw() });
  const onlyRow = element("p", {}, element("label", { for: onlyId }, only, words.compare.only));
  const options = [["", words.compare.empty], ...licences.map(({ id }) => [id, id])];
  const selects = Array.from({ length: PLACES }, (_, n) =>
    selectOf(fill(words.compare.place, { n: n + 1 }), options, () => draw({ spoken: true })));
  const fold = element("details", { class: "atelier-fold atelier-comparison" },
    element("summary", {}, `${words.compare.title} `, count),
    element("fieldset", {}, element("legend", { class: "atelier-hidden" }, words.compare.title),
      ...selects.map(({ row }) => row)), hint, onlyRow, place);
  const buttons = new Map(); // what draws the buttons of each card

  const ids = () => [...new Set(selects.map(({ select }) => select.value).filter(Boolean))];

  const draw = ({ spoken = false } = {}) => {
    const chosen = ids().map((id) => licences.find((licence) => licence.id === id));
    const isEnough = chosen.length > 1;
    count.textContent = chosenIn(chosen.length, words);
    hint.hidden = isEnough;
    onlyRow.hidden = place.hidden = !isEnough;
    place.replaceChildren(...(isEnough ? [tableOf(chosen, rowsOf(chosen, shared), only.checked, words)] : []));
    if (spoken) say(isEnough ? place.querySelector("caption").textContent : words.compare.few);
    for (const drawButton of buttons.values()) drawButton();
  };

  const toggle = (id) => {
    const free = selects.find(({ select }) => !select.value);
    const held = selects.filter(({ select }) => select.value === id);
    if (!held.length && !free) return say(words.compare.full);
    if (held.length) held.forEach(({ select }) => { select.value = ""; });
    else free.select.value = id;
    draw();
    return say(fill(words.compare[held.length ? "removed" : "added"], { id }));
  };

  const buttonsFor = (id) => {
    const add = element("button", { type: "button", onclick: () => toggle(id) });
    const show = element("button", { type: "button", class: "atelier-main", onclick: () => { fold.open = true; place.focus(); } }, words.compare.show);
    const drawButton = () => {
      const isIn = ids().includes(id);
      add.textContent = fill(words.compare[isIn ? "remove" : "add"], { id });
      show.hidden = !isIn || ids().length < 2;
    };
    buttons.set(id, drawButton);
    drawButton();
    return element("div", { class: "atelier-buttons" }, add, show);
  };

  draw();
  return { fold, buttonsFor };
}

function sourcesOf({ words, vocabulary }) {
  const lines = Object.values(vocabulary.sources).map(({ short, name, version, date, licence, address }) => {
    const more = [version && fill(words.sources.version, { version }), date, licence && fill(words.sources.licence, { licence })];
    const text = fill(words.sources.line, { short, name: [name, ...more.filter(Boolean)].join(", ") });
    return element("li", {}, element("a", { href: address }, text));
  });
  return element("details", { class: "atelier-sources" }, element("summary", {}, words.sources.title), element("ul", {}, ...lines));
}

export default {
  render({ model, el }) {
    const { licences, vocabulary } = model.get("state");
    const words = model.get("words");
    const shared = { words, vocabulary };
    const all = licences.length;
    const { region, say } = announcer();
    region.classList.add("atelier-hidden");
    let room = TOGETHER;
    let waiting;

    const changed = () => { room = TOGETHER; draw(); };
    const searchId = uniqueId("search");
    const search = element("input", { type: "search", id: searchId, autocomplete: "off", spellcheck: "false", oninput: changed });
    const tagFilters = Object.fromEntries(KINDS.map((kind) => [kind, tagFilterOf(kind, shared, changed)]));
    const others = otherFilterOf(shared, changed);
    const folds = [...Object.values(tagFilters), others];
    const comparison = comparisonOf(shared, licences, say);
    const cards = new Map(licences.map((licence) => [licence.id, cardOf(licence, shared, comparison)]));
    const count = element("p", { class: "atelier-count" });
    const list = element("ul", { class: "atelier-licences" });
    const more = element("button", { type: "button", onclick: () => showMore() });
    const clear = element("button", { type: "button", onclick: () => {
      search.value = "";
      folds.forEach((fold) => fold.clear());
      search.focus();
      changed();
    } }, words.clear);

    const found = () => {
      const tags = Object.fromEntries(KINDS.map((kind) => [kind, tagFilters[kind].picked()]));
      const distance = (licence) => distanceOf(licence, search.value);
      return licences.filter((licence) => fits(licence, { words: search.value, ...tags, ...others.values() }))
        .sort((one, other) => distance(one) - distance(other));
    };

    const showMore = () => {
      const first = found()[room];
      room += TOGETHER;
      draw();
      const heading = cards.get(first.id).querySelector("h3");
      heading.tabIndex = -1;
      heading.focus();
    };

    const draw = () => {
      const fitting = found();
      const n = fitting.length;
      const key = n === all ? "all" : { 0: "none", 1: "one" }[n] ?? "many";
      count.textContent = fill(words.count[key], { n, all });
      list.replaceChildren(...fitting.slice(0, room).map(({ id }) => cards.get(id)));
      const left = Math.min(TOGETHER, Math.max(n - room, 0));
      more.hidden = !left;
      more.textContent = left === 1 ? words["more-one"] : fill(words.more, { n: left });
      clear.hidden = !search.value && !folds.some((fold) => fold.picked().length);
      folds.forEach((fold) => fold.tell());
      clearTimeout(waiting);
      waiting = setTimeout(() => say(count.textContent), 400);
    };

    const root = element("div", { class: "atelier atelier-explorer", lang: model.get("language") },
      element("p", {}, fill(words.intro, { all })),
      element("p", { class: "atelier-search" }, element("label", { for: searchId }, words.search), search),
      element("div", { class: "atelier-folds" }, ...folds.map(({ fold }) => fold), comparison.fold),
      element("div", { class: "atelier-found" }, count, clear), region,
      list, element("p", {}, more),
      element("p", { class: "atelier-caution" }, words.caution), sourcesOf(shared));
    keepKeys(root);
    draw();
    clearTimeout(waiting); // nothing to say before the person has done something
    el.replaceChildren(root);
  },
};
