# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Dependencies: what is stated is judged, what is not stated is said not to be, never guessed."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from atelier import dependencies
from atelier.checks.dependencies import Joining, check, for_counsel
from atelier.combination import Linking
from atelier.dependencies import NotAnEnvironmentError, classifiers
from atelier.expression import is_spdx
from atelier.licences import catalogue
from atelier.verdict import Finding, Standing, Verdict
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES

HEADING = "License :: OSI Approved ::"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project under LiLiQ-R-1.1 that says so."""
    (tmp_path / "project").mkdir()
    write(tmp_path / "project", "package.json", {"license": "LiLiQ-R-1.1"})
    return tmp_path / "project"


def write(folder: Path, name: str, content: object) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(text, encoding="utf-8")


def npm(**packages: Mapping[str, Any]) -> dict[str, Any]:
    named = {f"node_modules/{name}": package for name, package in packages.items()}
    return {"lockfileVersion": 3, "packages": {"": {"license": "MIT"}, **named}}


def facts(verdict: Verdict) -> dict[str, Finding]:
    """Return the findings by fact; each must also be sayable in both languages."""
    for language in LANGUAGES:
        assert VerdictView(verdict, language=language).text()
    return {finding.fact: finding for finding in verdict.findings}


def installed(folder: Path, name: str, *lines: str, files: Mapping[str, str] | None = None) -> None:
    """Put a package's metadata into the environment ``folder``, as an installer does."""
    place = folder / f"lib/python3.11/site-packages/{name}-1.0.dist-info"
    (place / "licenses").mkdir(parents=True)
    stated = [*lines, *(f"License-File: {file}" for file in files or {})]
    head = ["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *stated, ""]
    (place / "METADATA").write_text("\n".join(head), encoding="utf-8")
    for file, text in (files or {}).items():
        (place / "licenses" / file).write_text(text, encoding="utf-8")


def test_a_licence_that_agrees_is_met_and_one_that_does_not_is_named_with_its_clause(
    folder: Path,
) -> None:
    write(folder, "package-lock.json", npm(a={"license": "MIT"}, b={"license": "Elastic-2.0"}))
    verdict = check(folder)
    refused = facts(verdict)["refused"]
    assert not verdict.is_met
    assert refused.values["name"] == "b"
    assert refused.values["reason"]
    assert refused.values["clause"]
    assert facts(verdict)["allowed"].values["count"] == {"fr": "1", "en": "1"}


@pytest.mark.parametrize(
    "name", ["package-lock.json", "npm-shrinkwrap.json", "web/package-lock.json"]
)
def test_npm_states_licences_wherever_the_file_lies(folder: Path, name: str) -> None:
    write(folder, name, npm(a={"license": "MPL-2.0", "version": "1.2.3"}))
    said = facts(check(folder))["allowed-conditions"].values["conditional"]
    assert said == {"fr": "a 1.2.3 (MPL-2.0)", "en": "a 1.2.3 (MPL-2.0)"}


def test_of_several_licences_that_composer_lists_one_may_be_chosen(folder: Path) -> None:
    packages = [{"name": "v/p", "version": "1", "license": ["Elastic-2.0", "MIT"]}]
    write(folder, "composer.lock", {"packages": packages, "packages-dev": []})
    assert check(folder).is_met
    assert "allowed" in facts(check(folder))


def test_what_is_for_development_is_counted_and_not_judged(folder: Path) -> None:
    write(folder, "package-lock.json", npm(a={"license": "Elastic-2.0", "dev": True}))
    verdict = check(folder)
    assert verdict.is_met
    assert "1" in facts(verdict)["allowed"].values["development"]["fr"]  # type: ignore[index]


def test_what_nobody_states_is_not_established_and_turns_nothing_red(folder: Path) -> None:
    lock = npm(a={}, b={"license": "Apache 2"}, c={"license": "UNLICENSED"}, d={"license": "curl"})
    write(folder, "package-lock.json", lock)
    verdict = check(folder)
    assert verdict.is_met
    assert not verdict.is_established
    seen = facts(verdict)
    assert seen["unstated"].values["names"] == {"fr": "a", "en": "a"}
    assert seen["strange"].values["count"] == {"fr": "2", "en": "2"}
    assert "d (curl)" in seen["not-established"].values["names"]["en"]  # type: ignore[index]
    assert "allowed" not in seen


def test_where_sources_do_not_settle_it_counsel_is_asked(folder: Path) -> None:
    write(folder, "package-lock.json", npm(a={"license": "GPL-3.0-only"}))
    assert facts(check(folder))["counsel"].standing is Standing.NOT_ESTABLISHED


@pytest.mark.parametrize("licence", ["SSPL-1.0", "EUPL-1.2", "AGPL-3.0-only", "OSL-3.0"])
def test_a_service_under_mit_of_a_network_copyleft_dependency_is_not_met(
    folder: Path, licence: str
) -> None:
    write(folder, "package.json", {"license": "MIT"})
    write(folder, "package-lock.json", npm(a={"license": licence}))
    verdict = check(folder, joining=Joining(usual=Linking.NETWORK_SERVICE))
    refused = facts(verdict)["refused"]
    assert not verdict.is_met
    assert refused.values["linking"] == {"fr": "service en ligne", "en": "online service"}


def test_how_many_dependencies_are_for_counsel_is_counted(folder: Path) -> None:
    write(folder, "package.json", {"license": "MIT"})
    lock = npm(
        a={"license": "GPL-3.0-only"}, b={"license": "AGPL-3.0-only"}, c={"license": "SSPL-1.0"}
    )
    write(folder, "package-lock.json", lock)
    verdict = check(folder)
    assert verdict.is_met
    assert for_counsel(verdict) == 3
    assert for_counsel(check(folder, joining=Joining(usual=Linking.NETWORK_SERVICE))) == 0


def test_the_way_of_joining_counts_for_all_or_for_one(folder: Path) -> None:
    write(folder, "package-lock.json", npm(**{"a.b": {"license": "GPL-3.0-only"}}))
    assert "counsel" in facts(check(folder))
    apart = Joining(named={"a-b": Linking.SEPARATE_PROCESS})
    assert "counsel" not in facts(check(folder, joining=apart))
    other = Joining(usual=Linking.SAME_WORK, named={"c": Linking.SEPARATE_PROCESS})
    assert "counsel" not in facts(check(folder, joining=Joining(usual=Linking.SEPARATE_PROCESS)))
    assert facts(check(folder, joining=other)) != facts(check(folder, joining=apart))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("poetry.lock", '[[package]]\nname = "a"\n', "silent-python"),
        ("uv.lock", '[[package]]\nname = "a"\n', "silent-python"),
        ("requirements.txt", "-r base.txt\na==1 # why\n", "silent-python"),
        ("Pipfile.lock", '{"default": {"a": {}}}', "silent-python"),
        ("yarn.lock", "a@1:\n", "silent-npm"),
        ("package-lock.json", '{"lockfileVersion": 1, "dependencies": {"a": {}}}', "silent-npm"),
        ("pnpm-lock.yaml", "packages: {}\n", "silent-npm"),
        ("Cargo.lock", '[[package]]\nname = "a"\n', "silent-rust"),
        ("go.sum", "a v1 h1:x=\n", "silent-go"),
        ("Gemfile.lock", "GEM\n", "silent-ruby"),
        ("pom.xml", "<project/>", "silent-java"),
        ("packages.lock.json", "{}", "silent-dotnet"),
    ],
)
def test_a_file_that_states_no_licence_is_listed_as_not_established(
    folder: Path, name: str, text: str, expected: str
) -> None:
    write(folder, name, text)
    verdict = check(folder)
    assert verdict.is_met
    assert facts(verdict)[expected].standing is Standing.NOT_ESTABLISHED


def test_a_manifest_without_a_lock_file_is_listed_too(folder: Path) -> None:
    write(folder, "pyproject.toml", '[project]\ndependencies = ["a"]\n')
    assert "silent-python" in facts(check(folder))
    (folder / "pyproject.toml").unlink()
    assert facts(check(folder))["none"].standing is Standing.MET


def test_where_no_file_speaks_of_dependencies_nothing_is_met(tmp_path: Path) -> None:
    verdict = check(tmp_path)
    assert {finding.standing for finding in verdict.findings} == {Standing.NOT_ESTABLISHED}
    assert "unknown" in facts(verdict)


@pytest.mark.parametrize(
    ("lines", "files", "licence"),
    [
        (["License-Expression: MPL-2.0", f"Classifier: {HEADING} MIT License"], {}, "MPL-2.0"),
        (["License: MIT"], {}, "MIT"),
        (["License: MIT License"], {}, ""),
        ([f"Classifier: {HEADING} MIT License"], {}, "MIT"),
        ([f"Classifier: {HEADING} BSD License"], {}, ""),
        ([f"Classifier: {HEADING} Apache Software License"], {}, ""),
        ([f"Classifier: {HEADING} GNU General Public License v3 (GPLv3)"], {}, ""),
        ([f"Classifier: {HEADING} {one}" for one in ("MIT License", "ISC License (ISCL)")], {}, ""),
        ([f"Classifier: {HEADING} BSD License"], {"LICENSE": "BSD-3-Clause"}, "BSD-3-Clause"),
        ([f"Classifier: {HEADING} MIT License"], {"LICENSE": "ISC"}, ""),
        ([], {"LICENSE": "GPL-3.0-only"}, ""),
        ([], {"LICENSE": "MIT", "COPYING": "ISC"}, ""),
        ([], {"AUTHORS": "MIT"}, ""),
        ([], {}, ""),
    ],
)
def test_an_environment_states_a_licence_or_none_and_nothing_is_guessed(
    folder: Path, tmp_path: Path, lines: list[str], files: dict[str, str], licence: str
) -> None:
    texts = {name: catalogue()[held].text for name, held in files.items()}
    installed(tmp_path / "venv", "one", *lines, files=texts)
    (package,) = dependencies.installed(tmp_path / "venv").dependencies
    assert package.licence == licence
    expected = "unstated" if not licence else "allowed" if licence != "MPL-2.0" else None
    assert expected is None or expected in facts(check(folder, environment=tmp_path / "venv"))


def test_the_project_itself_is_no_dependency_of_its_own(folder: Path, tmp_path: Path) -> None:
    write(folder, "pyproject.toml", '[project]\nname = "Mon_projet"\nlicense = "LiLiQ-R-1.1"\n')
    installed(tmp_path / "venv", "mon-projet", "License-Expression: Elastic-2.0")
    installed(tmp_path / "venv", "autre", "License-Expression: MIT")
    assert check(folder, environment=tmp_path / "venv").is_met


def test_what_a_lock_file_names_and_the_environment_lacks_is_named(
    folder: Path, tmp_path: Path
) -> None:
    write(
        folder,
        "requirements.txt",
        "there==1 \\\n  --hash=sha256:0\nLacking[x]>=2; python_version>'3'\n",
    )
    installed(tmp_path / "venv", "there", "License-Expression: MIT")
    seen = facts(check(folder, environment=tmp_path / "venv"))
    assert seen["absent"].values["names"] == {"fr": "Lacking", "en": "Lacking"}
    assert "silent-python" not in seen


def test_a_folder_without_packages_is_no_environment(folder: Path) -> None:
    with pytest.raises(NotAnEnvironmentError):
        check(folder, environment=folder)


def test_every_heading_means_a_licence_of_the_spdx_list() -> None:
    assert classifiers()
    assert all(map(is_spdx, classifiers().values()))


# ----------------------------------------------------------------------- the project's own licence


def own(folder: Path) -> Finding:
    return next(each for each in check(folder).findings if each.criterion == "own")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[project]\nlicense = "MIT"\n'),
        ("pyproject.toml", '[project]\nlicense = {text = "MIT"}\n'),
        ("pyproject.toml", '[tool.poetry]\nlicense = "MIT"\n'),
        ("package.json", '{"license": "MIT"}'),
        ("composer.json", '{"license": ["MIT"]}'),
        ("Cargo.toml", '[package]\nlicense = "MIT"\n'),
        ("publiccode.yml", "legal:\n  license: MIT\n"),
        ("LICENSE", catalogue()["MIT"].text),
    ],
)
def test_a_project_says_its_licence_in_its_manifest_or_its_licence_file(
    tmp_path: Path, name: str, text: str
) -> None:
    write(tmp_path, name, text)
    assert (own(tmp_path).fact, own(tmp_path).values["licence"]) == ("stated", "MIT")


def test_a_project_that_contradicts_itself_is_red(folder: Path) -> None:
    write(folder, "pyproject.toml", '[project]\nlicense = "MIT"\n')
    assert (own(folder).fact, own(folder).standing) == ("disagree", Standing.UNMET)
    (folder / "pyproject.toml").unlink()
    write(folder, "LICENSE", catalogue()["MIT"].text)
    assert own(folder).fact == "disagree"


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("LICENSE", catalogue()["GPL-3.0-only"].text, "several"),
        ("package.json", '{"license": "SEE LICENSE IN x"}', "not-followed"),
        ("package.json", '{"license": "SEE LICENSE IN ../outside.txt"}', "not-followed"),
        ("package.json", '{"license": "SEE LICENSE IN \\u0000"}', "not-followed"),
        ("package.json", '{"license": "Our own"}', "unreadable"),
        ("README.md", "MIT", "none"),
    ],
)
def test_a_licence_that_is_not_sure_is_not_established(
    tmp_path: Path, name: str, text: str, expected: str
) -> None:
    project = tmp_path / "project"
    write(tmp_path, "outside.txt", catalogue()["MIT"].text)
    write(project, name, text)
    write(project, "package-lock.json", npm(a={"license": "MIT"}))
    assert (own(project).fact, own(tmp_path).standing) == (expected, Standing.NOT_ESTABLISHED)
    assert "no-own" in facts(check(project))


@pytest.mark.parametrize("name", ["LICENSE", "legal/terms of use.md"])
def test_the_file_in_which_npm_says_that_the_licence_is_is_read(tmp_path: Path, name: str) -> None:
    write(tmp_path, "package.json", {"license": f"SEE LICENSE IN {name}"})
    write(tmp_path, name, catalogue()["MIT"].text)
    write(tmp_path, "package-lock.json", npm(a={"license": "GPL-3.0-only"}))
    assert (own(tmp_path).fact, own(tmp_path).values["licence"]) == ("stated", "MIT")
    assert "no-own" not in facts(check(tmp_path))
    assert {"counsel", "refused", "not-established"} & facts(check(tmp_path)).keys()
    write(tmp_path, name, catalogue()["GPL-3.0-only"].text)
    assert own(tmp_path).fact == "several"
    write(tmp_path, "pyproject.toml", '[project]\nlicense = "ISC"\n')
    assert own(tmp_path).fact == "disagree"


# --------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"packages": [1]}',
        '{"packages": {"node_modules/a": 5}}',
        "[" * 100_000,
        "\ufeff{",
        "nul",
    ],
)
@pytest.mark.parametrize("name", ["package-lock.json", "composer.lock", "Pipfile.lock"])
def test_a_broken_lock_file_is_said_to_be_broken(folder: Path, name: str, text: str) -> None:
    write(folder, name, text)
    verdict = check(folder)
    assert verdict.is_met
    assert {"broken", "silent-npm", "silent-python", "allowed"} & facts(verdict).keys()


@pytest.mark.parametrize(
    "text", ["a = ", "a=" + "[" * 50_000, "package = 3", "[[package]]\nname = 3"]
)
def test_a_broken_toml_file_stops_nobody(folder: Path, text: str) -> None:
    for name in ("poetry.lock", "Cargo.lock", "pyproject.toml", "Cargo.toml"):
        write(folder, name, text)
    assert facts(check(folder))


@pytest.mark.parametrize("text", ["[" * 50_000, "legal: 3", "legal: {license: [MIT]}", "\t- x: y"])
def test_a_broken_publiccode_file_stops_nobody(tmp_path: Path, text: str) -> None:
    write(tmp_path, "publiccode.yml", text)
    assert own(tmp_path).fact == "none"


def test_a_lock_file_of_a_hundred_megabytes_is_refused(folder: Path) -> None:
    with (folder / "package-lock.json").open("wb") as file:
        file.truncate(100_000_000)
    assert "huge" in facts(check(folder))


def test_links_and_pipes_are_not_opened(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, "outside.json", npm(a={"license": "MIT"}))
    (folder / "package-lock.json").symlink_to(tmp_path / "outside.json")
    (folder / "composer.lock").symlink_to("composer.lock")
    os.mkfifo(folder / "poetry.lock")
    os.mkfifo(folder / "pyproject.toml")
    verdict = check(folder)
    assert verdict.is_met
    closed = [finding for finding in verdict.findings if finding.fact == "closed"]
    assert len(closed) == 3


def test_installed_folders_are_not_looked_into(folder: Path) -> None:
    write(folder, "node_modules/a/package-lock.json", npm(a={"license": "Elastic-2.0"}))
    (folder / "round").symlink_to(folder)
    assert facts(check(folder))["none"]


def test_broken_metadata_are_not_established(folder: Path, tmp_path: Path) -> None:
    installed(tmp_path / "venv", "one", "License-Expression: MIT")
    (metadata,) = tmp_path.glob("venv/lib/*/*/*/METADATA")
    metadata.write_bytes(b"Name: \xff\xfe\n")
    assert "unstated" in facts(check(folder, environment=tmp_path / "venv"))
