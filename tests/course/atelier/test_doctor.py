# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The REUSE doctor: what is declared and what is missing, in words, by keyboard, kernel or not."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from atelier.declarations import survey
from atelier.views import doctor as doctor_module
from atelier.views.doctor import Doctor
from atelier.words import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[3]
SLOWLY = 60_000
# REUSE-IgnoreStart
HEADER = "# SPDX-FileCopyrightText: 2026 Ville\n# SPDX-License-Identifier: {licence}\n"
# REUSE-IgnoreEnd
PAGE = """<!doctype html><html lang="{language}"{theme}>
<meta name="viewport" content="width=device-width"><title>Doctor</title>
<style>body {{ margin: 0; background: {paper}; }}
.atelier {{ --pst-color-text-base: {ink}; --pst-color-background: {paper}; }}</style>
<main>{body}</main></html>"""


def files_of(
    children: list[dict[str, Any]], path: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every file of the tree by its path."""
    for node in children:
        place = f"{path}{node['name']}"
        if "children" in node:
            yield from files_of(node["children"], f"{place}/")
        else:
            yield place, node


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def seen_in(doctor: Doctor) -> dict[str, dict[str, Any]]:
    return dict(files_of(doctor.state["children"]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sick_repository_has_what_the_lesson_asks_about(language: Language) -> None:
    doctor = Doctor(None, language=language)

    seen = seen_in(doctor)

    assert {name for name, file in seen.items() if file["right"]} == {
        "data/places.csv",
        "data/zones.json",
        "src/compter.py",
    }
    assert {name for name, file in seen.items() if not file["right"]} == {
        "README.md",
        "src/exporter.py",
        "src/importer.py",
    }
    words = {seen[name]["word"] for name in ("README.md", "src/exporter.py", "src/importer.py")}
    assert len(words) == 3
    assert [problem.split(":")[-1].strip() for problem in doctor.state["problems"]] == [
        "CC0-1.0.",
        "GPL-3.0-or-later.",
    ]


def test_who_says_it_is_told_itself_a_file_beside_or_reuse_toml() -> None:
    seen = seen_in(Doctor(None, language="en"))

    said = {name: dict(file["rows"]).get("Said by") for name, file in seen.items()}
    assert said["src/compter.py"] == "the file itself"
    assert said["data/zones.json"] == "zones.json.license, beside it"
    assert said["data/places.csv"] == "REUSE.toml"
    assert said["README.md"] is None


def test_examining_again_sees_what_was_mended(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "print(1)\n", "LICENSES/MIT.txt": "MIT"})
    doctor = Doctor(tmp_path, language="en")
    assert not doctor.state["compliant"]

    write(tmp_path, {"a.py": HEADER.format(licence="MIT")})
    doctor.answer = {"number": 1}

    assert doctor.state["compliant"]
    assert doctor.state["number"] == 1
    assert doctor.state["sentence"].startswith("REUSE-compliant")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_that_is_not_there_is_said_and_not_raised(
    language: Language, tmp_path: Path
) -> None:
    doctor = Doctor(tmp_path / "nowhere", language=language)

    assert "nowhere" in doctor.state["trouble"]
    assert "nowhere" in doctor.static_html()


def test_a_broken_reuse_toml_is_said_with_what_the_tool_says(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "1", "REUSE.toml": "version = 1\n[[annot\n"})

    assert "REUSE.toml" in Doctor(tmp_path, language="en").state["trouble"]


def test_what_jupyterlab_and_python_leave_is_no_file_of_the_project(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.py": HEADER.format(licence="MIT"),
            ".ipynb_checkpoints/a-checkpoint.py": "print(1)",
            "__pycache__/a.pyc": "x",
            "LICENSES/MIT.txt": "MIT",
        },
    )

    seen = survey(tmp_path)

    assert [file.path for file in seen.files] == ["a.py"]
    assert seen.is_compliant


def test_an_expression_that_cannot_be_read_is_no_conformity(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": HEADER.format(licence="MIT ou BSD")})

    assert not survey(tmp_path).is_compliant


def test_of_a_large_folder_those_that_lack_something_are_shown_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_module, "MOST", 5)
    right = {f"a/{n:02}.py": HEADER.format(licence="MIT") for n in range(8)}
    write(tmp_path, {**right, "z/1.py": "print(1)\n", "LICENSES/MIT.txt": "MIT"})

    doctor = Doctor(tmp_path, language="en")

    assert len(seen_in(doctor)) == 5
    assert "z/1.py" in seen_in(doctor)
    assert "5 of 9" in doctor.state["cut"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_kernel_the_same_tree_is_there(language: Language) -> None:
    doctor = Doctor(None, language=language)

    html = doctor.static_html()

    assert html.count("<details") == 2
    for name, file in seen_in(doctor).items():
        assert Path(name).name in html
        assert file["word"] in html


def static_page(browser: Browser, language: Language, *, dark: bool = False, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.set_content(
        PAGE.format(
            language=language,
            theme=' data-theme="dark"' if dark else "",
            ink="#eee" if dark else "#1a1a1a",
            paper="#121212" if dark else "#fff",
            body=Doctor(None, language=language).static_html(),
        )
    )
    return page


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
def test_the_static_face_breaks_no_rule_and_fits_a_narrow_screen(
    chromium: Browser, axe: Callable[..., list[str]], *, dark: bool
) -> None:
    for language in LANGUAGES:
        page = static_page(chromium, language, dark=dark, width=320)
        assert axe(page, ".atelier") == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_jupyterlab_the_keyboard_folds_the_tree_and_examines_again(
    jupyterlab: Callable[..., Page],
    tmp_path_factory: pytest.TempPathFactory,
    axe: Callable[..., list[str]],
    scheme: str,
) -> None:
    home = tmp_path_factory.mktemp("home")
    source = ROOT / "exercises/en/source/2-E4-reparation/depot"
    shutil.copytree(source, home / "depot")
    program = """from atelier import doctor, lesson

lesson("02-licences/06-reuse", language="en")
doctor("depot")"""
    cell = nbformat.v4.new_code_cell(program)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, home / "doctor.ipynb")
    page = jupyterlab(
        home, "doctor.ipynb", color_scheme=scheme, viewport={"width": 900, "height": 1600}
    )
    view = page.locator(".atelier-doctor")
    expect(view.locator(".atelier-doctor-summary")).to_contain_text("0", timeout=SLOWLY)
    assert axe(page, ".atelier-doctor") == []

    fold = view.locator("summary").first
    fold.focus()
    page.keyboard.press("Enter")
    expect(view.locator("details").first).not_to_have_attribute("open", "")

    (home / "depot/src/page.css").write_text(
        "/* " + HEADER.format(licence="LiLiQ-R-1.1").replace("# ", "") + "*/", encoding="utf-8"
    )
    view.get_by_role("button", name="Examine again").focus()
    page.keyboard.press("Enter")
    expect(view.get_by_role("status")).to_contain_text("1 of 9", timeout=SLOWLY)
    expect(view.locator("details").first).not_to_have_attribute("open", "")
    expect(view.get_by_role("button", name="Examine again")).to_be_focused()
