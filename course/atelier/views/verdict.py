# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A verdict in words: as a card in a notebook and in feedback, as plain text in a terminal."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import atelier.checks
from atelier.verdict import Finding, Standing, Verdict
from atelier.views.view import STYLE, TEMPLATES
from atelier.words import Language, Words, words_beside

CHECKS: Final = Path(atelier.checks.__file__).parent
WIDTH: Final = 80
INDENT: Final = " " * 4
# In a terminal that knows ASCII only, these still differ.
SIGNS: Final = {
    Standing.MET: "[+]",
    Standing.PARTLY: "[~]",
    Standing.UNMET: "[-]",
    Standing.NOT_ESTABLISHED: "[?]",
}
PICTURES: Final = {
    Standing.MET: "✓",
    Standing.PARTLY: "◐",
    Standing.UNMET: "○",
    Standing.NOT_ESTABLISHED: "?",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a person reads of one finding.

    ``next_step`` is empty where nothing is left to do, ``points`` where nothing is established.
    """

    standing: Standing
    picture: str
    word: str
    title: str
    points: str
    seen: str
    next_step: str


class VerdictView:
    """The faces of one verdict in one language."""

    def __init__(self, verdict: Verdict, *, language: Language, words: Words | None = None) -> None:
        """Show ``verdict``; ``words`` lie beside the check that spoke, unless given."""
        self._verdict = verdict
        self._language = language
        self._criteria = words or words_beside(str(CHECKS / f"{verdict.subject}.py"))

    def text(self, *, is_brief: bool = False, addition: str = "") -> str:
        """Return the verdict as plain text, in lines of at most 80 characters.

        Where ``is_brief``, a criterion that is met is one line: its title. ``addition`` ends
        the summary.
        """
        said = textwrap.fill(
            f"{self._score()}. {self._summary()} {addition}".rstrip(),
            WIDTH,
            break_on_hyphens=False,
        )
        was_short = False
        for line in self.lines():
            is_short = is_brief and line.standing is Standing.MET
            gap = "\n" if is_short and was_short else "\n\n"
            said += gap + (self._title(line) if is_short else self._paragraph(line))
            was_short = is_short
        return said

    def _repr_html_(self) -> str:
        return TEMPLATES.get_template("verdict.html").render(
            style=STYLE,
            language=self._language,
            score=self._score(),
            summary=self._summary(),
            lines=list(self.lines()),
            words=words_beside(__file__).table(language=self._language),
        )

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": self.text()}

    def lines(self) -> Iterator[Line]:
        """Yield what there is to read of each finding."""
        for finding in self._verdict.findings:
            is_met = finding.standing is Standing.MET
            yield Line(
                standing=finding.standing,
                picture=PICTURES[finding.standing],
                word=self._say(f"standing.{finding.standing}"),
                title=self._of(finding, "title"),
                points=self._score_of(finding.points, finding.maximum)
                if finding.is_established
                else "",
                seen=self._seen(finding),
                next_step="" if is_met else self._of(finding, f"facts.{finding.fact}.next"),
            )

    def by_criterion(self) -> dict[str, Line]:
        """Return the same by criterion, where each is asked once."""
        criteria = (finding.criterion for finding in self._verdict.findings)
        return dict(zip(criteria, self.lines(), strict=True))

    def _seen(self, finding: Finding) -> str:
        seen = self._of(finding, f"facts.{finding.fact}.seen")
        return f"{seen} {self._say('declared')}" if finding.is_declared else seen

    def _title(self, line: Line, points: str = "") -> str:
        return _filled(f"{SIGNS[line.standing]} {line.word} - {line.title}{points}")

    def _paragraph(self, line: Line) -> str:
        rows = [self._title(line, f" ({line.points})" if line.points else "")]
        rows.append(_filled(self._say("text.seen", seen=line.seen), INDENT))
        if line.next_step:
            rows.append(_filled(self._say("text.next", next=line.next_step), INDENT))
        return "\n".join(rows)

    def _summary(self) -> str:
        said = [self._say(f"summary.{self._kind()}")]
        if self._verdict.by_hand:
            said.append(self._by_hand())
        if variant := self._verdict.variant:
            facts = {"number": variant.number + 1, "of": variant.of, "seed": variant.seed}
            said.append(self._say(f"variant.{variant.origin}", **facts))
        return " ".join(said)

    def _kind(self) -> str:
        """Return the name of the sentence that sums the verdict up."""
        verdict = self._verdict
        if verdict.findings and not verdict.maximum:
            return "open"
        if not verdict.is_met:
            return "some" if verdict.points else "none"
        if not verdict.is_established:
            return "not-all"
        return "machine" if verdict.by_hand else "all"

    def _by_hand(self) -> str:
        """Return what is still to come, and from whom."""
        points = [self._verdict.by_hand, self._verdict.by_hand + self._verdict.maximum]
        more, total = (_number(number, self._language) for number in points)
        return self._say("summary.by_hand", more=more, total=total)

    def _score(self) -> str:
        return self._score_of(self._verdict.points, self._verdict.maximum)

    def _score_of(self, points: float, maximum: float) -> str:
        is_one = maximum < 2 if self._language == "fr" else maximum == 1  # noqa: PLR2004
        return self._say(
            "score.one" if is_one else "score.many",
            points=_number(points, self._language),
            maximum=_number(maximum, self._language),
        )

    def _of(self, finding: Finding, key: str) -> str:
        return self._criteria.say(
            f"{finding.criterion}.{key}", language=self._language, **finding.values
        )

    def _say(self, key: str, **values: object) -> str:
        return words_beside(__file__).say(key, language=self._language, **values)


def _filled(row: str, indent: str = "") -> str:
    return textwrap.fill(
        row,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=INDENT,
        break_on_hyphens=False,
    )


def _number(points: float, language: Language) -> str:
    """Return points as they add up: an eighth has three decimals."""
    shown = f"{points:.3f}".rstrip("0").rstrip(".")
    return shown.replace(".", ",") if language == "fr" else shown
