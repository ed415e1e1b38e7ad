# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The quick check in a real JupyterLab, and on a page without a kernel: keyboard only."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from atelier.progress import Progress
from atelier.quiz import questions_in
from atelier.views.quiz import QuickCheck
from atelier.views.view import STYLE, module_source

pytestmark = pytest.mark.browser

BANK = """
[[question]]
id = "no-licence"
kind = "one"
source = "LDA, art. 3"
prompt.fr = "Un dépôt public n’a aucun fichier `LICENSE`. Qu’est-ce qui est permis?"
prompt.en = "A public repository has no `LICENSE` file. What is permitted?"
[[question.option]]
id = "all"
right = false
text.fr = "Tout, puisque le dépôt est public."
text.en = "Everything, since the repository is public."
reason.fr = "Publier n’est pas permettre."
reason.en = "Publishing is not permitting."
[[question.option]]
id = "nothing"
right = true
text.fr = "Presque rien sans accord."
text.en = "Almost nothing without consent."
reason.fr = "Sans licence, la loi réserve les droits."
reason.en = "Without a licence, the law reserves the rights."

[[question]]
id = "notice"
kind = "several"
prompt.fr = "Que demande la licence MIT?"
prompt.en = "What does the MIT licence ask for?"
[[question.option]]
id = "text"
right = true
text.fr = "Garder son texte."
text.en = "Keep its text."
reason.fr = "Le texte le dit."
reason.en = "The text says so."
[[question.option]]
id = "holder"
right = true
text.fr = "Garder le nom du titulaire."
text.en = "Keep the holder’s name."
reason.fr = "La mention en fait partie."
reason.en = "The notice is part of it."
[[question.option]]
id = "source"
right = false
text.fr = "Publier ses changements."
text.en = "Publish one’s changes."
reason.fr = "La licence MIT ne le demande pas."
reason.en = "The MIT licence does not ask for it."
"""
CELL = """
from pathlib import Path
from atelier.quiz import questions_in
from atelier.views.quiz import QuickCheck
QuickCheck("module/lesson", questions_in(Path("bank.toml")), language="en")
"""
FIRST, SECOND = ".atelier-quiz fieldset >> nth=0", ".atelier-quiz fieldset >> nth=1"

Axe = Callable[..., list[str]]
OpenLab = Callable[..., Page]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def home(served: Path) -> Path:
    """Return a learner's folder with a lesson in which nothing was done yet."""
    folder = served
    for left in folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    (folder / ".atelier").mkdir()
    (folder / "bank.toml").write_text(BANK, encoding="utf-8")
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(CELL.strip()),
            nbformat.v4.new_markdown_cell("The cell after."),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, folder / "lesson.ipynb")
    return folder


@pytest.fixture
def lab(home: Path, jupyterlab: OpenLab) -> Page:
    page = jupyterlab(home, "lesson.ipynb")
    page.wait_for_selector(".atelier-quiz")
    return page


@pytest.fixture
def alone(chromium: Browser, home: Path) -> Page:
    """Open the quick check on a page that has no kernel, as the book does."""
    view = QuickCheck("module/lesson", questions_in(home / "bank.toml"), language="fr")
    faces = json.dumps(
        {name: getattr(view, name) for name in ("state", "answer", "words", "language")}
    )
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.set_content(
        f'<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width">'
        f"<title>Quiz</title><style>{STYLE}</style><main></main></html>"
    )
    page.evaluate(
        """async ([source, faces]) => {
          const file = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          const model = {
            get: (name) => faces[name], set: (name, value) => { faces[name] = value; },
            save_changes() {}, on() {}, off() {},
          };
          const { default: quiz } = await import(file);
          quiz.render({ model, el: document.querySelector("main") });
        }""",
        [module_source("quiz"), json.loads(faces)],
    )
    return page


def cells(page: Page) -> list[str]:
    """Return the kinds of the notebook's cells, and which one is active."""
    return page.eval_on_selector_all(
        ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell",
        "all => all.map(cell => cell.className.match(/jp-(Code|Markdown)Cell/)[1]"
        " + (cell.classList.contains('jp-mod-active') ? ' active' : ''))",
    )


def answer(page: Page, question: str, *keys: str) -> None:
    """Give an answer to ``question`` with the keyboard alone, then press its button."""
    page.locator(f"{question} >> input >> nth=0").focus()
    for key in keys:
        page.keyboard.press(key)
    page.locator(f"{question} >> button >> nth=0").focus()
    page.keyboard.press("Enter")


def test_a_wrong_answer_shows_its_reason_and_may_be_tried_again(lab: Page) -> None:
    answer(lab, FIRST, "Space")
    first = lab.locator(FIRST)
    expect(first.get_by_text("Publishing is not permitting.").first).to_be_visible()
    expect(first.locator(".atelier-result")).to_contain_text("Not yet.")
    expect(first.get_by_role("status")).to_contain_text("Not yet.")
    expect(first.get_by_role("status")).to_contain_text("Publishing is not permitting.")
    expect(first.locator(".atelier-reason:visible")).to_have_count(1)
    answer(lab, FIRST, "ArrowDown")
    expect(first.locator(".atelier-result")).to_contain_text("That is right.")
    expect(first.locator(".atelier-reason:visible")).to_contain_text("Right.")


def test_several_choices_are_right_only_together(lab: Page) -> None:
    second = lab.locator(SECOND)
    answer(lab, SECOND, "Space")
    expect(second.locator(".atelier-result")).to_contain_text("something is missing")
    answer(lab, SECOND, "Tab", "Space")
    expect(second.locator(".atelier-result")).to_contain_text("That is right.")


def test_every_reason_can_be_read_after_an_answer(lab: Page) -> None:
    second = lab.locator(SECOND)
    expect(second.get_by_role("button", name="Show all reasons")).to_be_hidden()
    answer(lab, SECOND, "Space")
    second.get_by_role("button", name="Show all reasons").press("Enter")
    expect(second.locator(".atelier-reason:visible")).to_have_count(3)
    expect(second.get_by_role("checkbox", checked=True)).to_have_count(1)


def test_no_choice_is_no_answer(lab: Page, home: Path) -> None:
    answer(lab, FIRST)
    expect(lab.locator(FIRST).get_by_role("status")).to_have_text("Choose an answer first.")
    assert Progress(home).all() == {}


def test_keys_stay_in_the_quick_check_but_saving_still_works(lab: Page) -> None:
    lab.locator(f"{FIRST} >> input >> nth=0").focus()
    before = cells(lab)
    for key in ("Space", "ArrowDown", "ArrowDown", "m", "d", "d", "b", "x", "Enter", "Shift+Enter"):
        lab.keyboard.press(key)
    assert cells(lab) == before
    assert lab.evaluate("document.activeElement.type") == "radio"
    expect(lab.locator(f"{FIRST} >> input >> nth=0")).to_be_checked()
    with lab.expect_response(
        lambda answered: answered.request.method == "PUT" and "lesson.ipynb" in answered.url
    ):
        lab.keyboard.press("Control+s")


def test_escape_leads_out_of_the_quick_check_and_arrows_go_on(lab: Page) -> None:
    lab.locator(f"{FIRST} >> input >> nth=0").focus()
    lab.keyboard.press("Escape")
    assert cells(lab) == ["Code active", "Markdown"]
    lab.keyboard.press("ArrowDown")
    assert cells(lab) == ["Code", "Markdown active"]


def test_answers_come_back_after_a_reload_and_when_the_cell_runs_again(
    lab: Page, home: Path
) -> None:
    answer(lab, FIRST, "Space")
    answer(lab, FIRST, "ArrowDown")
    expect(lab.locator(FIRST).locator(".atelier-result")).to_contain_text("That is right.")
    for _ in range(600):  # until the kernel has heard the second answer and noted it
        facts = Progress(home).of("quiz/module/lesson/no-licence")
        if facts.get("done"):
            break
        lab.wait_for_timeout(100)
    assert (facts["tries"], facts["chosen"], facts["done"]) == (2, ["nothing"], True)
    lab.evaluate("window.jupyterapp.commands.execute('docmanager:save')")

    lab.reload()
    expect(lab.locator(FIRST).locator(".atelier-result")).to_contain_text("That is right.")
    lab.eval_on_selector(".atelier-quiz", "old => { old.dataset.old = true; }")
    lab.evaluate("void window.jupyterapp.commands.execute('notebook:restart-run-all')")
    lab.get_by_role("button", name="Confirm Kernel Restart").press("Enter")  # not the toolbar's
    lab.wait_for_selector(".atelier-quiz:not([data-old])")
    expect(lab.locator(FIRST).locator(".atelier-result")).to_contain_text("That is right.")
    expect(lab.locator(f"{FIRST} >> input >> nth=1")).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_quick_check_is_accessible_in_jupyterlab(
    home: Path, jupyterlab: OpenLab, axe: Axe, scheme: str
) -> None:
    page = jupyterlab(home, "lesson.ipynb", color_scheme=scheme)
    page.wait_for_selector(".atelier-quiz")
    answer(page, FIRST, "Space")
    answer(page, SECOND, "Space")
    page.locator(SECOND).get_by_role("button", name="Show all reasons").press("Enter")
    assert axe(page, ".atelier") == []
    assert page.evaluate("document.body.dataset.jpThemeLight") == str(scheme == "light").lower()


def test_the_quick_check_works_on_a_page_without_a_kernel(alone: Page, axe: Axe) -> None:
    answer(alone, FIRST, "Space")
    expect(alone.locator(FIRST).locator(".atelier-result")).to_contain_text("Pas encore.")
    assert axe(alone, ".atelier") == []
    assert alone.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_static_face_holds_every_reason_without_any_script(
    chromium: Browser, axe: Axe, home: Path
) -> None:
    view = QuickCheck("module/lesson", questions_in(home / "bank.toml"), language="fr")
    page = chromium.new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    shown = f'<!doctype html><html lang="fr"><title>Quiz</title>{view.static_html()}</html>'
    page.set_content(shown)
    page.get_by_text("Réponse et explications").first.press("Enter")
    expect(page.get_by_text("Publier n’est pas permettre.")).to_be_visible()
    expect(page.get_by_text("LDA, art. 3")).to_be_visible()
    page.close()

    page = chromium.new_page()
    page.set_content(shown)
    page.eval_on_selector_all("details", "all => all.forEach((one) => { one.open = true; })")
    assert axe(page, ".atelier") == []
    page.close()
