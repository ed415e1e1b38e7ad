# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Whether work may go into other work: every answer has a source, and nothing is guessed."""

import csv
import re
import tomllib
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from atelier.combination import (
    WORDS,
    Answer,
    Clause,
    Combination,
    Ground,
    Linking,
    Row,
    clauses,
    combine,
    known,
    rows,
)
from atelier.expression import BrokenExpressionError, is_spdx
from atelier.licences import FOLDER, Network, UnknownLicenceError, catalogue
from atelier.words import LANGUAGES

TABLES = tomllib.loads((FOLDER / "clauses.toml").read_text(encoding="utf-8"))
DISPUTED = {
    ("EUPL-1.1", "CPL-1.0"),
    ("EUPL-1.2", "EUPL-1.1"),
    ("EUPL-1.2", "GPL-3.0-or-later"),
}
LILIQ = ("LiLiQ-P-1.1", "LiLiQ-R-1.1", "LiLiQ-Rplus-1.1")
PERMISSIVE = ("MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Unlicense")
each_clause = pytest.mark.parametrize("clause", clauses(), ids=lambda clause: clause.id)


@pytest.fixture(scope="module")
def every() -> dict[tuple[str, str, Linking], Combination]:
    """Return the answer for every pair of known licences in every way of joining."""
    ways = product(sorted(known()), sorted(known()), Linking)
    return {(part, whole, way): combine(part, whole, way) for part, whole, way in ways}


def flat(words: str) -> str:
    return " ".join(words.split())


def stem(licence: str) -> str:
    return licence.removesuffix("-only").removesuffix("-or-later")


def answer(part: str, whole: str, way: str = "same-work") -> str:
    return combine(part, whole, Linking(way)).answer


# --------------------------------------------------------------------------------------- the rows


def test_the_engine_agrees_with_every_verified_row_or_names_the_disagreement(
    capsys: pytest.CaptureFixture[str],
) -> None:
    verified = [row for row in rows() if row.status == "verified"]
    counted: Counter[str] = Counter()
    for row in verified:
        found = combine(row.part, row.whole)
        if found.answer is row.answer:
            counted["agree"] += 1
            continue
        assert (row.part, row.whole) in DISPUTED
        assert found.is_disputed
        assert found.answer is Answer.COUNSEL
        assert row.answer in {reason.answer for reason in found.reasons}
        counted["disputed"] += 1
    named = "; ".join(f"{part} → {whole}" for part, whole in sorted(DISPUTED))
    with capsys.disabled():  # whoever runs the tests reads the count
        print(f"\n{len(verified)} verified rows: {dict(counted)} ({named})")  # noqa: T201
    assert counted == {"agree": 750, "disputed": 6}


def test_sources_disagree_on_three_pairs_and_both_are_shown(
    every: dict[tuple[str, str, Linking], Combination],
) -> None:
    disputed = {key: found for key, found in every.items() if found.is_disputed}
    ways = (Linking.SAME_WORK, Linking.NETWORK_SERVICE)  # the EUPL treats these alike
    assert set(disputed) == {(*pair, way) for pair, way in product(DISPUTED, ways)}
    for (_, _, way), found in disputed.items():
        assert found.answer is Answer.COUNSEL
        assert all("disagree" in told for told in found.said("en"))
        if way is Linking.SAME_WORK:
            assert len({reason.answer for reason in found.reasons}) > 1


def test_what_was_read_in_an_excerpt_is_never_verified() -> None:
    """The FSF was read as quoted on its blog: its row is reported, not the law's words."""
    found = combine("EUPL-1.2", "GPL-3.0-or-later")
    standing = {each["reference"]: each["standing"] for each in found.facts("en")["reasons"]}
    assert standing == {"osadl": "verified", "fsf": "according to the source"}
    for language, words in {"fr": "extrait sans date", "en": "undated excerpt"}.items():
        (source,) = (each.source for each in found.reasons if each.reference == "fsf")
        assert words in source[language]
    for row in rows():
        assert (row.standing is Ground.ACCORDING) == (row.source == "fsf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_standing_has_words(language: str) -> None:
    words = WORDS.table("standing", language=language)
    assert set(words) == {each.replace(" ", "-") for each in Ground}


def test_a_derived_row_gives_way_only_to_a_clause_that_says_ask_counsel() -> None:
    apart = [row for row in rows() if combine(row.part, row.whole).answer is not row.answer]
    derived = [row for row in apart if row.status == "derived"]
    assert {row.note for row in derived} == {"unnamed", "unnamed-strong"}
    assert {combine(row.part, row.whole).answer for row in derived} == {Answer.COUNSEL}


def test_the_table_is_complete_and_nothing_in_it_is_from_memory() -> None:
    with (FOLDER / "compatibility.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["from", "to", "verdict", "source", "status", "note"]
    assert len(rows()) == 870
    assert {row.status for row in rows()} == {"verified", "derived"}
    assert sum(row.source == "osadl" for row in rows()) == 676
    assert {row.source for row in rows()} == set(TABLES["sources"])
    assert {row.note for row in rows() if row.note} == set(TABLES["notes"])
    assert all(is_spdx(name) for row in rows() for name in (row.part, row.whole))


def test_osadl_is_credited() -> None:
    assert "CC-BY-4.0" in TABLES["sources"]["osadl"]["credit"]
    assert "OSADL" in combine("MIT", "GPL-2.0-only").reasons[0].source["fr"]


# ------------------------------------------------------------------------------------ the clauses


@each_clause
def test_the_words_that_a_clause_quotes_stand_in_the_text(clause: Clause) -> None:
    if clause.licence == "same":
        assert not clause.quote
        return
    assert clause.quote
    for licence in {clause.licence, *clause.parts} & catalogue().keys():
        if stem(licence) == stem(clause.licence):
            assert flat(clause.quote) in flat(catalogue()[licence].text)


@each_clause
def test_the_clause_that_is_named_stands_in_the_text(clause: Clause) -> None:
    if not clause.clause[0].isdigit():
        assert clause.clause in {"whole", "appendix"}
        return
    number = re.escape(re.sub(r"\(.*\)", "", clause.clause))
    heading = rf"(?m)^[\s#*]*(?:Section|Article |Art\. )?\s*{number}(?:\.?\d*\b|\W)"
    text = catalogue()[clause.licence].text
    # EPL 1 and 2 and CeCILL write their definitions as section 1, without the figure.
    assert re.search(heading, text) or "DEFINITIONS" in text


@each_clause
def test_a_clause_is_complete_in_both_languages(clause: Clause) -> None:
    said = [clause.text]
    said += [TABLES["obligations"][name] for name in clause.obligations]
    said += [TABLES["routes"][clause.route]] if clause.route else []
    for sentence in said:
        assert set(sentence) == set(LANGUAGES)
        assert all(words.endswith(".") for words in sentence.values())
        assert sentence["fr"] != sentence["en"]
        assert not re.search(r"'|« | »|\w :", sentence["fr"])


@each_clause
def test_a_clause_speaks_only_of_known_licences_and_decides_only_with_a_ground(
    clause: Clause,
) -> None:
    assert clause.parts <= known()
    assert clause.wholes <= known() | {"same"}
    assert clause.licence == "same" or clause.licence in catalogue()
    assert clause.answer or clause.route or clause.obligations


def test_a_clause_that_follows_another_way_names_one_that_follows_none() -> None:
    like = [each for each in clauses() if each.like]
    assert {each.linking for each in like} == {frozenset({Linking.NETWORK_SERVICE})}
    assert {each.like for each in like} == {Linking.SAME_WORK}
    assert all(each.answer is Answer.CONDITIONS and each.obligations for each in like)


def test_every_remark_that_a_clause_supposes_has_words() -> None:
    supposed = {each.supposes for each in clauses() if each.supposes}
    assert supposed
    assert supposed <= WORDS.table("remark", language="en").keys()


def test_every_obligation_route_and_note_is_used() -> None:
    assert {name for each in clauses() for name in each.obligations} == set(TABLES["obligations"])
    assert {each.route for each in clauses() if each.route} == set(TABLES["routes"])


def test_every_sentence_of_the_engine_is_there_in_both_languages() -> None:
    fr, en = (WORDS.table(language=language) for language in LANGUAGES)
    assert fr.keys() == en.keys()
    for table in fr:
        assert fr[table].keys() == en[table].keys()
    for sentence in (*TABLES["sources"].values(), *TABLES["notes"].values()):
        assert set(LANGUAGES) <= set(sentence.get("name", sentence))


# --------------------------------------------------------------------------------- what must hold


def test_a_licence_goes_into_itself_unless_it_forbids_sharing_what_was_adapted() -> None:
    closed = {each.id for each in catalogue().values() if "modifications" not in each.permissions}
    for name in known():
        assert answer(name, name) == ("no" if name in closed else "yes"), name
    assert closed == {"CC-BY-ND-4.0"}


def test_no_answer_is_given_without_a_source(
    every: dict[tuple[str, str, Linking], Combination],
) -> None:
    for found in every.values():
        if found.answer is Answer.NOT_ESTABLISHED:
            assert found.standing is None
            assert found.reasons or found.remarks
            continue
        assert found.reasons
        assert found.standing or found.is_disputed
        for reason in found.reasons:
            assert reason.clause
            assert all(reason.source[each] and reason.text[each] for each in LANGUAGES)


def test_beyond_one_same_work_only_a_clause_answers(
    every: dict[tuple[str, str, Linking], Combination],
) -> None:
    for (part, whole, way), found in every.items():
        if way is Linking.SAME_WORK:
            continue
        spoken = [each for each in clauses() if each.answer and each.speaks_of(part, whole, way)]
        if not any(each.like for each in spoken):
            assert bool(spoken) == (found.answer is not Answer.NOT_ESTABLISHED)
        decide = [reason for reason in found.reasons if reason.answer]
        assert all("matri" not in reason.source["en"] for reason in decide)


def test_a_service_of_a_network_copyleft_part_is_never_more_allowed_than_the_same_work(
    every: dict[tuple[str, str, Linking], Combination],
) -> None:
    """Where access counts as distribution, the terms hold as in the same work."""
    reaching = [each.id for each in catalogue().values() if each.network.value is Network.YES]
    assert {stem(part) for part in reaching} == {
        *("AGPL-3.0", "EUPL-1.1", "EUPL-1.2", "OSL-3.0", "SSPL-1.0")
    }
    order = list(Answer)
    for part, whole in product(reaching, sorted(known())):
        same, service = (
            every[part, whole, way] for way in (Linking.SAME_WORK, Linking.NETWORK_SERVICE)
        )
        assert order.index(service.answer) >= order.index(same.answer), (part, whole)
        assert service.answer is not Answer.YES, (part, whole)
        assert service.standing in {Ground.OUR_READING, None}
        if service.answer.is_allowed:
            assert same.answer.is_allowed, (part, whole)
            assert any(not duty.is_usual for duty in service.obligations), (part, whole)


def test_a_service_of_work_that_is_not_free_is_no_yes_where_the_same_work_is_refused(
    every: dict[tuple[str, str, Linking], Combination],
) -> None:
    for (part, whole, way), found in every.items():
        licence = catalogue().get(part)
        if way is Linking.NETWORK_SERVICE and licence and not licence.is_free:
            same = every[part, whole, Linking.SAME_WORK].answer
            assert same.is_allowed or not found.answer.is_allowed, (part, whole)


def test_a_yes_asks_for_notices_only_and_conditions_say_which(
    every: dict[tuple[str, str, Linking], Combination],
) -> None:
    notices = set(TABLES["obligations"]["ordinary-notices"].values())
    for key, found in every.items():
        more = [duty for duty in found.obligations if not duty.is_usual]
        if found.answer is Answer.YES:
            assert {duty.text["en"] for duty in more} <= notices, key
        if found.answer is Answer.CONDITIONS and not more:
            assert "condition to be checked" in found.reasons[0].text["en"], key


def test_what_the_question_supposes_is_said_and_is_no_condition() -> None:
    """One work of both: the EUPL asks no more, the offer of LiLiQ asks for two more things."""
    found = combine("EUPL-1.2", "LiLiQ-R-1.1")
    assert not [duty for duty in found.obligations if not duty.is_usual]
    assert "already under LiLiQ-R-1.1" in " ".join(found.said("en"))
    assert "déjà sous LiLiQ-R-1.1" in " ".join(found.said("fr"))
    secondary = combine("MPL-2.0", "GPL-3.0-only", Linking.STATIC)
    assert secondary.answer is combine("MPL-2.0", "GPL-3.0-only").answer is Answer.YES
    assert "no-copyleft-exception" in secondary.said("en")[0]
    assert is_spdx("MPL-2.0-no-copyleft-exception")


def test_what_may_be_mixed_is_never_refused_for_being_kept_more_apart(
    every: dict[tuple[str, str, Linking], Combination],
) -> None:
    apart = (Linking.STATIC, Linking.DYNAMIC, Linking.SEPARATE_PROCESS)
    for (part, whole, way), found in every.items():
        if way in apart and every[part, whole, Linking.SAME_WORK].answer.is_allowed:
            assert found.answer is not Answer.NO, (part, whole, way)


def test_static_and_dynamic_linking_differ_in_duties_and_not_in_the_answer(
    every: dict[tuple[str, str, Linking], Combination],
) -> None:
    """No text read here answers one and not the other."""
    for (part, whole, way), found in every.items():
        if way is Linking.STATIC:
            assert found.answer is every[part, whole, Linking.DYNAMIC].answer


def test_an_unknown_pair_is_not_established() -> None:
    found = combine("ODbL-1.0", "OGL-Canada-2.0")
    assert found.answer is Answer.NOT_ESTABLISHED
    assert not found.reasons
    assert not found.obligations
    assert "No source" in found.said("en")[0]


def test_a_row_that_says_unknown_is_shown_and_establishes_nothing() -> None:
    found = combine("Apache-2.0", "EUPL-1.2")
    assert found.answer is Answer.NOT_ESTABLISHED
    assert found.standing is None
    assert "OSADL" in found.reasons[0].source["en"]


@pytest.mark.parametrize("part", PERMISSIVE)
def test_permissive_work_goes_anywhere_osadl_says_so_in_every_way(part: str) -> None:
    wholes = [row.whole for row in rows() if row.part == part and row.verdict in {"yes", "same"}]
    assert len(wholes) > 25
    for whole, way in product(wholes, Linking):
        assert combine(part, whole, way).answer is Answer.YES


@pytest.mark.parametrize("way", [way for way in Linking if way is not Linking.NETWORK_SERVICE])
def test_the_notices_of_permissive_work_go_with_every_copy(way: Linking) -> None:
    (duty,) = combine("MIT", "GPL-3.0-only", way).obligations
    assert "copyright notice" in duty.text["en"]
    assert any(
        "NOTICE" in each.text["en"] for each in combine("Apache-2.0", "MIT", way).obligations
    )
    assert not combine("MIT", "GPL-3.0-only", Linking.NETWORK_SERVICE).obligations


# ------------------------------------------------------------ what authors must not get wrong


def test_liliq_rplus_may_not_be_moved_down_to_liliq_r() -> None:
    found = combine("LiLiQ-Rplus-1.1", "LiLiQ-R-1.1")
    assert found.answer is Answer.NO
    assert found.standing is Ground.OUR_READING
    assert found.reasons[0].clause == "4.2"
    up = combine("LiLiQ-R-1.1", "LiLiQ-Rplus-1.1")
    assert up.answer is Answer.CONDITIONS
    assert up.standing is Ground.VERIFIED


def test_the_lists_of_liliq_and_of_the_eupl_are_no_mirror_images() -> None:
    for whole in ("LiLiQ-R-1.1", "LiLiQ-Rplus-1.1"):
        found = combine("EUPL-1.2", whole)
        assert (found.answer, found.standing) == (Answer.YES, Ground.VERIFIED)
        assert found.route
        assert found.route.name == "appendix"
        assert answer(whole, "EUPL-1.1") == "conditions"
        assert answer(whole, "EUPL-1.2") == "counsel"
        assert answer("EUPL-1.1", whole) == "conditions"
    assert answer("EUPL-1.2", "LiLiQ-P-1.1") == "no"


@pytest.mark.parametrize(
    ("licence", "named"), [("LiLiQ-R-1.1", 12), ("LiLiQ-Rplus-1.1", 6)], ids=["R", "R+"]
)
def test_the_offer_of_liliq_has_three_conditions(licence: str, named: int) -> None:
    (offer,) = (
        each for each in clauses() if each.licence == licence and each.id.endswith("-offer")
    )
    assert len(offer.wholes) == named
    text = catalogue()[licence].text
    assert len(re.findall(r"(?m)^\s+\d+\s.*\(.*\)\s*$", text)) == named
    for whole in offer.wholes:
        found = combine(licence, whole)
        assert found.answer is Answer.CONDITIONS
        assert found.route
        assert found.route.name == "offer"
        duties = [duty.text["en"] for duty in found.obligations]
        assert sum(duty.clause == "4.2" for duty in found.obligations) == 3
        assert any("exclusive copyright holder" in duty for duty in duties)


def test_liliq_p_may_be_sub_licensed_under_an_approved_free_licence_only() -> None:
    for whole in ("MIT", "GPL-3.0-only", "EUPL-1.2", "LiLiQ-Rplus-1.1"):
        found = combine("LiLiQ-P-1.1", whole)
        assert found.answer is Answer.YES
        assert found.reasons[-1].clause == "3(4)"
        assert found.route
        assert found.route.name == "sub-licence"
    assert answer("LiLiQ-P-1.1", "BUSL-1.1") == "not-established"


@pytest.mark.parametrize("licence", LILIQ)
def test_liliq_has_no_network_clause(licence: str) -> None:
    found = combine(licence, "MIT", Linking.NETWORK_SERVICE)
    assert found.answer is Answer.YES
    assert found.standing is Ground.OUR_READING
    assert "délivrer une copie" in found.reasons[0].quote


@pytest.mark.parametrize("part", ["GPL-2.0-only", "GPL-3.0-or-later", "AGPL-3.0-only"])
@pytest.mark.parametrize("whole", [*LILIQ, "MIT"])
def test_a_release_under_liliq_or_mit_cannot_contain_gpl_code(part: str, whole: str) -> None:
    found = combine(part, whole)
    assert found.answer is Answer.NO
    assert found.route
    assert found.route.name == "apart"


@pytest.mark.parametrize(
    ("part", "whole", "way", "expected", "clause"),
    [
        ("Apache-2.0", "GPL-3.0-only", "same-work", "yes", "4(d)"),
        ("Apache-2.0", "GPL-2.0-only", "same-work", "no", "Apache-2.0 → GPL-2.0-only"),
        ("Apache-2.0", "GPL-2.0-only", "static", "counsel", "6"),
        ("GPL-3.0-only", "Apache-2.0", "same-work", "no", "5(c)"),
        ("LGPL-2.1-or-later", "MIT", "static", "conditions", "6"),
        ("LGPL-3.0-or-later", "LiLiQ-R-1.1", "dynamic", "conditions", "4"),
        ("MPL-2.0", "LiLiQ-P-1.1", "static", "conditions", "3.3"),
        ("CDDL-1.0", "MIT", "dynamic", "conditions", "3.6"),
        ("EPL-2.0", "GPL-3.0-only", "static", "conditions", "3.2(a)"),
        ("GPL-3.0-only", "MIT", "static", "counsel", "0"),
        ("GPL-3.0-only", "MIT", "separate-process", "conditions", "5"),
        ("GPL-2.0-only", "LiLiQ-P-1.1", "separate-process", "conditions", "2"),
        ("GPL-3.0-only", "MIT", "network-service", "yes", "0"),
        ("GPL-3.0-only", "AGPL-3.0-only", "static", "conditions", "13"),
        ("AGPL-3.0-only", "MIT", "network-service", "no", "13"),
        ("AGPL-3.0-only", "SSPL-1.0", "network-service", "no", "5(c)"),
        ("AGPL-3.0-only", "EUPL-1.2", "network-service", "no", "13"),
        ("AGPL-3.0-or-later", "GPL-3.0-only", "network-service", "conditions", "13"),
        ("OSL-3.0", "MIT", "network-service", "no", "5"),
        ("OSL-3.0", "OSL-3.0", "network-service", "conditions", "5"),
        ("EUPL-1.1", "MIT", "network-service", "no", "1"),
        ("EUPL-1.2", "LiLiQ-R-1.1", "network-service", "conditions", "1"),
        ("Elastic-2.0", "MIT", "network-service", "counsel", "whole"),
        ("EUPL-1.2", "MIT", "network-service", "no", "1"),
        ("EUPL-1.2", "MIT", "dynamic", "counsel", "1"),
        ("CECILL-2.1", "MIT", "separate-process", "yes", "5.3.3"),
        ("CECILL-2.1", "GPL-3.0-or-later", "static", "yes", "5.3.4"),
        ("LiLiQ-Rplus-1.1", "MIT", "dynamic", "counsel", "2"),
        ("LiLiQ-R-1.1", "MIT", "dynamic", "conditions", "2"),
        ("CC-BY-NC-4.0", "MIT", "same-work", "no", "2(a)(1)"),
        ("BUSL-1.1", "MIT", "network-service", "no", "whole"),
        ("SSPL-1.0", "MIT", "network-service", "no", "13"),
        ("SSPL-1.0", "SSPL-1.0", "network-service", "conditions", "13"),
        ("SSPL-1.0", "MIT", "same-work", "no", "5(c)"),
        ("CC-BY-ND-4.0", "CC-BY-ND-4.0", "same-work", "no", "3"),
        ("MPL-2.0", "GPL-3.0-only", "separate-process", "conditions", "3.3"),
        ("CDDL-1.0", "GPL-2.0-only", "separate-process", "conditions", "3.6"),
        ("EPL-2.0", "AGPL-3.0-only", "separate-process", "conditions", "1"),
        ("GPL-3.0-only", "GPL-3.0-or-later", "static", "counsel", "14"),
        ("CECILL-B", "GPL-3.0-only", "separate-process", "yes", "5.3.3"),
        ("BlueOak-1.0.0", "LiLiQ-R-1.1", "same-work", "yes", "whole"),
        ("LGPL-2.1-only", "GPL-2.0-only", "static", "yes", "3"),
        ("LGPL-3.0-only", "GPL-3.0-only", "dynamic", "yes", "7"),
        ("LGPL-3.0-only", "GPL-3.0-or-later", "dynamic", "conditions", "4"),
        ("LGPL-2.1-or-later", "AGPL-3.0-only", "static", "conditions", "6"),
        ("ECL-2.0", "MIT", "static", "yes", "4"),
    ],
)
def test_a_case_is_answered_with_its_clause(
    part: str, whole: str, way: str, expected: str, clause: str
) -> None:
    found = combine(part, whole, Linking(way))
    assert found.answer == expected
    assert clause in {reason.clause for reason in found.reasons if reason.answer}


# ------------------------------------------------------------------------------------ expressions


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("MIT OR GPL-3.0-only", "Apache-2.0", "yes"),
        ("MIT AND GPL-3.0-only", "Apache-2.0", "no"),
        ("MIT AND LiLiQ-P-1.1", "GPL-3.0-only", "yes"),
        ("(MIT OR GPL-2.0-only) AND Apache-2.0", "GPL-3.0-only", "yes"),
        ("GPL-3.0-only", "GPL-3.0-only OR MIT", "no"),
        ("EUPL-1.2", "LiLiQ-R-1.1 OR EUPL-1.2", "yes"),
        ("MIT AND GPL-3.0-only", "MIT AND GPL-3.0-only", "yes"),
        ("MIT AND GPL-3.0-only", "GPL-3.0-only AND MIT", "yes"),
        ("MIT AND (ISC OR GPL-2.0-only)", "(GPL-2.0-only OR ISC) AND MIT", "yes"),
        ("GPL-3.0-only", "GPL-3.0-only AND MIT", "counsel"),
        ("GPL-3.0-only", "Apache-2.0 AND MIT", "no"),
        ("MIT", "MIT AND GPL-3.0-only", "yes"),
        ("MIT", "MIT AND LicenseRef-ours", "not-established"),
        (
            "GPL-2.0-or-later WITH Classpath-exception-2.0",
            "GPL-2.0-or-later WITH Classpath-exception-2.0",
            "yes",
        ),
        ("LicenseRef-ours", "LicenseRef-ours", "not-established"),
        ("GPL-2.0-or-later WITH Classpath-exception-2.0", "MIT", "not-established"),
        ("LicenseRef-ours", "MIT", "not-established"),
        ("MIT", "LicenseRef-ours", "not-established"),
        ("NOASSERTION", "MIT", "not-established"),
        ("OSL-1.0", "MIT", "not-established"),
        ("MIT AND LicenseRef-ours", "MIT", "not-established"),
        ("MIT OR LicenseRef-ours", "MIT", "yes"),
    ],
)
def test_a_choice_takes_the_best_and_what_applies_together_the_worst(
    part: str, whole: str, expected: str
) -> None:
    found = combine(part, whole)
    assert found.answer == expected
    assert found.remarks


def test_a_whole_under_several_licences_of_which_the_part_fits_some_shows_each() -> None:
    found = combine("GPL-3.0-only", "MIT AND GPL-3.0-only")
    assert {reason.answer for reason in found.reasons} == {Answer.YES, Answer.NO}
    assert "ask counsel" in found.said("en")[0]
    assert not found.is_disputed


@pytest.mark.parametrize(
    ("part", "whole", "expected", "told"),
    [
        ("Apache-2.0+", "GPL-3.0-only", "yes", "this-version"),
        ("EUPL-1.1+", "LiLiQ-P-1.1", "not-established", "later"),
        ("MIT", "EUPL-1.2+", "not-established", "later"),
        ("EUPL-1.2+", "EUPL-1.2+", "yes", "this-version"),
    ],
)
def test_a_plus_answers_for_the_version_that_is_named_and_for_no_later_one(
    part: str, whole: str, expected: str, told: str
) -> None:
    found = combine(part, whole)
    assert found.answer == expected
    assert told in {remark.fact for remark in found.remarks}


def test_a_name_of_ones_own_is_never_taken_for_a_licence_of_the_list() -> None:
    assert combine("LicenseRef-MIT-Bootstrap", "Apache-2.0").answer is Answer.NOT_ESTABLISHED


def test_what_applies_together_keeps_the_duties_of_each() -> None:
    duties = combine("MIT AND Apache-2.0", "GPL-3.0-only").obligations
    assert {"MIT", "Apache-2.0"} <= {duty.source["en"].split()[2].strip(",") for duty in duties}


def test_a_deprecated_identifier_is_read_as_todays_and_said() -> None:
    found = combine("GPL-3.0", "GPL-3.0+")
    assert (found.part, found.whole) == ("GPL-3.0-only", "GPL-3.0-or-later")
    assert "GPL-3.0 est lu comme GPL-3.0-only" in found.said("fr")[0]
    assert "GPL-3.0+ is read as GPL-3.0-or-later" in found.said("en")[1]
    assert not combine("mit", "MIT").remarks


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("LiLiQ-R+-1.1", "LiLiQ-Rplus-1.1"),
        ("LiLiQ-R", "LiLiQ-R-1.1"),
        ("Apache2", "Apache-2.0"),
        ("MITT", "MIT"),
        ("CPL-1", "CPL-1.0"),
        ("qqqqqqqqqqqq", None),
    ],
)
def test_a_misspelt_identifier_gets_the_nearest_one(typed: str, nearest: str | None) -> None:
    for pair in ((typed, "MIT"), ("MIT", typed), (f"MIT OR {typed}", "MIT")):
        with pytest.raises(UnknownLicenceError) as refused:
            combine(*pair)
        assert refused.value.nearest == nearest


@pytest.mark.parametrize(
    ("typed", "fact"),
    [
        ("", "empty"),
        ("MIT AND", "unfinished"),
        ("(MIT", "brackets"),
        ("Apache 2", "at-nearest"),
        ("LiLiQ-R ou MIT", "not-operator"),
        ("MIT MIT", "at"),
        ("MIT/BSD", "character"),
        ("()", "before-bracket"),
        ("MIT OR ()", "before-bracket"),
        ("( OR MIT)", "operator"),
        ("WITH MIT", "operator"),
        ("(" * 400 + "MIT" + ")" * 400, "too-deep"),
        ("MIT OR " * 1000 + "MIT", "too-long"),
    ],
)
def test_an_invalid_expression_says_where_it_breaks(typed: str, fact: str) -> None:
    with pytest.raises(BrokenExpressionError) as refused:
        combine(typed, "MIT")
    assert refused.value.fact == fact


TOKENS = some.sampled_from(
    ["MIT", "AND", "OR", "WITH", "(", ")", "GPL-3.0", "Classpath-exception-2.0", "LicenseRef-a"]
)


@given(some.one_of(some.text(max_size=30), some.lists(TOKENS, max_size=9).map(" ".join)))
def test_whatever_is_typed_gets_an_answer_or_a_refusal_in_words(typed: str) -> None:
    try:
        found = combine(typed, "LiLiQ-R-1.1")
    except (BrokenExpressionError, UnknownLicenceError):
        return
    assert found.answer in Answer


def test_rows_are_plain_records() -> None:
    assert isinstance(rows()[0], Row)
    assert set(combine("MIT", "MIT").facts("fr")) >= {"answer", "reasons", "obligations", "route"}
