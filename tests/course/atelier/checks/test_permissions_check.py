# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The check of the licence table says what to read again, and forgives what spreadsheets do."""

from pathlib import Path

import pytest

from atelier.artefacts.tags import FILE, LICENCES, REACH, RULES, choices_of, fill
from atelier.checks.permissions import check, truth_of
from atelier.licences import find
from atelier.verdict import Finding
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

TRUTH = {licence: truth_of(licence) for licence in LICENCES}
RIGHT = fill("", TRUTH, language="fr")


def finding_of(licence: str, text: str | bytes, folder: Path) -> Finding:
    content = text if isinstance(text, bytes) else text.encode("utf-8")
    (folder / FILE).write_bytes(content)
    verdict = check(folder)
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()
    return next(finding for finding in verdict.findings if finding.about == licence)


def row(licence: str) -> str:
    return next(line for line in RIGHT.splitlines() if line.startswith(f"{licence},"))


def test_the_truth_is_that_of_the_catalogue() -> None:
    for licence, answers in TRUTH.items():
        assert set(answers) == set(RULES)
        assert all(answers[rule] in choices_of(rule, language="fr") for rule in RULES)
        assert not find(licence).contested & set(RULES)
    assert TRUTH["LGPL-2.1-or-later"][REACH] == "library"
    assert TRUTH["AGPL-3.0-only"]["network-use-disclose"] == "yes"
    assert TRUTH["LiLiQ-Rplus-1.1"]["patent-use"] == "no"


def test_one_slip_is_worth_a_quarter_and_says_where_to_read_not_what_is_right(
    tmp_path: Path,
) -> None:
    slip = RIGHT.replace(row("Apache-2.0"), "Apache-2.0,non,oui,oui,non,aucune,non,oui")

    finding = finding_of("Apache-2.0", slip, tmp_path)

    assert (finding.fact, finding.points) == ("nearly", 0.25)
    assert finding.values["places"] == {"fr": "brevets (art. 3)", "en": "patents (s. 3)"}


def test_two_slips_are_worth_nothing(tmp_path: Path) -> None:
    slips = RIGHT.replace(row("Apache-2.0"), "Apache-2.0,non,oui,oui,oui,aucune,non,oui")

    assert finding_of("Apache-2.0", slips, tmp_path).points == 0


def test_blank_is_never_no(tmp_path: Path) -> None:
    blank = RIGHT.replace(row("0BSD"), "0BSD,,,,,,,")

    finding = finding_of("0BSD", blank, tmp_path)

    assert (finding.fact, finding.points) == ("untouched", 0)


def test_one_blank_beside_six_right_answers_is_worth_a_quarter(tmp_path: Path) -> None:
    blank = RIGHT.replace(row("0BSD"), "0BSD,,non,non,non,aucune,non,non")

    finding = finding_of("0BSD", blank, tmp_path)

    assert (finding.fact, finding.points) == ("blank", 0.25)


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        ("MIT,peut-être,oui,non,non,aucune,non,non", "strange"),
        ("MIT,non,oui,non,non,oui,non,non", "strange"),
        ("MIT,non,oui,non,non,aucune,non,non,oui", "long"),
        ("MIT,non,oui", "blank"),
        ("", "missing"),
        ("M.I.T.,non,oui,non,non,aucune,non,non", "misnamed"),
        ("MIT,non,oui,non,non,aucune,non,non\nMIT,oui,oui,oui,oui,aucune,oui,oui", "twice"),
        ("MIT,non,oui,non,non,aucune,non,non\nMIT,non,oui,non,non,aucune,non,non", "right"),
        ("MIT,non,oui,non,non,aucune,non,non\nMes notes,,,,,,,", "right"),
        ('"MIT","NON","OUI","non","non","Aucune","non","non"', "right"),
        ("MIT,0,1,n,faux,non,FALSE,no", "right"),
    ],
)
def test_a_row_is_read_with_care(changed: str, fact: str, tmp_path: Path) -> None:
    assert finding_of("MIT", RIGHT.replace(row("MIT"), changed), tmp_path).fact == fact


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "broken"),
        (RIGHT.partition("\n")[2], "broken"),
        ('"' + RIGHT, "broken"),
        (b"\0\0", "unreadable"),
        (b"PK\x03\x04", "unreadable"),
        (RIGHT.replace(",", ";").encode("cp1252", errors="replace"), "right"),
        (RIGHT.encode("utf-16"), "right"),
        (f"Mon tableau,,,,,,,\n\n{RIGHT}".encode(), "right"),
    ],
)
def test_a_whole_file_is_read_with_care(text: str | bytes, fact: str, tmp_path: Path) -> None:
    assert finding_of("0BSD", text, tmp_path).fact == fact


def test_a_lost_column_is_a_question_without_answer(tmp_path: Path) -> None:
    lines = [line.rpartition(",")[0] for line in RIGHT.splitlines()]

    finding = finding_of("MIT", "\n".join(lines), tmp_path)

    assert finding.fact == "blank"
    assert finding.values["blanks"] == {"fr": "marques", "en": "trademarks"}


def test_a_file_that_cannot_be_read_is_explained_once(tmp_path: Path) -> None:
    facts = [finding.fact for finding in check(tmp_path).findings]

    assert facts == ["unreadable"] + ["not-read"] * 11
