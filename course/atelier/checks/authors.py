# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Each commit says who wrote it: a name, an address that can exist and, if asked, of which domain.

Looked at is what git recorded, not who the person is.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from atelier.checks import of_commits
from atelier.enumeration import enumerated
from atelier.git import Commit, Person
from atelier.repository import History
from atelier.verdict import Verdict

# Names and addresses that a computer or a manual gives, and no person has.
NO_NAMES: Final = frozenset(
    {"", "root", "user", "admin", "administrator", "unknown", "test", "ubuntu", "your name"}
    | {"votre nom", "utilisateur", "prénom nom"}
)
NO_ADDRESSES: Final = frozenset({"you@example.com", "vous@exemple.com", "your@email.com"})
# The end of what git makes up from the computer's name where nobody told it an address.
LOCAL: Final = frozenset({"localhost", "local", "localdomain", "lan", "(none)"})
ADDRESS: Final = re.compile(r"[^@\s<>]+@(?P<domain>[^@\s<>]+)")


def judged(history: History, *, domains: Sequence[str] = ()) -> Verdict:
    """Return whether authors are told; where ``domains`` are given, each is of one of them."""
    commits = _mapped(history)
    untold = [each for each in commits if is_untold(each.author)]
    people = enumerated(str(each.author) for each in reversed(untold))
    findings = [of_commits("told", untold, commits, people=people)]
    if domains:
        wanted = [domain.casefold().removeprefix("@") for domain in domains]
        others = [each for each in commits if not _is_from(each.author, wanted)]
        people = enumerated(str(each.author) for each in reversed(others))
        listed = enumerated(wanted)
        findings.append(of_commits("domain", others, commits, people=people, domains=listed))
    return Verdict(subject="authors", findings=tuple(findings))


def is_untold(person: Person) -> bool:
    """Return whether a name or an address is one that no person has."""
    email = person.email.strip().casefold()
    address = ADDRESS.fullmatch(email)
    return (
        person.name.strip().casefold() in NO_NAMES
        or email in NO_ADDRESSES
        or address is None
        or address["domain"].rpartition(".")[2] in LOCAL
    )


def _mapped(history: History) -> list[Commit]:
    """Return the commits, their authors as the project's ``.mailmap`` tells them."""
    blob = f"mailmap.blob={history.tip}:.mailmap"
    command = ["log", "-z", "--format=%H%x00%aN%x00%aE", "--end-of-options", *history.reach, "--"]
    said = history.git.run("-c", blob, *command).split("\0")
    people = zip(said[0::3], said[1::3], said[2::3], strict=False)
    told = {commit: Person(name=name, email=email) for commit, name, email in people}
    return [replace(each, author=told[each.id]) for each in history.commits]


def _is_from(person: Person, domains: Sequence[str]) -> bool:
    there = person.email.strip().casefold().rpartition("@")[2]
    return any(there == domain or there.endswith(f".{domain}") for domain in domains)
