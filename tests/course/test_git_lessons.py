# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Modules 3 and 4: git refuses where a lesson means it to, nowhere else; the words say what is."""

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest

from atelier.quiz import Kind, questions_of
from atelier.views import practice as view
from atelier.views.history import History
from atelier.views.practice import Session
from atelier.words import LANGUAGES, Language

COURSE = Path(__file__).resolve().parents[2] / "course"
NAMES = sorted(
    path.relative_to(COURSE / "fr").with_suffix("").as_posix()
    for module in ("03-git", "04-forges")
    for path in (COURSE / "fr" / module).glob("*.ipynb")
)
# What a lesson lets git refuse: the first words of each command.
MEANT: dict[str, list[str]] = {
    "03-git/05-fusion": ["git merge", "git merge"],
    "03-git/06-distance": ["git commit", "git push"],
}
every_lesson = pytest.mark.parametrize(
    ("language", "name"), [(language, name) for language in LANGUAGES for name in NAMES]
)
every_git_lesson = pytest.mark.parametrize(
    ("language", "name"),
    [(language, name) for language in LANGUAGES for name in NAMES if name.startswith("03-git")],
)


def cells(language: Language, name: str, kind: str) -> list[str]:
    notebook = nbformat.read(COURSE / language / f"{name}.ipynb", as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


@cache
def played(language: Language, name: str) -> tuple[object, ...]:
    """Run the lesson's cells, in order, and return what they showed of their repositories."""
    shown: list[object] = []
    names: dict[str, object] = {}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "_display", shown.append)
        patch.setattr(view, "_temporary", lambda: Path(folder))
        patch.chdir(folder)
        for source in cells(language, name, "code"):
            exec(source, names)  # noqa: S102 - the lesson's own program
    return tuple(shown)


def answers(language: Language, name: str) -> list[view.Line]:
    shown = played(language, name)
    return [each for session in shown if isinstance(session, Session) for each in session.exchanges]


@every_lesson
def test_git_refuses_only_what_the_lesson_means(language: Language, name: str) -> None:
    refused = [
        " ".join(each.typed.split()[:2]) for each in answers(language, name) if each.is_refused
    ]
    assert refused == MEANT.get(name, [])


@every_lesson
def test_every_text_that_a_lesson_looks_for_is_there(language: Language, name: str) -> None:
    troubles = [
        line for each in played(language, name) if isinstance(each, Session) for line in each.lines
    ]
    assert [line for line in troubles if "exécutez de nouveau les cellules" in line.lower()] == []
    assert [line for line in troubles if "run the cells again" in line.lower()] == []


@every_lesson
def test_every_graph_is_also_said_in_words(language: Language, name: str) -> None:
    for graph in (each for each in played(language, name) if isinstance(each, History)):
        assert re.search(r"\d+ commits ", repr(graph))


@every_git_lesson
def test_what_git_says_is_explained_in_its_own_words(language: Language, name: str) -> None:
    """Every English sentence of git that a table of module 3 explains appears in the lesson."""
    said = "\n".join(each.said for each in answers(language, name))
    explained = [
        quoted
        for source in cells(language, name, "markdown")
        for row in re.findall(r"^\| (?!Git |You read|Vous lisez)(.+?) \|", source, re.MULTILINE)
        for quoted in re.findall(r"`((?:[A-Z][a-z]+|CONFLICT|both) [^`]+)`", row)
    ]
    assert [each for each in explained if each not in said] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_quick_check_has_at_least_five_questions(name: str) -> None:
    assert len(questions_of(name)) >= 5


@every_git_lesson
def test_a_question_sends_its_reader_back_to_a_heading_of_the_lesson(
    language: Language, name: str
) -> None:
    text = "\n".join(cells(language, name, "markdown"))
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    quoted = re.compile(r"«\xa0(.+?)\xa0»" if language == "fr" else r"“(.+?)”")
    sources = [question.source[language] for question in questions_of(name)]
    assert sources
    assert [each for each in sources if not set(quoted.findall(each)) & set(headings)] == []


@every_lesson
def test_the_longest_option_is_often_a_wrong_one(language: Language, name: str) -> None:
    """Whoever picks the longest text, without reading the lesson, fails a third of the time."""
    asked = [question for question in questions_of(name) if question.kind is Kind.ONE]
    longest = [
        max(question.options, key=lambda option: len(option.text[language])) for question in asked
    ]
    assert sum(option.right for option in longest) <= len(asked) * 2 / 3


@every_lesson
def test_every_page_says_the_same_of_git_in_each_language(language: Language, name: str) -> None:
    """The commands of git that the prose teaches are the same in both languages."""
    other: Language = "en" if language == "fr" else "fr"

    def taught(tongue: Language) -> set[str]:
        text = "\n".join(cells(tongue, name, "markdown"))
        return set(re.findall(r"`git ([a-z]+)", text))

    assert taught(language) == taught(other)
