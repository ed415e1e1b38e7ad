# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What the check of 2.E2 says of a file, whatever a person may have put there."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from atelier.artefacts.licence_choice import (
    FILE,
    LICENCE,
    cases,
    choices_of,
    fill,
    licence_called,
    read,
    sections,
)
from atelier.checks.selection import check
from atelier.selection import Code
from atelier.verdict import Finding
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language

RIGHT = {
    "tool": {
        LICENCE: "LiLiQ-P-1.1",
        "MIT": "no-french",
        "LiLiQ-R-1.1": "asks-more",
        "CC-BY-4.0": "other-subject",
    }
}


def said(folder: Path, text: str | bytes) -> dict[str, Finding]:
    content = text.encode() if isinstance(text, str) else text
    (folder / FILE).write_bytes(content)
    return {finding.about: finding for finding in check(folder).findings}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_writes_what_the_check_reads(tmp_path: Path, language: Language) -> None:
    found = said(tmp_path, fill("", RIGHT, language=language))

    assert found["tool-licence"].fact == "right"
    assert found["tool-reasons"].fact == "right"
    assert found["map-licence"].fact == "untouched"
    assert read(fill("", RIGHT, language=language)).is_whole


def test_a_rejected_licence_is_told_why_with_the_clause(tmp_path: Path) -> None:
    found = said(tmp_path, "outil:\n  licence: LiLiQ-R-1.1\n")["tool-licence"]

    assert found.fact == "rejected"
    assert "exige plus que voulu" in str(found.values["reasons"])
    assert "4.1" in str(found.values["reasons"])


def test_a_licence_that_leaves_a_question_open_is_not_called_wrong(tmp_path: Path) -> None:
    found = said(tmp_path, "merger:\n  licence: CECILL-2.1\n")["merge-licence"]

    assert found.fact == "open"
    assert found.points == 0


def test_what_is_looked_up_again_does_not_give_the_reason_away(tmp_path: Path) -> None:
    answers = {"tool": {**RIGHT["tool"], "LiLiQ-R-1.1": "no-french"}}
    found = said(tmp_path, fill("", answers, language="fr"))["tool-reasons"]

    assert (found.fact, found.points) == ("nearly", 0.5)
    assert "LiLiQ-R-1.1" in str(found.values["places"])
    assert "exige plus" not in str(found.values["places"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("LiLiQ-R+ 1.1", "LiLiQ-Rplus-1.1"),
        ("lliliq", ""),
        ("liliq-p-1.1", "LiLiQ-P-1.1"),
        ("GPL-3.0", ""),
        ("MIT OR Apache-2.0", ""),
        ("mit", "MIT"),
    ],
)
def test_a_spelling_that_leaves_no_doubt_is_understood(typed: str, meant: str) -> None:
    assert licence_called(typed) == meant


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02",
        b"PK\x03\x04rest",
        b"x" * 200_000,
        b"outil: [",
        b"outil: {licence: MIT",
        b"\toutil:",
        b"- outil\n- carte\n",
        b"just words",
        b"outil: MIT\ncarte: [MIT, GPL]\nguichet: {refus: MIT}\n",
        b"outil:\n  refus:\n    MIT: [a, b]\n    ? [x]\n    : y\n",
        b"&a outil: *a\n",
        b"outil:\n  refus: &a [*a]\n",
        b"outil:\n  refus: [&a [x, x], &b [*a, *a], &c [*b, *b], [*c, *c]]\n",
        "outil:\n  licence: é\n".encode("latin-1"),
        b"",
    ],
)
def test_bad_input_gets_a_finding(tmp_path: Path, content: bytes) -> None:
    found = said(tmp_path, content)

    assert len(found) == 2 * len(cases())
    assert check(tmp_path).points == 0
    for language in LANGUAGES:
        assert "{" not in VerdictView(check(tmp_path), language=language).text()


def test_no_file_a_folder_and_a_link_out_get_a_finding(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    assert check(inside).findings[0].fact == "unreadable"
    (inside / FILE).mkdir()
    assert check(inside).findings[0].fact == "unreadable"
    (inside / FILE).rmdir()
    (tmp_path / "elsewhere.yml").write_text("outil:\n  licence: MIT\n", encoding="utf-8")
    (inside / FILE).symlink_to(tmp_path / "elsewhere.yml")
    assert check(inside).findings[0].fact == "unreadable"


@settings(max_examples=60, deadline=None)
@given(some.text(max_size=120))
def test_no_text_makes_reading_fail(text: str) -> None:
    reading = read(text)

    assert set(reading.answers) == {case.id for case in cases()}


answers = some.fixed_dictionaries(
    {
        section.id: some.fixed_dictionaries(
            {
                question.id: some.sampled_from(["", *(choice.id for choice in question.choices)])
                for question in section.questions
            }
        )
        for section in sections(language="fr")
    }
)


@settings(max_examples=25, deadline=None)
@given(answers, some.sampled_from(LANGUAGES))
def test_what_the_form_writes_is_read_back(
    chosen: dict[str, dict[str, str]], language: Language
) -> None:
    reading = read(fill("", chosen, language=language))

    assert reading.is_whole
    assert reading.answers == chosen


def test_a_code_may_be_written_as_the_program_calls_it() -> None:
    words = choices_of(f"outil:\n  refus:\n    MIT: {Code.NO_FRENCH}\n").words

    assert words["tool"]["MIT"].answer == Code.NO_FRENCH
