# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The exact versions that are known to work together, on every Python that the README promises."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

PINS = re.findall(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+)$",
    (Path(__file__).parents[1] / "constraints.txt").read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)


@pytest.mark.parametrize(("name", "version"), PINS)
def test_every_pinned_version_accepts_the_oldest_python_of_the_course(
    name: str, version: str, root: Path
) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    oldest = project["requires-python"].removeprefix(">=") + ".0"
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not needed on this machine")
    assert installed.version == version
    assert SpecifierSet(installed.metadata["Requires-Python"] or "").contains(oldest)


def test_a_notebook_is_read_without_a_parser_that_takes_a_second_to_load() -> None:
    """Some versions of jsonschema build one, for addresses that no notebook has, at each start."""
    loaded = "import sys, nbformat; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
