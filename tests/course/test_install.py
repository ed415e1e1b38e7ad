# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The installer, run as a person runs it, on a little project that needs no network."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = """
[build-system]
requires = []
build-backend = "builder"
backend-path = ["."]

[project]
name = "little"
version = "1"

[project.optional-dependencies]
lab = []
check = []
"""

BUILDER = '''
"""The smallest build backend that pip accepts."""
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "little-1-py3-none-any.whl"
    info = "little-1.dist-info"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        metadata = "Metadata-Version: 2.1\\nName: little\\nVersion: 1\\n"
        metadata += "Provides-Extra: lab\\nProvides-Extra: check\\n"
        wheel.writestr(f"{info}/METADATA", metadata)
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
'''


@pytest.fixture(scope="module")
def installer(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("install", root / "course/install.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def little(tmp_path: Path, root: Path) -> Path:
    """Return a project in a folder with a space in its name, as on many desks."""
    folder = tmp_path / "mon cours"
    (folder / "course").mkdir(parents=True)
    shutil.copy(root / "course/install.py", folder / "course")
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "constraints.txt").write_text("", encoding="utf-8")
    (folder / "builder.py").write_text(BUILDER, encoding="utf-8")
    return folder


def run(folder: Path, *extras: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "course/install.py", *extras],
        cwd=folder,
        env={**os.environ, "PIP_NO_INDEX": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def stamp_of(folder: Path) -> Path:
    return folder / ".venv" / "atelier-installed.json"


def test_even_python_3_6_can_read_the_installer(root: Path) -> None:
    text = (root / "course/install.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 6))


def test_an_old_python_gets_a_sentence_in_both_languages(
    installer: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert installer.main(["lab"], tmp_path, (3, 8)) == 1
    said = capsys.readouterr().out
    assert "demande Python 3.11" in said
    assert "needs Python 3.11" in said
    assert not list(tmp_path.iterdir())


def test_an_unknown_extra_is_named_with_those_that_are_known(
    installer: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installer.main(["laboratory"]) == 2
    assert "lab, teach, book, check" in capsys.readouterr().out


def test_a_python_without_ensurepip_gets_the_name_of_the_missing_package(
    installer: ModuleType,
    capsys: pytest.CaptureFixture[str],
    little: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(installer, "find_spec", lambda name: name != "ensurepip" or None)
    assert installer.main(["lab"], little) == 1
    assert capsys.readouterr().out.count("apt install python3-venv") == 2


def test_a_missing_git_is_said_loudly_and_stops_nothing(little: Path) -> None:
    done = run(little, "lab", PATH=str(little))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING: git is not installed" in done.stdout


def test_a_second_run_has_nothing_to_do_and_does_not_call_pip(little: Path) -> None:
    log = little / "pip.log"  # pip writes one line at least each time it is called
    first = run(little, "lab", PIP_LOG=str(log))
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Installing into" in first.stdout
    assert log.exists()
    log.unlink()
    second = run(little, "lab", PIP_LOG=str(log))
    assert second.returncode == 0
    assert not log.exists()
    assert "Installing into" not in second.stdout
    assert "atelier lab" in second.stdout


def test_extras_add_up_and_a_changed_list_is_installed_again(little: Path) -> None:
    assert run(little, "lab").returncode == 0
    assert "Installing into" in run(little, "check").stdout
    assert "Installing into" not in run(little, "lab").stdout
    (little / "constraints.txt").write_text("click==8.5.1\n", encoding="utf-8")
    assert "Installing into" in run(little, "lab").stdout


def test_an_interrupted_installation_goes_on_in_the_same_environment(little: Path) -> None:
    assert run(little, "lab").returncode == 0
    stamp_of(little).unlink()
    kept = little / ".venv" / "downloaded-before"
    kept.touch()
    assert run(little, "lab").returncode == 0
    assert kept.exists()
    assert stamp_of(little).exists()


def test_an_environment_whose_python_is_gone_is_made_anew(little: Path) -> None:
    assert run(little, "lab").returncode == 0
    for python in (little / ".venv" / "bin").glob("python*"):
        python.unlink()
        python.symlink_to("/nowhere/python3")
    done = run(little, "lab")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "made anew" in done.stdout


def test_a_moved_course_is_installed_where_it_now_lies(little: Path) -> None:
    assert run(little, "lab").returncode == 0
    moved = little.rename(little.with_name("moved"))
    assert "made anew" in run(moved, "lab").stdout


def test_without_network_a_sentence_names_proxy_mirror_and_offline_archive(little: Path) -> None:
    project = (little / "pyproject.toml").read_text(encoding="utf-8")
    needy = project.replace("requires = []", 'requires = ["no-such-builder-anywhere"]')
    (little / "pyproject.toml").write_text(needy, encoding="utf-8")
    done = run(little, "lab")
    assert done.returncode == 1
    for way in ("HTTPS_PROXY", "PIP_INDEX_URL", "make offline"):
        assert done.stdout.count(way) == 2
    assert not stamp_of(little).exists()
