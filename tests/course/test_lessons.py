# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What every lesson of the course keeps to, whoever wrote it: found by listing, never by name.

That a lesson runs from top to bottom is seen where the book runs it: ``tests/book/test_site.py``.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import yaml
from IPython.core.inputtransformer2 import TransformerManager
from markdown_it import MarkdownIt
from markdown_it.token import Token
from nbformat import NotebookNode

import atelier
from atelier.quiz import Kind, questions_of
from atelier.words import LANGUAGES, Language
from atelier.workspace import exercises

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "course"
ANATOMY = ["title", "outcomes", "quick-check", "your-turn", "key-points", "sources"]
MOST_PROSE = 12
MOST_KEY_POINTS = 5
PICTURES = {".png", ".svg"}
MARKDOWN = MarkdownIt("commonmark").enable("table")

Lesson = tuple[Language, str]
LESSONS: list[Lesson] = [
    (language, path.relative_to(COURSE / language).with_suffix("").as_posix())
    for language in LANGUAGES
    for path in sorted((COURSE / language).glob("[0-9]*/*.ipynb"))
]
NAMES = sorted({name for _, name in LESSONS})
every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids="/".join)
every_french_lesson = pytest.mark.parametrize(
    "lesson", [lesson for lesson in LESSONS if lesson[0] == "fr"], ids="/".join
)
every_name = pytest.mark.parametrize("name", NAMES)
every_notebook = pytest.mark.parametrize(
    "path",
    [
        *sorted(COURSE.glob("??/**/*.ipynb")),
        *sorted((ROOT / "exercises").glob("??/source/*/*.ipynb")),
    ],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)


def path_of(lesson: Lesson) -> Path:
    language, name = lesson
    return COURSE / language / f"{name}.ipynb"


def notebook_of(lesson: Lesson) -> NotebookNode:
    return nbformat.read(path_of(lesson), as_version=4)


def prose_of(lesson: Lesson) -> list[NotebookNode]:
    return [cell for cell in notebook_of(lesson).cells if cell.cell_type == "markdown"]


def part_of(lesson: Lesson, tag: str) -> NotebookNode:
    return next(cell for cell in prose_of(lesson) if tag in cell.metadata.get("tags", []))


def inline_tokens(cell: NotebookNode) -> Iterator[Token]:
    """Yield what stands inside the paragraphs, headings and tables of a cell."""
    for token in MARKDOWN.parse(cell.source):
        yield from token.children or []


def headings_of(lesson: Lesson) -> list[int]:
    return [
        int(token.tag[1])
        for cell in prose_of(lesson)
        for token in MARKDOWN.parse(cell.source)
        if token.type == "heading_open"
    ]


def lines_between_things_to_do(lesson: Lesson) -> list[int]:
    """Return how many lines of prose are read in a row, up to the quick check.

    A code cell, a table, a picture, an example in a block or a folded text is something to do;
    what is folded does not count.
    """
    counts = [0]
    for cell in notebook_of(lesson).cells:
        if "quick-check" in cell.metadata.get("tags", []):
            break
        if cell.cell_type == "code":
            counts.append(0)
        else:
            _count_prose(cell.source, counts)
    return counts


def _count_prose(source: str, counts: list[int]) -> None:
    aside = 0
    for token in MARKDOWN.parse(source):
        folds = token.content.count("<details") if token.type == "html_block" else 0
        unfolds = token.content.count("</details") if token.type == "html_block" else 0
        if token.type in {"table_open", "fence"} or folds or _has_picture(token):
            counts.append(0)
        aside += folds - unfolds
        aside += {"table_open": 1, "heading_open": 1}.get(token.type, 0)
        if token.type == "inline" and not aside and not _has_picture(token):
            counts[-1] += token.content.count("\n") + 1
        aside -= {"table_close": 1, "heading_close": 1}.get(token.type, 0)


def _has_picture(token: Token) -> bool:
    return any(child.type == "image" for child in token.children or [])


def targets_of(lesson: Lesson) -> list[str]:
    """Return the relative addresses of the links and pictures of a lesson."""
    found = [
        str(token.attrs.get("href") or token.attrs.get("src"))
        for cell in prose_of(lesson)
        for token in inline_tokens(cell)
        if token.type in {"link_open", "image"}
    ]
    return [unquote(urlsplit(target).path) for target in found if not urlsplit(target).scheme]


def place_of(target: str, lesson: Lesson) -> Path:
    """Return the file of the project that a learner finds at ``target``."""
    language, _ = lesson
    place = (path_of(lesson).parent / target).resolve()
    exercises = COURSE / language / "exercises"
    if place.is_relative_to(exercises):
        return ROOT / "exercises" / language / "source" / place.relative_to(exercises)
    return place


def visible_texts(cell: NotebookNode) -> Iterator[str]:
    """Yield the words that a person reads: no code, no address."""
    for token in MARKDOWN.parse(cell.source):
        if token.type == "html_block":
            yield re.sub(r"<[^>]*>", "", token.content)
    for token in inline_tokens(cell):
        if token.type in {"text", "image"}:
            yield token.content


def french_faults(text: str) -> list[str]:
    """Return what French typography, as Québec writes it, would mend in ``text``."""
    rules = {
        "straight apostrophe": r"\w'\w",
        "no non-breaking space inside « »": r"«(?!\u00a0)|(?<!\u00a0)»",
        "no non-breaking space before a colon": r"(?<!\u00a0):(?=\s|$)",
        "a space before ; ! ?": r"\w\s[;!?]",
    }
    return [f"{rule}: {text}" for rule, pattern in rules.items() if re.search(pattern, text)]


def private_imports(program: str) -> list[str]:
    """Return what ``program`` imports from the tools beyond the names made for notebooks."""
    public = {f"atelier.{name}" for name in atelier.__all__}
    imported = [
        f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(program))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    return [name for name in imported if name.split(".")[0] == "atelier" and name not in public]


@every_notebook
def test_a_notebook_uses_only_the_public_names_in_the_tools(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    programs = [
        TransformerManager().transform_cell(cell.source)
        for cell in cells
        if cell.cell_type == "code"
    ]
    assert [name for program in programs for name in private_imports(program)] == []


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("from atelier import lesson, quick_check", []),
        ("from pathlib import Path", []),
        ("from atelier.quiz import Kind", ["atelier.quiz.Kind"]),
        ("from atelier import workspace", ["atelier.workspace"]),
        ("from atelier import *", ["atelier.*"]),
        ("import atelier.notebook", ["atelier.notebook"]),
        ("def f():\n    import atelier", ["atelier"]),
    ],
)
def test_what_is_not_public_is_found(program: str, found: list[str]) -> None:
    assert private_imports(program) == found


def test_the_course_has_lessons_in_both_languages() -> None:
    assert {language for language, _ in LESSONS} == set(LANGUAGES)


@every_lesson
def test_a_lesson_opens_itself_first(lesson: Lesson) -> None:
    language, name = lesson
    cells = notebook_of(lesson).cells
    first = next(cell.source for cell in cells if cell.cell_type == "code")
    assert f'lesson("{name}", language="{language}")' in first


@every_lesson
def test_a_lesson_has_the_common_anatomy(lesson: Lesson) -> None:
    tags = [tag for cell in prose_of(lesson) for tag in cell.metadata.get("tags", [])]
    assert [tag for tag in tags if tag in ANATOMY] == ANATOMY
    cells = notebook_of(lesson).cells
    assert "title" in cells[0].metadata.tags
    assert "sources" in cells[-1].metadata.tags


@every_lesson
def test_the_quick_check_stands_under_its_heading(lesson: Lesson) -> None:
    cells = notebook_of(lesson).cells
    place = next(
        n for n, cell in enumerate(cells) if "quick-check" in cell.metadata.get("tags", [])
    )
    assert cells[place + 1].cell_type == "code"
    assert cells[place + 1].source == "quick_check()"


@every_lesson
def test_nobody_reads_more_than_a_dozen_lines_without_something_to_do(lesson: Lesson) -> None:
    assert max(lines_between_things_to_do(lesson)) <= MOST_PROSE


@every_lesson
def test_headings_have_one_title_and_skip_no_level(lesson: Lesson) -> None:
    first, *others = headings_of(lesson)
    assert first == 1
    assert set(others) <= {2, 3}
    assert all(level <= before + 1 for before, level in zip([1, *others], others, strict=False))


@every_lesson
def test_every_picture_has_a_text_alternative(lesson: Lesson) -> None:
    for cell in prose_of(lesson):
        assert "<img" not in cell.source, "pictures are written in Markdown"
        for token in inline_tokens(cell):
            assert token.type != "image" or token.content.strip(), token.attrs["src"]


@every_lesson
def test_every_link_leads_to_something_that_a_learner_has(lesson: Lesson) -> None:
    for target in targets_of(lesson):
        place = place_of(target, lesson)
        assert place.is_file(), target
        assert place.suffix in {".ipynb", *PICTURES}, target
        assert place.suffix not in PICTURES or place.is_relative_to(COURSE / "figures"), target


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_exercise_has_one_title_everywhere(language: Language) -> None:
    """What a lesson or a module's page calls an exercise is what the exercise calls itself."""
    titles = {f"{each.name[0]}.{each.name[2:4]}": each.title for each in exercises(language)}
    named = [
        (path.name, *found)
        for path in (*(COURSE / language).glob("*/*.ipynb"), *(COURSE / language).glob("*/*.md"))
        for found in re.findall(r"\[(\d\.E\d)\. ([^\]]+)\]", path.read_text(encoding="utf-8"))
    ]
    assert named
    assert [each for each in named if each[2] != titles[each[1]]] == []


@every_lesson
def test_there_are_five_key_points_at_most(lesson: Lesson) -> None:
    tokens = MARKDOWN.parse(part_of(lesson, "key-points").source)
    points = [token for token in tokens if token.type == "list_item_open"]
    assert 0 < len(points) <= MOST_KEY_POINTS


@every_french_lesson
def test_french_prose_keeps_french_typography(lesson: Lesson) -> None:
    texts = [text for cell in prose_of(lesson) for text in visible_texts(cell)]
    assert [fault for text in texts for fault in french_faults(text)] == []


@every_name
def test_french_questions_keep_french_typography(name: str) -> None:
    texts = [
        text["fr"]
        for question in questions_of(name)
        for text in (
            question.prompt,
            *(face for o in question.options for face in (o.text, o.reason)),
        )
    ]
    assert [fault for text in texts for fault in french_faults(text)] == []


@every_name
def test_a_lesson_is_in_the_table_of_contents(name: str) -> None:
    contents = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text(encoding="utf-8"))
    listed = {page["file"] for chapter in contents["chapters"] for page in chapter["sections"]}
    assert name in listed


@every_name
def test_a_lesson_exists_in_both_languages(name: str) -> None:
    assert all(path_of((language, name)).is_file() for language in LANGUAGES)


@every_name
def test_a_quick_check_has_at_least_three_questions(name: str) -> None:
    assert len(questions_of(name)) >= 3


@every_name
def test_every_option_has_its_reason_in_both_languages(name: str) -> None:
    for question in questions_of(name):
        assert 3 <= len(question.options) <= 5, question.id
        for option in question.options:
            assert set(option.reason) == set(LANGUAGES), (question.id, option.id)
            assert all(reason.strip() for reason in option.reason.values())


@every_name
def test_the_right_option_does_not_always_stand_in_the_same_place(name: str) -> None:
    places = {
        [option.right for option in question.options].index(True)
        for question in questions_of(name)
        if question.kind is Kind.ONE
    }
    assert len(places) > 1
