# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The forge's panel: what is done in it happens on the forge, and nothing typed is lost."""

import os
import re
import subprocess
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from atelier import git as atelier_git
from atelier.forge import attempt, mission
from atelier.forge.local import LocalForge
from atelier.forge.records import Decision, State
from atelier.handin import pack
from atelier.views.desk import MOST_LETTERS, as_it_was
from atelier.views.forge import Forge
from atelier.views.pages import NAV
from atelier.words import LANGUAGES, Language

EXERCISE = "4-E2-proposition"
TOWN = "ville/bibliotheque"
PAGE = "horaire.md"
NOOR = "Noor Haddad"
SLOWLY = 60_000
ENOUGH = 100  # points that the text of a line has where the whole panel has 300
SUNDAY = {"fr": ("15 h", "17 h"), "en": ("15:00", "17:00")}

OpenLab = Callable[..., Page]
Axe = Callable[..., list[str]]
in_both = pytest.mark.parametrize("language", LANGUAGES)


class Hand:
    """A person's hand on a panel: it sends what the screen would send."""

    def __init__(self, folder: Path, language: Language = "fr") -> None:
        """Begin the mission in ``folder``."""
        self.panel = Forge(EXERCISE, folder, language=language)
        self.folder = folder
        self.language = language
        self.number = 0

    @property
    def forge(self) -> LocalForge:
        """Return the forge as another program sees it."""
        return LocalForge(self.folder / mission.FORGE)

    @property
    def page(self) -> str:
        """Return the page that is shown."""
        return unescape(str(self.panel.state["page"]))

    def go(self, page: str, **about: object) -> str:
        """Go to a page and return it."""
        self.send(go={"page": page, **about})
        return self.page

    def do(self, gesture: str, **fields: object) -> str:
        """Send a form and return the sentence that comes back."""
        return str(self.send(do=gesture, fields=fields)["sentence"])

    def send(self, **asked: Any) -> dict[str, Any]:
        """Send anything and return the reply."""
        self.number += 1
        self.panel.answer = {"number": self.number, **asked}
        reply = dict(self.panel.state["reply"])
        assert reply["number"] == self.number
        assert "Traceback" not in self.panel.state["page"]
        return reply

    def propose(self, text: str = "", **fields: object) -> str:
        """Edit the opening hours and propose the change."""
        before, after = SUNDAY[self.language]
        page = self.go("edit", path=PAGE)
        start = re.search(r'name="start" value="(\w+)"', page)
        assert start
        old = self.forge.git(TOWN).text(start[1], PAGE) or ""
        given = {
            "path": PAGE,
            "start": start[1],
            "target": "main",
            "text": text or old.replace(before, after),
            "branch": "samedi",
            "title": "Fermer à 17 h le samedi",
            "closes": "1",
        }
        return self.do("propose-file", **(given | fields))


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    return Hand(tmp_path)


# ---------------------------------------------------------------------------------- door A


@in_both
def test_a_change_is_proposed_reviewed_and_merged_in_the_panel(
    language: Language, tmp_path: Path
) -> None:
    hand = Hand(tmp_path, language)
    said = hand.propose()

    assert NOOR in said
    (request,) = hand.forge.requests(TOWN)
    assert request.source == "samedi"
    assert all(check.passed for check in request.checks)
    assert hand.forge.commits(TOWN, request.number)[0].is_signed_off
    said = hand.do("merge", number=request.number, method="merge")
    assert "#1" in said
    assert hand.forge.request(TOWN, request.number).state is State.MERGED
    assert hand.forge.issue(TOWN, 1).state is State.CLOSED


def test_a_refusal_says_its_sentence_and_leaves_nothing_half_done(hand: Hand) -> None:
    assert "Il manque le texte" in hand.propose(title=" ")
    assert "n’apporte rien" in hand.propose(text=hand.forge.git(TOWN).text("main", PAGE) or "")
    assert "ne peut pas être un fichier" in hand.propose(path="../dehors.md")
    assert "ne convient pas" in hand.propose(branch="a..b")

    assert set(hand.forge.branches(TOWN)) == {"main"}
    assert not hand.panel.state["reply"]["done"]
    refused = [event for event in hand.forge.events() if event.kind == "refused"]
    assert len(refused) == 4


@in_both
def test_what_is_asked_of_a_request_that_is_no_longer_open_is_refused_with_a_next_step(
    language: Language, tmp_path: Path
) -> None:
    hand = Hand(tmp_path, language)
    hand.propose()
    assert "#2" in hand.do("close-request", number=2)
    other = {"fr": "ouvrez une autre demande de fusion", "en": "open another merge request"}

    for gesture in ("review", "merge", "change-request", "resolve-conflict", "close-request"):
        said = hand.do(gesture, number=2, decision="comment", body="Oui", method="merge", title="T")
        assert other[language] in said
        assert "`atelier forge reset`" in said
    assert hand.propose(branch="dimanche", title="Fermer à 17 h, pour de bon")
    assert hand.panel.state["reply"]["done"]


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/suite.md", "..", "a//b.md", ".git/config", "a\0b"])
def test_a_page_that_is_added_takes_the_place_of_no_other(hand: Hand, path: str) -> None:
    page = hand.go("edit", path="", branch="main")
    assert '<input type="hidden" name="kind" value="add">' in page
    fields = {"path": path, "text": "Bonjour\n", "branch": "ajout", "title": "Ajouter une page"}
    said = hand.do("propose-file", kind="add", target="main", start="main", **fields)

    place = "prendrait la place" if path.startswith(PAGE) else "ne peut pas être un fichier"
    assert said.replace("\u00a0", " ").startswith(f"« {path} » {place}")
    assert set(hand.forge.branches(TOWN)) == {"main"}
    assert [event.kind for event in hand.forge.events()][-1] in {"refused", "pushed"}
    assert not hand.forge.requests(TOWN)


def test_what_is_refused_for_want_of_words_or_of_a_second_fork_is_an_event(hand: Hand) -> None:
    hand.propose()
    number = hand.forge.requests(TOWN)[0].number
    hand.do("fork")
    hand.go("repository", repository=TOWN)
    already = len(hand.forge.events())
    hand.do("fork")
    hand.do("publish", tag="v1", title=" ", notes="")
    hand.do("review", number=str(number), decision="comment", body=" ")

    refused = [each.facts["attempt"] for each in hand.forge.events(after=already)]
    assert refused == ["fork", "release", "review"]


@pytest.mark.parametrize("is_removed", [True, False])
def test_a_file_that_one_side_took_away_is_kept_or_taken_away(
    hand: Hand, *, is_removed: bool
) -> None:
    me, old = mission.LEARNER.name, hand.forge.git(TOWN).text("main", PAGE) or ""
    hand.forge.add_branch(TOWN, "sans", start="main", by=me)
    hand.forge.commit_files(TOWN, "sans", {PAGE: None}, message="Retirer la page", by=me)
    number = hand.forge.propose(TOWN, "sans", title="Retirer la page", by=me).number
    meanwhile(hand.forge, {PAGE: old.replace("15 h", "16 h")})
    page = hand.go("conflict", number=number).replace("\u00a0", " ")
    assert f"Un seul des deux côtés a encore « {PAGE} »" in page
    assert f'name="remove" value="{PAGE}"' in page

    fields = {f"text:{PAGE}": old, "remove": [PAGE] if is_removed else []}
    hand.do("resolve-conflict", number=str(number), **fields)
    assert (PAGE not in hand.forge.git(TOWN).files("refs/heads/sans")) is is_removed
    assert not hand.forge.clashes(TOWN, number)


@in_both
def test_the_mission_lets_no_other_page_enter_with_the_opening_hours(
    language: Language, tmp_path: Path
) -> None:
    name = {"fr": "Une seule page", "en": "One page only"}[language]
    hand = Hand(tmp_path, language)
    assert name in hand.go("repository")
    hand.propose()
    number = hand.forge.requests(TOWN)[0].number
    me, files = mission.LEARNER.name, {"reglement.md": "Rien.\n"}
    hand.forge.commit_files(TOWN, "samedi", files, message="Vider", by=me, sign_off=True)
    hand.do("refresh")
    page = hand.go("request", number=number)
    assert "reglement.md" in page[page.index(name) :]
    assert name in hand.do("merge", number=str(number))
    assert hand.forge.requests(TOWN)[0].state is State.OPEN


def test_a_branch_whose_name_holds_a_space_is_told_to_hold_none(hand: Hand) -> None:
    said = hand.propose(branch="horaire du samedi").replace("\u00a0", " ")

    assert "« horaire du samedi » ne convient pas. Écrivez-le sans espace" in said


def test_a_request_is_shown_whose_target_is_gone_and_whose_lines_vanished(hand: Hand) -> None:
    me, forge = mission.LEARNER.name, hand.forge
    forge.add_branch(TOWN, "essai", start="main", by=me)
    forge.add_branch(TOWN, "ajout", start="main", by=me)
    old = forge.git(TOWN).text("main", PAGE) or ""
    forge.commit_files(
        TOWN, "ajout", {PAGE: f"{old}Fin.\n", "a.md": "A\n"}, message="Ajouter", by=me
    )
    number = forge.propose(TOWN, "ajout", title="Ajouter la fin", by=me, target="essai").number
    line = old.count("\n") + 1
    forge.comment(TOWN, number, "Pourquoi donc?", by=NOOR, path=PAGE, line=line)
    forge.commit_files(TOWN, "ajout", {PAGE: old}, message="Reprendre", by=me)
    page = hand.go("request", number=number)
    assert "Pourquoi donc?" in page
    assert f"« {PAGE} », qui n’est plus dans les changements" in page.replace("\u00a0", " ")

    forge.remove_branch(TOWN, "essai", by=me)
    page = hand.go("request", number=number)
    assert "La branche cible « essai » n’existe plus" in page.replace("\u00a0", " ")
    assert "n’existe plus" in hand.panel.static_html()


def test_a_change_begins_where_its_text_was_read(hand: Hand) -> None:
    """Somebody else's change in between is not undone: it becomes a conflict, as with git."""
    page = hand.go("edit", path=PAGE)
    start = re.search(r'name="start" value="(\w+)"', page)
    assert start
    old = hand.forge.git(TOWN).text("main", PAGE) or ""
    meanwhile(hand.forge, {PAGE: old.replace("15 h", "16 h")})
    hand.propose(start=start[1], text=old.replace("15 h", "17 h"))
    request = hand.forge.requests(TOWN)[-1]

    assert hand.forge.clashes(TOWN, request.number) == (PAGE,)
    page = hand.go("conflict", number=request.number)
    assert "| Samedi | 10 h | 16 h |" in page
    assert "| Samedi | 10 h | 17 h |" in page
    marked = hand.forge.clash_texts(TOWN, request.number)[PAGE]
    assert re.findall("^[<>]{7} .*", marked, re.MULTILINE) == ["<<<<<<< samedi", ">>>>>>> main"]
    said = hand.do("resolve-conflict", number=request.number, **{f"text:{PAGE}": marked})
    assert "<<<<<<<" in said
    hand.do(
        "resolve-conflict", number=request.number, **{f"text:{PAGE}": old.replace("15 h", "17 h")}
    )
    assert hand.forge.clashes(TOWN, request.number) == ()
    last = hand.forge.commits(TOWN, request.number)[-1]
    assert len(last.parents) == 2
    assert last.is_signed_off


def meanwhile(forge: LocalForge, files: dict[str, str]) -> None:
    """Let the maintainer change main by a merge request of her own."""
    forge.add_branch(TOWN, "noor", start="main", by=NOOR)
    forge.commit_files(TOWN, "noor", files, message="Mettre à jour", by=NOOR, sign_off=True)
    body = "Ferme #1"
    number = forge.propose(TOWN, "noor", title="Mettre l’horaire à jour", body=body, by=NOOR).number
    forge.review(TOWN, number, Decision.APPROVE, by="Maya Tremblay")
    forge.merge(TOWN, number, by=NOOR)
    forge.reopen_issue(TOWN, 1, by=NOOR)


def test_a_review_is_answered_by_a_commit_on_the_same_branch(hand: Hand) -> None:
    old = hand.forge.git(TOWN).text("main", PAGE) or ""
    said = hand.propose(text=old.replace("15 h", "17 h") + "\nÀ FAIRE\n")
    assert "demande des changements" in said
    (request,) = hand.forge.requests(TOWN)
    assert request.threads
    page = hand.go("request", number=request.number)
    assert "À FAIRE" in page
    said = hand.do("comment", number=request.number, thread=1, body="Pourquoi?")
    assert NOOR in said
    page = hand.go("edit", path=PAGE, branch="samedi")
    start = re.search(r'name="start" value="(\w+)"', page)
    assert start
    said = hand.do(
        "commit",
        path=PAGE,
        branch="samedi",
        start=start[1],
        text=old.replace("15 h", "17 h"),
        message="Retirer la note",
    )
    assert "approuve" in said
    request = hand.forge.request(TOWN, request.number)
    assert all(thread.resolved_by for thread in request.threads)
    assert len(hand.forge.commits(TOWN, request.number)) == 2


def test_a_commit_never_undoes_what_came_in_between(hand: Hand) -> None:
    hand.propose()
    page = hand.go("edit", path=PAGE, branch="samedi")
    start = re.search(r'name="start" value="(\w+)"', page)
    assert start
    files = {PAGE: "Autre chose\n"}
    hand.forge.commit_files(TOWN, "samedi", files, message="Entre-temps", by=NOOR)
    said = hand.do(
        "commit", path=PAGE, branch="samedi", start=start[1], text="Le mien\n", message="Le mien"
    )

    assert "a bougé" in said
    assert hand.forge.git(TOWN).text("refs/heads/samedi", PAGE) == "Autre chose\n"


def test_issues_reviews_and_releases_are_made_in_the_panel(hand: Hand) -> None:
    hand.do("open-issue", title="Page des tarifs", body="Elle manque.")
    assert hand.forge.issue(TOWN, 2).author == mission.LEARNER.name
    hand.do("comment-issue", number=2, body="J’y travaille.")
    hand.do("close-issue", number=2)
    assert hand.forge.issue(TOWN, 2).comments[0].body == "J’y travaille."
    assert hand.forge.issue(TOWN, 2).state is State.CLOSED
    hand.do("publish", tag="v1.0.0", title="Première", notes="L’horaire.")
    assert hand.forge.releases(TOWN)[0].tag == "v1.0.0"
    assert "v1.0.0" in hand.go("releases")

    hand.forge.add_branch(TOWN, "noor", start="main", by=NOOR)
    files = {"tarifs.md": "Gratuit\n"}
    hand.forge.commit_files(TOWN, "noor", files, message="Ajouter les tarifs", by=NOOR)
    number = hand.forge.propose(TOWN, "noor", title="Ajouter les tarifs", by=NOOR).number
    assert "pas dans les changements" in hand.do(
        "comment", number=number, path="tarifs.md", line=9, body="?"
    )
    hand.do("comment", number=number, path="tarifs.md", line=1, body="Pour tout le monde?")
    hand.do("review", number=number, decision="request-changes", body="Précisez, s’il vous plaît.")
    request = hand.forge.request(TOWN, number)
    assert request.threads[0].line == 1
    assert request.reviews[-1].decision is Decision.REQUEST_CHANGES
    hand.do("resolve", number=number, thread=1)
    assert hand.forge.request(TOWN, number).threads[0].resolved_by == mission.LEARNER.name


def test_only_a_text_can_be_edited_and_each_thread_has_fields_of_its_own(hand: Hand) -> None:
    me = mission.LEARNER.name
    hand.forge.add_branch(TOWN, "tarifs", start="main", by=me)
    files = {"plan.zip": "PK\0", "tarifs.md": "Gratuit\n"}
    hand.forge.commit_files(TOWN, "tarifs", files, message="Ajouter les tarifs", by=me)
    number = hand.forge.propose(TOWN, "tarifs", title="Ajouter les tarifs", by=me).number
    for path in files:
        hand.do("comment", number=number, path=path, body="Pour tout le monde?")
    page = hand.go("request", number=number)

    assert "Modifier tarifs.md" in page
    assert "Modifier plan.zip" not in page
    for thread in (1, 2):
        assert page.count(f"<span>Votre réponse au fil {thread}</span>") == 1
        assert page.count(f">Répondre au fil {thread}</button>") == 1


@in_both
def test_a_branch_is_edited_by_whoever_proposes_it(language: Language, tmp_path: Path) -> None:
    """Whoever reviews says what to change; main and the learner's own branches stay open."""
    hand = Hand(tmp_path, language)
    me, number = mission.LEARNER.name, {}
    for branch, author in {"tarifs": NOOR, "mien": me}.items():
        hand.forge.add_branch(TOWN, branch, start="main", by=author)
        files = {f"{branch}.md": "Gratuit\n"}
        hand.forge.commit_files(TOWN, branch, files, message="Ajouter", by=author)
        number[branch] = hand.forge.propose(TOWN, branch, title="Ajouter", by=author).number
    hand.forge.add_branch(TOWN, "libre", start="main", by=me)

    def offers(page: str, **about: object) -> bool:
        shown = hand.go(page, **about)
        assert NOOR in shown or about.get("branch") != "tarifs"
        return '"page": "edit"' in shown or 'data-do="commit"' in shown or "propose-file" in shown

    assert not offers("request", number=number["tarifs"])
    assert not offers("file", path="tarifs.md", branch="tarifs")
    assert not offers("edit", path="tarifs.md", branch="tarifs")
    assert not offers("repository", branch="tarifs")
    assert offers("request", number=number["mien"])
    for page, path in (("file", PAGE), ("edit", PAGE), ("repository", "")):
        for branch in ("mien", "libre", "main"):
            assert offers(page, path=path, branch=branch)


def test_a_file_keeps_its_line_ends(hand: Hand) -> None:
    hand.forge.add_branch(TOWN, "windows", start="main", by=NOOR)
    files = {"w.md": "un\r\ndeux\r\n"}
    hand.forge.commit_files(TOWN, "windows", files, message="Ajouter w.md", by=NOOR)
    head = hand.forge.branches(TOWN)["windows"]
    fields = {"path": "w.md", "branch": "windows", "start": head, "message": "Changer deux"}
    hand.do("commit", text="un\ntrois", **fields)

    assert hand.forge.git(TOWN).text("refs/heads/windows", "w.md") == "un\r\ntrois\r\n"


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("un\r\ndeux\ntrois\n", "un\ndeux\n3\n", "un\r\ndeux\n3\n"),
        ("un\r\ndeux\ntrois\r\n", "un\nnouveau\ndeux\ntrois\n", "un\r\nnouveau\r\ndeux\ntrois\r\n"),
        ("un\ndeux\r\n\n\r\ncinq\n", "un\n\n\ncinq\nsix\n", "un\n\n\r\ncinq\nsix\n"),
        ("un\n\ndeux\r\n\r\ntrois\n", "1\n\n2\n\n3\n", "1\n\n2\r\n\r\n3\n"),
        ("un\rdeux\r", "un\ndeux\ntrois\n", "un\rdeux\rtrois\r"),
        ("un\rdeux\r", "un\n2", "un\r2\r"),
        ("un\r\ndeux\ntrois", "un\ndeux\n3", "un\r\ndeux\n3"),
        ("un\ndeux", "un\r\ndeux\r\n", "un\ndeux\n"),
        ("un\x0bdeux\u2028\r\ntrois\n", "un\x0bdeux\u2028\n3\n", "un\x0bdeux\u2028\r\n3\n"),
        ("\ufeffun\r\ndeux\r\n", "un\ntrois\n", "\ufeffun\r\ntrois\r\n"),
        ("\ufeffun\ndeux\n", "\ufeffun\ntrois\n", "\ufeffun\ntrois\n"),
        ("", "un", "un\n"),
        (None, "un\r\ndeux", "un\ndeux\n"),
    ],
)  # fmt: skip
def test_a_saved_text_changes_no_line_end_that_the_person_did_not_write(
    before: str | None, typed: str, after: str
) -> None:
    assert as_it_was(typed, before) == after


def test_a_huge_text_of_mixed_line_ends_is_saved_at_once() -> None:
    lines = [str(number % 7) for number in range(MOST_LETTERS // 2)]
    before = "".join(f"{line}\r\n" if line == "0" else f"{line}\n" for line in lines)
    start = time.monotonic()

    as_it_was("\n".join(["début", *lines[::-1], "fin"]), before)

    assert time.monotonic() - start < 10


# ---------------------------------------------------------------------------------- door B


def test_git_in_a_terminal_reaches_the_forge_and_the_panel_sees_it(
    hand: Hand, tmp_path: Path
) -> None:
    """A learner's own hooks and signing settings neither stop the push nor are changed."""
    home = tmp_path / "home"
    home.mkdir()
    settings = "[core]\n\thooksPath = /nowhere\n[commit]\n\tgpgSign = true\n"
    (home / ".gitconfig").write_text(settings, encoding="utf-8")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}

    def git(*arguments: str, well: bool = True) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=tmp_path / mission.WORKING_COPY,
            env=clean | {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.returncode == 0) == well, done.stderr
        return done.stdout + done.stderr

    assert git("config", "remote.origin.url").startswith("https://forge.example/")
    git("switch", "--quiet", "--create", "samedi")
    page = tmp_path / mission.WORKING_COPY / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("15 h", "17 h"), encoding="utf-8")
    git("commit", "--quiet", "--all", "--signoff", "--message", "Fermer à 17 h le samedi")
    assert "protégée" in git("push", "origin", "samedi:main", well=False)
    git("push", "--quiet", "origin", "samedi")

    said = hand.send(do="refresh")["sentence"]
    assert "samedi" in said
    assert "Rien de nouveau" in hand.send(do="refresh")["sentence"]
    page_of_requests = hand.go("requests")
    assert '["ville/bibliotheque", "samedi"]' in page_of_requests
    said = hand.do(
        "propose",
        source='["ville/bibliotheque", "samedi"]',
        title="Fermer à 17 h le samedi",
        closes="1",
    )
    assert f"{NOOR} approuve" in said
    assert (home / ".gitconfig").read_text(encoding="utf-8") == settings


def test_a_forge_that_was_moved_is_found_again(tmp_path: Path) -> None:
    Hand(tmp_path / "avant")
    (tmp_path / "avant").rename(tmp_path / "après été")
    Hand(tmp_path / "après été")
    copy = tmp_path / "après été" / mission.WORKING_COPY

    mine = tmp_path / "gitconfig"
    mine.write_text('[url "git@example:"]\n\tpushInsteadOf = https://\n', encoding="utf-8")
    done = subprocess.run(
        ["git", "push", "origin", "HEAD:refs/heads/essai"],
        cwd=copy,
        env={**os.environ, "GIT_CONFIG_GLOBAL": str(mine)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    events = LocalForge(tmp_path / "après été" / mission.FORGE).events()
    assert any(event.facts.get("reference") == "refs/heads/essai" for event in events)


# ------------------------------------------------------------------------ what it never does


@in_both
def test_every_page_is_shown_in_both_languages(language: Language, tmp_path: Path) -> None:
    hand = Hand(tmp_path, language)
    hand.propose()
    number = hand.forge.requests(TOWN)[0].number
    for page in NAV:
        assert f'"{page}"' in hand.go(page)
        assert hand.panel.state["reply"]["done"]
        assert hand.page.count('aria-current="page"') == 1
    for page, about in (("issue", {"number": 1}), ("request", {"number": number})):
        assert "<h3" in hand.go(page, **about)
        assert hand.panel.state["reply"]["done"]
    assert "{" not in re.sub(r"data-\w+='[^']*'|<option value='[^']*'", "", hand.page)


@pytest.mark.parametrize(
    "asked",
    [
        {"go": {"page": "issue", "number": 99}},
        {"go": {"page": "nowhere"}},
        {"go": {"page": "request", "number": "x"}},
        {"go": {"page": "repository", "repository": "no/where"}},
        {"go": {"page": "file", "path": "../../etc/passwd"}},
        {"do": "nothing"},
        {"do": "merge", "fields": {}},
        {"do": "merge", "fields": {"number": 1, "method": "magic"}},
        {"do": "propose", "fields": {"source": "not json"}},
        {"do": "comment", "fields": {"number": "²", "body": []}},
        {"do": "review", "fields": {"number": "1", "decision": "applaud"}},
        {},
    ],
)
def test_whatever_comes_is_answered_in_a_sentence(hand: Hand, asked: dict[str, Any]) -> None:
    reply = hand.send(**asked)
    assert reply["sentence"] or reply["done"]
    assert "<h3" in hand.page
    assert hand.send(go={"page": "repository"})["done"]


@in_both
def test_without_git_the_panel_says_how_to_get_it(
    language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    atelier_git.git_version.cache_clear()
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path))
        hand = Hand(tmp_path / "e", language)
        assert "apt install git" in hand.page
        assert "apt install git" in hand.panel.static_html()
        assert not hand.send(do="refresh")["done"]
    atelier_git.git_version.cache_clear()
    assert hand.send(do="refresh")["done"]
    assert "branch" in hand.go("goals")


def test_words_of_others_stay_words(hand: Hand) -> None:
    hand.do("open-issue", title="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>")
    assert "<script" not in hand.panel.state["page"]
    assert "<img" not in hand.panel.state["page"]
    assert "<script" not in hand.panel.static_html()


# ----------------------------------------------------------------- the second face, the hand-in


@in_both
def test_the_static_face_shows_the_forge_without_a_form(language: Language, tmp_path: Path) -> None:
    hand = Hand(tmp_path, language)
    hand.propose()
    hand.forge.publish(TOWN, "v1.0", title="Un", notes="Les heures d’été.", by=NOOR)
    page = hand.go("history")
    graph, words = (
        re.search(sign, page, re.DOTALL) for sign in ("<svg.*?</svg>", '<ol [^>]*commits">.*?</ol>')
    )
    face = unescape(hand.panel.static_html())

    assert graph
    assert words
    for part in (graph[0], words[0], "v1.0", "Les heures d’été."):
        assert part in face
    for name in ("history", "issues", "requests", "releases"):
        title = re.search(r"<h3[^>]*>[^<]*</h3>", hand.go(name))
        assert title
        assert title[0] in face
    assert not re.search(r"<(form|button|input|textarea|select)\b", face)
    for part in (PAGE, "#1", "Fermer à 17 h le samedi", NOOR, SUNDAY[language][1]):
        assert part in face


def test_what_is_handed_in_holds_the_history_as_it_is_now(hand: Hand, tmp_path: Path) -> None:
    hand.propose()
    (tmp_path / f"{EXERCISE}.ipynb").write_text("{}", encoding="utf-8")
    pack(EXERCISE, language="fr", student="camille", home=tmp_path / "maison", folder=tmp_path)

    with mission.scene(EXERCISE, tmp_path, language="fr") as scene:
        assert scene.git.commit_at("refs/heads/samedi")
        assert [request.source for request in scene.requests] == ["samedi"]


def test_a_forge_begun_anew_keeps_the_attempt(hand: Hand, tmp_path: Path) -> None:
    hand.propose()
    kept = tmp_path / "essais" / "1"
    attempt.restart(EXERCISE, tmp_path, kept, language="fr")

    assert set(LocalForge(kept / mission.FORGE).branches(TOWN)) == {"main", "samedi"}
    assert set(hand.forge.branches(TOWN)) == {"main"}
    assert hand.send(do="refresh")["done"]
    assert NOOR in hand.propose()


# ---------------------------------------------------------------------------------- in a browser


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a learner's folder with a notebook that shows the panel."""
    program = f'import atelier\natelier.practice_forge("{EXERCISE}", language="fr")'
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(program)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    place = tmp_path / "fr" / "exercises" / EXERCISE / f"{EXERCISE}.ipynb"
    place.parent.mkdir(parents=True)
    nbformat.write(notebook, place)
    return tmp_path


def opened(jupyterlab: OpenLab, home: Path, **context: Any) -> tuple[Page, Locator]:
    page = jupyterlab(home, f"fr/exercises/{EXERCISE}/{EXERCISE}.ipynb", **context)
    forge = page.locator(".atelier-forge")
    forge.wait_for()
    return page, forge


@pytest.mark.browser
def test_what_is_typed_survives_a_refresh_a_refusal_and_the_cell_run_again(
    jupyterlab: OpenLab, home: Path
) -> None:
    page, forge = opened(jupyterlab, home)
    status = forge.get_by_role("status")
    forge.get_by_role("button", name="Billets", exact=True).click()
    forge.get_by_label("Titre").fill("Une page manque")
    forge.get_by_label("Description").fill("Celle des tarifs.")
    forge.get_by_role("button", name="Actualiser").click()
    expect(status).to_have_text("Rien de nouveau pour l’instant.", timeout=SLOWLY)
    expect(forge.get_by_label("Titre")).to_have_value("Une page manque")
    forge.get_by_role("button", name="Versions").click()
    expect(forge.locator(".atelier-page-title")).to_have_text("Versions publiées", timeout=SLOWLY)
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    expect(forge.locator(".atelier-page-title")).to_contain_text("Objectifs", timeout=SLOWLY)
    forge.get_by_role("button", name="Billets", exact=True).click()
    expect(forge.get_by_label("Description")).to_have_value("Celle des tarifs.", timeout=SLOWLY)
    forge.get_by_role("button", name="Ouvrir un billet").click()
    expect(status).to_contain_text("#2", timeout=SLOWLY)
    forge.get_by_role("button", name="Billets", exact=True).click()
    expect(forge.get_by_label("Titre")).to_have_value("", timeout=SLOWLY)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_axe_violation_or_scrolls_sideways(
    scheme: str, jupyterlab: OpenLab, axe: Axe, home: Path
) -> None:
    hand = Hand(home / "fr" / "exercises" / EXERCISE)
    old = hand.forge.git(TOWN).text("main", PAGE) or ""
    start = hand.forge.branches(TOWN)["main"]
    meanwhile(hand.forge, {PAGE: old.replace("15 h", "16 h")})
    hand.propose(start=start, text=old.replace("15 h", "17 h") + "\nÀ FAIRE" + "é" * 90 + "\n")
    page, forge = opened(jupyterlab, home, color_scheme=scheme)
    shown = [("goals", {}), ("repository", {}), ("history", {}), ("issues", {}), ("requests", {})]
    shown += [("releases", {}), ("events", {}), ("issue", {"number": 1})]
    shown += [("request", {"number": 3}), ("conflict", {"number": 3}), ("edit", {"path": PAGE})]
    for number, (name, about) in enumerate(shown):
        way = {"page": name, "repository": TOWN, **about}
        forge.locator("nav button").nth(number % 2).evaluate(
            "(button, way) => { button.dataset.go = JSON.stringify(way); button.click(); }", way
        )
        heading = re.search(r"<h3[^>]*>(.*?)</h3>", hand.go(name, **about))
        assert heading
        expect(forge.locator(".atelier-page-title")).to_have_text(heading[1], timeout=SLOWLY)
        expect(forge.get_by_role("status")).to_contain_text(heading[1], timeout=SLOWLY)
        forge.evaluate("it => it.querySelectorAll('details').forEach(each => each.open = true)")
        assert axe(page, ".atelier-forge") == []
        assert narrow(forge) == []
        for diff in forge.locator(".atelier-diff").all():
            text = diff.locator("td").last.bounding_box()
            assert text
            assert text["width"] > ENOUGH, "the text of a line has too little place"
        forge.evaluate("it => { it.style.width = ''; }")


def narrow(forge: Locator) -> list[str]:
    """Return the parts that reach out of the panel where it has 300 points."""
    return list(
        forge.evaluate(
            """it => {
              it.style.width = "300px";
              const edge = it.getBoundingClientRect().right + 1;
              return [...it.querySelectorAll("*")]
                .filter((each) => each.getBoundingClientRect().right > edge)
                .map((each) => each.outerHTML.slice(0, 80));
            }"""
        )
    )
