# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The licence chooser in a real browser: keyboard only, without a kernel and in JupyterLab."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from atelier.combination import Linking
from atelier.licences import catalogue
from atelier.selection import (
    Dependency,
    Fit,
    Goal,
    Jurisdiction,
    Needs,
    Subject,
    Wish,
    choose,
)
from atelier.views.chooser import EXAMPLES, PARTS, Chooser
from atelier.views.view import STYLE, module_source
from atelier.words import LANGUAGES, Language

pytestmark = pytest.mark.browser

Axe = Callable[..., list[str]]
OpenLab = Callable[..., Page]
OpenAlone = Callable[..., Page]

PAGE = """<!doctype html><html lang="{language}"{theme}>
<meta name="viewport" content="width=device-width"><title>Licences</title>
<style>{style} body {{ margin: 0; background: {paper}; }}
.atelier {{ --pst-color-text-base: {ink}; --pst-color-background: {paper};
  --pst-color-border: #888; }}</style><main></main></html>"""
RENDER = """async ([source, faces]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { default: view } = await import(address);
  const model = { get: (name) => faces[name], set() {}, save_changes() {}, on() {}, off() {} };
  view.render({ model, el: document.querySelector("main") });
}"""
CHOOSE = """async ([source, state, all]) => {
  const code = `${source}\\nexport { chosen };`;
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { chosen } = await import(address);
  const ids = (list) => list.map(({ licence, reasons }) =>
    [licence.id, [...new Set(reasons.map(({ name }) => name))].sort()]);
  return all.map((answers) => {
    const found = chosen(state, answers);
    return [ids(found.admissible), ids(found.open), ids(found.rejected)];
  });
}"""

# What a fold holds may be drawn only once it has told that it was opened.
OPEN_ALL = """async () => {
  for (;;) {
    const closed = [...document.querySelectorAll("details:not([open])")];
    if (!closed.length) return;
    await Promise.all(closed.map((each) => new Promise((told) => {
      each.addEventListener("toggle", told, { once: true });
      each.open = true;
    })));
  }
}"""


@pytest.fixture(scope="module")
def views() -> dict[str, Chooser]:
    return {language: Chooser(language=language) for language in LANGUAGES}


@pytest.fixture
def alone(chromium: Browser, views: dict[str, Chooser]) -> OpenAlone:
    """Return a function that opens the chooser on a page that has no kernel, as the book does."""

    def opened(language: Language = "en", *, dark: bool = False, width: int = 360) -> Page:
        page = chromium.new_page(viewport={"width": width, "height": 740})
        page.set_content(
            PAGE.format(
                language=language,
                theme=' data-theme="dark"' if dark else "",
                style=STYLE,
                ink="#eee" if dark else "#1a1a1a",
                paper="#121212" if dark else "#fff",
            )
        )
        names = ("state", "answer", "words", "language")
        faces = {name: getattr(views[language], name) for name in names}
        page.evaluate(RENDER, [module_source("chooser"), faces])
        return page

    return opened


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until ``control`` has the focus, as a person would."""
    for _ in range(80):
        if control.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("This control cannot be reached with the Tab key.")


def open_all(page: Page) -> None:
    """Open every fold, and those that this brings."""
    page.evaluate(OPEN_ALL)


def admissible(needs: Needs) -> list[str]:
    return [each.licence.id for each in choose(needs) if each.fit is Fit.ADMISSIBLE]


def test_the_keyboard_alone_gets_an_answer_and_its_reasons(alone: OpenAlone) -> None:
    page = alone()
    expect(page.locator(".atelier-answer")).to_contain_text("Choose a goal")
    tab_to(page, page.get_by_label("As many people as possible use it"))
    page.keyboard.press("Space")
    expect(page.locator(".atelier-count")).to_contain_text("First: LiLiQ-P-1.1")
    expect(page.get_by_role("status")).to_contain_text("First: LiLiQ-P-1.1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".atelier-count")).to_contain_text("First: LiLiQ-Rplus-1.1")
    tab_to(page, page.get_by_label("It would be better"))
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("It is needed", exact=True)).to_be_checked()
    expect(page.locator(".atelier-licence h4 code").first).to_have_text("LiLiQ-Rplus-1.1")
    tab_to(page, page.locator(".atelier-licence summary").first)
    page.keyboard.press("Enter")
    expect(page.locator(".atelier-licence dl").first).to_contain_text("licence text, s. 2, 4.1")
    group = page.locator(".atelier-fold > summary").filter(has_text="no official French text")
    tab_to(page, group)
    page.keyboard.press("Enter")
    refused = page.locator(".atelier-fold[open] .atelier-refused")
    expect(refused).to_contain_text("GPL-3.0-or-later")
    expect(refused).to_contain_text("Source: licence text")


def test_the_keyboard_alone_adds_and_removes_what_is_inside(alone: OpenAlone) -> None:
    page = alone()
    tab_to(page, page.get_by_label("As many people as possible use it"))
    page.keyboard.press("Space")
    part = page.get_by_label("Licence", exact=True)
    tab_to(page, part)
    for _ in range(PARTS.index("GPL-3.0-or-later") - PARTS.index(part.input_value())):
        page.keyboard.press("ArrowDown")  # letters would have to follow each other within a second
    expect(part).to_have_value("GPL-3.0-or-later")
    add = page.get_by_role("button", name="Add", exact=True)
    tab_to(page, add)
    page.keyboard.press("Enter")
    expect(page.locator(".atelier-count")).to_have_text(
        "No licence of the catalogue meets all your requirements."
    )
    expect(page.get_by_role("status")).to_contain_text("GPL-3.0-or-later added.")
    expect(page.locator(".atelier-answer")).to_contain_text("LiLiQ-P-1.1 – refuses a dependency")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("already in the list")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Remove GPL-3.0-or-later (same work)")).to_be_focused()
    page.keyboard.press("Enter")
    expect(add).to_be_focused()
    expect(page.locator(".atelier-count")).to_contain_text("First: LiLiQ-P-1.1")


def answers_and_needs(chance: random.Random) -> tuple[dict[str, Any], Needs]:
    inside = [
        (chance.choice(PARTS), chance.choice(list(Linking))) for _ in range(chance.randrange(3))
    ]
    goal, subject = chance.choice(list(Goal)), chance.choice(list(Subject))
    place, french = chance.choice(list(Jurisdiction)), chance.choice(list(Wish))
    patents = chance.choice([True, False])
    needs = Needs(
        goal=goal,
        subject=subject,
        jurisdiction=place,
        french=french,
        needs_patents=patents,
        dependencies=tuple(Dependency(expression=part, linking=way) for part, way in inside),
    )
    answers = {
        "goal": goal,
        "subject": subject,
        "jurisdiction": place,
        "french": french,
        "patents": "yes" if patents else "no",
        "inside": [{"part": part, "linking": way} for part, way in inside],
    }
    return answers, needs


def test_the_screen_finds_what_the_model_finds(
    chromium: Browser, views: dict[str, Chooser]
) -> None:
    chance = random.Random(2026)  # noqa: S311 - no secret, the same every time
    asked = [answers_and_needs(chance) for _ in range(60)]
    page = chromium.new_page()

    state, source = views["fr"].state, module_source("chooser")
    shown = page.evaluate(CHOOSE, [source, state, [answers for answers, _ in asked]])

    for (_, needs), on_screen in zip(asked, shown, strict=True):
        found = choose(needs)
        expected = [
            [[each.licence.id, sorted(each.codes)] for each in found if each.fit is fit]
            for fit in Fit
        ]
        assert on_screen == expected, needs


def test_every_licence_of_the_catalogue_is_on_screen_with_a_source(alone: OpenAlone) -> None:
    page = alone("fr", width=900)
    page.get_by_label("Que le plus de monde possible s’en serve").check()
    open_all(page)
    shown = page.locator(".atelier-answer code").all_inner_texts()
    assert set(shown) == set(catalogue())
    for item in page.locator(".atelier-refused > li").all():
        assert item.locator(".atelier-cite").count() > 0
    facts = page.locator(".atelier-licence dd")
    assert page.locator(".atelier-licence dd:has(.atelier-cite)").count() == facts.count() > 0


def test_a_fold_that_was_opened_stays_open_when_an_answer_changes(alone: OpenAlone) -> None:
    page = alone()
    page.get_by_label("The whole work stays free").check()
    group = page.locator(".atelier-fold").filter(has_text="keeps less than wanted")
    group.locator("summary").click()
    page.get_by_label("It does not matter").first.check()
    expect(group).to_have_attribute("open", "")
    expect(group.locator(".atelier-refused")).to_contain_text("MIT")


@pytest.mark.parametrize("width", [320, 1000])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_stands_in_anybodys_way(
    alone: OpenAlone, axe: Axe, *, dark: bool, width: int
) -> None:
    page = alone("fr", dark=dark, width=width)
    page.get_by_label("Que toute l’œuvre reste libre").check()
    page.get_by_label("Licence", exact=True).select_option("EUPL-1.2")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.locator(".atelier-count")).to_contain_text("LiLiQ-Rplus-1.1")
    open_all(page)
    assert axe(page, ".atelier") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_static_face_asks_and_answers_three_cases(
    chromium: Browser, axe: Axe, views: dict[str, Chooser], language: Language
) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 740})
    page.set_content(
        f'<!doctype html><html lang="{language}"><title>Licences</title>'
        f"<main>{views[language].static_html()}</main></html>"
    )
    open_all(page)
    cases = page.locator("details.atelier-fold")
    assert cases.count() == len(EXAMPLES) == 3
    for case, needs in zip(cases.all(), EXAMPLES.values(), strict=True):
        assert case.locator("> ol > li > code").all_inner_texts() == admissible(needs)
        assert set(case.locator("code").all_inner_texts()) == set(catalogue())
        for item in case.locator("details li").all():
            assert item.locator(".atelier-cite").count() > 0
    assert axe(page, ".atelier") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    cells = [
        nbformat.v4.new_code_cell(
            "from atelier.views.chooser import Chooser\nChooser(language='fr')"
        ),
        nbformat.v4.new_markdown_cell("La cellule suivante."),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells, metadata=metadata), folder / "lesson.ipynb"
    )
    return folder


def test_in_jupyterlab_the_keys_pressed_stay_in_the_chooser(
    home: Path, jupyterlab: OpenLab, axe: Axe
) -> None:
    page = jupyterlab(home, "lesson.ipynb")
    page.wait_for_selector(".atelier-chooser")
    page.get_by_label("Que le plus de monde possible s’en serve").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("dd")  # which would delete the cell
    page.get_by_label("Licence", exact=True).focus()
    page.keyboard.type("m")
    cells = "window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.type)"
    assert page.evaluate(cells) == ["code", "markdown"]
    expect(page.locator(".atelier-count")).to_contain_text("LiLiQ-R-1.1")
    assert axe(page, ".atelier-chooser") == []
