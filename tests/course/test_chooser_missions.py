# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What lesson 2.3 says of its missions is what the model finds today."""

import re
from pathlib import Path

import nbformat
import pytest

from atelier.combination import Linking
from atelier.licences import find
from atelier.selection import (
    Caution,
    Code,
    Dependency,
    Fit,
    Goal,
    Jurisdiction,
    Needs,
    Wish,
    choose,
    judge,
)
from atelier.words import LANGUAGES, Language

COURSE = Path(__file__).resolve().parents[2] / "course"


def answers_of(language: Language) -> list[str]:
    """Return what the lesson answers to each mission."""
    path = COURSE / language / "02-licences" / "03-selection.ipynb"
    cells = {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    return re.findall(r"^\d\. (.*)$", cells["selection-tried"], flags=re.MULTILINE)


def identifiers(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def ids(needs: Needs, fit: Fit = Fit.ADMISSIBLE) -> list[str]:
    return [each.licence.id for each in choose(needs) if each.fit is fit]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lesson_answers_its_three_missions_as_the_tool_does(language: Language) -> None:
    first, second, third = answers_of(language)
    needed = Needs(goal=Goal.ADOPTION, french=Wish.NEEDED)
    wished = Needs(goal=Goal.ADOPTION, french=Wish.WISHED)
    eupl = Needs(
        goal=Goal.WORK,
        french=Wish.NEEDED,
        dependencies=(Dependency(expression="EUPL-1.2"),),
    )
    same = Needs(
        goal=Goal.WORK,
        french=Wish.NEEDED,
        dependencies=(Dependency(expression="GPL-3.0-or-later"),),
    )
    apart = Needs(
        goal=Goal.WORK,
        french=Wish.NEEDED,
        dependencies=(Dependency(expression="GPL-3.0-or-later", linking=Linking.SEPARATE_PROCESS),),
    )

    assert identifiers(first) == [*ids(needed), ids(wished)[0]]
    assert identifiers(second) == [*ids(eupl), *ids(eupl, Fit.OPEN), "EUPL-1.2"]
    assert judge(find("EUPL-1.2"), eupl).codes == {Code.ASKS_MORE}
    assert ids(same) == []
    assert len(ids(same, Fit.OPEN)) == 2
    assert identifiers(third) == ids(apart)
    for name in ids(apart):
        assert Caution.CONDITIONS in {each.name for each in judge(find(name), apart).cautions}


def test_the_eupl_comes_first_where_the_lesson_says_so() -> None:
    europe = Needs(goal=Goal.SERVICE, jurisdiction=Jurisdiction.EUROPE, french=Wish.WISHED)
    quebec = Needs(goal=Goal.SERVICE, french=Wish.WISHED)

    assert ids(europe)[0] == "EUPL-1.2"
    assert "EUPL-1.2" in ids(quebec)
    assert Caution.FOREIGN_LAW in {each.name for each in judge(find("EUPL-1.2"), quebec).cautions}


def test_the_code_under_gpl_does_to_liliq_p_what_the_lesson_says() -> None:
    inside = Dependency(expression="GPL-3.0-or-later")
    apart = Dependency(expression="GPL-3.0-or-later", linking=Linking.SEPARATE_PROCESS)

    refused = judge(find("LiLiQ-P-1.1"), Needs(goal=Goal.ADOPTION, dependencies=(inside,)))
    accepted = judge(find("LiLiQ-P-1.1"), Needs(goal=Goal.ADOPTION, dependencies=(apart,)))

    assert refused.codes == {Code.DEPENDENCY_REFUSED}
    assert accepted.fit is Fit.ADMISSIBLE
    assert any("5" in each.evidence[0].clause for each in accepted.cautions if each.about)
