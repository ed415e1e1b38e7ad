# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""French and English are one course, and every notebook lies clean in both trees."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[1]
TREES = {
    "course": {language: ROOT / "course" / language for language in ("fr", "en")},
    "exercises": {language: ROOT / "exercises" / language / "source" for language in ("fr", "en")},
}
READABLE_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
DAY_FIRST = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)
FRENCH_HISTORY = re.compile(r"\b(?:histoire du dépôt|toute l’histoire|l’histoire publiée)\b")
MARKDOWN = MarkdownIt("commonmark").enable("table")
PASSED_BY = {".ipynb_checkpoints", "__pycache__"}


def files_of(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not PASSED_BY & set(path.parts)
    }


def names_in(tree: str, suffix: str) -> list[str]:
    names = set.union(*(files_of(folder) for folder in TREES[tree].values()))
    return sorted(name for name in names if name.endswith(suffix))


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


class Blank(ast.NodeTransformer):
    """Empty every string: words may differ, the program may not."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Return the constant, emptied if it is a string."""
        return ast.Constant("") if isinstance(node.value, str) else node


def program(cell: dict[str, Any]) -> str:
    """Return what a code cell does: strings blanked, comments and layout dropped."""
    source = TransformerManager().transform_cell("".join(cell["source"]))
    return ast.dump(Blank().visit(ast.parse(source)))


def headings(cell: dict[str, Any]) -> list[str]:
    return HEADING.findall(FENCED.sub("", "".join(cell["source"])))


def face(cell: dict[str, Any]) -> tuple[object, ...]:
    """Return what both languages share of a cell."""
    is_code = cell["cell_type"] == "code"
    content = program(cell) if is_code else headings(cell)
    return cell["cell_type"], cell["id"], cell["metadata"], content


def outline(text: str) -> tuple[list[str], int]:
    """Return what both languages share of a page: its heading levels, how many links it has."""
    tokens = MARKDOWN.parse(text)
    levels = [token.tag for token in tokens if token.type == "heading_open"]
    inside = [child for token in tokens for child in token.children or []]
    return levels, sum(token.type == "link_open" for token in inside)


TWINS = [(tree, name) for tree in TREES for name in names_in(tree, ".ipynb")]
PAGES = names_in("course", ".md")
NOTEBOOKS = [
    pytest.param(TREES[tree][language] / name, id=f"{tree}-{language}-{name}")
    for tree, name in TWINS
    for language in ("fr", "en")
]


@pytest.mark.parametrize("tree", TREES)
def test_both_languages_have_the_same_files(tree: str) -> None:
    french, english = (files_of(TREES[tree][language]) for language in ("fr", "en"))

    assert french == english
    assert french


@pytest.mark.parametrize(("tree", "name"), TWINS)
def test_both_languages_have_the_same_cells_and_the_same_program(tree: str, name: str) -> None:
    french, english = (read(TREES[tree][language] / name) for language in ("fr", "en"))

    assert [face(cell) for cell in french["cells"]] == [face(cell) for cell in english["cells"]]
    assert french["metadata"] == english["metadata"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_the_same_headings_and_as_many_links_in_both_languages(name: str) -> None:
    french, english = (
        (TREES["course"][language] / name).read_text(encoding="utf-8") for language in ("fr", "en")
    )

    assert outline(french) == outline(english)


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_writes_dates_and_histories_in_one_way(path: Path) -> None:
    """January 7, and not 7 January; « l’historique » of a repository, as in the glossary."""
    for cell in read(path)["cells"]:
        if cell["cell_type"] == "markdown":
            assert not DAY_FIRST.search("".join(cell["source"])), cell["id"]
            assert not FRENCH_HISTORY.search("".join(cell["source"])), cell["id"]


@pytest.mark.parametrize("path", sorted((ROOT / "course" / "atelier").rglob("*.toml")), ids=str)
def test_the_words_of_the_tools_are_written_in_the_same_way(path: Path) -> None:
    if path.parent.name != "practices":  # messages of commits, as git keeps them
        assert not DAY_FIRST.search(path.read_text(encoding="utf-8"))
        assert not FRENCH_HISTORY.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_is_valid_nbformat(path: Path) -> None:
    notebook = read(path)

    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_holds_nothing_that_was_run(path: Path) -> None:
    cells = [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]

    assert all(cell["outputs"] == [] for cell in cells)
    assert all(cell["execution_count"] is None for cell in cells)


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_says_of_itself_only_its_kernel_and_language(path: Path) -> None:
    assert set(read(path)["metadata"]) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_every_cell_has_a_readable_id_of_its_own(path: Path) -> None:
    ids = [cell["id"] for cell in read(path)["cells"]]

    assert len(ids) == len(set(ids))
    assert [name for name in ids if not READABLE_ID.fullmatch(name)] == []


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_is_written_so_that_one_changed_sentence_is_one_changed_line(
    path: Path,
) -> None:
    text = path.read_text(encoding="utf-8")

    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False) + "\n"
    assert all(isinstance(cell["source"], list) for cell in json.loads(text)["cells"])


@pytest.mark.parametrize(
    ("one", "other"),
    [('print("un")', 'print("one")  # said'), ('f("fr", n=1)', 'f("en",\n  n=1)')],
)
def test_programs_that_differ_in_words_only_are_twins(one: str, other: str) -> None:
    assert program({"source": [one]}) == program({"source": [other]})


@pytest.mark.parametrize(("one", "other"), [("f(1)", "f(2)"), ("phrase = 1", "sentence = 1")])
def test_programs_that_differ_in_more_are_no_twins(one: str, other: str) -> None:
    assert program({"source": [one]}) != program({"source": [other]})
