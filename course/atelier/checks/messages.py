# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Each commit's message says something: no bare "wip", no file's name alone, nothing to be joined.

Merges, whose messages git writes, are left aside.
"""

from atelier.checks import of_commits
from atelier.message import is_unjoined, says_nothing
from atelier.repository import History
from atelier.verdict import Verdict


def judged(history: History) -> Verdict:
    """Return whether the messages of the commits say what these do."""
    written = history.written
    silent = [each for each in written if says_nothing(each.subject)]
    unjoined = [each for each in written if is_unjoined(each.subject)]
    return Verdict(
        subject="messages",
        findings=(
            of_commits("telling", silent, written),
            of_commits("joined", unjoined, written),
        ),
    )
