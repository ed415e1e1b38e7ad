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
LONGEST: Final = 1000  # bytes of a line in which a password is looked for
NAMES: Final = (
    "passw(?:or)?d|passphrase|mot_?de_?passe|secret|token|jeton|api[_-]?key|cle[_-]?(?:api|secrete)"
)
# What is in every name above, and is looked for first: most lines hold none.
HINTS: Final = (
    *(b"passw", b"passphrase", b"passe", b"secret", b"token", b"jeton"),
    *(b"apikey", b"api_key", b"api-key", b"cleapi", b"cle_api", b"cle-api"),
)
# No person would choose such a value for a label.
VALUE: Final = r"(?P<value>(?=[^\s\"'<]*\d)(?=[^\s\"'<]*[A-Za-z])[\w!@#%^&*+/.~$-]{8,})"
# ``NAME = value`` alone on its line; ``NAME = "value"``, ``NAME => 'value'`` in any program;
# ``<NAME>value<``.
LIKELY: Final = tuple(
    re.compile(each.encode(), re.IGNORECASE)
    for each in (
        rf"""^\s*(?:export\s+|-\s+)?[\w.-]*(?:{NAMES})[\w-]*\s*[:=]\s*{VALUE},?\s*(?:\s[#;].*)?$""",
        rf"""(?:{NAMES})[\w-]{{0,40}}["'\]]{{0,2}}\s*(?:=>|[:=,]|:=)\s*(?P<q>["']){VALUE}(?P=q)""",
        rf"""<[\w.:-]*(?:{NAMES})[\w-]{{0,40}}>\s*{VALUE}\s*<""",
    )
)
ADDRESS: Final = re.compile(
    rb"://[^\s:/@\"']{0,100}:(?P<value>(?=[^@]*\d)(?=[^@]*[A-Za-z])[^\s:/@\"'<>{}$()\[\]]{8,200})@[\w.-]"
)
# What is said of a credential (its file, its kind), a version, a variable: nothing that opens.
ABOUT: Final = re.compile(
    rb"(?:name|nom|file|fichier|path|type|url|uri|ref|id|ttl|sha\d*|hash)s?[\"'\]]{0,2}\s*[:=,>]",
    re.IGNORECASE,
)
NO_SECRET: Final = re.compile(
    rb"[v^~]?\d+\.\d+\.\d+\S*|\$\w+|(?:[a-z_]\w*\.)+[a-z_]\w*", re.IGNORECASE
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
    """Yield what follows a name such as ``password``, and is no blank that waits to be filled.

    The password in an address (``scheme://name:password@host``) is one too.
    """
    for line in _lines_with(content, HINTS):
        found = next(filter(None, (shape.search(line) for shape in LIKELY)), None)
        if found and not ABOUT.search(line, 0, found.start("value")):
            yield from _meant(found)
    for line in _lines_with(content, (b"://",)):
        for found in ADDRESS.finditer(line):
            yield from _meant(found)


def readable(content: bytes) -> bytes:
    """Return a text as UTF-8 where it is UTF-16, as some computers write what a command said."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").encode()
    return content


def masked(text: str) -> str:
    """Return a text in which no credential stands whole."""
    content = text.encode("utf-8", "surrogateescape")
    for found in {each for _, each in credentials_in(content)} | set(likely_in(content)):
        content = content.replace(found, hidden(found).encode())
    return content.decode("utf-8", "surrogateescape")


def hidden(credential: bytes) -> str:
    """Return the first characters of a credential, and dots for the others."""
    return credential[:SHOWN].decode("utf-8", "replace").strip() + "…"


def _meant(found: re.Match[bytes]) -> Iterator[bytes]:
    value = found["value"]
    if not BLANK.search(value) and not NO_SECRET.fullmatch(value):
        yield value


def _lines_with(content: bytes, hints: tuple[bytes, ...]) -> Iterator[bytes]:
    """Yield the lines that hold one of ``hints``, once each, and are not too long to be written."""
    lower = content.lower()
    starts = set()
    for hint in hints:
        at = lower.find(hint)
        while at >= 0:
            starts.add(lower.rfind(b"\n", 0, at) + 1)
            end = lower.find(b"\n", at)
            at = lower.find(hint, end) if end >= 0 else -1
    for start in sorted(starts):
        line = content[start : start + LONGEST + 1].partition(b"\n")[0]
        if len(line) <= LONGEST:
            yield line
