# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The combination explorer: every answer with its clause and its picture, by keyboard alone."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from atelier.combination import Answer, Linking, combine
from atelier.views.combiner import EXAMPLES, Combiner, answer_to, picture_of
from atelier.views.view import STYLE, module_source
from atelier.words import LANGUAGES, Language

Axe = Callable[..., list[str]]
OpenLab = Callable[..., Page]
OpenAlone = Callable[..., Page]
each_language = pytest.mark.parametrize("language", LANGUAGES)

PAGE = """<!doctype html><html lang="{language}"{theme}>
<meta name="viewport" content="width=device-width"><title>Licences</title>
<style>{style} body {{ margin: 0; background: {paper}; }}
.atelier {{ --pst-color-text-base: {ink}; --pst-color-background: {paper}; }}</style>
<main></main></html>"""
# A model whose kernel is this test: what is asked goes to Python, and its state comes back.
RENDER = """async ([source, faces]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { default: view } = await import(address);
  const listeners = [];
  const model = {
    get: (name) => faces[name],
    set: (name, value) => { faces[name] = value; },
    save_changes: async () => {
      faces.state = await window.askPython(faces.answer);
      listeners.forEach((listener) => listener());
    },
    on: (event, listener) => listeners.push(listener),
    off() {},
  };
  view.render({ model, el: document.querySelector("main") });
}"""


def asked(part: str, whole: str, linking: str = "same-work") -> dict[str, str]:
    return {"part": part, "whole": whole, "linking": linking}


def paper(language: Language, *, dark: bool = False) -> str:
    return PAGE.format(
        language=language,
        theme=' data-theme="dark"' if dark else "",
        style=STYLE,
        ink="#eee" if dark else "#1a1a1a",
        paper="#121212" if dark else "#fff",
    )


@pytest.fixture
def alone(chromium: Browser) -> OpenAlone:
    """Return a function that opens the live face on a page, with Python behind it."""

    def opened(language: Language = "en", *, dark: bool = False, width: int = 360) -> Page:
        view = Combiner(language=language)
        page = chromium.new_page(viewport={"width": width, "height": 740})

        def answer(new: dict[str, Any]) -> dict[str, Any]:
            view.answer = new
            return dict(view.state)

        page.expose_function("askPython", answer)
        page.set_content(paper(language, dark=dark))
        faces = {name: getattr(view, name) for name in ("state", "answer", "words", "language")}
        page.evaluate(RENDER, [module_source("combiner"), faces])
        return page

    return opened


def tab_to(page: Page, control: Locator) -> None:
    """Press Tab until ``control`` has the focus, as a person would."""
    for _ in range(40):
        if control.evaluate("control => control === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("This control cannot be reached with the Tab key.")


# ------------------------------------------------------------------------------- what is answered


@each_language
def test_every_example_shows_what_the_engine_answers(language: Language) -> None:
    shown = Combiner(language=language).state["examples"]
    for (part, whole, linking), result in zip(EXAMPLES, shown, strict=True):
        found = combine(part, whole, linking)
        assert result["answer"] == found.answer
        told = {reason["quote"] for reason in result["reasons"] if reason["quote"]}
        assert told == {reason.quote for reason in found.reasons if reason.quote}
        says = {reason["sign"] for reason in result["reasons"]}
        assert len(says) == len({reason.answer for reason in found.reasons})
        assert all(reason["cite"] and reason["standing"] for reason in result["reasons"])
        assert len(result["obligations"]) == len(found.obligations)
        assert bool(result["route"]) == bool(found.route)
    assert {result["answer"] for result in shown} == set(Answer)
    assert {linking for _, _, linking in EXAMPLES} == set(Linking)


def test_a_row_that_repeats_a_clause_quoted_in_full_is_told_once() -> None:
    (reason,) = answer_to(asked("LiLiQ-P-1.1", "GPL-3.0-only"), "fr")["reasons"]
    assert reason["spoken"] == "fr"
    assert reason["cite"].endswith("art. 3(4)")
    sources = answer_to(asked("Apache-2.0", "GPL-3.0-only"), "en")["reasons"]
    assert "OSADL" in sources[0]["cite"]
    assert sources[1]["cite"].endswith("s. 4(d)")


def test_where_sources_disagree_both_are_shown() -> None:
    result = answer_to(asked("EUPL-1.2", "EUPL-1.1"), "en")
    assert {reason["says"] for reason in result["reasons"]} == {"yes", "no"}
    assert "disagree" in result["remarks"][0]


@each_language
@pytest.mark.parametrize("linking", Linking)
def test_a_picture_is_a_drawing_and_a_sentence_that_says_the_same(
    linking: Linking, language: Language
) -> None:
    found = combine("LGPL-2.1-or-later", "LiLiQ-P-1.1", linking)
    picture = picture_of(found, language)
    drawn = " ".join(ET.fromstring(picture["drawing"]).itertext())  # noqa: S314 - our own
    for words in ("LGPL-2.1-or-later", "LiLiQ-P-1.1"):
        assert words in drawn
        assert words in picture["sentence"]
    assert answer_to(asked("LGPL-2.1-or-later", "LiLiQ-P-1.1", linking), language)["label"] in drawn


def test_each_answer_and_each_way_looks_different_without_colour() -> None:
    drawings = {picture_of(combine("MIT", "MIT", way), "en")["drawing"] for way in Linking}
    assert len(drawings) == len(Linking)
    signs = {answer_to(asked(part, whole, way), "en")["sign"] for part, whole, way in EXAMPLES}
    assert len(signs) == len(Answer)


def test_a_long_expression_fits_in_the_picture_and_stands_whole_in_the_sentence() -> None:
    long = "(MIT OR Apache-2.0) AND LiLiQ-P-1.1 AND BSD-3-Clause"
    picture = picture_of(combine(long, "GPL-3.0-only"), "en")
    assert "BSD" not in picture["drawing"]
    assert "…" in picture["drawing"]
    assert "BSD-3-Clause" in picture["sentence"]


@each_language
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("LiLiQ-R+-1.1", "LiLiQ-Rplus-1.1"),
        ("EUPL", "EUPL-1.2"),
        ("MIT OR", "OR"),
        ("MIT/BSD", "4"),
        ("", "MIT"),
        ("qqqqqqqqqq", "LicenseRef-"),
        ("<script>alert(1)</script>", "1"),
    ],
)
def test_what_cannot_be_read_says_in_which_field_and_what_was_meant(
    typed: str, said: str, language: Language
) -> None:
    for field, question in (("part", asked(typed, "MIT")), ("whole", asked("MIT", typed))):
        trouble = answer_to(question, language)["trouble"]
        assert trouble["field"] == field
        assert said in trouble["sentence"]


def test_what_was_asked_is_kept_even_where_it_cannot_be_read() -> None:
    view = Combiner(language="fr")
    view.answer = {"number": 7, **asked("LiLiQ-R+-1.1", "MIT", "static")}
    assert view.state["asked"] == asked("LiLiQ-R+-1.1", "MIT", "static")
    assert view.state["reply"] == 7
    view.answer = {"number": 8, "part": 3, "linking": "by post"}
    assert view.state["result"]["trouble"]["field"] == "part"


def test_words_of_others_stay_words_in_the_drawing() -> None:
    for part, whole in product(["LicenseRef-a", "MIT"], repeat=2):
        assert "<script" not in picture_of(combine(part, whole), "fr")["drawing"]


# -------------------------------------------------------------------------------- what is on screen


@pytest.mark.browser
def test_the_keyboard_alone_asks_and_hears_the_answer(alone: OpenAlone) -> None:
    page = alone()
    part = page.get_by_label("The part: licence of what you take in")
    expect(part).to_have_value("EUPL-1.2")
    tab_to(page, part)
    page.keyboard.press("Control+A")
    page.keyboard.type("GPL-3.0-only")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("MIT")
    page.keyboard.press("Enter")
    status = page.get_by_role("status")
    expect(status).to_contain_text("GPL-3.0-only into MIT, same work: no")
    tab_to(page, page.get_by_role("radio", name="same work"))
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Answer"))
    page.keyboard.press("Enter")
    expect(status).to_contain_text("separate programs: yes, with conditions")
    card = page.get_by_role("region", name="GPL-3.0-only into MIT, separate programs")
    expect(card).to_contain_text("s. 5")
    expect(card.locator("q")).to_contain_text("Inclusion of a covered work in an aggregate")
    expect(page.get_by_role("button", name="Answer")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Swap the part and the whole"))
    page.keyboard.press("Space")
    expect(status).to_contain_text("MIT into GPL-3.0-only, separate programs: yes")
    expect(part).to_have_value("MIT")


@pytest.mark.browser
def test_a_misspelt_identifier_is_told_at_its_field_and_mended_by_a_button(
    alone: OpenAlone,
) -> None:
    page = alone("fr")
    whole = page.get_by_label("Le tout : licence de ce que vous publiez")
    whole.fill("LiLiQ-R+-1.1")
    whole.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("LiLiQ-Rplus-1.1")
    expect(whole).to_have_attribute("aria-invalid", "true")
    expect(whole).to_have_accessible_description(
        "LiLiQ-R+-1.1 n’est pas un identifiant de licence connu. Vouliez-vous dire "
        "LiLiQ-Rplus-1.1? Utiliser LiLiQ-Rplus-1.1 Un identifiant SPDX, ou une expression comme "
        "MIT OR Apache-2.0."
    )
    page.get_by_role("button", name="Utiliser LiLiQ-Rplus-1.1").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("EUPL-1.2 dans LiLiQ-Rplus-1.1")
    expect(whole).to_be_focused()
    expect(whole).to_have_attribute("aria-invalid", "false")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1000])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_stands_in_anybodys_way(
    alone: OpenAlone, axe: Axe, *, dark: bool, width: int
) -> None:
    page = alone("fr", dark=dark, width=width)
    page.locator("details > summary").evaluate_all(
        "all => all.forEach(summary => { summary.parentElement.open = true; })"
    )
    buttons = page.locator(".atelier-examples button")
    for number in range(buttons.count()):
        buttons.nth(number).click()
        title = buttons.nth(number).inner_text()
        expect(page.get_by_role("status")).to_contain_text(title)
        assert axe(page, ".atelier") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".atelier-drawing").bounding_box()["width"] > 200  # type: ignore[index]


@pytest.mark.browser
@each_language
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_static_face_shows_worked_examples_with_their_pictures(
    chromium: Browser, axe: Axe, language: Language, *, dark: bool
) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 740})
    page.set_content(
        paper(language, dark=dark).replace(
            "<main></main>", f"<main>{Combiner(language=language).static_html()}</main>"
        )
    )
    page.locator("details > summary").evaluate_all(
        "all => all.forEach(summary => { summary.parentElement.open = true; })"
    )
    assert page.locator("details").count() == len(EXAMPLES)
    assert page.locator("figure svg").count() == page.locator("figcaption").count() == len(EXAMPLES)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe(page, ".atelier") == []


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    source = "from atelier.views.combiner import Combiner\nCombiner(language='en')"
    cells = [
        nbformat.v4.new_code_cell(source),
        nbformat.v4.new_markdown_cell("The next cell."),
    ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), folder / "l.ipynb")
    return folder


@pytest.mark.browser
def test_in_jupyterlab_python_answers_and_the_letters_typed_stay_in_the_tool(
    home: Path, jupyterlab: OpenLab, axe: Axe
) -> None:
    page = jupyterlab(home, "l.ipynb")
    page.wait_for_selector(".atelier-combiner")
    part = page.get_by_label("The part: licence of what you take in")
    part.fill("")
    part.focus()
    page.keyboard.type("AGPL-3.0-only")
    page.get_by_role("radio", name="online service").focus()
    page.keyboard.press("Space")
    page.keyboard.type("dd")  # which would delete the cell
    page.get_by_role("button", name="Answer").press("Enter")
    expect(page.locator(".atelier-combiner").get_by_role("status")).to_contain_text(
        "AGPL-3.0-only into LiLiQ-R-1.1, online service: no (our reading)"
    )
    cells = "window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.type)"
    assert page.evaluate(cells) == ["code", "markdown"]
    assert axe(page, ".atelier-combiner") == []
