# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""An answer to a review: new commits on the same branch, each thread settled where it points.

Nothing here asks what was said in a thread, or who called it settled: the colleagues read the
diff of the beginning and the diff of now, and what they no longer remark is settled. The answer
must keep what the line was there for.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from posixpath import normpath
from typing import Final
from urllib.parse import unquote

from atelier.artefacts.page import page_of
from atelier.forge.colleagues import PEOPLE, Colleague, Proposal, Remark
from atelier.forge.mission import LEARNER, Scene, UnreadableSceneError, opened
from atelier.forge.proposed import MAIN, changes_since, is_anothers, latest
from atelier.forge.records import MergeRequest
from atelier.verdict import Finding, Verdict

EXERCISE: Final = "4-E3-revision"
BRANCH: Final = "natation-printemps"
FILE: Final = "natation.md"
NUMBER: Final = 2
MAXIMUM: Final[Mapping[str, float]] = {
    "branch": 2,
    "history": 2,
    "unfinished": 1,
    "empty-link": 1,
    "no-alternative": 1,
    "lost-header": 1,
    "sign-off": 2,
}
# What must still be there once a thread is settled: to delete is not to answer.
PICTURE: Final = "plan-piscine.png"
ADDRESS: Final = re.compile(r"https://inscription\.ville\.example/natation\b", re.IGNORECASE)
DAY: Final = re.compile(
    r"\b2(?:nd|e)?\b.{0,40}\b(?:mars|march)\b|\bmarch\b.{0,20}\b2(?:nd)?\b|\b0?3-0?2\b",
    re.IGNORECASE,
)
# REUSE-IgnoreStart
HEADER: Final = (
    r"SPDX-License-Identifier: CC-BY-4\.0",
    r"SPDX-FileCopyrightText: .*Saint-Exemple",
    r"(?i)piscine|pool",
)
# REUSE-IgnoreEnd
# Another way of leaving it as it was.
SAME: Final = {"vague-alternative": "no-alternative", "address-link": "empty-link"}


def check(folder: Path) -> Verdict:
    """Return how well the review of the merge request was answered."""
    try:
        with opened(EXERCISE, folder) as scene:
            start = scene.began[BRANCH]
            head = latest(scene, NUMBER, start)
            if head is None:
                return _nothing("nothing-yet")
            now = [remark for _, remark in remarks_at(scene, head)]
            return _verdict(
                _branch(scene, head),
                _history(scene, start, head),
                *(_thread(scene, said, start, head, now) for said in remarks_at(scene, start)),
                _sign_off(scene, start, head),
            )
    except UnreadableSceneError as error:
        return _nothing("unreadable", seen=error.seen(), step=error.next_step())


def remarks_at(scene: Scene, head: str) -> tuple[tuple[Colleague, Remark], ...]:
    """Return what the mission's colleagues have to say of ``head``, each thing once."""
    plan = scene.mission
    reviewers = [PEOPLE[name] for name in plan.repositories[plan.repository]["colleagues"]]
    request = MergeRequest(
        number=NUMBER,
        title=BRANCH,
        body=BRANCH,
        author=LEARNER.name,
        moment="",
        source_repository=plan.repository,
        source=BRANCH,
        target=MAIN,
        head=head,
        base=scene.began[MAIN],
    )
    proposal = Proposal(
        request=request,
        commits=(),
        changes=changes_since(scene, head),
        text_of=cache(lambda path: scene.git.text(head, path) or ""),
    )
    said = [(each, remark) for each in reviewers for remark in each.remarks(proposal)]
    asked = [pair for pair in said if SAME.get(pair[1].fact, pair[1].fact) in THREADS]
    order = list(THREADS)
    return tuple(sorted(asked, key=lambda pair: order.index(SAME.get(pair[1].fact, pair[1].fact))))


def _verdict(*findings: Finding) -> Verdict:
    return Verdict(subject="revision", findings=findings)


def _finding(criterion: str, fact: str, /, **values: object) -> Finding:
    maximum = MAXIMUM[criterion]
    return Finding(
        criterion=criterion,
        fact=fact,
        points=maximum if fact.startswith("right") else 0,
        maximum=maximum,
        values={"branch": BRANCH, "file": FILE, "number": NUMBER, "main": MAIN, **values},
    )


def _nothing(fact: str, **values: object) -> Verdict:
    first, *others = MAXIMUM
    later = (_finding(each, "not-read", who=_reviewer(each)) for each in others)
    return _verdict(_finding(first, fact, **values), *later)


def _reviewer(criterion: str) -> str:
    """Return who opens the thread of this criterion, if it is one."""
    whose = {"unfinished": "maintainer", "lost-header": "jurist"}
    return PEOPLE[whose.get(criterion, "accessibility")].name


def _branch(scene: Scene, head: str) -> Finding:
    """Whether the merge request itself holds the answer."""
    git = scene.git
    proposed = git.commit_at(f"refs/pull/{NUMBER}/head")
    if proposed and git.is_ancestor(head, proposed):
        return _finding("branch", "right", count=_count(scene, head))
    pushed = {name.removeprefix("refs/heads/"): at for name, at in git.heads("refs/heads/").items()}
    others = [name for name, at in pushed.items() if git.is_ancestor(head, at)]
    if others:
        return _finding("branch", "other-branch", other=others[0])
    return _finding("branch", "not-pushed", head=head[:7])


def _count(scene: Scene, head: str) -> int:
    return len(scene.git.commits([head, f"^{scene.began[BRANCH]}", f"^{scene.began[MAIN]}"]))


def _history(scene: Scene, start: str, head: str) -> Finding:
    if scene.git.is_ancestor(start, head):
        return _finding("history", "right", start=start[:7])
    return _finding("history", "rewritten", start=start[:7])


def _thread(
    scene: Scene, said: tuple[Colleague, Remark], start: str, head: str, remarks: list[Remark]
) -> Finding:
    """Whether the cited line changed, what was remarked is gone, and what it was for is kept.

    ``remarks`` are what there is to say of ``head``.
    """
    who, remark = said
    before = (scene.git.text(start, remark.path) or "").splitlines()
    now = scene.git.text(head, remark.path) or ""
    cited = before[remark.line - 1] if remark.line else ""
    left = _left(remark, remarks, cited, now)
    fact = "right"
    if left:
        is_untouched = not cited or cited in now.splitlines()
        fact = "untouched" if is_untouched else "still"
    elif not THREADS[SAME.get(remark.fact, remark.fact)](now):
        fact = "dropped"
    lines = now.splitlines()
    line = lines[left[0].line - 1].strip() if left and 0 < left[0].line <= len(lines) else ""
    values = {"who": who.name, "cited": cited.strip()[:80], "line": line[:80]}
    return _finding(remark.fact, fact, **values)


def _left(remark: Remark, remarks: list[Remark], cited: str, now: str) -> list[Remark]:
    """Return what there still is to remark: by the colleagues, or the unfinished words as such."""
    left = [each for each in remarks if _is_about(each, remark.fact)]
    words = cited.partition(":")[2].strip() if remark.fact == "unfinished" else ""
    found = [
        number for number, line in enumerate(now.splitlines(), start=1) if words and words in line
    ]
    return left or [Remark(fact=remark.fact, path=remark.path, line=number) for number in found]


def _is_about(remark: Remark, fact: str) -> bool:
    return SAME.get(remark.fact, remark.fact) == fact


def _sign_off(scene: Scene, start: str, head: str) -> Finding:
    new = scene.git.commits([head, f"^{start}", f"^{scene.began[MAIN]}"])
    others = [each for each in new if is_anothers(each)]
    if others:
        values = {"commit": others[0].id[:7], "author": str(others[0].author)}
        return _finding("sign-off", "anothers-name", **values)
    missing = [each for each in new if not each.is_signed_off]
    if not missing:
        return _finding("sign-off", "right", count=len(new))
    first = missing[0]
    values = {"commit": first.id[:7], "subject": first.subject[:60], "author": str(first.author)}
    return _finding("sign-off", "missing", **values)


# ------------------------------------------------------------------------------- what is kept


def _says_anything(text: str) -> bool:
    return bool(page_of(text).words)


def _leads_there(text: str) -> bool:
    page = page_of(text)
    is_linked = any(link.text and ADDRESS.match(link.address) for link in page.links)
    return is_linked and bool(DAY.search(page.words))


def _shows_picture(text: str) -> bool:
    """Whether the page shows the picture, under any way of writing where it lies, with words."""
    return any(
        normpath(unquote(re.split("[?#]", picture.file)[0])).lstrip("/") == PICTURE
        and re.search(r"\w", picture.alternative or "")
        for picture in page_of(text).pictures
    )


def _bears_header(text: str) -> bool:
    return all(re.search(line, text) for line in HEADER)


THREADS: Final[Mapping[str, Callable[[str], bool]]] = {
    "unfinished": _says_anything,
    "empty-link": _leads_there,
    "no-alternative": _shows_picture,
    "lost-header": _bears_header,
}
