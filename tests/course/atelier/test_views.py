# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What every tool on screen keeps to."""

import inspect
import pkgutil
import re
import tomllib
from collections.abc import Callable
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import atelier.views
from atelier.quiz import Kind, Option, Question
from atelier.views.chooser import Chooser
from atelier.views.combiner import Combiner
from atelier.views.doctor import Doctor
from atelier.views.explorer import Explorer
from atelier.views.expression_reader import ExpressionReader
from atelier.views.forge import Forge
from atelier.views.form import form_of
from atelier.views.handin import HandIn
from atelier.views.quiz import QuickCheck
from atelier.views.start import Start
from atelier.views.view import FOLDER, View, module_source
from atelier.words import LANGUAGES, Language

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
MISSIONS = sorted(path.stem for path in (Path(str(files("atelier.forge"))) / "missions").iterdir())
# Their own tests show their static faces to axe, which takes long with the whole catalogue.
EXAMINED = {"chooser", "combiner", "doctor", "explorer", "expression_reader"}
Axe = Callable[..., list[str]]
MARK = "<script>alert('«')</script> `LICENSE`"


def quick_check_in(language: Language) -> QuickCheck:
    text = {"fr": MARK, "en": MARK}
    option = Option(id="a", right=True, text=text, reason=text)
    question = Question(id="q", kind=Kind.ONE, prompt=text, options=(option,))
    return QuickCheck("a/b", [question], language=language)


@pytest.fixture
def quick_check() -> QuickCheck:
    return quick_check_in("fr")


def tools(folder: Path, language: Language) -> list[View]:
    exercise = "2-E1-permissions"
    return [
        Chooser(language=language),
        Combiner(language=language),
        Doctor(None, language=language),
        Explorer(language=language),
        ExpressionReader(language=language),
        form_of(exercise, folder, language=language),
        HandIn(exercise, folder, language=language),
        quick_check_in(language),
        Start(language=language),
        *(Forge(each, folder / each, language=language) for each in MISSIONS),
    ]


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


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[View]:
    """Return each tool in both languages, as it is at first: the forge of every mission too."""
    folder = tmp_path_factory.mktemp("home")
    return [view for language in LANGUAGES for view in tools(folder / language, language)]


def test_one_style_serves_both_faces_of_a_tool(shown: list[View]) -> None:
    assert {view.name for view in shown} == {view.name for view in VIEWS}
    for view in shown:
        assert view.static_html().startswith(f'<div class="atelier atelier-{view.name}" ')
        assert f'class: "atelier atelier-{view.name}"' in module_source(view.name)


PAGE = """<!doctype html><title>Atelier</title><style>
  body { margin: 0; }
  [data-theme="dark"] { --pst-color-text-base: #ced6dd; --pst-color-background: #121212; }
  [data-theme="dark"] body { color: #ced6dd; background: #121212; }
</style><main></main>"""


@pytest.mark.browser
def test_every_static_face_fits_a_screen_320_points_wide_and_is_accessible(
    chromium: Browser, axe: Axe, shown: list[View]
) -> None:
    """What scrolls inside itself may: axe sees to it that the keyboard gets there."""
    with chromium.new_context(viewport={"width": 320, "height": 740}) as context:
        page = context.new_page()
        page.set_content(PAGE)
        faults = {
            f"{number} {view!r} {view.language}": found
            for number, view in enumerate(shown)
            if (found := [*too_wide(page, view), *violations(page, axe, view)])
        }
    assert faults == {}


def too_wide(page: Page, view: View) -> list[str]:
    """Put a static face on the page, unfolded; return what reaches out of it."""
    return list(
        page.evaluate(
            """([face, language]) => {
              const root = document.documentElement;
              root.lang = language;
              root.dataset.theme = "light";
              document.querySelector("main").innerHTML = `<h1>1</h1><h2>2</h2>${face}`;
              for (const each of document.querySelectorAll("details")) each.open = true;
              return root.scrollWidth <= innerWidth ? [] : [...root.querySelectorAll(".atelier *")]
                .filter((each) => each.scrollWidth > innerWidth)
                .map((each) => each.outerHTML.slice(0, 80));
            }""",
            [view.static_html(), str(view.language)],
        )
    )


def violations(page: Page, axe: Axe, view: View) -> list[str]:
    """Return what axe finds, in the dark too, where nothing differs but the colours."""
    if view.name in EXAMINED:
        return []
    found = axe(page)
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    return [*found, *axe(page, rules=["color-contrast"])]
