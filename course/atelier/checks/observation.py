# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""A review given: which planted defects its comments point to, and whether its decision follows.

Which defects there are, and at which lines, is made again from the mission and its variant, which
the commits tell. The review itself is in no commit, only in the forge's records: what is judged of
it is declared. How it is written is read by a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from atelier.forge.mission import LEARNER, Scene, UnreadableSceneError, opened, slot_text
from atelier.forge.records import Decision, MergeRequest, State
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "4-E4-observation"
BRANCH: Final = "trousse-ete"
NUMBER: Final = 2
BY_HAND: Final = 4.0
MAXIMUM: Final[Mapping[str, float]] = {"recall": 4, "precision": 2, "decision": 4}
ENOUGH: Final = 4  # defects of five: a recall of 0.8
PRECISE: Final = 0.6
NOISE: Final = 1 / 3  # below it, a review says nothing
FEWEST: Final = 2  # defects found, for a decision to rest on something
UNDECIDED: Final[Mapping[Decision | None, str]] = {
    None: "none",
    Decision.APPROVE: "approved",
    Decision.COMMENT: "comment",
    Decision.REQUEST_CHANGES: "unfounded",
}
HEAD: Final = 3  # lines in which a licence line is looked for
UNREAD: Final = {"no-records", "unreadable", "nothing-yet", "not-read"}  # no review was judged


@dataclass(frozen=True, kw_only=True)
class Defect:
    """One planted defect; ``line`` is 0 where it is in no line of the new file."""

    kind: str
    path: str
    line: int

    def is_hit(self, path: str, line: int) -> bool:
        """Return whether a comment on this line, or on the file (0), points to it."""
        if path != self.path:
            return False
        if self.kind == "binary":
            return True
        if self.kind == "header":
            return line <= HEAD
        return line == self.line


def check(folder: Path) -> Verdict:
    """Return how well the merge request was reviewed."""
    try:
        with opened(EXERCISE, folder) as scene:
            request = next((each for each in scene.requests if each.number == NUMBER), None)
            if request is None:
                return replace(_nothing("no-records"), variant=scene.drawn)
            return replace(judged(defects(scene), request), variant=scene.drawn)
    except UnreadableSceneError as error:
        return _nothing("unreadable", seen=error.seen(), step=error.next_step())


def judged(planted: tuple[Defect, ...], request: MergeRequest) -> Verdict:
    """Return what is to be said of a review, beside the defects that were planted."""
    places = _places(request)
    hit = [defect for defect in planted if any(defect.is_hit(*place) for place in places)]
    beside = [place for place in places if not any(defect.is_hit(*place) for defect in planted)]
    decisions = [each.decision for each in request.reviews if each.author == LEARNER.name]
    if not places and not decisions and request.state is State.OPEN:
        return _nothing("nothing-yet")
    facts = {
        "found": len(hit),
        "planted": len(planted),
        "beside": len(beside),
        "exercise": EXERCISE,
    }
    share = len(hit) / (len(hit) + len(beside)) if places else 0
    if places and share < NOISE:
        findings = [_finding(criterion, "noise", **facts) for criterion in MAXIMUM]
    else:
        findings = [
            _recall(len(hit), request.state, facts),
            _precision(len(hit), share, beside, facts),
            _decision(len(hit), decisions, request.state, facts),
        ]
    return Verdict(subject="observation", findings=tuple(findings), by_hand=BY_HAND)


def defects(scene: Scene) -> tuple[Defect, ...]:
    """Return what is wrong with the merge request of this variant."""
    plan, found = scene.mission, []
    for slot in sorted(plan.variants[scene.variant]):
        facts = plan.slots[slot]
        text = scene.git.text(scene.began[BRANCH], facts["path"]) or ""
        bad = slot_text(plan, slot, scene.variant, scene.language)
        has_line = facts["kind"] not in {"header", "binary"}
        line = text.splitlines().index(bad) + 1 if has_line else 0
        found.append(Defect(kind=facts["kind"], path=facts["path"], line=line))
    return tuple(found)


def _places(request: MergeRequest) -> tuple[tuple[str, int], ...]:
    """Return where the learner commented, each place once; a general comment has none."""
    return tuple(
        dict.fromkeys(
            (thread.path, thread.line)
            for thread in request.threads
            if thread.path and any(said.author == LEARNER.name for said in thread.comments)
        )
    )


def _recall(found: int, state: State, facts: Mapping[str, object]) -> Finding:
    """Return how much was found; a request that is no longer open takes no more remarks."""
    fact = "some" if found else "none"
    fact = "right" if found >= ENOUGH else fact if state is State.OPEN else "over"
    return _finding("recall", fact, float(min(found, ENOUGH)), **facts)


def _precision(
    found: int, share: float, beside: Iterable[tuple[str, int]], facts: Mapping[str, object]
) -> Finding:
    if found < FEWEST:
        return _finding("precision", "too-few", **facts)
    places = ", ".join(f"{path}:{line}" if line else path for path, line in beside)
    fact = "too-many" if share < PRECISE else "right-all" if not places else "right"
    points = 0 if fact == "too-many" else MAXIMUM["precision"]
    return _finding("precision", fact, points, places=places, **facts)


def _decision(
    found: int, decisions: list[Decision], state: State, facts: Mapping[str, object]
) -> Finding:
    last = decisions[-1] if decisions else None
    if state is State.MERGED:  # whoever merges has decided
        return _finding("decision", "merged", **facts)
    if last is Decision.REQUEST_CHANGES and found >= FEWEST:
        return _finding("decision", "right", MAXIMUM["decision"], **facts)
    if state is State.CLOSED:
        return _finding("decision", "closed", **facts)
    return _finding("decision", UNDECIDED[last], **facts)


def _finding(criterion: str, fact: str, points: float = 0, /, **values: object) -> Finding:
    return Finding(
        criterion=criterion,
        fact=fact,
        points=points,
        maximum=MAXIMUM[criterion],
        values={"number": NUMBER, **values},
        is_declared=fact not in UNREAD,
    )


def _nothing(fact: str, **values: object) -> Verdict:
    first, *others = MAXIMUM
    later = (_finding(criterion, "not-read") for criterion in others)
    findings = (_finding(first, fact, **values), *later)
    return Verdict(subject="observation", findings=findings, by_hand=BY_HAND)
