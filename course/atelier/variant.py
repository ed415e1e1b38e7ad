# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Which variant of an exercise a learner has: it follows from a seed, which a hand-in carries.

A seed follows from the identifier under which one hands in, so that a trainer can make it again
(``exercises/handin.schema.json`` says how). It stands in the file that is handed in: a check knows
from there, and from nowhere else, which variant it judges.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

TOKEN: Final = re.compile(r"seed-[0-9a-f]{16}")
LARGEST: Final = 10_000_000
Thing = TypeVar("Thing")


class Origin(StrEnum):
    """Where a variant comes from."""

    SEED = "seed"
    PUBLIC = "public"  # no seed: the first variant, whose answers are published
    OTHER = "other"  # the work is about another variant than its seed's


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The variant that is judged, counted from 0, of how many; ``seed`` is the one found."""

    number: int
    of: int
    seed: str = ""

    @property
    def origin(self) -> Origin:
        """Return where the variant comes from."""
        if not self.seed:
            return Origin.PUBLIC
        return Origin.SEED if number_of(self.seed, self.of) == self.number else Origin.OTHER


def seed_of(student: str, exercise: str) -> str:
    """Return the seed that follows from who hands in, and of which exercise."""
    return f"seed-{hashlib.sha256(f'{student}/{exercise}'.encode()).hexdigest()[:16]}"


def drawn_seed() -> str:
    """Return a seed by chance, for whoever has no identifier yet."""
    return f"seed-{secrets.token_hex(8)}"


def number_of(seed: str, of: int) -> int:
    """Return which of the variants follows from a seed; the first where there is none."""
    return int(seed.removeprefix("seed-"), 16) % of if TOKEN.fullmatch(seed) else 0


def seed_in(text: str) -> str:
    """Return the one seed that stands in a text; nothing where there is none, or several."""
    found = set(TOKEN.findall(text))
    return found.pop() if len(found) == 1 else ""


def seed_in_files(folder: Path, names: Iterable[str]) -> str:
    """Return the one seed that stands in these files of ``folder``."""
    files = [folder / name for name in names]
    found = [
        file.read_bytes().decode("ascii", errors="ignore")
        for file in files
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= LARGEST
    ]
    return seed_in("\n".join(found))


def in_order(things: Iterable[Thing], *salt: object) -> list[Thing]:
    """Return ``things`` in an order that follows from ``salt``, the same one on every computer."""

    def key(thing: Thing) -> str:
        return hashlib.sha256("/".join(map(str, (*salt, thing))).encode()).hexdigest()

    return sorted(things, key=key)
