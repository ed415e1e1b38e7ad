# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The SPDX License List: every identifier of a licence or an exception, with its name.

The list comes with the REUSE tool (SPDX License List 3.27.0, 2025-07-01, CC0-1.0).
Identifiers are the same whatever their case (SPDX specification, license expressions).
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One entry of the list: its identifier, its English name, whether it is still in use."""

    id: str
    name: str
    is_deprecated: bool


def licence(identifier: str) -> Listed | None:
    """Return the licence with this identifier, in any case, if the list has it."""
    return licences().get(identifier.casefold())


def exception(identifier: str) -> Listed | None:
    """Return the exception with this identifier, in any case, if the list has it."""
    return exceptions().get(identifier.casefold())


def successor(identifier: str) -> str:
    """Return the expression that says today what a deprecated identifier said, or nothing.

    ``GPL-3.0`` and ``GPL-3.0+`` are ``GPL-3.0-only`` and ``GPL-3.0-or-later`` today; the others
    stand in ``spdx.toml``, each with its source.
    """
    found = licence(identifier) or exception(identifier)
    if found and found.is_deprecated and found.id in _successors():
        return _successors()[found.id]
    stem, ending = identifier, "-only"
    if identifier.endswith("+"):
        stem, ending = identifier[:-1], "-or-later"
    older = licence(stem)
    if older is None or not older.is_deprecated:
        return ""
    today = licence(older.id + ending)
    return today.id if today else ""


@cache
def licences() -> Mapping[str, Listed]:
    """Return every licence of the list by its identifier in lower case."""
    return _read("licenses", "licenseId")


@cache
def exceptions() -> Mapping[str, Listed]:
    """Return every exception of the list by its identifier in lower case."""
    return _read("exceptions", "licenseExceptionId")


def _read(kind: str, key: str) -> Mapping[str, Listed]:
    text = files("reuse").joinpath(f"resources/{kind}.json").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = json.loads(text)[kind]
    return MappingProxyType(
        {
            entry[key].casefold(): Listed(
                id=entry[key], name=entry["name"], is_deprecated=entry["isDeprecatedLicenseId"]
            )
            for entry in entries
        }
    )


@cache
def _successors() -> Mapping[str, str]:
    table = tomllib.loads((FOLDER / "spdx.toml").read_text(encoding="utf-8"))
    return MappingProxyType(table["successor"])
