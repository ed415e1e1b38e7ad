# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The rules that a licence must keep to enter the catalogue, as choosealicense.com has them."""

import json
import re
from collections.abc import Mapping
from importlib.resources import files

import pytest
from license_expression import get_spdx_licensing

from atelier.licences import (
    Category,
    Citation,
    Filters,
    French,
    Law,
    Licence,
    Network,
    Patent,
    Reach,
    Standing,
    UnknownLicenceError,
    catalogue,
    compare,
    find,
    matching,
    vocabulary,
)
from atelier.words import LANGUAGES

KINDS = ("permissions", "conditions", "limitations")
FACTS = ("osi", "fsf", "reach", "patent", "network", "french", "law", "notice")
# A fact that says that there is nothing to cite needs no clause.
NOTHING = {
    "reach": Reach.NONE,
    "patent": Patent.NOT_STATED,
    "network": Network.NO,
    "french": French.NOT_MENTIONED,
    "law": Law.SILENT,
}
SHORT = 300  # words that are read at a glance, where no clause has a number
LILIQ = ("LiLiQ-P-1.1", "LiLiQ-R-1.1", "LiLiQ-Rplus-1.1")
TERMS = {
    "categories": Category,
    "reaches": Reach,
    "patents": Patent,
    "networks": Network,
    "french": French,
    "laws": Law,
    "fsf": Standing,
}
SPDX = {
    licence["licenseId"]: licence
    for licence in json.loads(
        files("reuse").joinpath("resources/licenses.json").read_text(encoding="utf-8")
    )["licenses"]
}
every = pytest.mark.parametrize("licence", catalogue().values(), ids=catalogue().keys())


def test_the_catalogue_holds_at_least_fifty_licences() -> None:
    assert len(catalogue()) >= 50


@every
def test_an_identifier_is_one_of_spdx(licence: Licence) -> None:
    assert not get_spdx_licensing().validate(licence.id, strict=True).errors
    assert licence.id in SPDX


@every
def test_what_osi_and_fsf_say_is_what_the_spdx_data_says(licence: Licence) -> None:
    standing = {True: Standing.LISTED, False: Standing.NOT_FREE, None: Standing.NO_ENTRY}
    assert licence.osi.value == SPDX[licence.id]["isOsiApproved"]
    assert licence.fsf.value == standing[SPDX[licence.id].get("isFsfLibre")]
    assert licence.osi.citation.source == licence.fsf.citation.source == "spdx"


@every
def test_every_tag_is_in_the_vocabulary(licence: Licence) -> None:
    for kind in KINDS:
        assert set(getattr(licence, kind)) <= set(vocabulary()["tags"][kind])
    assert licence.contested <= set(licence.conditions)


@every
def test_every_fact_has_a_source(licence: Licence) -> None:
    citations = [getattr(licence, fact).citation for fact in FACTS]
    citations += [citation for kind in KINDS for citation in getattr(licence, kind).values()]
    citations += [licence.remark.citation] if licence.remark else []
    assert {citation.source for citation in citations} <= set(vocabulary()["sources"])


def has_clauses(licence: Licence) -> bool:
    is_numbered = re.search(r"(?m)^[ #*]*(?:Section |Article )?\d{1,2}[.)]? +\w", licence.text)
    return is_numbered is not None or len(licence.text.split()) > SHORT


def affirmed(licence: Licence) -> Mapping[str, Citation]:
    """Return what the licence says, and not what it is silent on, with where it says so."""
    tagged = {tag: cited for kind in KINDS for tag, cited in getattr(licence, kind).items()}
    facts = {name: getattr(licence, name) for name in NOTHING}
    stated = {name: facts[name] for name in facts if facts[name].value != NOTHING[name]}
    return tagged | {name: fact.citation for name, fact in stated.items()}


@every
def test_what_a_licence_with_clauses_says_is_cited_to_the_clause(licence: Licence) -> None:
    # The text does not settle what is contested: whoever holds it to be so is its source.
    held = {name for name in licence.contested if licence.conditions[name].source != "text"}
    tags = {tag for kind in KINDS for tag in getattr(licence, kind)} - held
    bare = {
        name
        for name, cited in affirmed(licence).items()
        if not cited.clause and (cited.source == "text" or name in tags)
    }
    assert not bare or not has_clauses(licence)


def test_only_short_texts_without_numbers_have_nothing_to_cite() -> None:
    assert {licence.id for licence in catalogue().values() if not has_clauses(licence)} == {
        "0BSD",
        "BSL-1.0",
        "BlueOak-1.0.0",
        "ISC",
        "JSON",
        "MIT",
        "MIT-0",
        "NCSA",
        "PostgreSQL",
        "UPL-1.0",
        "Unlicense",
        "X11",
    }


@pytest.mark.parametrize("identifier", ["LGPL-3.0-only", "LGPL-3.0-or-later"])
def test_what_the_lgpl_takes_from_the_gpl_is_cited_as_the_gpl_cites_it(identifier: str) -> None:
    gpl = affirmed(find("GPL-3.0-only"))
    taken = {
        name: cited.clause.removesuffix(" (GPL-3.0)")
        for name, cited in affirmed(find(identifier)).items()
        if cited.clause.endswith(" (GPL-3.0)")
    }
    assert len(taken) == 7
    assert taken == {name: gpl[name].clause for name in taken}


@every
def test_a_clause_that_is_cited_stands_in_the_text(licence: Licence) -> None:
    citations = [getattr(licence, fact).citation for fact in FACTS]
    citations += [citation for kind in KINDS for citation in getattr(licence, kind).values()]
    citations += [licence.remark.citation] if licence.remark else []
    flat = " ".join(licence.text.split())
    for clause in {citation.clause for citation in citations if citation.clause}:
        if not clause[0].isdigit():
            assert " ".join(clause.split()) in flat
            continue
        for number in re.findall(r"[\d.]+", re.sub(r"\(.*?\)", "", clause)):
            heading = rf"(?m)^[\s#*(]*(?:Section|Article )?\s*{re.escape(number)}(?:\.?\d*\b|\W)"
            assert re.search(heading, licence.text), f"{licence.id} has no clause {number}"


@every
def test_everything_is_said_in_both_languages(licence: Licence) -> None:
    said = [licence.name, licence.notice.value]
    said += [licence.remark.value] if licence.remark else []
    for sentence in said:
        assert all(sentence[language].strip() for language in LANGUAGES)


@pytest.mark.parametrize("table", TERMS)
def test_the_vocabulary_is_closed_and_has_words_in_both_languages(table: str) -> None:
    terms = vocabulary()[table]
    assert set(terms) == {term.value for term in TERMS[table]}
    assert all(term["label"][language] for term in terms.values() for language in LANGUAGES)


def test_every_tag_has_a_label_and_a_sentence_in_both_languages() -> None:
    for kind in KINDS:
        for term in vocabulary()["tags"][kind].values():
            for language in LANGUAGES:
                assert term["label"][language]
                assert term["meaning"][language].endswith(".")


def test_the_tags_of_choosealicense_are_credited() -> None:
    source = vocabulary()["sources"]["choosealicense"]
    assert (source["licence"], source["date"]) == ("CC-BY-3.0", "2024-02-19")


@every
def test_a_licence_without_a_patent_clause_does_not_grant_patents(licence: Licence) -> None:
    grants = {Patent.EXPRESS, Patent.EXPRESS_WITH_TERMINATION, Patent.NON_ASSERTION}
    assert ("patent-use" in licence.permissions) == (licence.patent.value in grants)
    assert ("patent-use" in licence.limitations) == (licence.patent.value is Patent.EXCLUDED)
    if licence.patent.value is Patent.NOT_STATED and not licence.patent.citation.clause:
        assert not re.search("patent|brevet", licence.text, re.IGNORECASE)


@every
def test_a_network_clause_and_a_network_condition_go_together(licence: Licence) -> None:
    has_clause = licence.network.value is not Network.NO
    assert has_clause == ("network-use-disclose" in licence.conditions)


@every
def test_reciprocity_and_the_same_licence_condition_go_together(licence: Licence) -> None:
    is_reciprocal = any(tag.startswith("same-license") for tag in licence.conditions)
    assert is_reciprocal == (licence.reach.value is not Reach.NONE)


@pytest.mark.parametrize("identifier", LILIQ)
def test_no_liliq_speaks_of_patents_or_networks(identifier: str) -> None:
    licence = find(identifier)
    assert licence.patent.value is Patent.NOT_STATED
    assert licence.network.value is Network.NO
    assert not re.search("brevet|réseau", licence.text, re.IGNORECASE)
    assert licence.french.value is French.OFFICIAL
    assert licence.law.value is Law.QUEBEC


def test_the_network_condition_of_cecill_is_contested() -> None:
    licence = find("CECILL-2.1")
    assert licence.network.value is Network.CONTESTED
    assert licence.contested == {"network-use-disclose"}
    held = (licence.network.citation, licence.conditions["network-use-disclose"])
    assert {(cited.source, cited.clause) for cited in held} == {("choosealicense", "")}


def test_the_traps_are_not_free() -> None:
    traps = {licence.id for licence in catalogue().values() if not licence.is_free}
    assert traps == {
        "BUSL-1.1",
        "CC-BY-NC-4.0",
        "CC-BY-NC-SA-4.0",
        "CC-BY-ND-4.0",
        "Elastic-2.0",
        "JSON",
        "PolyForm-Noncommercial-1.0.0",
        "SSPL-1.0",
    }
    for trap in map(find, traps):
        assert not trap.osi.value
        assert trap.fsf.value is not Standing.LISTED


@every
def test_a_licence_that_is_not_free_says_why_and_cites_the_text(licence: Licence) -> None:
    if licence.is_free:
        assert licence.fsf.value is not Standing.NOT_FREE
        return
    assert licence.remark
    assert licence.remark.citation.source == "text"
    assert licence.remark.citation.clause
    assert licence.remark.value["fr"].startswith("Piège")
    assert licence.remark.value["en"].startswith("Trap")


def test_every_licence_of_the_catalogue_is_held_to_the_list_that_comes_in_a_package() -> None:
    assert len(catalogue()) == len(set(catalogue()) & set(SPDX)) >= 66


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("LiLiQ-R+-1.1", "LiLiQ-Rplus-1.1"),
        ("GPLv3", "GPL-3.0-only"),
        ("mit", "MIT"),
        ("Apache 2", "Apache-2.0"),
        ("zzzz", None),
        ("Foo-1.0", None),
        ("Custom-1.0", None),
        ("MPL", "MPL-2.0"),
        ("CC BY 4.0", "CC-BY-4.0"),
    ],
)
def test_an_unknown_identifier_is_answered_with_the_nearest(written: str, meant: str) -> None:
    with pytest.raises(UnknownLicenceError) as error:
        find(written)
    assert error.value.nearest == meant
    assert written in str(error.value)


def test_filters_keep_what_fits() -> None:
    found = matching(catalogue(), Filters(words="liliq", conditions=frozenset({"disclose-source"})))
    assert [licence.id for licence in found] == ["LiLiQ-R-1.1", "LiLiQ-Rplus-1.1"]
    official = matching(catalogue(), Filters(french=French.OFFICIAL, network=Network.YES))
    assert [licence.id for licence in official] == ["EUPL-1.1", "EUPL-1.2"]
    assert matching(catalogue(), Filters()) == tuple(catalogue().values())
    assert not matching(catalogue(), Filters(reach=Reach.FILE, is_free=False))


def test_a_comparison_tells_what_differs() -> None:
    compared = {each.aspect: each for each in compare(find("LiLiQ-P-1.1"), find("LiLiQ-R-1.1"))}
    assert compared["patent"].is_same
    assert not compared["conditions"].is_same
    assert compared["conditions"].second - compared["conditions"].first == {
        "disclose-source",
        "same-license--file",
    }
    assert all(each.is_same for each in compare(find("MIT"), find("MIT")))
