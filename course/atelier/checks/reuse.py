# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Each file says under which licence it is and who holds the rights, as REUSE asks.

The seven questions are those of the REUSE specification 3.3; an eighth looks for names that were
left to be filled in.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from atelier.declarations import Survey, UnreadableFolderError, survey
from atelier.enumeration import counted, enumerated, visible
from atelier.holders import blank_in
from atelier.verdict import Finding, Verdict

HALF: Final = 0.5


def check(folder: Path) -> Verdict:
    """Return whether ``folder`` keeps to REUSE."""
    try:
        return judged(survey(folder))
    except UnreadableFolderError as error:
        return unread(error)


def unread(error: UnreadableFolderError) -> Verdict:
    """Return what there is to say of a folder that the REUSE tool cannot read."""
    return Verdict(
        subject="reuse",
        findings=(
            Finding(
                criterion="readable",
                fact=error.fault,
                points=0,
                values={"why": visible(error.why, longest=400)},
                is_established=error.fault.is_the_folders,
            ),
        ),
    )


def judged(read: Survey) -> Verdict:
    """Return the verdict on what was read."""
    if not read.files and not read.unreadable:
        nothing = Finding(criterion="licences", fact="no-file", points=0, is_established=False)
        return Verdict(subject="reuse", findings=(nothing,))
    misnamed = (*read.bad, *read.deprecated, *read.nameless)
    return Verdict(
        subject="reuse",
        findings=(
            _of_files("licences", read.without_licence, len(read.files)),
            _of_files("holders", read.without_holder, len(read.files)),
            _of_files("filled", _left_blank(read), len(read.files)),
            _of_names("texts", (name for name in read.missing)),
            _of_names("used", read.unused),
            _of_names("named", misnamed),
            _of_names("readable", read.unreadable),
        ),
    )


def _of_files(criterion: str, lacking: tuple[str, ...], count: int) -> Finding:
    """Return what was seen of a question that is asked of each file."""
    if not lacking:
        values: dict[str, object] = {"count": counted(count)}
        return Finding(criterion=criterion, fact="met", points=1, values=values)
    values = {
        "files": enumerated(lacking),
        "count": counted(count),
        "lacking": counted(len(lacking)),
    }
    points = HALF if len(lacking) <= count * HALF and count > 1 else 0
    return Finding(criterion=criterion, fact="unmet", points=points, values=values)


def _of_names(criterion: str, wrong: Iterable[str]) -> Finding:
    """Return what was seen of a question about licences, or about what can be read."""
    names = tuple(wrong)
    if not names:
        return Finding(criterion=criterion, fact="met", points=1)
    values = {"names": enumerated(names, shown=5), "first": visible(names[0])}
    return Finding(criterion=criterion, fact="unmet", points=0, values=values)


def _left_blank(read: Survey) -> tuple[str, ...]:
    """Return the files of which every holder is still a blank to be filled in."""
    return tuple(
        file.path for file in read.files if file.holders and all(map(blank_in, file.holders))
    )
