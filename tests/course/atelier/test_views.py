# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What every tool on screen keeps to."""

import inspect
import pkgutil
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import atelier.views
from atelier.quiz import Kind, Option, Question
from atelier.views.quiz import QuickCheck
from atelier.views.view import FOLDER, View, module_source

SILENT = {"desk", "view"}  # they say nothing of their own
MODULES = sorted(
    module.name
    for module in pkgutil.iter_modules(atelier.views.__path__)
    if module.name not in SILENT
)
VIEWS = [
    view
    for module in MODULES
    for _, view in inspect.getmembers(import_module(f"atelier.views.{module}"), inspect.isclass)
    if issubclass(view, View) and view is not View
]
each_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
MARK = "<script>alert('«')</script> `LICENSE`"


@pytest.fixture
def quick_check() -> QuickCheck:
    text = {"fr": MARK, "en": MARK}
    option = Option(id="a", right=True, text=text, reason=text)
    question = Question(id="q", kind=Kind.ONE, prompt=text, options=(option,))
    return QuickCheck("a/b", [question], language="fr")


@pytest.mark.parametrize("module", MODULES)
def test_every_view_has_words_in_both_languages(module: str) -> None:
    words = tomllib.loads((FOLDER / f"{module}.toml").read_text(encoding="utf-8"))
    assert '"fr"' in repr(words).replace("'", '"')
    assert '"en"' in repr(words).replace("'", '"')


@each_view
def test_every_view_has_a_live_and_a_static_face(view: type[View]) -> None:
    for ending in ("js", "html", "toml", "py"):
        assert (FOLDER / f"{view.name}.{ending}").is_file()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.name)
def test_a_static_face_needs_no_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    assert "<script" not in text
    assert not re.search(r"\son[a-z]+\s*=", text)
    assert "javascript:" not in text


@each_view
def test_a_live_face_loads_nothing_from_elsewhere_and_keeps_its_keys(view: type[View]) -> None:
    source = module_source(view.name)
    assert not re.search(r"^\s*import\b|\bimport\(|https?://", source, flags=re.MULTILINE)
    assert "keepKeys(root)" in source.partition("export default")[2]
    assert "innerHTML" not in source


def test_words_of_others_stay_words_in_the_static_face(quick_check: QuickCheck) -> None:
    face = quick_check.static_html()
    assert "<script" not in face
    assert "&lt;script&gt;" in face
    assert "<code>LICENSE</code>" in face


def test_a_notebook_gets_the_widget_and_the_static_face(quick_check: QuickCheck) -> None:
    data, _ = quick_check._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"] == quick_check.static_html()
    assert data["text/plain"] == "<QuickCheck>"
