# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""No credential in any file of any commit, nor in any message: what was once shared stays shared.

Every reachable object is read (branches, tags, stashes, notes), or those of the commits that were
asked for, and what lies compressed in one. What has an issuer's own shape is a credential. What
follows a name such as ``password`` may be one: it is shown, and not established.
"""

from collections.abc import Iterator
from typing import Final

from atelier.credentials import Kind, credentials_in, hidden, likely_in, readable
from atelier.enumeration import counted, enumerated, visible
from atelier.git import GitError
from atelier.repository import History, heavy_files, objects
from atelier.unpacking import Unpacker
from atelier.verdict import Finding, Verdict

MOST_SHOWN: Final = 5  # credentials, or files that were not read


def judged(history: History) -> Verdict:
    """Return whether the history holds credentials."""
    reach = history.reach if history.since else ("--all",)
    try:
        unpacker = Unpacker()
        findings = (*_found(history, reach, unpacker), *_unread(history, reach, unpacker))
    except GitError:  # an object is missing
        finding = Finding(criterion="whole", fact="damaged", points=0, is_established=False)
        findings = (finding,)
    return Verdict(subject="leaks", findings=findings)


def _found(history: History, reach: tuple[str, ...], unpacker: Unpacker) -> Iterator[Finding]:
    places: dict[tuple[Kind, bytes], set[str]] = {}
    likely: set[str] = set()
    count = 0
    for place, content in objects(history.git, reach=reach, heard=history.heard):
        count += 1
        for text in map(readable, unpacker.texts(content, place)):
            certain = list(credentials_in(text))
            for found in certain:
                places.setdefault(found, set()).add(place)
            if not certain and any(likely_in(text)):
                likely.add(place)
    if not places:
        yield Finding(
            criterion="credentials", fact="met", points=1, values={"count": counted(count)}
        )
    for (kind, credential), there in list(places.items())[:MOST_SHOWN]:
        shown = visible(hidden(credential))
        values = {"kind": kind.name, "credential": shown, "places": enumerated(sorted(there))}
        yield Finding(criterion="credentials", fact="found", points=0, about=shown, values=values)
    if len(places) > MOST_SHOWN:
        values = {"count": counted(len(places) - MOST_SHOWN)}
        yield Finding(criterion="credentials", fact="more", points=0, values=values)
    if likely:
        values = {"count": counted(len(likely)), "places": enumerated(sorted(likely))}
        yield Finding(
            criterion="likely", fact="found", points=0, values=values, is_established=False
        )


def _unread(history: History, reach: tuple[str, ...], unpacker: Unpacker) -> Iterator[Finding]:
    """Yield what was not looked at, and might hold a credential."""
    unread = {
        "heavy": heavy_files(history.git, reach=reach),
        "packed": sorted(unpacker.cut),
        "closed": sorted(unpacker.closed - unpacker.cut),
    }
    for fact, files in unread.items():
        if files:
            values = {"count": counted(len(files)), "files": enumerated(files, shown=MOST_SHOWN)}
            yield Finding(
                criterion="whole", fact=fact, points=0, values=values, is_established=False
            )
    if history.broken and not history.since:
        values = {"references": enumerated(history.broken)}
        yield Finding(
            criterion="whole", fact="references", points=0, values=values, is_established=False
        )
    if not history.is_whole or (history.cut and not history.since):
        yield Finding(criterion="whole", fact="shallow", points=0, is_established=False)
