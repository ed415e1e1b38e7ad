# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""An issue in few words passes; the words that are looked for, in a heap, do not."""

from pathlib import Path

import pytest

from atelier.artefacts import issue_record
from atelier.checks.description import check
from atelier.verdict import Verdict
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language

Steps = tuple[str, ...]
Issue = tuple[str, Steps, str, str]  # title, steps, expected, actual
RIGHT: dict[Language, Issue] = {
    "fr": (
        "Réservation de tennis : la page devient blanche",
        ("Ouvrir la page « Réserver »", "Choisir « Tennis »", "Cliquer sur « Confirmer »"),
        "Une page avec le numéro de réservation",
        "La page devient blanche",
    ),
    "en": (
        "Tennis booking: the page goes blank",
        ("Open the page “Book”", "Choose “Tennis”", "Click “Confirm”"),
        "A page with the booking number",
        "The page goes blank",
    ),
}
HONEST: list[tuple[Language, Issue]] = [
    ("fr", ("Réservation tennis : page blanche", ("Ouvrir Réserver", "Choisir Tennis",
            "Cliquer Confirmer"), "Numéro de réservation", "Page blanche")),
    ("fr", ("Page blanche après Confirmer", ("Page Réserver", "Choix du tennis, samedi",
            "Bouton Confirmer"), "Le numéro", "Rien, page blanche")),
    ("fr", ("Confirmer une réservation ouvre une page vide", ("J’ouvre Réserver",
            "Je prends Tennis", "Je confirme la réservation"),
            "La page donne un numéro", "Tout s’efface")),
    ("fr", ("Terrain de tennis : confirmation vide", ("Aller à Réserver", "Tennis, samedi 10 h",
            "Confirmer réservation"), "Message de confirmation", "Rien ne s’affiche")),
    ("en", ("Tennis booking: blank page", ("Open Book", "Pick Tennis", "Press Confirm"),
            "Booking number", "Blank page")),
    ("en", ("Tennis court booking confirmation page goes blank", ("Go to Book", "Tap Tennis",
            "Tap Confirm"), "Booking confirmation page", "Nothing, a blank page")),
    ("en", ("Blank page on Confirm", ("“Book” page", "Tennis, Saturday", "Confirm button"),
            "A number", "Empty page")),
    ("en", ("Booking confirmation page is blank", ("I open Book", "I choose Tennis",
            "I click Confirm"), "Confirmation message", "It goes white")),
]  # fmt: skip
PILES: dict[Language, tuple[str, ...]] = {
    "fr": (
        "réservation tennis terrain confirmation blanche",
        "blanc, vide, rien, disparaît, numéro, page",
        "confirmer réserver numéro message page courriel et page blanche",
        "page page page blanche blanche confirmer",
        "Réserver : tennis : confirmer : vide",
    ),
    "en": (
        "tennis court booking confirm blank",
        "blank, white, empty, nothing, number, page",
        "confirm booking number message page email and blank page",
        "page page page blank blank confirm",
        "Book: tennis: confirm: empty",
    ),
}
STUFFED_STEPS: dict[Language, list[Steps]] = {
    "fr": [
        ("réserver tennis", "page terrain", "confirmer réservation"),
        ("Réservation tennis terrain", "Page blanche", "Cliquer, confirmer"),
    ],
    "en": [
        ("book tennis", "court page", "confirm booking"),
        ("Tennis court booking", "Blank page", "Click, confirm"),
    ],
}


def judged(issue: Issue, folder: Path, language: Language) -> Verdict:
    title, steps, expected, actual = issue
    answers = {
        "title": title, "context": "Firefox, Android", "expected": expected, "actual": actual,
        "kind": "bug", "area": "booking",
        **{f"step-{number}": step for number, step in enumerate(steps, start=1)},
    }  # fmt: skip
    text = issue_record.fill("", {issue_record.SECTION: answers}, language=language)
    (folder / issue_record.FILE).write_text(text, encoding="utf-8")
    return check(folder)


def piled(verdict: Verdict) -> list[str]:
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()
    return [each.criterion for each in verdict.findings if each.fact == "pile"]


@pytest.mark.parametrize(("language", "issue"), HONEST)
def test_an_honest_issue_in_few_words_is_right(
    language: Language, issue: Issue, tmp_path: Path
) -> None:
    verdict = judged(issue, tmp_path, language)

    assert [each for each in verdict.findings if each.points < each.maximum] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_heap_of_the_words_that_are_looked_for_is_no_title_and_no_result(
    language: Language, tmp_path: Path
) -> None:
    title, steps, expected, actual = RIGHT[language]
    assert judged(RIGHT[language], tmp_path, language).is_met

    for pile in PILES[language]:
        assert piled(judged((pile, steps, expected, actual), tmp_path, language)) == ["title"]
        assert piled(judged((title, steps, pile, actual), tmp_path, language)) == ["results"]
        assert piled(judged((title, steps, expected, pile), tmp_path, language)) == ["results"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_heap_of_the_words_that_are_looked_for_is_no_step(
    language: Language, tmp_path: Path
) -> None:
    title, _, expected, actual = RIGHT[language]

    for steps in STUFFED_STEPS[language]:
        assert piled(judged((title, steps, expected, actual), tmp_path, language)) == ["steps"]
