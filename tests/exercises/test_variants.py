# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Every variant of 3.E1 and 3.E8 holds to the laws of an exercise, its answers made by program.

Those of 4.E4 are played in ``tests/course/atelier/test_observation.py``.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import pytest

from atelier.artefacts import chronology, graph_reading
from atelier.artefacts.graph_questions import PLACES, histories, items_of
from atelier.checks import check_of
from atelier.checks.variation import WORDS as REASONS
from atelier.git import Git
from atelier.variant import Origin
from atelier.verdict import Verdict
from atelier.views.history import picture_of
from atelier.views.variant import VariantView, graph_of
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language

E1, E8 = "3-E1-chronologie", "3-E8-variation"
MODULES = {E1: chronology, E8: graph_reading}
VARIANTS = [(exercise, number) for exercise, module in MODULES.items()
            for number in range(module.variant_of("").of)]  # fmt: skip
Answers = Mapping[str, Mapping[str, str]]
every_variant = pytest.mark.parametrize(("exercise", "number"), VARIANTS)
in_both = pytest.mark.parametrize("language", LANGUAGES)


def seed(number: int) -> str:
    return f"seed-{number:016x}"


def right(exercise: str, number: int) -> Answers:
    if exercise == E1:
        return chronology.truth_of(number)
    return {"graph": {item.asked: item.truth for item in items_of(number)}}


def judged(
    exercise: str, number: int, answers: Answers, folder: Path, language: Language
) -> Verdict:
    sheet = MODULES[exercise].sheet_of(seed(number))
    text = sheet.fill("", answers, language=language)
    (folder / sheet.FILE).write_text(text, encoding="utf-8")
    return check_of(exercise)(folder)


def missed(verdict: Verdict) -> set[str]:
    return {
        finding.about or finding.criterion
        for finding in verdict.findings
        if finding.points < finding.maximum
    }


def wrong(exercise: str, number: int) -> Iterator[tuple[str, Answers, set[str]]]:
    """Yield answers that break one thing each: what they are, and where they must fail."""
    truth = right(exercise, number)
    if exercise == E8:
        for item in items_of(number):
            for option in item.options:
                if option.id != item.truth:
                    changed = {**truth["graph"], item.asked: option.id}
                    yield option.id, {"graph": changed}, {item.asked}
        return
    history = chronology.history_of(number)
    letters = [change.letter for change in history]
    by_event = {change.event: place for place, change in enumerate(history)}
    swapped = letters.copy()
    here, there = by_event["lengthen"], by_event["undo"]
    swapped[here], swapped[there] = swapped[there], swapped[here]
    orders = {
        "by date": [one.letter for one in sorted(history, key=lambda one: one.day)],
        "backwards": letters[::-1],
        "by letter": sorted(letters),
        "swapped": swapped,
    }
    for name, order in orders.items():
        places = {f"place-{place}": letter for place, letter in enumerate(order, start=1)}
        yield name, {**truth, "order": places}, {"order"}
    yield "one person", {**truth, "who": dict.fromkeys(truth["who"], "noor")}, {"who"}
    yield "council", {**truth, "why": dict.fromkeys(truth["why"], "council")}, {"why"}


@every_variant
@in_both
def test_the_right_answers_of_a_variant_have_full_marks(
    exercise: str, number: int, language: Language, tmp_path: Path
) -> None:
    verdict = judged(exercise, number, right(exercise, number), tmp_path, language)

    assert verdict.points == verdict.maximum == sum(one.maximum for one in verdict.findings)
    assert verdict.variant is not None
    assert (verdict.variant.number, verdict.variant.origin) == (number, Origin.SEED)
    assert seed(number) in VerdictView(verdict, language=language).text()


@every_variant
def test_a_variant_that_is_not_answered_has_no_marks(
    exercise: str, number: int, tmp_path: Path
) -> None:
    assert judged(exercise, number, {}, tmp_path, "fr").points == 0


@every_variant
@in_both
def test_each_wrong_answer_fails_where_it_is_wrong_and_keeps_the_rest(
    exercise: str, number: int, language: Language, tmp_path: Path
) -> None:
    for name, answers, fails in wrong(exercise, number):
        verdict = judged(exercise, number, answers, tmp_path, language)
        assert missed(verdict) == fails, name
        said = VerdictView(verdict, language=language).text()
        assert "{" not in said
        assert "  " not in said.replace("\n    ", "\n")


@every_variant
def test_the_words_of_the_other_language_in_another_order_are_right(
    exercise: str, number: int, tmp_path: Path
) -> None:
    sheet = MODULES[exercise].sheet_of(seed(number))
    lines = sheet.fill("", right(exercise, number), language="en").splitlines()
    mixed = [lines[1], *reversed(lines[2:])] if exercise == E8 else lines[1:]
    text = "\n".join([*mixed, f"graine: {seed(number)}"])
    (tmp_path / sheet.FILE).write_text(text, encoding="utf-8")

    assert check_of(exercise)(tmp_path).is_met


@pytest.mark.parametrize("exercise", MODULES)
def test_the_answers_of_a_neighbour_are_worth_less_than_half(exercise: str, tmp_path: Path) -> None:
    """Copied in words, as they stand in a neighbour's file."""
    module, numbers = MODULES[exercise], [one for name, one in VARIANTS if name == exercise]
    for mine in numbers:
        for other in set(numbers) - {mine}:
            copied = module.sheet_of(seed(other)).fill("", right(exercise, other), language="fr")
            text = copied.replace(seed(other), seed(mine))
            (tmp_path / module.FILE).write_text(text, encoding="utf-8")
            verdict = check_of(exercise)(tmp_path)
            assert verdict.points < verdict.maximum / 2, (mine, other)


@every_variant
@in_both
def test_a_variant_is_shown_and_said(
    exercise: str, number: int, language: Language, tmp_path: Path
) -> None:
    module = MODULES[exercise]
    text = module.sheet_of(seed(number)).fill("", {}, language=language)
    (tmp_path / module.FILE).write_text(text, encoding="utf-8")

    shown = VariantView(exercise, tmp_path, language=language).text()

    assert f" {number + 1} " in shown
    asked = "ABCDEFGH"
    assert all(f"**{letter}**" in shown or f"| {letter} |" in shown for letter in asked)
    if exercise == E8:
        graph, history = graph_of(number, language), histories()[number]
        for commit in graph.commits:
            assert commit.parents == history.parents[commit.id]
            assert commit.subject in shown
        picture = picture_of(graph, language)
        assert set(picture) == {"image/svg+xml", "text/vnd.mermaid"}
        for drawn in picture.values():
            assert all(name in drawn for name in (*history.branches, "v1.0"))


def test_no_two_graphs_and_no_two_histories_are_the_same() -> None:
    graphs = {(str(one.parents), str(one.branches), one.tag) for one in histories()}
    truths = {str(right(exercise, number)) for exercise, number in VARIANTS}

    assert len(graphs) == len(histories()) >= 6
    assert len(truths) == len(VARIANTS)
    orders = {tuple(change.event for change in chronology.history_of(number))
              for name, number in VARIANTS if name == E1}  # fmt: skip
    assert len(orders) >= 4


def test_every_question_has_four_answers_with_a_reason_each_and_one_is_right() -> None:
    for number in range(len(histories())):
        places = []
        for item in items_of(number):
            ids = [option.id for option in item.options]
            assert len(set(ids)) == len(ids) == 4
            places.append(ids.index(item.truth))
            for language in LANGUAGES:
                words = {graph_reading.word_of(item, one)[language] for one in item.options}
                assert len(words) == 4
                reasons = [
                    REASONS.say(
                        f"reason.{item.asked}.{one.reason}", language=language, **one.values
                    )
                    for one in item.options
                ]
                assert all(reason.endswith(".") for reason in reasons)
                assert reasons[places[-1]] not in reasons[: places[-1]]
        assert sorted(places) == sorted(PLACES)


def only(git: Git, letters: Mapping[str, str], tip: str, *others: str) -> str:
    """Return the commits that git reaches from ``tip`` and from no other, as an answer's id."""
    found = git.run("rev-list", tip, *(f"^{other}" for other in others)).split()
    return "-".join(sorted(letters[each] for each in found)).lower() or "nothing"


def test_the_graphs_say_what_git_says(tmp_path: Path) -> None:
    """What is true of a graph is asked of real git, of the same graph made of real commits."""
    for number, history in enumerate(histories()):
        git = Git(tmp_path / f"{number}.git")
        git.run("init", "--quiet", "--bare", "--template=", str(git.folder))
        who = ["-c", "user.name=N", "-c", "user.email=n@ville.example"]
        tree = git.run("mktree", "--missing", "-z", given="").strip()
        made: dict[str, str] = {}
        for commit, parents in history.parents.items():
            above = [word for parent in parents for word in ("-p", made[parent])]
            made[commit] = git.run(*who, "commit-tree", tree, *above, "-m", commit).strip()
        letters = {identifier: commit for commit, identifier in made.items()}
        for one, other in combinations(made, 2):
            if {one, other} & {*history.branches.values(), *history.asks["ancestor"]}:
                bases = git.run("merge-base", "--all", made[one], made[other]).split()
                assert [letters[base] for base in bases] == [history.base(one, other)]
        truths = {item.asked: item.truth for item in items_of(number)}
        asks, at = history.asks, {name: made[tip] for name, tip in history.branches.items()}

        assert truths["only"] == only(git, letters, at[asks["only"]], at["main"])
        kept = [tip for name, tip in at.items() if name != asks["delete"]]
        assert truths["delete"] == only(git, letters, at[asks["delete"]], *kept, made[history.tag])
        one, other = (made[each] for each in asks["ancestor"])
        is_so = (git.is_ancestor(one, other), git.is_ancestor(other, one))
        assert truths["ancestor"] == {(1, 0): "yes", (0, 1): "reverse", (0, 0): "no"}[is_so]
        source, target = (at[name] for name in asks["merge"])
        is_so = (git.is_ancestor(source, target), git.is_ancestor(target, source))
        assert truths["merge"] == {(1, 0): "nothing", (0, 1): "forward", (0, 0): "commit"}[is_so]


def test_two_seeds_in_one_file_are_none_and_the_verdict_says_so(tmp_path: Path) -> None:
    text = graph_reading.sheet_of(seed(3)).fill("", right(E8, 3), language="fr")
    (tmp_path / "graphe.yml").write_text(f"# {seed(2)}\n{text}", encoding="utf-8")

    verdict = check_of(E8)(tmp_path)

    assert verdict.variant is not None
    assert verdict.variant.origin is Origin.PUBLIC
    assert verdict.points < verdict.maximum
    assert "graine" in VerdictView(verdict, language="fr").text()
