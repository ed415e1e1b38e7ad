# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What both notations share: keys taken over by ``<<``, words for no, and jobs made by a matrix."""

from collections.abc import Mapping
from itertools import islice, product
from typing import Any, Final

MOST: Final = 50  # jobs that one matrix makes
OFF: Final = frozenset({"", "false", "no", "off", "null", "~"})


def merged(found: Mapping[str, Any], seen: set[int] | None = None) -> dict[str, Any]:
    """Return a mapping with the keys that it takes over (``<<: *model``), each model once."""
    seen = {id(found)} if seen is None else seen
    taken = found.get("<<", ())
    whole: dict[str, Any] = {}
    for each in reversed(taken if isinstance(taken, list) else [taken]):
        if isinstance(each, dict) and id(each) not in seen:
            seen.add(id(each))
            whole |= merged(each, seen)
    return whole | {key: value for key, value in found.items() if key != "<<"}


def is_off(found: object) -> bool:
    """Return whether a switch is off: it is not there, or says no in a way that YAML knows."""
    if found is None:
        return True
    said = str(found).strip()
    if said.startswith("${{") and said.endswith("}}"):
        said = said[3:-2].strip()
    return not isinstance(found, dict | list) and said.casefold() in OFF


def combinations(matrix: object) -> list[dict[str, str]]:
    """Return the values that each job of a matrix has; one job without values where there is none.

    GitLab writes a list of tables, GitHub one table, with more of them in ``include``.
    """
    if matrix is None:
        return [{}]
    tables = matrix if isinstance(matrix, list) else [matrix]
    found: list[dict[str, str]] = []
    for table in tables:
        if not isinstance(table, dict):
            continue
        axes = {
            name: value if isinstance(value, list) else [value]
            for name, value in merged(table).items()
            if name not in {"include", "exclude"}
        }
        made = product(*axes.values()) if axes else ()
        found += [
            {name: str(value) for name, value in zip(axes, values, strict=True)}
            for values in islice(made, MOST)
        ]
        more = table.get("include")
        found += [
            {str(name): str(value) for name, value in each.items()}
            for each in (more if isinstance(more, list) else ())
            if isinstance(each, dict)
        ]
    return found[:MOST]


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with the values of a matrix in it, in the notation of either forge."""
    for name, value in values.items():
        for face in (f"${{{{ matrix.{name} }}}}", f"${{{{matrix.{name}}}}}"):
            text = text.replace(face, value)
        text = text.replace(f"${{{name}}}", value)
        if text.strip().strip("\"'") == f"${name}" or f"${name} " in f"{text} ":
            text = f"{text} ".replace(f"${name} ", f"{value} ").rstrip()
    return text
