# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""REUSE: one fault, one criterion, and it says the same as ``reuse lint``."""

import subprocess
import sys
from pathlib import Path

import pytest

from atelier.checks.reuse import check
from atelier.licences import catalogue
from atelier.verdict import Finding, Standing
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

# REUSE-IgnoreStart
HOLDER = "# SPDX-FileCopyrightText: 2026 Ada\n"
LICENCE = "# SPDX-License-Identifier: MIT\n"
CLEAN = {"a.py": HOLDER + LICENCE, "b.py": HOLDER + LICENCE, "LICENSES/MIT.txt": "MIT"}


def laid(folder: Path, files: dict[str, str]) -> Path:
    for name, text in {**CLEAN, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def seen(folder: Path) -> dict[str, Finding]:
    """Return the findings by criterion; each must also be sayable in both languages."""
    verdict = check(folder)
    for language in LANGUAGES:
        assert VerdictView(verdict, language=language).text()
    return {finding.criterion: finding for finding in verdict.findings}


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        ({}, set()),
        ({"c.py": HOLDER}, {"licences"}),
        ({"c.py": LICENCE}, {"holders"}),
        ({"c.py": "pass\n"}, {"licences", "holders"}),
        ({"c.py": HOLDER + LICENCE.replace("MIT", "ISC")}, {"texts"}),
        ({"LICENSES/ISC.txt": catalogue()["ISC"].text}, {"used"}),
        ({"c.py": LICENCE + HOLDER.replace("2026 Ada", "[year] [fullname]")}, {"filled"}),
        ({"c.py": LICENCE + HOLDER + HOLDER.replace("2026 Ada", "[year] [fullname]")}, set()),
        (
            {"c.py": HOLDER + LICENCE.replace("MIT", "Ours"), "LICENSES/Ours.txt": "Ours"},
            {"named"},
        ),
        (
            {"c.py": HOLDER + LICENCE.replace("MIT", "GPL-2.0"), "LICENSES/GPL-2.0.txt": "GPL"},
            {"named"},
        ),
    ],
)
def test_a_fault_fails_its_own_criterion_and_no_other(
    tmp_path: Path, files: dict[str, str], wrong: set[str]
) -> None:
    found = seen(laid(tmp_path, files))
    assert {name for name, each in found.items() if each.standing is not Standing.MET} == wrong
    lint = [sys.executable, "-m", "reuse", "--root", tmp_path, "lint", "--quiet"]
    is_clean = subprocess.run(lint, check=False).returncode == 0
    assert is_clean == (not wrong - {"filled"})


@pytest.mark.parametrize(
    "left",
    [
        "2026 <name>",
        "YYYY Name",
        "20XX Ville",
        "2026 Your Name",
        "2026 TODO",
        "(c) {{ year }} {{ organization }}",
        "2026 Votre organisme",
    ],
)
def test_a_holder_that_was_not_filled_in_is_found(tmp_path: Path, left: str) -> None:
    laid(tmp_path, {"c.py": LICENCE + HOLDER.replace("2026 Ada", left)})
    assert seen(tmp_path)["filled"].standing is not Standing.MET
    laid(tmp_path, {"c.py": LICENCE + HOLDER.replace("2026 Ada", "2026 TODO Group")})
    assert seen(tmp_path)["filled"].standing is Standing.MET


# REUSE-IgnoreEnd


def test_the_first_files_are_named_and_the_others_counted(tmp_path: Path) -> None:
    laid(tmp_path, {f"src/{number:02}.py": "pass\n" for number in range(12)})
    finding = seen(tmp_path)["licences"]
    assert finding.values["files"] == {
        "fr": "src/00.py, src/01.py, src/02.py et 9 autres",
        "en": "src/00.py, src/01.py, src/02.py and 9 more",
    }
    assert finding.points == 0
    laid(tmp_path, {f"src/{number:02}.py": CLEAN["a.py"] for number in range(11)})
    assert seen(tmp_path)["licences"].points == 0.5


def test_an_empty_folder_is_not_established(tmp_path: Path) -> None:
    assert seen(tmp_path)["licences"].standing is Standing.NOT_ESTABLISHED


def test_a_broken_setting_is_red_and_says_where(tmp_path: Path) -> None:
    finding = seen(laid(tmp_path, {"REUSE.toml": "version = 1\n[[annotations]\n"}))["readable"]
    assert (finding.fact, finding.standing) == ("broken", Standing.UNMET)
    assert "line 2" in str(finding.values["why"])
