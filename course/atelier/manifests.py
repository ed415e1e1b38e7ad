# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a project says of itself in the files of its tools: its licence and what it needs."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from atelier.artefacts.text import UnreadableTextError, read_text

MOST_BYTES: Final = 1_000_000
# The documentation of package.json, field "license".
SEE: Final = re.compile(r"\s*SEE LICEN[CS]E IN\s+(\S.*?)\s*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The licence of the whole project, as one of its files words it."""

    file: str
    licence: str

    @property
    def named_file(self) -> str:
        """Return the file in which npm's wording says that the licence is, or nothing."""
        found = SEE.fullmatch(self.licence)
        return found[1].strip("<>") if found else ""


def statements(folder: Path) -> tuple[Statement, ...]:
    """Return what the manifests at the top of ``folder`` state of its licence."""
    return tuple(
        Statement(file=name, licence=licence)
        for name, reader in STATING.items()
        if (licence := reader(manifest(folder, name)).strip())
    )


def manifest(folder: Path, name: str) -> Mapping[str, Any]:
    """Return what the file ``name`` holds; nothing where it is not there or cannot be read."""
    try:
        text = read_text(folder, name, most=MOST_BYTES)
        parsed = PARSERS[Path(name).suffix](text)
    except (UnreadableTextError, OSError, ValueError, yaml.YAMLError, RecursionError, RuntimeError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def needs(folder: Path) -> Iterator[str]:
    """Yield the names of the manifests that name something they need."""
    for name, keys in NEEDING.items():
        if any(_at(manifest(folder, name), key) for key in keys):
            yield name


def _at(table: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401  # what a file may hold
    found: Any = table
    for part in key.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _python(table: Mapping[str, Any]) -> str:
    stated = _at(table, "project.license")
    if isinstance(stated, Mapping):
        stated = stated.get("text")
    one_line = _text(stated or _at(table, "tool.poetry.license"))
    return "" if "\n" in one_line else one_line


def _composer(table: Mapping[str, Any]) -> str:
    """Return the licence; of several, one may be chosen (https://getcomposer.org/doc/04-schema.md)."""
    stated = table.get("license")
    several = stated if isinstance(stated, list) else [stated]
    return " OR ".join(filter(None, map(_text, several)))


STATING: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "pyproject.toml": _python,
    "package.json": lambda table: _text(table.get("license")),
    "composer.json": _composer,
    "Cargo.toml": lambda table: _text(_at(table, "package.license")),
    "publiccode.yml": lambda table: _text(_at(table, "legal.license")),
}
NEEDING: Final[Mapping[str, tuple[str, ...]]] = {
    "pyproject.toml": ("project.dependencies", "tool.poetry.dependencies"),
    "package.json": ("dependencies",),
    "composer.json": ("require",),
    "Cargo.toml": ("dependencies",),
}
PARSERS: Final[Mapping[str, Callable[[str], Any]]] = {
    ".json": json.loads,
    ".toml": tomllib.loads,
    ".yml": yaml.safe_load,
}
