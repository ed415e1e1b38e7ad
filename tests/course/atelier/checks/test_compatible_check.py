# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What is said of each case of ``compat.csv``: the truth is what the engine answers."""

from pathlib import Path

import pytest

from atelier.artefacts.combinations import (
    CASES,
    FILE,
    NONE,
    NUMBERS,
    fill,
    read,
    references,
    sections,
)
from atelier.checks.compatible import check
from atelier.combination import Answer, Linking, combine
from atelier.verdict import Finding
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

TRUTH = {
    case.number: {"answer": case.found.answer.value, "clause": min(case.references)}
    for case in CASES
}
RIGHT = fill("", TRUTH, language="fr")


def finding_of(number: str, text: str | bytes, folder: Path) -> Finding:
    content = text if isinstance(text, bytes) else text.encode("utf-8")
    (folder / FILE).write_bytes(content)
    verdict = check(folder)
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()
    return next(finding for finding in verdict.findings if finding.about == number)


def row(number: str) -> str:
    return next(line for line in RIGHT.splitlines() if line.startswith(f"{number},"))


def test_the_truth_is_what_the_engine_answers(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(RIGHT, encoding="utf-8")
    verdict = check(tmp_path)

    assert (verdict.points, verdict.maximum, verdict.is_met) == (16, 16, True)
    for case in CASES:
        found = combine(case.part, case.whole, case.linking)
        assert TRUTH[case.number]["answer"] == found.answer
        assert case.references <= {
            *(reason.reference for reason in found.reasons if reason.answer),
            NONE,
        }


def test_the_cases_hold_every_answer_and_every_way_of_joining() -> None:
    assert len(CASES) == 24
    assert {case.found.answer for case in CASES} == set(Answer)
    assert {case.linking for case in CASES} == set(Linking)
    joined = {(case.part, case.whole, case.linking) for case in CASES}
    assert len(joined) == 24
    for whole in ("LiLiQ-R-1.1", "LiLiQ-Rplus-1.1"):
        assert ("EUPL-1.2", whole, Linking.SAME_WORK) in joined
    assert ("GPL-3.0-or-later", "MIT", Linking.SAME_WORK) in joined
    assert sum(case.found.is_disputed for case in CASES) == 1


def test_the_right_answer_without_its_clause_is_worth_a_quarter(tmp_path: Path) -> None:
    alone = RIGHT.replace(row("17"), "17,,,,oui avec conditions,")
    other = RIGHT.replace(row("17"), "17,,,,oui avec conditions,MIT texte entier")

    assert finding_of("17", alone, tmp_path).fact == "no-clause"
    finding = finding_of("17", other, tmp_path)

    assert (finding.fact, finding.points) == ("other-clause", 0.25)
    assert finding.values["texts"] == {"fr": "LiLiQ-R-1.1", "en": "LiLiQ-R-1.1"}


def test_a_clause_counts_only_beside_the_right_answer(tmp_path: Path) -> None:
    wrong = RIGHT.replace(row("17"), "17,,,,non,LiLiQ-R-1.1 4.2")

    finding = finding_of("17", wrong, tmp_path)

    assert (finding.fact, finding.points) == ("wrong", 0)
    assert finding.values["places"] == {
        "fr": "LiLiQ-R-1.1, art.\N{NO-BREAK SPACE}4.2",
        "en": "LiLiQ-R-1.1, s.\N{NO-BREAK SPACE}4.2",
    }


@pytest.mark.parametrize(
    ("number", "answer", "fact", "named"),
    [
        ("17", "yes", "condition-missed", "neither the exclusive copyright holder"),
        ("20", "yes", "condition-missed", "expressly distributed under this version only"),
        ("10", "yes", "condition-missed", "stays in separate files"),
        ("11", "yes with conditions", "condition-supposed", "already under LiLiQ-R-1.1"),
        ("12", "yes with conditions", "condition-supposed", "already under LiLiQ-Rplus-1.1"),
        ("1", "yes with conditions", "condition-invented", "copyright notice"),
        ("7", "yes with conditions", "condition-none", "not even its notices"),
    ],
)
def test_a_yes_for_conditions_or_the_reverse_is_told_which_condition(
    number: str, answer: str, fact: str, named: str, tmp_path: Path
) -> None:
    """The direction and the way of joining were right: only the condition is spoken of."""
    wrong = RIGHT.replace(row(number), f"{number},,,,{answer},")

    finding = finding_of(number, wrong, tmp_path)
    page = " ".join(VerdictView(check(tmp_path), language="en").text().split())

    assert (finding.fact, finding.points) == (fact, 0)
    assert named in page
    assert "check the direction" not in page


@pytest.mark.parametrize("number", ["8", "24"])
def test_a_service_is_refused_where_access_counts_as_distribution(
    number: str, tmp_path: Path
) -> None:
    assert TRUTH[number]["answer"] == "no"
    offered = RIGHT.replace(row(number), f"{number},,,,oui avec conditions,")
    assert finding_of(number, offered, tmp_path).points == 0


def test_a_section_may_be_named_for_its_paragraph(tmp_path: Path) -> None:
    whole = RIGHT.replace(row("5"), "5,,,,non,GPL-3.0 5")
    paragraph = RIGHT.replace(row("6"), "6,,,,oui avec conditions,GPL-3.0 5(c)")

    assert finding_of("5", whole, tmp_path).fact == "right"
    assert finding_of("6", paragraph, tmp_path).fact == "other-clause"


def test_what_is_not_established_rests_on_nothing_or_on_the_source_that_says_so(
    tmp_path: Path,
) -> None:
    for clause in ("aucune", "OSADL"):
        text = RIGHT.replace(row("23"), f"23,,,,non établi,{clause}")
        assert finding_of("23", text, tmp_path).fact == "right"
    guessed = RIGHT.replace(row("16"), "16,,,,oui,aucune")
    assert finding_of("16", guessed, tmp_path).fact == "wrong-silent"


@pytest.mark.parametrize(
    ("changed", "fact"),
    [
        ("19,,,,peut-être,aucune", "strange-answer"),
        ("19,,,,oui avec conditions,article 12", "strange-clause"),
        ("19,,,,oui avec conditions,LiLiQ-R+ art. 4.2", "right"),
        ("19,,,,OUI AVEC CONDITIONS,liliq-rplus-1.1, 4.2", "long"),
        ('19,,,,"Yes, with conditions","LiLiQ-R+ 1.1, s. 4.2"', "right"),
        ("Cas 19,,,,conditions,LiLiQ-Rplus-1.1 4.2", "right"),
        ("19.0,,,,oui avec conditions,LiLiQ-Rplus-1.1 4.2", "right"),
        ("19,,,,,", "untouched"),
        ("19,,,,,LiLiQ-Rplus-1.1 4.2", "clause-alone"),
        ("", "missing"),
        ("vingt,,,,non,aucune", "misnamed"),
        ("19,,,,oui,aucune\n19,,,,non,aucune", "twice"),
    ],
)
def test_a_row_is_read_with_care(changed: str, fact: str, tmp_path: Path) -> None:
    assert finding_of("19", RIGHT.replace(row("19"), changed), tmp_path).fact == fact


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "broken"),
        (RIGHT.partition("\n")[2], "broken"),
        ('"' + RIGHT, "broken"),
        (b"\0\0", "unreadable"),
        (b"PK\x03\x04", "unreadable"),
        (b"x" * 200_000, "unreadable"),
        (RIGHT.replace(",", ";").encode("cp1252"), "right"),
        (RIGHT.encode("utf-16"), "right"),
    ],
)
def test_a_whole_file_is_read_with_care(text: str | bytes, fact: str, tmp_path: Path) -> None:
    assert finding_of("1", text, tmp_path).fact == fact


def test_a_folder_or_a_link_in_the_place_of_the_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a" / FILE).mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / FILE).symlink_to("/etc/hostname")

    for name in "ab":
        facts = [finding.fact for finding in check(tmp_path / name).findings]
        assert facts == ["unreadable"] + ["not-read"] * 23


def test_the_form_offers_the_words_of_the_file_and_reads_them_again() -> None:
    for language in LANGUAGES:
        asked = sections(language=language)
        assert tuple(section.id for section in asked) == NUMBERS
        assert [len(question.choices) for question in asked[0].questions] == [5, len(references())]
        assert read(fill("", TRUTH, language=language)).answers == TRUTH
        assert read(fill("", TRUTH, language=language)).is_whole
