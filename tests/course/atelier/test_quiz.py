# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The question bank: what it must hold, and how an answer is graded."""

from pathlib import Path

import pytest

from atelier.quiz import (
    BANK,
    Kind,
    Option,
    Question,
    QuestionError,
    grade,
    questions_in,
    questions_of,
)
from atelier.words import Language

BANKS = sorted(BANK.rglob("*.toml"))
BOTH = {"fr": "Oui", "en": "Yes"}
MOST_TOLD = 0.7  # of a module’s questions, those whose shortest (or longest) option is right

GOOD = """
[[question]]
id = "colour"
kind = "one"
prompt.fr = "Quelle couleur?"
prompt.en = "Which colour?"
source = "MIT"
[[question.option]]
id = "a"
right = true
text.fr = "Vert"
text.en = "Green"
reason.fr = "C’est permis."
reason.en = "It is permitted."
[[question.option]]
id = "b"
right = false
text.fr = "Rouge"
text.en = "Red"
reason.fr = "C’est interdit."
reason.en = "It is forbidden."
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return tmp_path / "lesson.toml"


def question(kind: Kind, **options: bool) -> Question:
    return Question(
        id="q",
        kind=kind,
        prompt=BOTH,
        options=tuple(
            Option(id=name, right=right, text=BOTH, reason=BOTH) for name, right in options.items()
        ),
    )


def test_a_question_is_read_with_all_its_reasons(bank: Path) -> None:
    bank.write_text(GOOD, encoding="utf-8")
    (read,) = questions_in(bank)
    assert (read.id, read.kind, read.prompt["fr"]) == ("colour", Kind.ONE, "Quelle couleur?")
    assert [option.reason["en"] for option in read.options] == [
        "It is permitted.",
        "It is forbidden.",
    ]
    assert read.source == {"fr": "MIT", "en": "MIT"}


def test_a_lesson_without_a_bank_has_no_questions() -> None:
    assert questions_of("00-orientation/no-such-lesson") == ()


def test_one_right_choice_is_right() -> None:
    one = question(Kind.ONE, a=False, b=True, c=False)
    assert grade(one, ["b"])
    assert not grade(one, ["a"])
    assert not grade(one, [])


def test_several_are_right_only_as_the_whole_set() -> None:
    several = question(Kind.SEVERAL, a=True, b=True, c=False)
    assert grade(several, ["b", "a"])
    assert not grade(several, ["a"])
    assert not grade(several, ["a", "b", "c"])


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ('kind = "one"', 'kind = "many"', "question 1 has no known kind"),
        ('prompt.fr = "Quelle couleur?"', "", "needs prompt.fr and prompt.en"),
        ('reason.en = "It is permitted."', 'reason.en = ""', "option 1 needs reason.fr"),
        ("right = true", "right = false", "has 0 right options"),
        ("right = false", "right = true", "has 2 right options"),
        ("right = true", "", "does not say whether it is right"),
        ('id = "b"', 'id = "a"', "uses the id a twice"),
        ('id = "colour"', "", "question 1 has no id"),
        ('source = "MIT"', 'hint = "MIT"', "holds hint, which nobody reads"),
        ("[[question]]", "[[question]", "is not TOML"),
        ("[[question]]", "[[questions]]", "lesson.toml"),
    ],
)
def test_a_wrong_bank_is_refused_with_a_sentence(
    bank: Path, written: str, instead: str, sentence: str
) -> None:
    assert written in GOOD
    bank.write_text(GOOD.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(QuestionError, match=sentence):
        questions_in(bank)


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.relative_to(BANK).as_posix())
def test_every_quick_check_of_the_course_is_whole(path: Path) -> None:
    lesson = path.relative_to(BANK).with_suffix("").as_posix()
    questions = questions_of(lesson)
    assert 3 <= len(questions) <= 10
    assert all(3 <= len(question.options) <= 5 for question in questions)


@pytest.mark.parametrize("path", BANKS, ids=lambda path: path.relative_to(BANK).as_posix())
def test_the_right_option_does_not_always_stand_in_the_same_place(path: Path) -> None:
    places = {
        tuple(n for n, option in enumerate(question.options) if option.right)
        for question in questions_in(path)
    }
    assert len(places) > 1


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "module", sorted({path.parent for path in BANKS}), ids=lambda path: path.name
)
def test_the_right_option_is_not_known_by_its_length(module: Path, language: Language) -> None:
    ones = [
        question
        for path in BANKS
        if path.parent == module
        for question in questions_in(path)
        if question.kind is Kind.ONE
    ]
    for extreme in (min, max):
        told = [
            question.id
            for question in ones
            if extreme(question.options, key=lambda each: len(each.text[language])).right
        ]
        assert len(told) <= MOST_TOLD * len(ones), told
