# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The licence texts are those of SPDX, byte for byte, and the script notices every change."""

import runpy
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture
def script(root: Path) -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(root / "course/licence_texts.py")))


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    shutil.copytree(root / "course/atelier/texts", tmp_path / "course/atelier/texts")
    shutil.copytree(root / "LICENSES", tmp_path / "LICENSES")
    shutil.copy(root / "course/atelier/licences.toml", tmp_path / "course/atelier")
    return tmp_path


def test_what_is_committed_is_what_spdx_records(script: SimpleNamespace, root: Path) -> None:
    assert script.changed(root) == []


def test_a_changed_a_missing_and_a_foreign_text_are_named(
    script: SimpleNamespace, copy: Path
) -> None:
    texts = copy / "course/atelier/texts"
    (texts / "MIT.txt").write_bytes((texts / "MIT.txt").read_bytes() + b"\n")
    (texts / "ISC.txt").unlink()
    (copy / "LICENSES/Zlib.txt").touch()
    assert script.changed(copy) == [
        "LICENSES/Zlib.txt",
        "course/atelier/texts/ISC.txt",
        "course/atelier/texts/MIT.txt",
    ]


def test_a_damaged_package_is_refused(script: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "package.tgz").write_bytes(b"not what npm brought")
    with pytest.raises(script.DamagedPackageError, match="expected sha512"):
        script.verified(tmp_path / "package.tgz")


def test_liliq_is_complete(root: Path) -> None:
    text = (root / "LICENSES/LiLiQ-P-1.1.txt").read_text(encoding="utf-8")
    assert all(f"\n{number}. " in text for number in range(1, 12))
    assert text.endswith("identifier la provenance de la licence.")
