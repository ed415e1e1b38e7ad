# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What conflicts left behind: markers in files, and lines that a merge dropped though nobody had.

The graph is read, not the last text alone. Whether a line was dropped on purpose is for a person
to say: it is shown, and not established.
"""

from collections.abc import Iterator
from typing import Final

from atelier.checks import of_commits
from atelier.credentials import masked
from atelier.enumeration import counted, enumerated, visible
from atelier.repository import History, conflicted_files, lines_lost_in_merges
from atelier.verdict import Finding, Verdict

MOST_SHOWN: Final = 5  # merges


def judged(history: History) -> Verdict:
    """Return whether markers remain in what is checked out, and which merges dropped lines."""
    return Verdict(subject="conflicts", findings=(_markers(history), *_lost(history)))


def _markers(history: History) -> Finding:
    found = conflicted_files(history.git, history.tip)
    left = [path for path, is_quoted in found.items() if not is_quoted]
    values = {"files": enumerated(left or found), "count": counted(len(left or found))}
    if left:
        return Finding(criterion="markers", fact="left", points=0, values=values)
    if found:
        return Finding(
            criterion="markers", fact="quoted", points=0, values=values, is_established=False
        )
    return Finding(criterion="markers", fact="met", points=1)


def _lost(history: History) -> Iterator[Finding]:
    merges = [each for each in history.commits if len(each.parents) > 1]
    merges = [each for each in merges if each.id not in history.cut]
    lost = lines_lost_in_merges(history.git, history.reach)
    if not lost:
        yield of_commits("kept", (), merges)
        return
    ours = [each for each in reversed(merges) if each.id in lost]
    for merge in ours[:MOST_SHOWN]:
        path, line = lost[merge.id][0]
        yield Finding(
            criterion="kept",
            fact="lost",
            points=0,
            about=merge.id,
            is_established=False,
            values={
                "commit": merge.id[:7],
                "subject": visible(masked(merge.subject)),
                "count": counted(len(lost[merge.id])),
                "path": visible(path),
                "line": visible(masked(line)),
            },
        )
    if rest := ours[MOST_SHOWN:]:
        values = {"commits": enumerated(masked(each.label) for each in rest)}
        yield Finding(criterion="kept", fact="more", points=0, values=values, is_established=False)
