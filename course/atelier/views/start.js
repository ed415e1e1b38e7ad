// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// The start page: the next step, the path behind and ahead, the other language.

const LOCALES = { fr: "fr_FR", en: "en" };
const LANGUAGE_SETTING = "@jupyterlab/translation-extension:plugin";

/** Return where JupyterLab answers, or undefined where this page is not JupyterLab. */
function laboratory() {
  const config = document.getElementById("jupyter-config-data");
  return config ? JSON.parse(config.textContent).baseUrl : undefined;
}

/** Return a link that JupyterLab opens in a tab, without loading the page anew. */
function pageLink(folder, path, text, attributes = {}) {
  return element("a", {
    href: `${laboratory() ?? "/"}lab/tree/${folder}/${encodeURI(path)}`,
    "data-commandlinker-command": "docmanager:open",
    "data-commandlinker-args": JSON.stringify({ path: `${folder}/${path}` }),
    ...attributes,
  }, text);
}

/**
 * Make `language` the language of the laboratory and go to its start page.
 *
 * Everything is saved first; `reset` then closes the pages of the other language, whose tabs bear
 * the same names.
 */
async function changeLanguage(language) {
  await window.jupyterapp?.commands.execute("docmanager:save-all");
  const base = laboratory();
  const token = document.cookie.match(/\b_xsrf=([^;]+)/)?.[1] ?? "";
  const answer = await fetch(`${base}lab/api/settings/${LANGUAGE_SETTING}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-XSRFToken": token },
    body: JSON.stringify({ raw: JSON.stringify({ locale: LOCALES[language] }) }),
  });
  if (!answer.ok) throw new Error(answer.statusText);
  window.location.assign(`${base}lab/tree/${language}/start.ipynb?reset`);
}

function nextStep(next, words, folder) {
  const way = next
    ? pageLink(folder, next.path, fill(words.next[next.kind], next), { class: "atelier-main" })
    : words.next.none;
  return [element("h2", {}, words.next.title), element("p", {}, way)];
}

function newerVersions(newer, words, folder) {
  if (!newer.length) return [];
  const entries = newer.map((pair) =>
    element("li", {}, fill(words.newer.entry, pair), pageLink(folder, pair.newer, pair.newer)));
  return [
    element("h2", {}, words.newer.title),
    element("p", {}, words.newer.why),
    element("ul", {}, ...entries),
  ];
}

function pathThrough(module, words, folder) {
  const id = uniqueId("progress");
  const steps = module.steps.map((step) => element("li", {},
    pageLink(folder, step.path, step.title),
    ` (${words.kind[step.kind]}, ${words.standing[step.standing]})`));
  return [
    element("h3", {}, module.title),
    element("p", {},
      element("label", { for: id }, fill(words.path.done, module)), " ",
      element("progress", { id, value: module.done, max: module.total })),
    element("ul", {}, ...steps),
  ];
}

function languageSwitch(other, words) {
  const { region, say } = announcer();
  const change = () => changeLanguage(other).catch(() => say(words.switch.failed));
  const button = element("button", { type: "button", onclick: change }, words.switch.button);
  return element("div", { lang: other }, element("p", {}, button), region);
}

export default {
  render({ model, el }) {
    const words = model.get("words");
    const state = model.get("state");
    const folder = model.get("language");
    const root = element("div", { class: "atelier atelier-start", lang: folder },
      ...nextStep(state.next, words, folder),
      ...newerVersions(state.newer, words, folder),
      element("h2", {}, words.path.title),
      element("p", {}, words.path.rule),
      ...state.modules.flatMap((module) => pathThrough(module, words, folder)),
      languageSwitch(state.other, words));
    keepKeys(root);
    el.append(root);
  },
};
