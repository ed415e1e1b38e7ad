# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a project is built on, and the licence that each part states: lock files, environments.

Two kinds of lock file state licences: npm's ``package-lock.json`` and Composer's
``composer.lock``. The others name packages only; for Python, the metadata of an environment in
which they are installed states the rest. Nothing is guessed: a name or a heading that could mean
two licences means none.
"""

import importlib.metadata
import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from atelier.artefacts.text import Trouble, UnreadableTextError, read_text
from atelier.expression import readable
from atelier.identification import identify
from atelier.licences import FOLDER
from atelier.manifests import manifest, needs

MOST_BYTES: Final = 30_000_000
MOST_FILES: Final = 50
DEEPEST: Final = 4  # folders below the top in which lock files are looked for
NOT_OURS: Final = frozenset(
    {".git", ".hg", ".tox", ".venv", "node_modules", "site-packages", "target", "vendor", "venv"}
)
UNNAMED: Final = "?"
LICENCE_TEXT: Final = re.compile(r"(?:licen[cs]e|copying)(?:\.(?:md|txt|rst))?", re.IGNORECASE)


class Kind(StrEnum):
    """Whose packages a file names."""

    NPM = "npm"
    COMPOSER = "composer"
    PYTHON = "python"
    RUST = "rust"
    GO = "go"
    RUBY = "ruby"
    JAVA = "java"
    DOTNET = "dotnet"


SILENT: Final[Mapping[str, Kind]] = {
    "poetry.lock": Kind.PYTHON,
    "uv.lock": Kind.PYTHON,
    "pdm.lock": Kind.PYTHON,
    "pylock.toml": Kind.PYTHON,
    "Pipfile.lock": Kind.PYTHON,
    "requirements.txt": Kind.PYTHON,
    "yarn.lock": Kind.NPM,
    "pnpm-lock.yaml": Kind.NPM,
    "bun.lock": Kind.NPM,
    "Cargo.lock": Kind.RUST,
    "go.sum": Kind.GO,
    "Gemfile.lock": Kind.RUBY,
    "pom.xml": Kind.JAVA,
    "gradle.lockfile": Kind.JAVA,
    "packages.lock.json": Kind.DOTNET,
}
STATING: Final[Mapping[str, Kind]] = {
    "package-lock.json": Kind.NPM,
    "npm-shrinkwrap.json": Kind.NPM,
    "composer.lock": Kind.COMPOSER,
}
MANIFESTS: Final[Mapping[str, Kind]] = {
    "pyproject.toml": Kind.PYTHON,
    "package.json": Kind.NPM,
    "composer.json": Kind.COMPOSER,
    "Cargo.toml": Kind.RUST,
}


@dataclass(frozen=True, kw_only=True)
class Dependency:
    """One package: ``licence`` is what is stated of it, word for word, or nothing."""

    name: str
    version: str
    licence: str
    is_for_development: bool = False

    @property
    def called(self) -> str:
        """Return its name with its version."""
        return " ".join(filter(None, (self.name, self.version)))


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file or an environment that names packages.

    ``states_licences`` or names only; where it could not be read, ``trouble`` says why.
    """

    name: str
    kind: Kind
    dependencies: tuple[Dependency, ...] = ()
    states_licences: bool = False
    trouble: str = ""


class NotAnEnvironmentError(Exception):
    """A folder holds no Python packages."""


def sources(folder: Path) -> tuple[Source, ...]:
    """Return what the lock files in ``folder`` name, else what its manifests say it needs."""
    found = tuple(_source(folder, name) for name in _lock_files(folder))
    kinds = {source.kind for source in found}
    others = (Source(name=name, kind=MANIFESTS[name]) for name in needs(folder))
    return (*found, *(each for each in others if each.kind not in kinds))


def installed(environment: Path, *, without: str = "") -> Source:
    """Return the packages of a Python environment; none of their programs is run.

    ``without`` is the project itself. Raises NotAnEnvironmentError where there is none.
    """
    places = [str(place) for place in site_packages(environment)]
    if not places:
        raise NotAnEnvironmentError(str(environment))
    found: dict[str, Dependency] = {}
    for each in importlib.metadata.distributions(path=places):
        package = _package(each)
        if canonicalize_name(package.name) != canonicalize_name(without):
            found.setdefault(canonicalize_name(package.name), package)
    return Source(
        name=environment.name or str(environment),
        kind=Kind.PYTHON,
        dependencies=tuple(found[name] for name in sorted(found)),
        states_licences=True,
    )


def site_packages(environment: Path) -> list[Path]:
    """Return the folders in which a Python environment keeps packages."""
    within = [
        *sorted(environment.glob("lib*/python3*/site-packages")),
        environment / "Lib" / "site-packages",
    ]
    places = {place.resolve(): place for place in within if place.is_dir()}
    if not places and any(environment.glob("*.dist-info")):
        places = {environment.resolve(): environment}
    return list(places)


def own_name(folder: Path) -> str:
    """Return what the Python project in ``folder`` is called, or nothing."""
    project = manifest(folder, "pyproject.toml").get("project")
    name = project.get("name") if isinstance(project, dict) else ""
    return name if isinstance(name, str) else ""


# ----------------------------------------------------------------------------------- lock files


def _lock_files(folder: Path) -> list[str]:
    """Return the lock files in ``folder`` and not too deep below, without following links."""
    found: list[str] = []
    for here, folders, files in os.walk(folder):
        depth = len(Path(here).relative_to(folder).parts)
        folders[:] = sorted(set(folders) - NOT_OURS) if depth < DEEPEST else []
        names = [name for name in sorted(files) if name in STATING or name in SILENT]
        found += [Path(here, name).relative_to(folder).as_posix() for name in names]
        if len(found) >= MOST_FILES:
            break
    return found[:MOST_FILES]


def _source(folder: Path, name: str) -> Source:
    file = Path(name).name
    kind = STATING.get(file) or SILENT[file]
    try:
        text = read_text(folder, name, most=MOST_BYTES)
        return _stated(name, file, text) if file in STATING else _silent(name, file, text)
    except UnreadableTextError as error:
        huge = error.trouble is Trouble.HUGE
        return Source(name=name, kind=kind, trouble="huge" if huge else "closed")
    except (OSError, RuntimeError) as error:
        # RecursionError is a RuntimeError: a file nested without end
        fact = "broken" if isinstance(error, RecursionError) else "closed"
        return Source(name=name, kind=kind, trouble=fact)
    except (ValueError, TypeError, AttributeError):
        return Source(name=name, kind=kind, trouble="broken")


def _stated(name: str, file: str, text: str) -> Source:
    table = json.loads(text)
    kind = STATING[file]
    if kind is Kind.COMPOSER:
        found = tuple(_composer(table))
    elif "packages" in table:
        found = tuple(_npm(table["packages"]))
    else:  # the first form of the file, which states no licence
        return Source(name=name, kind=kind)
    return Source(name=name, kind=kind, dependencies=found, states_licences=True)


def _npm(packages: Mapping[str, Any]) -> Iterator[Dependency]:
    """Yield the packages of npm's lock file; the project's own folders are none."""
    for place, package in packages.items():
        if "node_modules/" not in place or package.get("link"):
            continue
        yield Dependency(
            name=str(package.get("name") or place.rpartition("node_modules/")[2]),
            version=_text(package.get("version")),
            licence=_text(package.get("license")),
            is_for_development=bool(package.get("dev")),
        )


def _composer(table: Mapping[str, Any]) -> Iterator[Dependency]:
    """Yield the packages of Composer's lock file; of several licences, one may be chosen."""
    for key in ("packages", "packages-dev"):
        for package in table.get(key) or ():
            stated = package.get("license") or []
            several = stated if isinstance(stated, list) else [stated]
            offered = [_text(each) for each in several if _text(each)]
            wrapped = offered if len(offered) == 1 else [f"({each})" for each in offered]
            yield Dependency(
                name=_text(package.get("name")),
                version=_text(package.get("version")),
                licence=" OR ".join(wrapped),
                is_for_development=key == "packages-dev",
            )


def _silent(name: str, file: str, text: str) -> Source:
    found: Iterable[str] = ()
    if file == "requirements.txt":
        found = _required(text)
    elif file == "Pipfile.lock":
        found = json.loads(text).get("default") or ()
    elif file in {"poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "Cargo.lock"}:
        table = tomllib.loads(text)
        packages = table.get("package") or table.get("packages") or ()
        found = [_text(package.get("name")) for package in packages]
    packages = (Dependency(name=each, version="", licence="") for each in found if each)
    return Source(name=name, kind=SILENT[file], dependencies=tuple(packages))


def _required(text: str) -> Iterator[str]:
    """Yield the names that a requirements file lists; its options and addresses are left out."""
    for line in text.splitlines():
        wanted = re.split(r"(?:^|\s)#|\s--?\w", line, maxsplit=1)[0].strip().rstrip("\\")
        if wanted and not wanted.startswith("-"):
            try:
                yield Requirement(wanted).name
            except InvalidRequirement:
                continue


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


# --------------------------------------------------------------------------------- environments


def _package(each: importlib.metadata.Distribution) -> Dependency:
    """Return what the metadata say of one package; where they cannot be read, that it is there."""
    try:
        name, version = _field(each, "Name"), _field(each, "Version")
        return Dependency(name=name or UNNAMED, version=version, licence=_says(each))
    except (OSError, ValueError, AttributeError):
        return Dependency(name=UNNAMED, version="", licence="")


def _field(each: importlib.metadata.Distribution, name: str) -> str:
    return str((each.metadata.get_all(name) or [""])[0]).strip()


def _says(each: importlib.metadata.Distribution) -> str:
    """Return the licence that a package's metadata states, where all that it says agrees.

    License-Expression speaks alone (PEP 639). Else a field that is an SPDX expression, the one
    licence heading (never one that PEP 639 calls ambiguous), and the licence text itself, which
    must be known word for word.
    """
    metadata = each.metadata
    if expression := _field(each, "License-Expression"):
        return expression
    field = _field(each, "License")
    headings = [
        str(heading)
        for heading in metadata.get_all("Classifier") or []
        if str(heading).startswith("License :: ")
    ]
    told = {
        str(readable(field) or ""),
        classifiers().get(headings[0], "") if len(headings) == 1 else "",
        _text_says(each),
    } - {""}
    return next(iter(told)) if len(told) == 1 else ""


def _text_says(each: importlib.metadata.Distribution) -> str:
    """Return the licence whose text, word for word, is all that the licence files hold."""
    found: set[tuple[str, ...]] = set()
    for name in map(str, each.metadata.get_all("License-File") or []):
        path = Path(name)
        if not LICENCE_TEXT.fullmatch(path.name) or ".." in path.parts or path.is_absolute():
            continue
        try:
            text = each.read_text(f"licenses/{name}") or each.read_text(name) or ""
        except (OSError, ValueError):
            return ""
        seen = identify(text)
        found.add(() if seen.more else seen.licences)
    licences = next(iter(found)) if len(found) == 1 else ()
    return licences[0] if len(licences) == 1 else ""


@cache
def classifiers() -> Mapping[str, str]:
    """Return the headings of Python's package index that mean one licence each."""
    table = tomllib.loads((FOLDER / "classifiers.toml").read_text(encoding="utf-8"))
    return {f"License :: {heading}": licence for heading, licence in table["means"].items()}
