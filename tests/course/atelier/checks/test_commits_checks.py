# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What each commit of any repository is asked: a message, an author, a sign-off, one area."""

from pathlib import Path
from typing import Any

import pytest

from atelier.checks import atomicity, authors, dco, messages
from atelier.checks.atomicity import NotAMapError, areas_in
from atelier.repository import history
from atelier.verdict import Standing, Verdict

Work = Any  # the fixture's own class, which lies in conftest.py
GUIDE = "Sign off your commits (`git commit -s`).\n"
SIGNED = "Say when the library opens\n\nSigned-off-by: Ada Lefèvre <ada@ville.example>"


def judged(work: Work, module: Any, *, since: str | None = None, **options: Any) -> Verdict:
    with history(work.folder, since=since) as read:
        verdict: Verdict = module.judged(read, **options)
    return verdict


def unmet(verdict: Verdict) -> dict[str, Any]:
    """Return the number of commits at fault, by criterion."""
    return {
        each.criterion: each.values["wrong"]["en"]
        for each in verdict.findings
        if each.fact == "unmet"
    }


# ------------------------------------------------------------------------------------- messages


@pytest.mark.parametrize(
    "message",
    ["", "wip", "WIP.", "Travail en cours", "Mise à jour", "update", "corrections", "src/texte.md"],
)
def test_a_message_that_says_nothing_is_named(work: Work, message: str) -> None:
    work.commit("1\n", "Begin the rules")
    wrong = work.commit("2\n", message)
    verdict = judged(work, messages)
    assert unmet(verdict) == {"telling": "1"}
    assert wrong[:7] in verdict.findings[0].values["commits"]["fr"]
    assert verdict.findings[0].points == 0.5


@pytest.mark.parametrize(
    "message",
    [
        "Fix typo",
        "corriger la date",
        "Hours",
        "feat: open on Sundays",
        "Mise à jour des tarifs",
        *("1.4.0", "v2.0", "19.0.0-next.1", "v1.0.b2"),
    ],
)
def test_a_message_that_says_something_is_enough_whatever_its_style(
    work: Work, message: str
) -> None:
    work.commit("1\n", message)
    assert judged(work, messages).is_met


def test_a_commit_made_to_be_joined_to_another_is_named(work: Work) -> None:
    work.commit("1\n", "Begin the rules")
    work.commit("2\n", "fixup! Begin the rules")
    assert unmet(judged(work, messages)) == {"joined": "1"}


def test_only_what_comes_after_the_given_commit_is_read(work: Work) -> None:
    before = work.commit("1\n", "wip")
    work.commit("2\n", "Say when the library opens")
    assert not judged(work, messages).is_met
    for since in (before, before[:8], "main~1"):
        verdict = judged(work, messages, since=since)
        assert verdict.is_met
        assert verdict.findings[0].values["count"]["en"] == "1"


def test_a_merge_needs_no_message_of_its_own(work: Work) -> None:
    work.commit("1\n", "Begin the rules")
    work.git("switch", "--quiet", "--create", "idea")
    work.commit("x\n", "Add an idea", "idea.md")
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "--no-ff", "-m", "update", "idea")
    assert judged(work, messages).is_met


# -------------------------------------------------------------------------------------- authors


@pytest.mark.parametrize(
    "author",
    [
        "root <ada@ville.example>",
        "Ada <root@localhost>",
        "Ada <ada@poste-12.local>",
        "Ada <ada@poste-12.(none)>",
        "Ada <you@example.com>",
        "Your Name <ada@ville.example>",
        "Ada <ada>",
    ],
)
def test_an_author_whom_nobody_can_reach_is_named(work: Work, author: str) -> None:
    work.commit("1\n", "Begin the rules", by=author)
    verdict = judged(work, authors)
    assert unmet(verdict) == {"told": "1"}
    assert author in verdict.findings[0].values["people"]["en"]


@pytest.mark.parametrize(
    "author",
    [
        "Ada Lefèvre <ada@ville.example>",
        "ada <12345+ada@users.noreply.forge.example>",
        "renovate[bot] <bot@forge.example>",
        "Noor <noor@bibliothèque.example>",
    ],
)
def test_a_name_and_an_address_are_enough(work: Work, author: str) -> None:
    work.commit("1\n", "Begin the rules", by=author)
    assert judged(work, authors).is_met


def test_an_address_from_elsewhere_counts_only_where_a_domain_is_asked_for(work: Work) -> None:
    work.commit("1\n", "Begin the rules")
    work.commit("2\n", "Open on Sundays", by="Noor <noor@home.example>")
    work.commit("3\n", "Open on Mondays", by="Léa <lea@loisirs.ville.example>")
    work.commit("4\n", "Open on Fridays", by="Mal <mal@notville.example>")
    assert judged(work, authors).is_met
    asked = judged(work, authors, domains=["@Ville.example"])
    assert unmet(asked) == {"domain": "2"}
    assert "noor@home.example" in asked.findings[1].values["people"]["fr"]
    assert judged(
        work, authors, domains=["ville.example", "home.example", "notville.example"]
    ).is_met


def test_the_mailmap_that_the_advice_names_settles_who_an_old_author_was(work: Work) -> None:
    work.commit("1\n", "Begin the rules", by="root <root@localhost>")
    work.commit("2\n", "Open on Sundays", by="Ada <ada@home.example>")
    assert not judged(work, authors).is_met
    who = "Ada Lefèvre <ada@ville.example>"
    work.commit(f"{who} <root@localhost>\n{who} <ada@home.example>\n", "Say who is who", ".mailmap")
    assert judged(work, authors, domains=["ville.example"]).is_met


# ------------------------------------------------------------------------------------- sign-offs


@pytest.mark.parametrize(
    "guide",
    [
        *("CONTRIBUTING.md", "docs/contributing.rst", "DCO", ".github/CONTRIBUTING.md"),
        *("CONTRIBUER.md", "CONTRIBUTING-fr.md"),
    ],
)
def test_a_project_that_asks_for_sign_offs_gets_them_or_is_told(work: Work, guide: str) -> None:
    text = "Developer Certificate of Origin\nVersion 1.1\n" if guide == "DCO" else GUIDE
    work.commit(text, SIGNED, guide)
    assert judged(work, dco).is_met
    wrong = work.commit("2\n", "Open on Sundays")
    verdict = judged(work, dco)
    assert unmet(verdict) == {"signed": "1"}
    assert wrong[:7] in verdict.findings[0].values["commits"]["en"]
    assert verdict.findings[0].values["file"] == guide


def test_the_sign_off_of_somebody_else_is_none_of_the_author_s(work: Work) -> None:
    work.commit(GUIDE, SIGNED, "CONTRIBUTING.md")
    work.commit("2\n", SIGNED, by="Noor <noor@ville.example>")
    assert unmet(judged(work, dco)) == {"author": "1"}


@pytest.mark.parametrize("end", ["\n---------\n\nCo-authored-by: Noor <n@ville.example>", ""])
def test_a_sign_off_counts_wherever_it_stands_in_the_message(work: Work, end: str) -> None:
    work.commit(GUIDE, SIGNED + "\n" + end, "CONTRIBUTING.md")
    assert judged(work, dco).is_met


def test_whoever_passes_on_the_work_of_another_may_sign_for_it_and_a_person_looks(
    work: Work,
) -> None:
    """DCO 1.1 (b) and (c): the work of somebody else may be submitted, under conditions."""
    work.commit(GUIDE, SIGNED, "CONTRIBUTING.md")
    work.commit("2\n", SIGNED)
    work.git("commit", "--quiet", "--amend", "--no-edit", "--author=Noor <noor@ville.example>")
    passed = work.git("rev-parse", "HEAD")
    verdict = judged(work, dco)
    assert verdict.standing is Standing.NOT_ESTABLISHED
    assert [each.fact for each in verdict.findings] == ["met", "met", "on"]
    assert passed[:7] in verdict.findings[-1].values["commits"]["en"]


@pytest.mark.parametrize(
    "text",
    [
        "Write to us.\n",
        "Each change needs the sign-off of two reviewers.\n",
        "Seal your commits with your key: `git commit -S`.\n",
    ],
)
def test_where_nobody_asks_for_sign_offs_none_is_missing(work: Work, text: str) -> None:
    work.commit(text, "Say how to contribute", "CONTRIBUTING.md")
    verdict = judged(work, dco)
    assert verdict.standing is Standing.NOT_ESTABLISHED
    assert verdict.findings[0].fact == "not-asked"


@pytest.mark.parametrize(
    "text",
    [
        "Signez vos commits (`git commit --signoff`).\n",
        "We use the [Developer Certificate\nof Origin](https://developercertificate.org).\n",
        "Please sign off on your commits.\n",
        "Run `git commit -as`.\n",
        "Chaque commit porte une ligne `Signed-off-by: Nom <adresse>`.\n",
        "Le certificat d’origine du développeur est exigé.\n",
    ],
)
def test_a_project_may_ask_in_its_own_words(work: Work, text: str) -> None:
    work.commit(text, "Say how to contribute", "CONTRIBUTING.md")
    assert unmet(judged(work, dco)) == {"signed": "1"}


def test_a_program_is_not_asked_to_certify_anything(work: Work) -> None:
    work.commit(GUIDE, SIGNED, "CONTRIBUTING.md")
    work.commit("2\n", "Bump a dependency", by="renovate[bot] <bot@forge.example>")
    assert judged(work, dco).is_met


# --------------------------------------------------------------------------------------- areas


def test_a_commit_that_touches_two_areas_of_the_map_is_named(work: Work, tmp_path: Path) -> None:
    drawn = tmp_path / "areas.toml"
    drawn.write_text('[areas]\ntexts = ["docs/**", "*.md"]\nservice = "src/**"\n', encoding="utf-8")
    work.commit("1\n", "Describe the service", "docs/guide/été.md")
    work.commit("1\n", "Write the service", "src/service.py")
    work.commit("1\n", "Ignore what is built", ".gitignore")
    assert judged(work, atomicity, areas=areas_in(drawn)).is_met
    (work.folder / "README.md").write_text("2\n", encoding="utf-8")
    wrong = work.commit("2\n", "Change everything", "src/service.py")
    verdict = judged(work, atomicity, areas=areas_in(drawn))
    assert unmet(verdict) == {"one": "1"}
    assert wrong[:7] in verdict.findings[0].values["commits"]["en"]
    assert verdict.findings[0].values["areas"]["en"] == "texts + service"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "areas = 3",
        "[areas]",
        "[areas]\na = 3",
        "[areas]\na = []",
        '[areas]\na = ["../x"]',
        '[areas]\na = [":(attr:x)y"]',
        '[areas]\na = ["/etc"]',
        "[areas",
        "[areas]\na = [1]",
    ],
)
def test_what_is_no_map_of_areas_is_refused(tmp_path: Path, text: str) -> None:
    drawn = tmp_path / "areas.toml"
    drawn.write_text(text, encoding="utf-8")
    with pytest.raises(NotAMapError):
        areas_in(drawn)
    with pytest.raises(NotAMapError):
        areas_in(tmp_path)


def test_a_side_branch_that_was_undone_is_read_too(work: Work) -> None:
    """Git's own pruning of histories by path would leave it out."""
    areas = {"texts": ["*.md"], "service": ["src/**"]}
    work.commit("1\n", "Begin the rules", "README.md")
    work.git("switch", "--quiet", "--create", "idea")
    (work.folder / "src").mkdir()
    (work.folder / "src" / "x.py").write_text("1\n", encoding="utf-8")
    wrong = work.commit("2\n", "Change everything", "README.md")
    work.git("revert", "--no-edit", "HEAD")
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "--no-ff", "--no-edit", "idea")
    verdict = judged(work, atomicity, areas=areas)
    assert wrong[:7] in verdict.findings[0].values["commits"]["en"]


def test_the_mailmap_of_a_name_that_no_rule_foresaw_stops_nothing(work: Work) -> None:
    work.commit("Ada <ada@ville.example> <>\n", "Say who is who", ".mailmap", by="x <>")
    for author in ("A <B <c@d.example>", "A <c@d.example> <e", "\x01 <>"):
        tree = work.git("rev-parse", "HEAD^{tree}")
        text = f"tree {tree}\nauthor {author} 1 +0000\ncommitter A <a@b.example> 1 +0000\n\nBegin\n"
        made = work.folder / ".git" / "made"
        made.write_text(text, encoding="utf-8")
        name = work.git("hash-object", "-t", "commit", "-w", "--literally", str(made))
        work.git("update-ref", "refs/heads/main", name)
        assert judged(work, authors).findings
