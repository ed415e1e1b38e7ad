# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Each text in ``LICENSES/`` is that of SPDX: the file's name says which licence it must hold."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.declarations import LICENSES
from atelier.enumeration import counted, enumerated, visible
from atelier.expression import is_spdx
from atelier.identification import compared, identify
from atelier.licences import catalogue
from atelier.verdict import Finding, Standing, Verdict

MOST_FILES: Final = 300
MOST_SHOWN: Final = 5


def check(folder: Path) -> Verdict:
    """Return whether the licence texts that ``folder`` holds are SPDX's, word for word."""
    names = list(_names(folder))
    findings = [finding for name in names[:MOST_FILES] if (finding := _text(folder, name))]
    same = [finding for finding in findings if finding.standing is Standing.MET]
    others = [finding for finding in findings if finding.standing is not Standing.MET]
    told = others[:MOST_SHOWN]
    if rest := [str(finding.values["file"]) for finding in others[MOST_SHOWN:]]:
        told.append(_finding("others", 0, files=enumerated(rest)))
    if len(names) > MOST_FILES:
        told.append(_finding("too-many", None, most=MOST_FILES))
    if same:
        files = enumerated(str(finding.values["file"]) for finding in same)
        values = {"count": counted(len(same)), "files": files}
        told.append(_finding("same", 1, criterion="rest" if told else "text", **values))
    return Verdict(subject="texts", findings=tuple(told) or (_finding("none", None),))


def _names(folder: Path) -> Iterator[str]:
    """Yield the files below ``LICENSES/``, no link to a folder followed."""
    within = folder / LICENSES
    if not within.resolve().is_relative_to(folder.resolve()):
        return
    for here, folders, files in os.walk(within):
        folders.sort()
        for name in sorted(files):
            if not name.endswith(".license"):
                yield Path(here, name).relative_to(folder).as_posix()


def _text(folder: Path, name: str) -> Finding | None:
    """Return what there is to say of one file; nothing of a text of the project's own."""
    path = Path(name)
    licence = path.name if is_spdx(path.name) else path.stem
    if licence.startswith("LicenseRef-"):
        return None
    try:
        text = read_text(folder, name)
    except UnreadableTextError as error:
        return _finding(f"trouble-{error.trouble}", 0, file=visible(name))
    except (OSError, RuntimeError):
        return _finding("trouble-link", 0, file=visible(name))
    return _compared(name, licence, text) if licence in catalogue() else _met(name, licence, text)


def _met(name: str, licence: str, text: str) -> Finding:
    """Return what there is to say of a text that the course has not under this name."""
    file, held = visible(name), " / ".join(identify(text).licences)
    if not text.strip():
        return _finding("empty", 0, file=file)
    if is_spdx(licence):
        fact, points = ("other", 0) if held else ("not-here", None)
        return _finding(fact, points, file=file, licence=licence, held=held)
    return _finding("misnamed" if held else "unnamed", 0, file=file, held=held)


def _compared(name: str, licence: str, text: str) -> Finding:
    if not text.strip():
        return _finding("empty", 0, file=visible(name))
    seen = compared(text, licence)
    values = {"file": visible(name), "licence": licence}
    if seen.more:
        return _finding("more", 0.5, more=seen.more, **values)
    if not seen.change:
        return _finding("same", 1, **values)
    if held := identify(text).licences:
        return _finding("other", 0, held=" / ".join(held), **values)
    change = {"expected": seen.change.expected, "found": seen.change.found}
    return _finding("changed" if seen.change.found else "cut", 0, **change, **values)


def _finding(
    fact: str, points: float | None, *, criterion: str = "text", **values: object
) -> Finding:
    """Return a finding; without points, what is not established."""
    return Finding(
        criterion=criterion,
        fact=fact,
        points=points or 0,
        values=values,
        about=str(values.get("file", "")),
        is_established=points is not None,
    )
