# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""billet.yml and jalons.yml: what the form writes is right, and whatever lies there is answered."""

import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atelier.artefacts import issue_record, milestones
from atelier.checks.description import check as check_issue
from atelier.checks.description import personal_data
from atelier.checks.planification import check as check_plan
from atelier.views.form import form_of
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[3] / "exercises"
BOTH = (
    ("4-E1-description", issue_record, check_issue),
    ("4-E7-planification", milestones, check_plan),
)
both = pytest.mark.parametrize(("exercise", "sheet", "check"), BOTH)
in_both = pytest.mark.parametrize("language", LANGUAGES)


@both
@in_both
def test_what_the_form_saves_is_what_was_answered(
    exercise: str, sheet: object, check: object, language: Language, tmp_path: Path
) -> None:
    source = ROOT / language / "source" / exercise
    solution = ROOT / "solutions" / exercise / "reference" / language / sheet.FILE  # type: ignore[attr-defined]
    shutil.copytree(source, tmp_path / "e")
    answers = sheet.read(solution.read_text("utf-8")).answers  # type: ignore[attr-defined]

    form = form_of(exercise, tmp_path / "e", language=language)
    assert form.state["notice"] == ""
    form.answer = {"number": 1, "answers": answers}

    assert check(tmp_path / "e").is_met  # type: ignore[operator]
    assert form_of(exercise, tmp_path / "e", language=language).state["answers"] == answers


@both
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01",
        "titre : \xe9t\xe9\n".encode("latin-1"),
        b"x" * 200_000,
        b"[" * 5000,
        b"&a [*a]",
        b"mars: {11: 12}\n11: [mars, juin]\n",
        b"titre: |\n  a\n b\n- c\n",
        b"PK\x03\x04",
    ],
)
def test_whatever_lies_there_gets_a_finding(
    exercise: str, sheet: object, check: object, content: bytes, tmp_path: Path
) -> None:
    (tmp_path / sheet.FILE).write_bytes(content)  # type: ignore[attr-defined]
    verdict = check(tmp_path)  # type: ignore[operator]

    assert not verdict.is_met
    for language in LANGUAGES:
        assert VerdictView(verdict, language=language).text()
        form_of(exercise, tmp_path, language=language)


@both
def test_a_folder_in_the_place_of_the_file_gets_a_finding(
    exercise: str, sheet: object, check: object, tmp_path: Path
) -> None:
    assert exercise
    (tmp_path / sheet.FILE).mkdir()  # type: ignore[attr-defined]

    assert check(tmp_path).points == 0  # type: ignore[operator]


@settings(deadline=None, max_examples=150)
@example(["null", "~", "1. a", "- b", "[c, d]", "titre: e", "# f", '"g', "h"])
@given(st.lists(st.text(max_size=30), min_size=9, max_size=9))
def test_the_form_reads_back_what_it_wrote_whatever_was_typed(words: list[str]) -> None:
    typed = [" ".join(word.split()) for word in words]
    names = ("title", "context", *(f"step-{number}" for number in range(1, 5)), "expected")
    answers = dict(zip(names, filter(None, typed), strict=False))
    steps = [word for name, word in answers.items() if name.startswith("step-")]
    text = issue_record.fill("", {issue_record.SECTION: answers}, language="fr")
    found = issue_record.read(text)

    assert found.is_whole
    for name in ("title", "context", "expected"):
        assert found.answers[issue_record.SECTION][name] == answers.get(name, "")
    for number, word in enumerate(steps, start=1):
        assert found.answers[issue_record.SECTION][f"step-{number}"] == word


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("écrire à a.b@exemple.org", 1),
        ("(418) 555-0137", 1),
        ("418.555.0137", 1),
        ("carte 0042 1187", 1),
        ("au 12, rue des Pins", 1),
        ("LUCIE a écrit", 1),
        ("samedi à 10 h, page 2, version 12.4, billet 1234", 0),
        ("le 2026-01-05, composez le 311", 0),
    ],
)
def test_personal_data_is_known_by_its_shape(text: str, count: int) -> None:
    assert len(personal_data(text)) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12, rue des Pins", 1),
        ("12 Pine Street", 1),
        ("418 555-0137", 1),
        ("(418)\u00a0555\u20110137 et 0042.1187", 2),
        ("Lu\u200bcie, lucie [at] courriel.example", 1),
        ("vu le 2026-01-05, écran 1080 2400, version 128.0.1", 0),
        ("la marchandise", 0),
    ],
)
def test_each_thing_that_tells_of_a_person_is_seen_however_dressed_and_counted_once(
    text: str, count: int
) -> None:
    assert len(personal_data(text)) == count


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("issue-23: March\nissue-11: March\n", "issue-23"),
        ("issue-11: December\nissue-12: March\n", "December"),
        ("March: [11, 99]\n", "99"),
        ("March:\n  - 11 Choose\n", "11 Choose"),
    ],
)
def test_what_is_called_unknown_is_what_is_not_known(text: str, word: str, tmp_path: Path) -> None:
    (tmp_path / milestones.FILE).write_text(text, encoding="utf-8")

    assert check_plan(tmp_path).findings[0].values["word"] == word
