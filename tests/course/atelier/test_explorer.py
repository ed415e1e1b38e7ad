# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The licence explorer in a real browser: keyboard only, in JupyterLab and without a kernel."""

import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from atelier.licences import Category, Filters, Licence, Network, Patent, catalogue, matching
from atelier.views.explorer import Explorer
from atelier.views.view import STYLE, module_source
from atelier.words import Language

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


@pytest.fixture
def alone(chromium: Browser) -> OpenAlone:
    """Return a function that opens the explorer on a page that has no kernel, as the book does."""

    def opened(language: Language = "en", *, dark: bool = False, width: int = 360) -> Page:
        view = Explorer(language=language)
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
        faces = {name: getattr(view, name) for name in ("state", "answer", "words", "language")}
        page.evaluate(RENDER, [module_source("explorer"), faces])
        return page

    return opened


def licences_of(page: Page) -> list[str]:
    while page.locator(".atelier-explorer > p > button").is_visible():
        page.locator(".atelier-explorer > p > button").click()
    return page.locator(".atelier-licence h3 code").all_inner_texts()


def nearness(licence: Licence, typed: str) -> int:
    """Return 0 where a name is just what was typed, 1 where one begins so, 2 elsewhere."""
    names = [name.lower() for name in (licence.id, *licence.name.values(), *licence.also)]
    if typed.lower() in names:
        return 0
    return 1 if any(name.startswith(typed.lower()) for name in names) else 2


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until ``control`` has the focus, as a person would."""
    for _ in range(80):
        if control.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("This control cannot be reached with the Tab key.")


def test_the_keyboard_alone_filters_and_compares(alone: OpenAlone) -> None:
    page = alone()
    expect(page.locator(".atelier-count")).to_have_text(f"{len(catalogue())} licences")
    tab_to(page, page.get_by_label("Name or identifier"))
    page.keyboard.type("liliq")
    expect(page.locator(".atelier-count")).to_have_text(f"3 licences of {len(catalogue())}")
    expect(page.get_by_role("status")).to_have_text(f"3 licences of {len(catalogue())}")
    tab_to(page, page.locator("details.atelier-conditions summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Disclose source", exact=True))
    page.keyboard.press("Space")
    expect(page.locator(".atelier-count")).to_have_text(f"2 licences of {len(catalogue())}")
    for licence in ("LiLiQ-R-1.1", "LiLiQ-Rplus-1.1"):
        tab_to(page, page.get_by_role("button", name=f"Compare {licence}", exact=True))
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("LiLiQ-Rplus-1.1 is in the comparison.")
    tab_to(page, page.get_by_role("button", name="See the comparison").last)
    page.keyboard.press("Enter")
    expect(page.get_by_role("region")).to_be_focused()
    table = page.get_by_role("table")
    expect(table.locator("caption")).to_contain_text("LiLiQ-R-1.1, LiLiQ-Rplus-1.1")
    assert table.locator("thead th[scope=col]").count() == 3
    reach = table.get_by_role("row", name=re.compile("^Reach"))
    expect(reach.locator("th[scope=row]")).to_contain_text("differs")
    assert reach.locator("td").all_inner_texts() == ["File", "Whole work"]


def test_the_filters_keep_what_the_model_keeps(alone: OpenAlone) -> None:
    page = alone()
    page.locator("details.atelier-fold > summary").evaluate_all(
        "all => all.forEach(summary => { summary.parentElement.open = true; })"
    )
    chosen = {
        "Family": (Category.STRONG_COPYLEFT.value, Filters(category=Category.STRONG_COPYLEFT)),
        "Patents": (Patent.EXPRESS.value, Filters(patent=Patent.EXPRESS)),
        "Network clause": (Network.CONTESTED.value, Filters(network=Network.CONTESTED)),
        "Free or not": ("no", Filters(is_free=False)),
    }
    for label, (value, filters) in chosen.items():
        page.get_by_label(label, exact=True).select_option(value)
        expected = [licence.id for licence in matching(catalogue(), filters)]
        assert licences_of(page) == expected
        page.get_by_role("button", name="Clear the filters").click()
    assert licences_of(page) == list(catalogue())


def test_what_is_called_just_so_comes_first_and_then_what_begins_so(alone: OpenAlone) -> None:
    page = alone()
    search = page.get_by_label("Name or identifier")
    for typed in ("GPL-3.0-only", "gplv3", "mit", "GPL-"):
        search.fill(typed)
        fitting = matching(catalogue(), Filters(words=typed))
        assert licences_of(page) == [
            licence.id for licence in sorted(fitting, key=lambda each: nearness(each, typed))
        ]
    search.fill("GPL-3.0-only")
    assert licences_of(page) == ["GPL-3.0-only", "LGPL-3.0-only", "AGPL-3.0-only"]


def test_no_licence_left_says_what_to_do(alone: OpenAlone) -> None:
    page = alone("fr")
    page.get_by_label("Nom ou identifiant").fill("zzzz")
    expect(page.locator(".atelier-count")).to_contain_text("Retirez un filtre")
    page.get_by_role("button", name="Effacer les filtres").click()
    expect(page.get_by_label("Nom ou identifiant")).to_be_focused()


def test_a_fourth_licence_and_a_lonely_one_are_explained(alone: OpenAlone) -> None:
    page = alone()
    buttons = page.locator(".atelier-licence button:first-child")
    buttons.nth(0).click()
    page.locator("details.atelier-comparison summary").click()
    expect(page.get_by_text("Choose at least two different licences.")).to_be_visible()
    for number in (1, 2, 3):
        buttons.nth(number).click()
    expect(page.get_by_role("status")).to_contain_text("already has three")
    buttons.nth(0).click()
    expect(page.locator("caption")).not_to_contain_text("LiLiQ-P-1.1")


def test_every_fact_is_shown_with_its_source(alone: OpenAlone) -> None:
    page = alone("fr")
    page.get_by_label("Nom ou identifiant").fill("GPL-3.0-only")
    card = page.locator(".atelier-licence").first
    expect(card).to_contain_text("GPL-3.0-only")  # the list was drawn anew
    card.locator("summary").first.click()
    facts = card.locator("dd")
    expect(facts.nth(14)).to_be_attached()
    cited = card.locator("dd .atelier-cite").all_inner_texts()
    assert len(cited) == facts.count()
    assert any("texte de la licence, art.\N{NO-BREAK SPACE}11" in text for text in cited)
    page.locator("details.atelier-sources summary").click()
    expect(page.locator(".atelier-sources")).to_contain_text("CC-BY-3.0")


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_stands_in_anybodys_way(
    alone: OpenAlone, axe: Axe, *, dark: bool, width: int
) -> None:
    page = alone("fr", dark=dark, width=width)
    page.locator("details > summary").evaluate_all(
        "all => all.forEach(summary => { summary.parentElement.open = true; })"
    )
    buttons = page.locator(".atelier-licence button:first-child")
    buttons.nth(0).click()
    buttons.nth(3).click()
    assert axe(page, ".atelier") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_static_face_holds_every_licence_and_source(
    chromium: Browser, axe: Axe, language: Language
) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    page.set_content(
        f'<!doctype html><html lang="{language}"><title>Licences</title>'
        f"<main>{Explorer(language=language).static_html()}</main></html>"
    )
    assert page.locator("details.atelier-fold > summary code").all_inner_texts() == list(
        catalogue()
    )
    page.locator("details > summary").evaluate_all(
        "all => all.slice(0, 4).forEach(summary => { summary.parentElement.open = true; })"
    )
    facts = page.locator("dd, .atelier-kind li").count()
    assert page.locator("dd .atelier-cite, .atelier-kind li .atelier-cite").count() == facts
    assert axe(page, ".atelier") == []


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    cells = [
        nbformat.v4.new_code_cell(
            "from atelier.views.explorer import Explorer\nExplorer(language='fr')"
        ),
        nbformat.v4.new_markdown_cell("La cellule suivante."),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    nbformat.write(notebook, folder / "lesson.ipynb")
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_jupyterlab_the_letters_typed_stay_in_the_explorer(
    home: Path, jupyterlab: OpenLab, axe: Axe, scheme: str
) -> None:
    page = jupyterlab(home, "lesson.ipynb", color_scheme=scheme)
    page.wait_for_selector(".atelier-explorer")
    page.get_by_label("Nom ou identifiant").focus()
    page.keyboard.type("my rabbit")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("dd")  # which would delete the cell; Escape alone leaves the tool
    cells = "window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.type)"
    assert page.evaluate(cells) == ["code", "markdown"]
    page.get_by_label("Nom ou identifiant").fill("liliq")
    expect(page.locator(".atelier-explorer .atelier-count")).to_have_text(
        f"3 licences sur {len(catalogue())}"
    )
    select = page.get_by_label("Licence 1", exact=True)
    page.locator("details.atelier-comparison summary").click()
    select.focus()
    page.keyboard.type("m")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(cells) == ["code", "markdown"]
    assert axe(page, ".atelier-explorer") == []
