# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A file is shown as it was written: its words are no markup, and none of them can do harm."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from atelier.views.file import FileView

NAME = "reponse-ore.md"
HARM = "<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n# Bonjour\n"


def test_the_words_of_a_file_are_no_markup(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(HARM, encoding="utf-8")

    bundle = FileView(tmp_path, NAME, language="fr")._repr_mimebundle_()

    assert "<script>" not in bundle["text/html"]
    assert "<img" not in bundle["text/html"]
    assert HARM.strip() in unescape(bundle["text/html"])
    assert HARM.strip() in bundle["text/plain"]


@pytest.mark.parametrize("content", [None, b"", b"\n\n", b"\x00", b"a" * 200_000])
def test_a_file_that_cannot_be_shown_says_what_to_do(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / NAME).write_bytes(content)

    view = FileView(tmp_path, NAME, language="en")

    assert NAME in view.text()
    assert len(view.text()) < 600
    assert "<pre" not in view._repr_html_()


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["true", "false"], ids=["light", "dark"])
def test_a_long_line_fits_a_small_screen(
    tmp_path: Path, chromium: Browser, axe: Callable[..., list[str]], theme: str
) -> None:
    (tmp_path / NAME).write_text("https://" + "a" * 300 + "\nBonjour, " * 20, encoding="utf-8")
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    colours = "" if theme == "true" else "--jp-content-font-color1:#eee;--jp-layout-color1:#111"
    card = FileView(tmp_path, NAME, language="fr")._repr_html_()
    page.set_content(
        f'<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width">'
        f'<title>Fichier</title><body data-jp-theme-light="{theme}" style="{colours}">{card}</html>'
    )
    assert axe(page, ".atelier") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
