# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Criterion by criterion: what was looked for, what was seen, what to do next.

A verdict speaks in facts (names and values); the words for them lie in the TOML file
beside the check that spoke, and views put the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atelier.variant import Variant


class Standing(StrEnum):
    """Where a criterion stands."""

    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    NOT_ESTABLISHED = "not-established"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a check saw of one criterion.

    ``fact`` names the sentence that tells what was seen and what to do next; ``values``
    fill its blanks. ``points`` were earned of ``maximum``. Where one criterion is asked of
    several like things (the rows of a table), ``about`` says of which. What could not be
    found out is not ``is_established``: it counts neither for nor against. ``is_declared`` says
    that it rests on the learner's word alone (an event log, the list of a folder): it counts
    here, and enters no certificate.
    """

    criterion: str
    fact: str
    points: float
    maximum: float = 1.0
    values: Mapping[str, object] = field(default_factory=dict)
    about: str = ""
    is_established: bool = True
    is_declared: bool = False

    def __post_init__(self) -> None:
        """Refuse points outside the scale: a wrong scale is a defect of the check."""
        if not 0 <= self.points <= self.maximum or self.maximum <= 0:
            raise ValueError(f"{self.criterion}: {self.points} points of {self.maximum}")
        if self.points and not self.is_established:
            raise ValueError(f"{self.criterion}: points for what is not established")

    @property
    def standing(self) -> Standing:
        """Return whether the criterion is met, partly met, unmet, or cannot be told."""
        if not self.is_established:
            return Standing.NOT_ESTABLISHED
        if self.points == self.maximum:
            return Standing.MET
        return Standing.PARTLY if self.points else Standing.UNMET


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The findings of one check, in the order in which a person should read them.

    ``subject`` is the name of the check that spoke: the key to its words. ``by_hand`` are the
    points that only a person can give, beyond those of the findings. Where the exercise is not the
    same for everybody, ``variant`` is the one that was judged.
    """

    subject: str
    findings: tuple[Finding, ...]
    by_hand: float = 0.0
    variant: Variant | None = None

    @property
    def points(self) -> float:
        """Return the points earned, between 0 and ``maximum``."""
        return min(sum(finding.points for finding in self.findings), self.maximum)

    @property
    def maximum(self) -> float:
        """Return the points that could be earned, where something is established."""
        return sum(finding.maximum for finding in self.findings if finding.is_established)

    @property
    def standing(self) -> Standing:
        """Return whether all is met, something is not, or nothing is against and not all told."""
        if not self.is_met:
            return Standing.UNMET
        return Standing.MET if self.is_established else Standing.NOT_ESTABLISHED

    @property
    def is_met(self) -> bool:
        """Return whether every criterion that the machine looks at, and can tell, is met."""
        return all(
            finding.standing is Standing.MET for finding in self.findings if finding.is_established
        )

    @property
    def is_established(self) -> bool:
        """Return whether something is established of every criterion."""
        return all(finding.is_established for finding in self.findings)
