# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Seeds, looked at again when work is taken in: what is odd is told, and refuses nothing."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import intake, seeds
from autograder.course import Course
from autograder.words import LANGUAGES

EXERCISE = "1-E1-essai"
MakeArchive = Callable[..., Path]
Run = Callable[..., subprocess.CompletedProcess[str]]


def mine(student: str) -> str:
    return seeds.seed_of(student, EXERCISE)


DRAWN = "seed-00112233445566aa"


@pytest.fixture
def told(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> Callable[[dict[str, tuple[str, str]]], list[str]]:
    """Return what takes a class in and says what there is to say of it.

    Of each learner come the seed in the manifest and the text of the file.
    """

    def take(handed_in: dict[str, tuple[str, str]]) -> list[str]:
        for student, (seed, text) in handed_in.items():
            more = {"seed": seed} if seed else {}
            make_archive(tmp_path / "in", student=student, profile=text, told=more)
        arrived = list(intake.take_in(intake.arrivals(tmp_path / "in"), [course]))
        assert not [one.sentence("en") for one in arrived if one.is_refused]
        intake.collect(course, EXERCISE)
        return seeds.remarks([course], language="en")

    return take


def test_seeds_that_follow_from_the_identifiers_need_no_word(
    told: Callable[..., list[str]],
) -> None:
    people = ("ana", "bo", "cy")

    assert told({one: (mine(one), f"seed: {mine(one)}\n") for one in people}) == []


def test_an_exercise_without_variants_needs_no_word(told: Callable[..., list[str]]) -> None:
    assert told({"ana": ("", "tout\n"), "bo": ("", "demi\n")}) == []


def test_the_seed_of_a_neighbour_is_told_with_the_neighbours_identifier(
    told: Callable[..., list[str]],
) -> None:
    text = f"seed: {mine('ana')}\n"

    (said,) = told({"ana": (mine("ana"), text), "bo": (mine("ana"), text)})

    assert said.startswith(f"Seed, {EXERCISE}: that of bo follows from the identifier ana.")
    assert "ask before you conclude" in said


def test_a_seed_drawn_by_chance_is_told_as_unproved_and_a_shared_one_as_shared(
    told: Callable[..., list[str]],
) -> None:
    text = f"seed: {DRAWN}\n"
    (said,) = told({"ana": (DRAWN, text)})
    assert "that of ana does not follow from the identifier" in said

    (said,) = told({"ana": (DRAWN, text), "bo": (DRAWN, text)})
    assert "ana, bo have the same" in said


def test_a_manifest_that_says_another_seed_than_the_work_is_told(
    told: Callable[..., list[str]],
) -> None:
    """One's own seed in the manifest does not hide a neighbour's in the work."""
    said = told({"bo": (mine("bo"), f"seed: {DRAWN}\n")})

    assert any("the work of bo carries another than its hand-in" in one for one in said)


def test_ones_own_seed_in_a_comment_does_not_hide_the_one_that_is_judged(
    told: Callable[..., list[str]],
) -> None:
    said = told({"bo": (mine("bo"), f"# {mine('bo')}\nseed: {DRAWN}\n")})

    assert any("the work of bo carries another than its hand-in" in one for one in said)


def test_work_without_a_seed_is_told_where_others_have_one(
    told: Callable[..., list[str]],
) -> None:
    said = told({"ana": (mine("ana"), f"seed: {mine('ana')}"), "bo": ("", "tout")})

    assert [one for one in said if "the work of bo carries none" in one] == said


def test_the_latest_hand_in_alone_counts(
    make_archive: MakeArchive, tmp_path: Path, told: Callable[..., list[str]]
) -> None:
    assert told({"bo": (DRAWN, f"seed: {DRAWN}\n")})
    shutil.rmtree(tmp_path / "in")
    make_archive(
        tmp_path / "in",
        student="bo",
        when="2026-01-16T12:00:00Z",
        profile=f"seed: {mine('bo')}\n",
        told={"seed": mine("bo")},
    )

    assert told({}) == []


def test_a_seed_of_another_form_is_refused_with_its_manifest(
    course: Course, make_archive: MakeArchive, tmp_path: Path
) -> None:
    make_archive(tmp_path / "in", told={"seed": "seed-<b>"})

    (arrival,) = intake.take_in(intake.arrivals(tmp_path / "in"), [course])

    assert arrival.is_refused


def test_the_trainer_reads_it_when_work_comes_in_and_in_both_languages(
    course: Course, make_archive: MakeArchive, autograder: Run, tmp_path: Path
) -> None:
    for student in ("ana", "bo"):
        make_archive(
            tmp_path / "in",
            student=student,
            profile=f"seed: {mine('ana')}\n",
            told={"seed": mine("ana")},
        )
    for language, word in zip(
        LANGUAGES, ("découle de l’identifiant ana", "identifier ana"), strict=True
    ):
        done = autograder(
            "intake", tmp_path / "in", "--course", course.folder, "--language", language
        )
        assert done.returncode == 0, done.stdout
        assert word in " ".join(done.stdout.split())


def test_work_from_the_exchange_which_has_no_manifest_is_looked_at_too(course: Course) -> None:
    for student in ("ana", "bo"):
        folder = course.folder / "submitted" / student / EXERCISE
        folder.mkdir(parents=True)
        (folder / "profil.yml").write_text(f"seed: {mine('ana')}\n", encoding="utf-8")

    (said,) = seeds.remarks([course], language="en")

    assert "that of bo follows from the identifier ana" in said
