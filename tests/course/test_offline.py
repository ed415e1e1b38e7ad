# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The archive for a machine without network: packed here, installed as if there were none."""

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

# A proxy that answers nobody, and pip told to ask nobody.
NO_NETWORK = {
    "PIP_NO_INDEX": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}


@pytest.fixture(scope="module")
def offline(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("offline", root / "course/offline.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def little(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    (folder / "course").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nversion = "7"\n', encoding="utf-8")
    (folder / "course/leçon.ipynb").write_text("{}", encoding="utf-8")
    (folder / ".venv").mkdir()
    (folder / ".venv/private").write_text("mine", encoding="utf-8")
    return folder


def test_the_archive_holds_the_course_and_its_wheels_and_nothing_made_here(
    offline: ModuleType, little: Path, tmp_path: Path
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "some-1-py3-none-any.whl").write_bytes(b"")
    archive = offline.pack(little, wheels, into=tmp_path / "dist")
    assert archive.name.startswith("atelier-libre-7-")
    assert f"py{sys.version_info.major}{sys.version_info.minor}" in archive.name
    assert set(zipfile.ZipFile(archive).namelist()) == {
        "atelier-libre-7/pyproject.toml",
        "atelier-libre-7/course/leçon.ipynb",
        "atelier-libre-7/wheels/some-1-py3-none-any.whl",
    }


def test_in_a_git_checkout_only_what_git_knows_is_packed(offline: ModuleType, little: Path) -> None:
    (little / "notes.txt").write_text("mine", encoding="utf-8")
    for arguments in (["init"], ["add", "pyproject.toml", "course"]):
        subprocess.run(["git", *arguments], cwd=little, check=True, capture_output=True)
    packed = {path.relative_to(little).as_posix() for path in offline.course_files(little)}
    assert packed == {"pyproject.toml", "course/leçon.ipynb"}


def test_the_archive_installs_the_laboratory_without_network(
    offline: ModuleType, root: Path, tmp_path: Path
) -> None:
    """Take some minutes: everything that the laboratory needs is packed and installed."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    assert offline.collect_wheels(root, wheels) == 0
    archive = offline.pack(root, wheels, into=tmp_path / "dist")
    shutil.unpack_archive(archive, tmp_path / "elsewhere")
    (course,) = (tmp_path / "elsewhere").iterdir()

    def run(*command: str) -> str:
        kept = {name: to for name, to in os.environ.items() if not name.startswith("PIP_")}
        environment = {**kept, **NO_NETWORK, "ATELIER_HOME": str(tmp_path / "home")}
        done = subprocess.run(
            command,
            cwd=course,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "Installing into" in run(sys.executable, "course/install.py", "lab")
    assert "Installing into" not in run(sys.executable, "course/install.py", "lab")
    python = str(course / ".venv/bin/python")
    assert run(python, "-m", "atelier", "--version").startswith("atelier ")
    assert run(python, "-m", "jupyterlab", "--version")
