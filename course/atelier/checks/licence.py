# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A project says under which licence it is: a file, a text that is known, a holder, a year.

Only the places where a licence can be are looked at: the top of the project and ``LICENSES/``.
"""

import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from atelier.artefacts.text import Trouble, UnreadableTextError, read_text
from atelier.expression import names_in, read, readable
from atelier.holders import YEAR, blank_in, holder_in
from atelier.identification import COPYRIGHT_LINE, Identification, identify, tail
from atelier.licences import catalogue
from atelier.verdict import Finding, Verdict

LICENCE_FILE: Final = re.compile(
    r"(?:unlicense|licen[cs]e|copying)(?:\.lesser|-[a-z0-9+]+(?:[-.][0-9a-z+]+)*?)?"
    r"(?:\.md|\.txt|\.rst)?",
    re.IGNORECASE,
)
REUSE_FOLDER: Final = "LICENSES"
PROGRAM: Final = frozenset(
    {".cfg", ".css", ".html", ".js", ".json", ".py", ".svg", ".toml", ".xml"}
)
MOST_LICENCES: Final = 50  # more licence files than that are not read
MOST_TAGGED: Final = 100  # files at the top whose tags are read
# What must be said even where another file is in order; what is said only if nothing else is.
WARNINGS: Final = frozenset({"changed", "contradicted", "more", "not-free"})
SECOND: Final = frozenset({"not-for-code"})
# REUSE-IgnoreStart
TAG: Final = re.compile(r"SPDX-FileCopyrightText:[ \t]*(.+)")
# REUSE-IgnoreEnd


@dataclass(frozen=True, kw_only=True)
class LicenceFile:
    """A file that should hold a licence: its text, or the trouble that there is in reading it."""

    name: str
    text: str = ""
    trouble: Trouble | None = None


def check(folder: Path) -> Verdict:
    """Return whether the project in ``folder`` has a licence, a known text, a holder and a year."""
    folder = Path(folder)
    if not folder.is_dir():
        return _verdict(_present("not-a-folder", folder=str(folder)), [])
    try:
        names = sorted(entry.name for entry in os.scandir(folder))
    except OSError:
        return _verdict(_present("closed", folder=str(folder)), [])
    files = _licence_files(folder, names)
    present = _present("found", file=_listed(file.name for file in files)) if files else None
    return Verdict(
        subject="licence",
        findings=(
            present or _present("missing"),
            _identified(files),
            _held(folder, names, files),
        ),
    )


def _verdict(present: Finding, files: list[LicenceFile]) -> Verdict:
    held = Finding(criterion="holder", fact="not-looked-for", points=0)
    return Verdict(subject="licence", findings=(present, _identified(files), held))


def _present(fact: str, **values: object) -> Finding:
    return Finding(criterion="present", fact=fact, points=float(fact == "found"), values=values)


def _licence_files(folder: Path, names: list[str]) -> list[LicenceFile]:
    """Return the licence files at the top, or else those of REUSE's folder."""
    at_top = [name for name in names if _may_be_licence(folder / name)]
    if not at_top:
        within = folder / REUSE_FOLDER
        if within.is_dir() and _is_inside(within, folder):
            at_top = [f"{REUSE_FOLDER}/{path.name}" for path in sorted(within.iterdir())]
    return [_read(folder, name) for name in at_top[:MOST_LICENCES]]


def _may_be_licence(path: Path) -> bool:
    is_named = LICENCE_FILE.fullmatch(path.name) and path.suffix.lower() not in PROGRAM
    return bool(is_named) and (path.is_file() or path.is_symlink())


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _read(folder: Path, name: str) -> LicenceFile:
    try:
        return LicenceFile(name=name, text=read_text(folder, name))
    except UnreadableTextError as error:
        return LicenceFile(name=name, trouble=error.trouble)
    except (OSError, RuntimeError):  # a link that leads back to itself
        return LicenceFile(name=name, trouble=Trouble.LINK)


def _identified(files: list[LicenceFile]) -> Finding:
    """Return what the licence files are: the best of them speaks, unless one was changed."""
    findings = [_identity(file) for file in files]
    if not findings:
        return Finding(criterion="identified", fact="no-file", points=0)
    warned = [finding for finding in findings if finding.fact in WARNINGS]
    best = min(warned or findings, key=lambda finding: (-finding.points, finding.fact in SECOND))
    same = [finding for finding in findings if finding.fact == best.fact]
    values = {key: _listed(str(each.values.get(key, "")) for each in same) for key in best.values}
    return Finding(criterion="identified", fact=best.fact, points=best.points, values=values)


def _identity(file: LicenceFile) -> Finding:
    if file.trouble:
        return _seen(file, f"trouble-{file.trouble}", 0)
    if not file.text.strip():
        return _seen(file, "empty", 0)
    seen = identify(file.text)
    return _known(file, seen) if seen.licences else _strange(file, seen)


def _seen(file: LicenceFile, fact: str, points: float, **values: str) -> Finding:
    values["file"] = file.name
    return Finding(criterion="identified", fact=fact, points=points, values=values)


def _strange(file: LicenceFile, seen: Identification) -> Finding:
    """Return what there is to say of a text that is no licence's."""
    name = seen.stated or Path(file.name).stem
    if seen.change:
        values = {"expected": seen.change.expected, "found": seen.change.found}
        return _seen(file, "changed", 0, licence=seen.change.licence, **values)
    return _seen(file, "stated", 0.5, licence=name) if _is_spdx(name) else _seen(file, "unknown", 0)


def _known(file: LicenceFile, seen: Identification) -> Finding:
    """Return what there is to say of a text that is a licence's, word for word."""
    licence = catalogue()[seen.licences[0]]
    if seen.more:
        return _seen(file, "more", 0.5, licence=seen.name, more=seen.more)
    if seen.stated and _is_spdx(seen.stated) and not _agrees(seen):
        return _seen(file, "contradicted", 0.5, licence=seen.name, stated=seen.stated)
    if not licence.is_free:
        return _seen(file, "not-free", 0.5, licence=seen.name)
    if licence.category.made_for in {"content", "data"}:
        return _seen(file, "not-for-code", 1, licence=seen.name)
    if seen.name not in seen.licences:
        return _seen(file, "family", 1, licence=seen.name, first=licence.id)
    return _seen(file, "known", 1, licence=seen.name)


def _agrees(seen: Identification) -> bool:
    stated = {name.id for name in names_in(read(seen.stated))}
    return not stated.isdisjoint(seen.licences)


def _is_spdx(expression: str) -> bool:
    parsed = readable(expression)
    return parsed is not None and not any(name.is_reference for name in names_in(parsed))


def _held(folder: Path, names: list[str], files: list[LicenceFile]) -> Finding:
    def finding(fact: str, points: float, **values: str) -> Finding:
        return Finding(criterion="holder", fact=fact, points=points, values=values)

    for file in files:
        blank = _blank(file)
        if blank:
            return finding("blank", 0, file=file.name, blank=blank)
    nearest: Finding | None = None
    for name, line in _copyright_lines(folder, names, files):
        year, holder = YEAR.search(line), holder_in(line)
        if year and holder:
            return finding("named", 1, holder=holder, year=year.group(), file=name)
        if holder:
            nearest = nearest or finding("no-year", 0.5, holder=holder, file=name)
        elif year:
            nearest = nearest or finding("no-name", 0.5, year=year.group(), file=name)
    return nearest or finding("missing", 0)


def _blank(file: LicenceFile) -> str:
    """Return the first place left to fill in, but for the instructions after a licence."""
    if file.name.startswith(f"{REUSE_FOLDER}/"):
        return ""
    text = file.text.removesuffix(tail(file.text))
    lines = COPYRIGHT_LINE.finditer(text)
    return next(filter(None, (blank_in(line.group()) for line in lines)), "")


def _copyright_lines(
    folder: Path, names: list[str], files: list[LicenceFile]
) -> Iterator[tuple[str, str]]:
    """Yield the lines that may name a holder, each with its file; a licence's own do not count."""
    own = {line for licence in catalogue().values() for line in _lines_of(licence.text)}
    for file in files:
        if not file.name.startswith(f"{REUSE_FOLDER}/"):
            yield from ((file.name, line) for line in _lines_of(file.text) if line not in own)
    yield from (("REUSE.toml", line) for line in _reuse_lines(folder))
    others = [name for name in names if (folder / name).is_file() and name != "REUSE.toml"]
    for file in islice((_read(folder, name) for name in _readme_first(others)), MOST_TAGGED):
        is_prose = file.name.lower().startswith(("readme", "notice", "copyright", "authors"))
        lines = _lines_of(file.text) if is_prose else TAG.findall(file.text)
        yield from ((file.name, line) for line in lines if line not in own)


def _readme_first(names: Iterable[str]) -> list[str]:
    first = ("readme", "notice", "copyright")
    return sorted(names, key=lambda name: not name.lower().startswith(first))


def _lines_of(text: str) -> list[str]:
    found = (match.group().strip() for match in COPYRIGHT_LINE.finditer(text))
    return [line for line in found if not blank_in(line)]


def _reuse_lines(folder: Path) -> Iterator[str]:
    file = _read(folder, "REUSE.toml")
    try:
        annotations = tomllib.loads(file.text).get("annotations", [])
    except tomllib.TOMLDecodeError:
        return
    for annotation in annotations if isinstance(annotations, list) else []:
        held = annotation.get("SPDX-FileCopyrightText", []) if isinstance(annotation, dict) else []
        yield from map(str, held if isinstance(held, list) else [held])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
