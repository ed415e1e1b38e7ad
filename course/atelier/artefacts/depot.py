# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A repository to repair, ``depot/``: under which licence each file is, and who holds the rights.

The form writes ``REUSE.toml``, one table a file, and puts the texts of the licences beside it. A
person may as well write headers or ``.license`` files: the check reads all of them.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from atelier.artefacts import Answers, Choice, Question, Reading, Section
from atelier.licences import catalogue
from atelier.words import Language, words_beside

FOLDER: Final = "depot"
FILE: Final = f"{FOLDER}/REUSE.toml"
TEXTS: Final = "LICENSES"
FILES: Final = (
    "README.md",
    "data/bureaux.csv",
    "data/services.json",
    "docs/guide.md",
    "docs/photo.png",
    "src/dates.py",
    "src/minutes.py",
    "src/page.css",
    "src/vendor/natural.js",
)
EXPRESSIONS: Final = (
    "CC0-1.0",
    "CC-BY-4.0",
    "LiLiQ-P-1.1",
    "LiLiQ-R-1.1",
    "LiLiQ-R-1.1 AND MIT",
    "LiLiQ-R-1.1 OR MIT",
    "MIT",
)
# Who may be named. KEPT names nobody: what the file says itself is enough.
CITY: Final = "Ville de Port-Alouette"
PHOTOGRAPHER: Final = "Élise Marchand"
EMPLOYEE: Final = "Camille Roy"
KEPT: Final = "kept"
HOLDERS: Final = {
    "city": f"2026 {CITY}",
    "employee": f"2026 {EMPLOYEE}",
    "photographer": f"2024 {PHOTOGRAPHER}",
    KEPT: "",
}
LICENCE: Final = "licence"
HOLDER: Final = "holder"
# Beside what a file says itself, not in its place: its own notice is kept.
PRECEDENCE: Final = "aggregate"
IDENTIFIER_KEY: Final = "SPDX-License-Identifier"
COPYRIGHT_KEY: Final = "SPDX-FileCopyrightText"
COMMENT_KEY: Final = "SPDX-FileComment"


def sections(*, language: Language) -> tuple[Section, ...]:
    """Return one section a file: its licence, its holder."""
    words = words_beside(__file__)
    holders = tuple(
        Choice(holder, line or words.say("kept", language=language))
        for holder, line in HOLDERS.items()
    )
    questions = (
        Question(
            LICENCE,
            words.say("licence", language=language),
            tuple(Choice(expression, expression) for expression in EXPRESSIONS),
        ),
        Question(HOLDER, words.say("holder", language=language), holders),
    )
    return tuple(Section(file, file, questions) for file in FILES)


def read(text: str) -> Reading:
    """Return what ``text`` says of each file, where it says so as the form does."""
    blank = {LICENCE: "", HOLDER: ""}
    answers = {file: dict(blank) for file in FILES}
    try:
        page = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return Reading(answers, is_whole=False)
    tables = page.get("annotations", [])
    is_whole = set(page) <= {"version", "annotations"} and isinstance(tables, list)
    for table in tables if isinstance(tables, list) else []:
        told = _told(table)
        if told is None:
            is_whole = False
        else:
            answers[told[0]] = told[1]
    return Reading(answers, is_whole=is_whole)


def fill(text: str, answers: Answers, *, language: Language) -> str:  # noqa: ARG001 - a sheet
    """Return ``REUSE.toml`` with ``answers`` in it, written anew."""
    comment = words_beside(__file__).say("comment", language=language)
    tables = (_table(file, answers.get(file, {}), language) for file in FILES)
    return "\n".join([f"# {comment}", "version = 1", *filter(None, tables)]) + "\n"


def settle(folder: Path, answers: Answers) -> None:
    """Put the text of each licence chosen into ``LICENSES/``, and take away those not chosen.

    Only a text that is byte for byte the one put there is taken away; none is written over.
    """
    texts = folder / FOLDER / TEXTS
    if texts.is_symlink():
        raise NotADirectoryError(texts)
    texts.mkdir(exist_ok=True)
    chosen = {name for one in answers.values() for name in _licences_of(one.get(LICENCE, ""))}
    for name in {name for expression in EXPRESSIONS for name in _licences_of(expression)}:
        path, text = texts / f"{name}.txt", catalogue()[name].text.encode()
        if name in chosen and not path.exists():
            path.write_bytes(text)
        elif name not in chosen and path.is_file() and path.read_bytes() == text:
            path.unlink()


def _licences_of(expression: str) -> list[str]:
    return expression.replace(" OR ", " AND ").split(" AND ") if expression else []


def _table(file: str, answers: Mapping[str, str], language: Language) -> str:
    expression, holder = answers.get(LICENCE, ""), answers.get(HOLDER, "")
    if not expression and not holder:
        return ""
    rows = ["", "[[annotations]]", f'path = "{file}"', f'precedence = "{PRECEDENCE}"']
    if holder == KEPT:
        rows.append(f'{COMMENT_KEY} = "{words_beside(__file__).say("named", language=language)}"')
    elif holder:
        rows.append(f'{COPYRIGHT_KEY} = "{HOLDERS[holder]}"')
    if expression:
        rows.append(f'{IDENTIFIER_KEY} = "{expression}"')
    return "\n".join(rows)


def _told(table: Any) -> tuple[str, dict[str, str]] | None:  # noqa: ANN401 - what TOML may hold
    """Return the file of which a table speaks and what it says, if the form could have said so."""
    known = {"path", "precedence", COPYRIGHT_KEY, IDENTIFIER_KEY, COMMENT_KEY}
    if not isinstance(table, dict) or not set(table) <= known:
        return None
    file, expression = table.get("path"), table.get(IDENTIFIER_KEY, "")
    lines = {line: holder for holder, line in HOLDERS.items() if line}
    holder = lines.get(str(table.get(COPYRIGHT_KEY)))
    if COPYRIGHT_KEY not in table:
        holder = KEPT if COMMENT_KEY in table else ""
    is_form = table.get("precedence") == PRECEDENCE and expression in {"", *EXPRESSIONS}
    if file not in FILES or holder is None or not is_form:
        return None
    return str(file), {LICENCE: expression, HOLDER: holder}
