# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The review of 4.E4: each variant has its own defects, and the commits tell which one it is."""

import json
from pathlib import Path

import pytest

from atelier.checks.observation import EXERCISE, NUMBER, check, defects
from atelier.forge import mission
from atelier.forge.records import Decision
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
