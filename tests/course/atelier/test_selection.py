# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The choice of a licence: every licence has its answer, and every answer has its source."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from atelier.combination import Answer, Ground, Linking, combine
from atelier.expression import BrokenExpressionError
from atelier.licences import Law, UnknownLicenceError, catalogue, find
from atelier.selection import (
    WORDS,
    Candidate,
    Caution,
    Code,
    Dependency,
    Fit,
    Goal,
    Jurisdiction,
    Merit,
    Needs,
    Subject,
    Wish,
    choose,
    judge,
    levels_of,
)
from atelier.words import LANGUAGES

RECORDS = tomllib.loads(WORDS.path.read_text(encoding="utf-8"))
QUOTED = [
    (table, licence, record)
    for table in ("covers", "narrow", "disputed", "licensors")
    for licence, record in RECORDS[table].items()
]
dependencies = some.builds(
    Dependency,
    expression=some.sampled_from(sorted(catalogue())),
    linking=some.sampled_from(Linking),
)
needs = some.builds(
    Needs,
    goal=some.sampled_from(Goal),
    subject=some.sampled_from(Subject),
    jurisdiction=some.sampled_from(Jurisdiction),
    french=some.sampled_from(Wish),
    needs_patents=some.booleans(),
    dependencies=some.lists(dependencies, max_size=2).map(tuple),
)
few = settings(max_examples=20, deadline=None)


def admissible(wanted: Needs) -> list[str]:
    return [each.licence.id for each in choose(wanted) if each.fit is Fit.ADMISSIBLE]


def candidate(licence: str, wanted: Needs) -> Candidate:
    return judge(find(licence), wanted)


@few
@given(needs)
def test_every_licence_is_admissible_or_has_a_reason(wanted: Needs) -> None:
    found = choose(wanted)

    assert sorted(each.licence.id for each in found) == sorted(catalogue())
    for each in found:
        assert (each.fit is Fit.ADMISSIBLE) == (not each.reasons)
        assert (each.fit is Fit.REJECTED) == any(code.is_final for code in each.codes)


@few
@given(needs)
def test_no_point_stands_without_a_source(wanted: Needs) -> None:
    for each in choose(wanted):
        for point in each.points:
            assert point.evidence, (each.licence.id, point.name)
            for evidence in point.evidence:
                for language in LANGUAGES:
                    assert evidence.text[language].strip()
                    assert evidence.source[language].strip()
                    assert evidence.where[language].startswith(evidence.source[language])


@few
@given(needs)
def test_what_fits_comes_first_and_the_best_of_it_before_the_rest(wanted: Needs) -> None:
    found = choose(wanted)
    fits = [list(Fit).index(each.fit) for each in found]
    scores = [each.score for each in found if each.fit is Fit.ADMISSIBLE]

    assert fits == sorted(fits)
    assert scores == sorted(scores, reverse=True)


@few
@given(needs, dependencies)
def test_asking_for_more_never_lets_another_licence_in(wanted: Needs, another: Dependency) -> None:
    before = set(admissible(replace(wanted, french=Wish.ANY, needs_patents=False)))

    assert set(admissible(replace(wanted, french=Wish.NEEDED, needs_patents=False))) <= before
    assert set(admissible(replace(wanted, french=Wish.ANY, needs_patents=True))) <= before
    more = replace(
        wanted,
        french=Wish.ANY,
        needs_patents=False,
        dependencies=(*wanted.dependencies, another),
    )
    assert set(admissible(more)) <= before


@few
@given(needs)
def test_a_wish_moves_the_order_and_rejects_nothing(wanted: Needs) -> None:
    wished = {each.licence.id: each.fit for each in choose(replace(wanted, french=Wish.WISHED))}
    any_ = {each.licence.id: each.fit for each in choose(replace(wanted, french=Wish.ANY))}

    assert wished == any_


@few
@given(some.sampled_from(Goal), dependencies)
def test_the_engine_answers_for_what_is_already_inside(goal: Goal, inside: Dependency) -> None:
    wanted = Needs(goal=goal, dependencies=(inside,))
    expected = {
        Answer.YES: None,
        Answer.CONDITIONS: Caution.CONDITIONS,
        Answer.NO: Code.DEPENDENCY_REFUSED,
        Answer.COUNSEL: Code.DEPENDENCY_COUNSEL,
        Answer.NOT_ESTABLISHED: Code.DEPENDENCY_OPEN,
    }

    for each in choose(wanted):
        if not each.licence.is_free:
            continue
        answer = combine(inside.expression, each.licence.id, inside.linking).answer
        about = [point.name for point in each.points if point.about]
        assert about == [expected[answer]] * (answer is not Answer.YES)


def test_what_is_not_established_is_neither_accepted_nor_rejected() -> None:
    inside = Dependency(expression="Apache-2.0", linking=Linking.DYNAMIC)
    wanted = Needs(goal=Goal.SERVICE, jurisdiction=Jurisdiction.EUROPE, dependencies=(inside,))

    found = candidate("EUPL-1.2", wanted)

    assert found.fit is Fit.OPEN
    assert found.codes == {Code.DEPENDENCY_OPEN}


def test_where_sources_disagree_the_question_stays_open() -> None:
    assert levels_of(find("CECILL-2.1")) == {Goal.WORK, Goal.SERVICE}
    assert candidate("CECILL-2.1", Needs(goal=Goal.WORK)).fit is Fit.OPEN
    assert candidate("CECILL-2.1", Needs(goal=Goal.SERVICE)).codes == {Code.SOURCES_DISAGREE}
    assert candidate("CECILL-2.1", Needs(goal=Goal.ADOPTION)).codes == {Code.ASKS_MORE}


@pytest.mark.parametrize(
    ("goal", "first"),
    [
        (Goal.ADOPTION, "LiLiQ-P-1.1"),
        (Goal.FILES, "LiLiQ-R-1.1"),
        (Goal.WORK, "LiLiQ-Rplus-1.1"),
    ],
)
@pytest.mark.parametrize("french", [Wish.NEEDED, Wish.WISHED])
def test_law_and_language_put_liliq_first_for_a_quebec_body(
    goal: Goal, first: str, french: Wish
) -> None:
    found = choose(Needs(goal=goal, french=french))

    assert found[0].licence.id == first
    assert {Merit.OWN_LAW, Merit.OFFICIAL_FRENCH} <= {point.name for point in found[0].merits}


def test_the_eupl_comes_first_in_europe_and_is_no_ones_secret_elsewhere() -> None:
    wanted = Needs(goal=Goal.SERVICE, jurisdiction=Jurisdiction.EUROPE)

    assert admissible(wanted)[0] == "EUPL-1.2"
    elsewhere = candidate("EUPL-1.2", replace(wanted, jurisdiction=Jurisdiction.QUEBEC))
    assert elsewhere.fit is Fit.ADMISSIBLE
    assert Caution.FOREIGN_LAW in {point.name for point in elsewhere.cautions}


def test_a_licence_says_every_reason_that_holds() -> None:
    wanted = Needs(goal=Goal.ADOPTION, french=Wish.NEEDED, needs_patents=True)

    assert candidate("LiLiQ-R-1.1", wanted).codes == {Code.ASKS_MORE, Code.NO_PATENT}
    assert candidate("OGL-Canada-2.0", wanted).codes == {
        Code.OTHER_LICENSOR,
        Code.OTHER_SUBJECT,
        Code.NO_PATENT,
    }


def test_no_licence_that_is_not_free_ever_fits() -> None:
    for goal in Goal:
        for subject in Subject:
            for each in choose(Needs(goal=goal, subject=subject)):
                assert each.licence.is_free == (Code.NOT_FREE not in each.codes)


def test_an_older_version_says_so() -> None:
    older = candidate("EUPL-1.1", Needs(goal=Goal.SERVICE))
    latest = candidate("EUPL-1.2", Needs(goal=Goal.SERVICE))

    assert "EUPL-1.2" in next(
        point for point in older.cautions if point.name is Caution.SUPERSEDED
    ).evidence[0].text["en"]  # fmt: skip
    assert Caution.SUPERSEDED not in {point.name for point in latest.cautions}


@pytest.mark.parametrize(
    ("expression", "error"),
    [("GPL-3.0-ou", UnknownLicenceError), ("MIT OR", BrokenExpressionError)],
)
def test_a_dependency_that_cannot_be_read_is_refused_as_the_engine_does(
    expression: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        choose(Needs(goal=Goal.WORK, dependencies=(Dependency(expression=expression),)))


@pytest.mark.parametrize(
    ("table", "licence", "record"), QUOTED, ids=[f"{table}-{name}" for table, name, _ in QUOTED]
)
def test_every_record_quotes_the_text_of_its_licence(
    table: str, licence: str, record: dict[str, str]
) -> None:
    assert table in RECORDS
    assert " ".join(record["quote"].split()) in " ".join(find(licence).text.split())
    assert Ground(record["standing"])
    assert record["clause"]


def test_every_record_names_what_exists() -> None:
    assert set(RECORDS["laws"]) <= set(Law)
    for law in RECORDS["laws"].values():
        assert {*law.get("own", ()), *law.get("foreign", ())} <= set(Jurisdiction)
    for advice in RECORDS["advice"].values():
        assert set(advice["licences"]) <= set(catalogue())
        assert advice["jurisdiction"] in set(Jurisdiction)
        assert advice["subject"] in set(Subject)


def test_every_code_merit_and_caution_has_its_words() -> None:
    for language in LANGUAGES:
        labels = [WORDS.say(f"code.{code}.label", language=language) for code in Code]
        assert len(set(labels)) == len(labels)
        for code in Code:
            assert WORDS.say(f"code.{code}.meaning", language=language)
        for kind, names in (("merit", Merit), ("caution", Caution)):
            assert all(WORDS.say(f"{kind}.{name}", language=language) for name in names)
