# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The review of 4.E4: each variant has its own defects, and the commits tell which one it is."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from atelier.checks.observation import EXERCISE, HEAD, NUMBER, check, defects, judged
from atelier.forge import attempt, mission
from atelier.forge.records import Comment, Decision, Review, State, Thread
from atelier.variant import Origin, Variant
from atelier.views.forge import Forge
from atelier.views.verdict import Line, VerdictView
from atelier.words import LANGUAGES, Language

VARIANTS = range(len(mission.mission(EXERCISE).variants))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variant_can_be_reviewed_in_full(
    variant: int, language: Language, tmp_path: Path
) -> None:
    forge = mission.begin(EXERCISE, tmp_path, language=language, variant=variant)
    assert forge is not None
    mission.collect(EXERCISE, tmp_path)
    with mission.opened(EXERCISE, tmp_path) as scene:
        planted = defects(scene)
        assert (scene.language, scene.variant) == (language, variant)

    repository = scene.mission.repository
    for each in planted:
        place = {"path": each.path, "line": each.line}
        forge.comment(repository, NUMBER, "Pourquoi?", by=forge.learner, **place)
    forge.review(
        repository, NUMBER, Decision.REQUEST_CHANGES, by=forge.learner, body="À reprendre."
    )
    mission.collect(EXERCISE, tmp_path)

    assert check(tmp_path).is_met
    assert "À reprendre." in (tmp_path / "revision.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("variant", VARIANTS)
def test_in_every_variant_each_wrong_review_fails_where_it_is_wrong(
    variant: int, tmp_path: Path
) -> None:
    language: Language = LANGUAGES[variant % 2]
    begun = mission.begin(EXERCISE, tmp_path, language=language, variant=variant)
    mission.collect(EXERCISE, tmp_path)
    with mission.opened(EXERCISE, tmp_path) as scene:
        found = defects(scene)
        text = scene.git.text(scene.began["trousse-ete"], "loisirs.md") or ""
        bare = next(each for each in scene.requests if each.number == NUMBER)
    planted = [(each.path, each.line) for each in found]
    written = enumerate(text.splitlines(), start=1)
    beside = [("loisirs.md", at) for at, line in written if line and at > HEAD]
    beside = [place for place in beside if place not in planted]

    def of(
        places: list[tuple[str, int]], decision: Decision | None, state: State = State.OPEN
    ) -> tuple[set[str], float]:
        who = {"author": begun.learner, "moment": bare.moment, "body": "Pourquoi?"}
        threads = tuple(
            Thread(id=number, path=path, line=line, comments=(Comment(**who),))
            for number, (path, line) in enumerate(places, start=1)
        )
        reviews = (Review(**who, decision=decision, commit=bare.head),) if decision else ()
        verdict = judged(found, replace(bare, threads=threads, reviews=reviews, state=state))
        missed = {each.criterion for each in verdict.findings if each.points < each.maximum}
        return missed, verdict.points

    asks = Decision.REQUEST_CHANGES
    assert of(planted, asks) == (set(), 10)
    assert of([*planted[1:], beside[0]], asks) == (set(), 10)
    assert of(planted, Decision.APPROVE) == ({"decision"}, 6)
    assert of(planted, Decision.COMMENT) == ({"decision"}, 6)
    assert of(planted, None) == ({"decision"}, 6)
    assert of(planted[:3], asks) == ({"recall"}, 9)
    assert of([*planted, *beside[:4]], asks) == ({"precision"}, 8)
    assert of(planted[:1], asks) == ({"recall", "precision", "decision"}, 1)
    assert of([], asks) == ({"recall", "precision", "decision"}, 0)
    assert of(planted, None, State.MERGED) == ({"decision"}, 6)
    assert of(planted, None, State.CLOSED) == ({"decision"}, 6)
    assert of(planted, asks, State.CLOSED) == (set(), 10)
    assert of([], None, State.MERGED) == ({"recall", "precision", "decision"}, 0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("end", ["merge", "approve and merge", "close", "ask and close"])
def test_whoever_ended_the_request_is_told_how_to_begin_anew_and_can(
    end: str, language: Language, tmp_path: Path
) -> None:
    panel, folder = Forge(EXERCISE, tmp_path, language=language), tmp_path

    def do(gesture: str, **fields: object) -> dict[str, Any]:
        number = panel.state["reply"].get("number", 0) + 1
        panel.answer = {"number": number, "do": gesture, "fields": {"number": NUMBER, **fields}}
        return dict(panel.state["reply"])

    def findings() -> list[Line]:
        mission.collect(EXERCISE, folder)
        return list(VerdictView(check(folder), language=language).lines())

    if "approve" in end:
        assert do("review", decision="approve", body="Bravo")["done"]
    if "ask" in end:
        assert do("review", decision="request-changes", body="Non")["done"]
    assert do("close-request" if "close" in end else "merge", method="merge")["done"]

    recall, _, decision = findings()
    assert all(f"`atelier forge reset {EXERCISE}`" in it.next_step for it in (recall, decision))
    said = do("review", decision="request-changes", body="Non")
    assert "`atelier forge reset`" in said["sentence"]
    attempt.restart(EXERCISE, folder, tmp_path / "essais", language=language)
    assert (tmp_path / "essais" / "revision.md").is_file()
    assert do("review", decision="request-changes", body="Non")["done"]
    recall, *_ = findings()
    assert "reset" not in recall.next_step


def test_a_verdict_says_which_variant_was_judged_and_from_which_seed(tmp_path: Path) -> None:
    """Work taken from a neighbour under one's own seed is of another variant than the seed's."""
    of, seed = len(VARIANTS), "seed-0000000000000003"
    mission.begin(EXERCISE, tmp_path, language="fr", seed=seed)
    mission.collect(EXERCISE, tmp_path)
    assert check(tmp_path).variant == Variant(number=3, of=of, seed=seed)

    state = tmp_path / mission.STATE
    told = json.loads(state.read_text(encoding="utf-8"))
    state.write_text(json.dumps({**told, "seed": "seed-0000000000000004"}), encoding="utf-8")
    verdict = check(tmp_path)
    assert verdict.variant is not None
    assert (verdict.variant.number, verdict.variant.origin) == (3, Origin.OTHER)
    assert "seed-0000000000000004" in VerdictView(verdict, language="fr").text()

    state.write_text("{}", encoding="utf-8")
    assert check(tmp_path).variant == Variant(number=3, of=of)


def test_variants_differ_so_that_an_answer_cannot_be_copied() -> None:
    variants = mission.mission(EXERCISE).variants

    assert len(set(variants)) == len(variants) > 3
    for one in variants:
        for other in set(variants) - {one}:
            assert len(one & other) < 5


def test_to_declare_another_variant_changes_nothing(tmp_path: Path) -> None:
    mission.begin(EXERCISE, tmp_path, language="fr", variant=3)
    mission.collect(EXERCISE, tmp_path)
    state = tmp_path / mission.STATE
    told = json.loads(state.read_text(encoding="utf-8"))
    for lie in (0, 99, "x", None, True, [3]):
        state.write_text(json.dumps({**told, "variant": lie, "language": "en"}), encoding="utf-8")
        with mission.opened(EXERCISE, tmp_path) as scene:
            assert (scene.language, scene.variant) == ("fr", 3)


def test_a_record_that_cannot_be_read_gets_a_finding(tmp_path: Path) -> None:
    mission.begin(EXERCISE, tmp_path, language="fr")
    mission.collect(EXERCISE, tmp_path)
    (tmp_path / mission.RECORDS).write_text("[", encoding="utf-8")

    assert check(tmp_path).findings[0].fact == "no-records"
