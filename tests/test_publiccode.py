# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The project's own entry for catalogues of public code (standard 0.7.0, read 2026-06-24)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from license_expression import get_spdx_licensing

MANDATORY = {
    "publiccodeYmlVersion",
    "name",
    "url",
    "platforms",
    "developmentStatus",
    "softwareType",
    "description",
    "legal",
    "maintenance",
    "localisation",
}


@pytest.fixture(scope="module")
def entry(root: Path) -> Any:
    return yaml.safe_load((root / "publiccode.yml").read_text(encoding="utf-8"))


def test_every_mandatory_key_is_there(entry: Any) -> None:
    assert entry.keys() >= MANDATORY
    assert entry["localisation"].keys() >= {"localisationReady", "availableLanguages"}


def test_values_are_in_the_closed_lists_of_the_standard(entry: Any) -> None:
    assert entry["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert entry["softwareType"] == "standalone/other"
    assert entry["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert entry["maintenance"]["contacts"], "community maintenance names a contact"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_describe_the_software_within_the_allowed_lengths(
    entry: Any, language: str
) -> None:
    description = entry["description"][language]
    assert len(description["shortDescription"]) <= 150
    assert 150 <= len(description["longDescription"]) <= 10_000
    assert 5 <= len(description["features"]) <= 20


def test_the_licence_is_the_one_the_project_carries(entry: Any, root: Path) -> None:
    expression = entry["legal"]["license"]
    assert not get_spdx_licensing().validate(expression).errors
    assert (root / "LICENSES" / f"{expression}.txt").is_file()


def test_the_version_is_the_one_that_is_installed(entry: Any, root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert entry["softwareVersion"] == project["version"]
    assert entry["legal"]["license"] == project["license"]


def test_the_logo_exists(entry: Any, root: Path) -> None:
    assert (root / entry["logo"]).is_file()
