# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What gives access: credentials told by the shape that their issuer gave them, and likely ones.

A credential is never shown whole: whoever reads a verdict must not learn it there.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from atelier.words import Language

SHOWN: Final = 7  # characters of a credential
NAMES: Final = (
    "passw(?:or)?d|passphrase|mot_?de_?passe|secret|token|jeton|api[_-]?key|cle[_-]?(?:api|secrete)"
)
# A name that says what it is, and a value that no person would choose for a label.
LIKELY: Final = re.compile(
    (
        rf"""^[ \t]*(?:export[ \t]+|-[ \t]+)?["']?[\w.-]*(?:{NAMES})[\w-]*["']?[ \t]*[:=][ \t]*"""
        r"""(?P<quote>["']?)(?P<value>(?=[^\s"']*\d)(?=[^\s"']*[A-Za-z])[\w!@#%^&*+/.~-]{8,})"""
        r"""(?P=quote)[,;]?[ \t]*\r?$"""
    ).encode(),
    re.IGNORECASE | re.MULTILINE,
)
BLANK: Final = re.compile(
    rb"example|exemple|change|placeholder|dummy|fictif|your|votre|test|x{4}|\*{3}|1234|abcd",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """One kind of credential: what it is called and what it looks like."""

    name: Mapping[Language, str]
    begins: tuple[bytes, ...]
    shape: re.Pattern[bytes]
    exceptions: frozenset[bytes]


@cache
def kinds() -> tuple[Kind, ...]:
    """Return every kind of credential whose issuer gave it a shape."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        Kind(
            name=table["name"],
            begins=tuple(each.encode() for each in table["begins"]),
            shape=_shape(table["begins"], table["then"]),
            exceptions=frozenset(each.encode() for each in table.get("except", ())),
        )
        for table in tables.values()
    )


def _shape(begins: list[str], then: str) -> re.Pattern[bytes]:
    either = "|".join(map(re.escape, begins))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{either})(?:{then})".encode())


def credentials_in(content: bytes) -> Iterator[tuple[Kind, bytes]]:
    """Yield each credential that ``content`` holds, told by its shape.

    The plain beginnings are looked for first: a history has far more bytes than credentials.
    """
    for kind in kinds():
        if any(begin in content for begin in kind.begins):
            found = (match[0] for match in kind.shape.finditer(content))
            yield from ((kind, each) for each in found if each not in kind.exceptions)


def likely_in(content: bytes) -> Iterator[bytes]:
    """Yield what follows a name such as ``password``, and is no blank that waits to be filled."""
    for match in LIKELY.finditer(content):
        if not BLANK.search(match["value"]):
            yield match["value"]


def hidden(credential: bytes) -> str:
    """Return the first characters of a credential, and dots for the others."""
    return credential[:SHOWN].decode("utf-8", "replace").strip() + "…"
