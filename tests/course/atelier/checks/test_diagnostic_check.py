# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The check of a reply: what fits is computed, what is written otherwise is understood."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier.artefacts import reply
from atelier.checks.diagnostic import BY_HAND, REFUSED, RIGHT, check, fault_of, supporting
from atelier.licences import Reach, catalogue, find
from atelier.verdict import Finding, Verdict
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

ANSWERS = {"diagnosis": RIGHT, "alternative": "MIT", "section": "definitions"}


def verdict_of(content: str | bytes, folder: Path) -> Verdict:
    data = content.encode("utf-8") if isinstance(content, str) else content
    (folder / reply.FILE).write_bytes(data)
    verdict = check(folder)
    for language in LANGUAGES:
        assert "{" not in VerdictView(verdict, language=language).text()
    return verdict


def finding_of(criterion: str, folder: Path, **changed: str) -> Finding:
    """Return what is said of a reply that is right but for what ``changed`` says."""
    words = {
        "diagnosis": "made for data",
        "alternative": "MIT",
        "section": "Definitions",
    } | changed
    lines = "\n".join(f"{field}: {word}" for field, word in words.items())
    findings = verdict_of(f"---\n{lines}\n---\nHello", folder).findings
    return next(finding for finding in findings if finding.criterion == criterion)


def test_every_licence_that_fits_is_accepted_and_every_other_says_why(tmp_path: Path) -> None:
    fitting = {licence.id for licence in catalogue().values() if not fault_of(licence)}

    for identifier in catalogue():
        finding = finding_of("alternative", tmp_path, alternative=identifier)
        assert (finding.points == finding.maximum) == (identifier in fitting), identifier

    assert {"MIT", "Apache-2.0", "LiLiQ-P-1.1"} <= fitting
    assert REFUSED not in fitting
    for identifier in fitting:
        licence = find(identifier)
        assert licence.is_free
        assert licence.osi.value
        assert licence.category.made_for == "software"
        assert licence.reach.value is Reach.NONE
        assert "include-copyright" in licence.conditions


def test_the_headings_are_those_of_the_text_and_two_of_them_support() -> None:
    lines = [line.rstrip(": ") for line in find(REFUSED).text.splitlines()]
    for choice in reply.choices_of("section"):
        assert reply.word_of("section", choice, language="en") in lines
    assert supporting() == {"definitions", "exemptions"}
    assert reply.word_of("section", "definitions", language="fr") == "Definitions"


def test_every_wrong_diagnosis_is_wrong() -> None:
    licence = find(REFUSED)
    assert "commercial-use" in licence.permissions
    assert licence.reach.value is Reach.NONE
    assert "warranty" in licence.limitations
    assert "warranty" in find("MIT").limitations
    assert licence.category.made_for == "data"


def test_every_choice_has_its_finding(tmp_path: Path) -> None:
    for choice in reply.choices_of("diagnosis"):
        word = reply.word_of("diagnosis", choice, language="en")
        finding = finding_of("diagnosis", tmp_path, diagnosis=word)
        assert (finding.points == finding.maximum) == (choice == RIGHT)
    for choice in reply.choices_of("section"):
        word = reply.word_of("section", choice, language="en")
        finding = finding_of("section", tmp_path, section=word)
        assert (finding.points == finding.maximum) == (choice in supporting())


@pytest.mark.parametrize(
    ("word", "fact"),
    [
        ("Apache-2", "misspelt"),
        ("zzzzzzzz", "unknown"),
        ("0BSD", "no-notice"),
        ("GPL-3.0", "copyleft"),
        ("CC0-1.0", "no-notice"),
        ("CC-BY-4.0", "for-content"),
        ("ODbL-1.0", "for-data"),
        ("SSPL-1.0", "not-free"),
        ("CECILL-B", "not-approved"),
        ("MIT AND Apache-2.0", "several"),
        ("MIT OR", "misspelt"),
        ("Apache-2.0 WITH LLVM-exception", "exception"),
        ("Beerware", "elsewhere"),
        ("LicenseRef-ours", "unknown"),
        ("(MIT OR Apache-2.0)", "right"),
        ("", "blank"),
    ],
)
def test_an_alternative_that_does_not_fit_says_why(word: str, fact: str, tmp_path: Path) -> None:
    assert finding_of("alternative", tmp_path, alternative=word).fact == fact


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"---",
        b"---\n---",
        b"---\n: :\n---\n",
        b"---\n" + b"diagnostic: x\n" * 5000 + b"---\n",
        "---\ndiagnostic : réciprocité\n".encode("latin-1"),
        b"a" * 200_000,
    ],
)
def test_whatever_the_file_holds_gets_a_finding(content: bytes, tmp_path: Path) -> None:
    verdict = verdict_of(content, tmp_path)

    assert len(verdict.findings) == 3
    assert verdict.points == 0
    assert (verdict.maximum, verdict.by_hand) == (4.0, BY_HAND)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_whatever_program_saved_it_a_right_head_is_right(encoding: str, tmp_path: Path) -> None:
    head = "---\r\ndiagnostic : « faite pour des données »\r\nremplacement : mit\r\n"
    content = f"{head}section : Exemptions\r\n---\r\nBonjour"
    assert verdict_of(content.encode(encoding), tmp_path).is_met


def test_a_missing_file_and_a_folder_in_its_place_get_a_finding(tmp_path: Path) -> None:
    assert check(tmp_path).findings[0].fact == "unreadable"
    (tmp_path / reply.FILE).mkdir()
    assert check(tmp_path).findings[0].fact == "unreadable"


@given(text=st.text(alphabet="-\n: abMITdiagnosection#\"'", max_size=200))
def test_no_text_makes_the_reader_fall(text: str) -> None:
    reading = reply.read(text)
    filled = reply.fill(text, {"reply": ANSWERS}, language="en")
    assert reply.read(filled).answers["reply"] == ANSWERS
    assert set(reading.answers["reply"]) == set(reply.FIELDS)


def test_the_form_keeps_what_was_written_below_the_head() -> None:
    body = "\nBonjour,\n\n---\n\nUn trait dans le texte reste.\n"
    written = f"---\ndiagnostic: réciprocité\nremplacement:\nsection:\n---\n{body}"

    filled = reply.fill(written, {"reply": ANSWERS}, language="fr")

    assert filled.endswith(body)
    assert reply.reply_of(filled).is_whole
    assert "diagnostic: faite pour des données" in filled


def test_a_text_without_a_head_gets_one_and_stays() -> None:
    filled = reply.fill("Bonjour,\n", {"reply": ANSWERS}, language="fr")

    assert filled.startswith("---\n")
    assert filled.endswith("\nBonjour,\n")
    assert not reply.read("Bonjour,\n").is_whole, "the form keeps a copy first"
