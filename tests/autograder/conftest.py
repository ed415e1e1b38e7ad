# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What tests of the grader share: a small course of one exercise, and archives made for it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbformat import v4, write

from autograder.course import Course

EXERCISE = "1-E1-essai"
GRADED = """\
from pathlib import Path
from IPython.display import HTML, display
display(HTML("<p>vu par le carnet</p><img src='http://foreign.example/seen.png' alt=''>"))
{"tout": 3.0, "demi": 1.5}.get(Path("profil.yml").read_text().strip(), 0.0)"""


def _cell(kind: str, source: str, name: str, **nbgrader: Any) -> Any:
    made = (v4.new_code_cell if kind == "code" else v4.new_markdown_cell)(source, id=name)
    if nbgrader:
        facts = {"solution": False, "locked": True, "task": False, "grade_id": name}
        made.metadata["nbgrader"] = {"schema_version": 3, **facts, **nbgrader}
    return made


@pytest.fixture(scope="session")
def notebook() -> Any:
    cells = [
        _cell("markdown", "# Essai à 3 points, $x$ $y$", "title", grade=False),
        _cell("code", "# votre essai", "try"),
        _cell("code", GRADED, "graded", grade=True, points=3),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return v4.new_notebook(cells=cells, metadata=metadata)


@pytest.fixture(scope="session")
def make_course(root: Path, notebook: Any) -> Callable[..., Course]:
    """Return what makes the small course in a folder, configured as the real ones are."""

    def make(folder: Path, language: str = "fr") -> Course:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / "exercises" / "nbgrader_course.py", folder)
        (folder / "catalogue.toml").write_text(f'[{EXERCISE}]\nartefacts = ["profil.yml"]\n')
        source = folder / language / "source" / EXERCISE
        source.mkdir(parents=True)
        shutil.copy(root / "exercises" / language / "nbgrader_config.py", source.parents[1])
        write(notebook, source / f"{EXERCISE}.ipynb")
        (source / "profil.yml").write_text("rien\n", encoding="utf-8")
        (source / "donnees.csv").write_text("a,b\n", encoding="utf-8")
        return Course(source.parents[1])

    return make


@pytest.fixture(scope="session")
def copy_course(root: Path) -> Callable[..., Course]:
    """Return what copies a real course, without anything that was handed in, into a folder."""

    def copy(folder: Path, language: str = "fr") -> Course:
        source, target = root / "exercises", folder / language
        shutil.copytree(source / language / "source", target / "source")
        for name in ("catalogue.toml", "nbgrader_course.py"):
            shutil.copy(source / name, folder)
        shutil.copy(source / language / "nbgrader_config.py", target)
        return Course(target)

    return copy


@pytest.fixture
def course(make_course: Callable[..., Course], tmp_path: Path) -> Course:
    return make_course(tmp_path / "courses")


@pytest.fixture(scope="session")
def make_archive(notebook: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return what makes a good archive; what a test changes makes it a bad one."""
    whole = tmp_path_factory.mktemp("notebook") / f"{EXERCISE}.ipynb"
    write(notebook, whole)

    def make(  # noqa: PLR0913 (each is one thing that a test may change)
        folder: Path,
        *,
        student: str = "apprenant-01",
        when: str = "2026-01-15T12:00:00Z",
        profile: str = "tout",
        files: dict[str, bytes] | None = None,
        told: dict[str, Any] | None = None,
        name: str | None = None,
    ) -> Path:
        contents = {f"{EXERCISE}.ipynb": whole.read_bytes(), "profil.yml": profile.encode()}
        contents |= files or {}
        manifest = {
            "schema": 1,
            "course": "atelier-fr",
            "exercise": EXERCISE,
            "language": "fr",
            "student": student,
            "when": when,
            "version": "0.1.0",
            "files": {
                file: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
                for file, content in contents.items()
            },
        } | (told or {})
        stamp = when.replace("-", "").replace(":", "")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (name or f"{EXERCISE}__{student}__{stamp}.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("manifest.json", json.dumps(manifest))
            for file, content in contents.items():
                archive.writestr(file, content)
        return path

    return make


@pytest.fixture(scope="session")
def autograder(root: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return what types ``python -m autograder …``."""

    def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "autograder", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=root,
            env={**os.environ, "COLUMNS": "200", "PYTHONUTF8": "1", **environment},
        )

    return run
