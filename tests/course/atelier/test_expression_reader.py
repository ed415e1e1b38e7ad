# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The expression reader: in a real browser, by keyboard, and as a page that needs no kernel."""

import json
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from atelier.explanation import explain
from atelier.views.expression_reader import EXAMPLES, ExpressionReader
from atelier.views.view import STYLE, module_source
from atelier.words import LANGUAGES, Language

browser = pytest.mark.browser

Axe = Callable[..., list[str]]
OpenAlone = Callable[..., Page]
OpenLab = Callable[..., Page]

PAGE = """<!doctype html><html lang="{language}"{theme}>
<meta name="viewport" content="width=device-width"><title>Expression</title>
<style>{style} body {{ margin: 0; background: {paper}; }}
.atelier {{ --pst-color-text-base: {ink}; --pst-color-background: {paper}; }}</style>
<main></main></html>"""
# The kernel is on the other side: what the page asks goes to ``answered``, as in a notebook.
RENDER = """async ([source, faces]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { default: view } = await import(address);
  let heard = () => {};
  const model = {
    get: (name) => faces[name],
    set: (name, value) => { faces[name] = value; },
    save_changes: async () => {
      const state = await window.answered(faces.answer);
      if (state) { faces.state = state; heard(); }
    },
    on: (name, hear) => { heard = hear; },
    off() {},
  };
  view.render({ model, el: document.querySelector("main") });
}"""


def faces_of(view: ExpressionReader) -> dict[str, Any]:
    return {name: getattr(view, name) for name in ("state", "answer", "words", "language")}


@pytest.fixture
def alone(chromium: Browser) -> OpenAlone:
    """Return a function that opens the reader on a page, its kernel beside it or gone."""

    def opened(
        language: Language = "en", *, dark: bool = False, width: int = 320, kernel: bool = True
    ) -> Page:
        view = ExpressionReader(language=language)

        def answered(answer: dict[str, Any]) -> dict[str, Any] | None:
            view.answer = answer
            return view.state if kernel else None

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
        page.expose_function("answered", answered)
        page.evaluate(RENDER, [module_source("expression_reader"), faces_of(view)])
        return page

    return opened


def test_what_is_typed_comes_back_in_words() -> None:
    view = ExpressionReader(language="en")
    view.answer = {"number": 3, "text": "MIT OR LicenseRef-ours"}
    assert view.state["reply"]["number"] == 3
    assert view.state["reply"]["said"] == explain("MIT OR LicenseRef-ours", language="en")
    assert json.dumps(view.state)


def test_a_french_word_between_two_licences_is_shown_in_its_place() -> None:
    view = ExpressionReader(language="fr")
    view.answer = {"number": 1, "text": "LiLiQ-R ou MIT"}
    said = view.state["reply"]["said"]
    assert "AND, OR ou WITH" in said["summary"]
    assert said["broken"]["part"] == "ou"


def test_the_examples_show_each_thing_that_an_expression_can_say() -> None:
    said = {text: explain(text, language="en") for text in EXAMPLES}
    kinds = {each["reading"]["kind"] for each in said.values() if "reading" in each}
    assert kinds == {"choice", "all", "licence"}
    assert sum("broken" in each for each in said.values()) == 1
    assert sum(bool(each.get("suggestion")) for each in said.values()) == 1
    assert any("is a deprecated" in " ".join(each.get("remarks", [])) for each in said.values())
    assert len(EXAMPLES) == 10  # the sentence above them says so


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_static_face_says_every_example(language: Language) -> None:
    face = ExpressionReader(language=language).static_html()
    plain = unescape(face)
    for text in EXAMPLES:
        said = explain(text, language=language)
        assert f"<summary><code>{text}</code></summary>" in plain
        assert said["summary"] in plain
        assert all(remark in plain for remark in said.get("remarks", []))


@browser
def test_the_keyboard_alone_reads_an_expression(alone: OpenAlone) -> None:
    page = alone()
    field = page.get_by_label("SPDX expression")
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("MIT AND (LiLiQ-R-1.1 OR eupl-1.2)")
    page.keyboard.press("Enter")
    outer = page.locator(".atelier-expression-result > ul.atelier-expression-all")
    expect(outer.locator("> li")).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text("All 2 parts apply together.")
    expect(page.get_by_role("status")).to_contain_text("SPDX writes EUPL-1.2")
    expect(outer.locator("ul.atelier-expression-choice > li")).to_have_count(2)
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Read the expression")).to_be_focused()


@browser
def test_the_place_where_it_breaks_is_marked_and_said(alone: OpenAlone) -> None:
    page = alone("fr")
    field = page.get_by_label("Expression SPDX")
    field.fill("MIT XOR BSD-3-Clause")
    field.press("Enter")
    expect(page.locator("mark")).to_have_text("XOR")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("status")).to_contain_text("au caractère 5")
    field.fill("MIT")
    field.press("Enter")
    expect(page.locator("mark")).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")


@browser
def test_a_misspelt_name_is_put_right_with_one_button(alone: OpenAlone) -> None:
    page = alone()
    page.get_by_role("button", name="LiLiQ-R+-1.1", exact=True).click()
    page.get_by_role("button", name="Try LiLiQ-Rplus-1.1").press("Enter")
    expect(page.get_by_label("SPDX expression")).to_have_value("LiLiQ-Rplus-1.1")
    expect(page.get_by_label("SPDX expression")).to_be_focused()
    expect(page.locator(".atelier-expression-result")).to_contain_text("Strong copyleft")


@browser
def test_the_examples_are_read_without_a_kernel_and_the_silence_of_one_is_said(
    alone: OpenAlone,
) -> None:
    page = alone(kernel=False)
    page.get_by_role("button", name=EXAMPLES[3], exact=True).click()
    expect(page.locator(".atelier-expression-result")).to_contain_text("independent modules")
    page.get_by_label("SPDX expression").fill("ISC")
    page.get_by_role("button", name="Read the expression").click()
    expect(page.locator(".atelier-expression-summary")).to_contain_text("Run the cell again")


@browser
def test_what_is_typed_is_never_taken_for_markup(alone: OpenAlone) -> None:
    page = alone()
    page.get_by_label("SPDX expression").fill("<img src=x onerror=alert(1)>")
    page.get_by_label("SPDX expression").press("Enter")
    expect(page.locator("mark")).to_have_text("<")
    assert page.locator("main img").count() == 0


@browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_stands_in_anybodys_way(alone: OpenAlone, axe: Axe, *, dark: bool) -> None:
    page = alone("fr", dark=dark)
    for text in EXAMPLES:
        page.get_by_role("button", name=text, exact=True).click()
        assert axe(page, ".atelier") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_static_face_is_for_everyone(chromium: Browser, axe: Axe, language: Language) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 740})
    page.set_content(
        f'<!doctype html><html lang="{language}"><title>Expression</title>'
        f"<main>{ExpressionReader(language=language).static_html()}</main></html>"
    )
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert axe(page, ".atelier") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@browser
def test_a_notebook_reads_what_a_learner_types(jupyterlab: OpenLab, tmp_path: Path) -> None:
    cell = 'from atelier import expression_reader, lesson\n\nlesson("02-licences/06-reuse", '
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(f'{cell}language="fr")\nexpression_reader()')],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, tmp_path / "reader.ipynb")
    page = jupyterlab(tmp_path, "reader.ipynb")
    field = page.get_by_label("Expression SPDX")
    field.fill("Zlib OR ISC")
    field.press("Enter")
    expect(page.locator(".atelier-expression-result")).to_contain_text("Licence zlib")
    field.press("b")  # a key that would add a cell, were it not kept
    expect(page.locator(".jp-Cell")).to_have_count(1)
