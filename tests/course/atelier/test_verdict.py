# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A verdict in words: in a notebook, in nbgrader's feedback and in a terminal."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Browser

from atelier.verdict import Finding, Standing, Verdict
from atelier.views.verdict import VerdictView
from atelier.words import Language, Words

WORDS = """
[licence]
title.fr = "Une licence est là"
title.en = "A licence is there"
[licence.facts.found]
seen.fr = "Le fichier `{file}` porte la licence {licence}."
seen.en = "The file `{file}` holds the licence {licence}."
next.fr = ""
next.en = ""
[licence.facts.missing]
seen.fr = "Aucun fichier ne porte de licence dans ce dossier, ni à sa racine ni ailleurs."
seen.en = "No file holds a licence in this folder, neither at its root nor elsewhere."
next.fr = "Ajoutez un fichier nommé `LICENSE`."
next.en = "Add a file named `LICENSE`."
[holder]
title.fr = "Titulaire et année"
title.en = "Holder and year"
[holder.facts.no-year]
seen.fr = "Le titulaire est {holder}, mais l’année manque."
seen.en = "The holder is {holder}, but the year is missing."
next.fr = "Ajoutez l’année."
next.en = "Add the year."
"""
MET = Finding(
    criterion="licence",
    fact="found",
    points=2,
    maximum=2,
    values={"file": "LICENSE", "licence": "MIT"},
)
UNMET = Finding(criterion="licence", fact="missing", points=0, maximum=2)
OPEN = Finding(criterion="licence", fact="missing", points=0, maximum=2, is_established=False)
PARTLY = Finding(criterion="holder", fact="no-year", points=0.5, values={"holder": "<b>Ville</b>"})

Show = Callable[..., VerdictView]


@pytest.fixture
def show(tmp_path: Path) -> Show:
    path = tmp_path / "subject.toml"
    path.write_text(WORDS, encoding="utf-8")

    def shown(*findings: Finding, language: Language = "fr", by_hand: float = 0) -> VerdictView:
        verdict = Verdict(subject="subject", findings=findings, by_hand=by_hand)
        return VerdictView(verdict, language=language, words=Words(path))

    return shown


def test_points_make_a_standing() -> None:
    assert [finding.standing for finding in (MET, PARTLY, UNMET)] == [
        Standing.MET,
        Standing.PARTLY,
        Standing.UNMET,
    ]


@pytest.mark.parametrize(("points", "maximum"), [(-1, 1), (2, 1), (0, 0), (float("nan"), 1)])
def test_points_outside_the_scale_are_refused(points: float, maximum: float) -> None:
    with pytest.raises(ValueError, match="points of"):
        Finding(criterion="c", fact="f", points=points, maximum=maximum)


def test_a_verdict_adds_its_points_and_is_met_when_all_is() -> None:
    verdict = Verdict(subject="s", findings=(MET, PARTLY))
    assert (verdict.points, verdict.maximum, verdict.is_met) == (2.5, 3, False)
    assert Verdict(subject="s", findings=(MET,)).is_met


def test_what_is_not_established_counts_neither_for_nor_against(show: Show) -> None:
    verdict = Verdict(subject="s", findings=(MET, OPEN))
    assert OPEN.standing is Standing.NOT_ESTABLISHED
    assert (verdict.points, verdict.maximum) == (2, 2)
    assert verdict.is_met
    assert not verdict.is_established
    with pytest.raises(ValueError, match="not established"):
        Finding(criterion="c", fact="f", points=1, is_established=False)
    for face in (show(MET, OPEN).text(), show(MET, OPEN)._repr_html_()):
        assert "tout n’est pas établi" in face
        assert "Non établi" in face
        assert "Ajoutez un fichier" in face
    assert "Rien n’est établi" in show(OPEN).text()


def test_a_brief_text_says_of_what_is_met_its_title_only(show: Show) -> None:
    brief = show(MET, MET, UNMET).text(is_brief=True)
    assert "Le fichier `LICENSE` porte" not in brief
    assert "[+] Atteint - Une licence est là\n[+] Atteint - Une licence est là\n\n[-]" in brief
    assert "Constaté\u00a0: Aucun fichier" in brief


def test_what_is_met_asks_for_nothing_more(show: Show) -> None:
    for face in (show(MET).text(), show(MET)._repr_html_()):
        assert "2 sur 2 points" in face
        assert "Tout y est." in face
        assert "Ensuite" not in face


def test_what_a_person_will_read_is_announced_and_never_said_to_be_complete(show: Show) -> None:
    for face in (show(MET, by_hand=2).text(), show(MET, by_hand=2)._repr_html_()):
        plain = " ".join(face.split())
        assert "2 sur 2 points" in plain
        assert "Tout y est." not in plain
        assert "elle peut ajouter jusqu’à 2 points, pour un total sur 4" in plain
    english = " ".join(show(UNMET, by_hand=2, language="en").text().split())
    assert "may add up to 2 points, for a total out of 4" in english


def test_what_is_open_says_what_was_seen_and_what_to_do(show: Show) -> None:
    for face in (show(PARTLY).text(), unescape(show(PARTLY)._repr_html_())):
        assert "0,5 sur 1 point" in face
        assert "<b>Ville</b>" in face
        assert "Ajoutez l’année." in face
        assert "En partie" in face


def test_both_languages_count_in_their_own_way(show: Show) -> None:
    assert "0,5 sur 1 point)" in show(PARTLY).text()
    assert "0.5 of 1 point)" in show(PARTLY, language="en").text()
    assert "2 of 2 points." in show(MET, language="en").text()


def test_what_is_shown_adds_up_to_the_thousandth(show: Show) -> None:
    eighth = replace(PARTLY, points=0.125, maximum=0.5)
    assert "0,125 sur 0,5 point)" in show(eighth).text()
    assert "0.625 of 1.5 point" in show(eighth, PARTLY, language="en").text()
    assert "0.333 of 1 point" in show(replace(PARTLY, points=1 / 3), language="en").text()


def test_the_words_of_a_file_are_no_markup(show: Show) -> None:
    assert "&lt;b&gt;Ville" in show(PARTLY)._repr_html_()


def test_a_terminal_gets_eighty_columns_and_signs_it_can_show(show: Show) -> None:
    text = show(MET, UNMET, PARTLY).text()
    assert max(len(line) for line in text.splitlines()) <= 80
    for sign in ("[+]", "[~]", "[-]"):
        assert sign in text
        assert sign.isascii()


def test_a_notebook_gets_html_and_text(show: Show) -> None:
    bundle = show(MET)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert "<script" not in bundle["text/html"]
    assert "<style>" in bundle["text/html"]


def test_a_graded_cell_shows_its_verdict_and_writes_nothing_to_standard_error(
    tmp_path: Path,
) -> None:
    """Anything on standard error would be 0 points in nbgrader."""
    graded = 'from atelier import judge\njudge("0-E1-orientation", language="fr")'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(graded)])
    NotebookClient(notebook, timeout=60, resources={"metadata": {"path": tmp_path}}).execute()
    shown, result = notebook.cells[0].outputs
    assert set(shown.data) == {"text/html", "text/plain"}
    assert result.data == {"text/plain": "0.0"}


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["true", "false"], ids=["light", "dark"])
def test_the_card_is_accessible_and_fits_a_small_screen(
    show: Show, chromium: Browser, axe: Callable[..., list[str]], theme: str
) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 740})
    colours = "" if theme == "true" else "--jp-content-font-color1:#eee;--jp-layout-color1:#111"
    card = show(MET, UNMET, PARTLY, OPEN)._repr_html_()
    page.set_content(
        f'<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width">'
        f'<title>Verdict</title><body data-jp-theme-light="{theme}" style="{colours}">{card}</html>'
    )
    assert axe(page, ".atelier") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()
