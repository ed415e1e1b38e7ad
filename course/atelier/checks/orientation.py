# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A learner's profile: four answers out of closed lists, and a path that suits the work."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from atelier.artefacts.profile import (
    FIELDS,
    FILE,
    BrokenProfileError,
    Entry,
    entries_of,
    key_of,
    words_of,
)
from atelier.artefacts.text import UnreadableTextError, read_text
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

WORDS: Final = words_beside(__file__)
Faces = dict[Language, str]


def check(folder: Path) -> Verdict:
    """Return whether ``profil.yml`` in ``folder`` is valid and consistent."""
    try:
        entries = entries_of(read_text(folder, FILE))
    except UnreadableTextError as error:
        valid = _unmet("unreadable", seen=error.seen(), step=error.next_step())
        return _verdict(valid, {})
    except BrokenProfileError as error:
        return _verdict(_unmet("broken", file=FILE, line=error.line), {})
    return _verdict(_valid(entries), _chosen(entries))


def paths_for(role: str) -> list[str]:
    """Return the paths that suit ``role``."""
    paths = WORDS.table(f"suits.{role}", language="en")["paths"]
    return list(paths) if isinstance(paths, list) else []


def _verdict(valid: Finding, chosen: dict[str, str]) -> Verdict:
    return Verdict(subject="orientation", findings=(valid, _consistent(chosen)))


def _unmet(fact: str, **values: object) -> Finding:
    return Finding(criterion="valid", fact=fact, points=0, values=values)


def _chosen(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the answers that leave no doubt: in the list, and given once."""
    fields = [entry.field for entry in entries]
    return {
        entry.field: entry.choice
        for entry in entries
        if entry.field and entry.choice and fields.count(entry.field) == 1
    }


def _valid(entries: Sequence[Entry]) -> Finding:
    right = len(_chosen(entries))
    faults = _faults(entries)
    if not faults:
        return Finding(criterion="valid", fact="right", points=1)
    is_more = right == len(FIELDS)
    return Finding(
        criterion="valid",
        fact="more" if is_more else "faults",
        points=right / 4 - (0.25 if is_more else 0),
        values={"right": right, "faults": _joined(faults, "; "), "file": FILE},
    )


def _faults(entries: Sequence[Entry]) -> list[Faces]:
    faults: list[Faces] = []
    met: set[str] = set()
    for entry in entries:
        if entry.field is None:
            faults.append(WORDS.in_both("fault.unknown", line=entry.line, key=entry.key))
        elif entry.field in met:
            faults.append(WORDS.in_both("fault.twice", line=entry.line, key=entry.key))
        elif entry.choice is None:
            faults.append(
                WORDS.in_both(
                    "fault.outside" if entry.word else "fault.blank",
                    line=entry.line,
                    key=entry.key,
                    word=entry.word,
                    expected=_list(entry.field),
                )
            )
        met.add(entry.field or "")
    missing = (field for field in FIELDS if field not in met)
    return faults + [WORDS.in_both("fault.missing", key=_key(field)) for field in missing]


def _consistent(chosen: dict[str, str]) -> Finding:
    role, path = chosen.get("role"), chosen.get("path")
    if not role or not path:
        return Finding(criterion="consistent", fact="unknown", points=0)
    suits = path in paths_for(role)
    return Finding(
        criterion="consistent",
        fact="suits" if suits else "differs",
        points=1 if suits else 0,
        values={
            "role": _word("role", role),
            "path": _word("path", path),
            "because": WORDS.in_both(f"suits.{role}.because"),
            "admissible": _joined([_word("path", fit) for fit in paths_for(role)], ", "),
        },
    )


def _key(field: str) -> Faces:
    return {language: key_of(field, language=language) for language in LANGUAGES}


def _word(field: str, choice: str) -> Faces:
    return {language: words_of(field, language=language)[choice] for language in LANGUAGES}


def _list(field: str) -> Faces:
    return _joined([_word(field, choice) for choice in words_of(field, language="en")], ", ")


def _joined(faces: Sequence[Faces], separator: str) -> Faces:
    return {language: separator.join(face[language] for face in faces) for language in LANGUAGES}
