# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a conflict leaves behind in any repository: markers, and lines that nobody meant to drop."""

from typing import Any

import pytest

from atelier.checks import conflicts
from atelier.repository import history
from atelier.verdict import Standing, Verdict

Work = Any  # the fixture's own class, which lies in conftest.py
TEXT = "un\ndeux\ntrois\nquatre\ncinq\n"
WRITTEN = "un\n<<<<<<< HEAD\ndeux\n=======\n2\n>>>>>>> ailleurs\ntrois\n"


def judged(work: Work, *, since: str | None = None) -> Verdict:
    with history(work.folder, since=since) as read:
        return conflicts.judged(read)


def merged(work: Work, text: str) -> str:
    """Join two branches that changed the same line; ``text`` settles the conflict."""
    work.commit(TEXT, "Commencer")
    work.git("switch", "--quiet", "--create", "ailleurs")
    work.commit(TEXT.replace("deux", "2"), "Écrire en chiffres")
    work.git("switch", "--quiet", "main")
    work.commit(TEXT.replace("deux", "DEUX"), "Écrire en capitales")
    work.git("merge", "--quiet", "ailleurs", check=False)
    return str(work.commit(text, "Joindre les deux"))


def test_a_conflict_that_was_settled_leaves_nothing(work: Work) -> None:
    merged(work, TEXT.replace("deux", "DEUX, ou 2"))
    verdict = judged(work)
    assert verdict.standing is Standing.MET
    assert verdict.findings[1].values["count"]["en"] == "1"


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_a_conflict_still_written_in_a_file_is_found(work: Work, style: str, eol: str) -> None:
    text = WRITTEN
    if style == "diff3":
        text = text.replace("=======\n", "||||||| 1234567\nun\n=======\n")
    work.commit(TEXT, "Commencer")
    work.commit(text.replace("\n", eol), "Écrire en chiffres", "été/texte 1.md")
    verdict = judged(work)
    assert not verdict.is_met
    assert verdict.findings[0].values["files"]["fr"] == "été/texte 1.md"


@pytest.mark.parametrize(
    "text",
    [
        "Titre\n=======\n\nTexte\n",
        "<<<<<<< un début seul\n",
        ">>>>>>> cité\n=======\n<<<<<<< cité\n",
        "    <<<<<<< HEAD\n    =======\n    >>>>>>> ailleurs\n",
        "<<<<<<<< huit\n========\n>>>>>>>> huit\n",
    ],
)
def test_what_only_resembles_a_conflict_is_none(work: Work, text: str) -> None:
    work.commit(text, "Écrire un exemple")
    assert judged(work).is_met


def test_a_merge_that_drops_a_third_line_is_shown_to_a_person(work: Work) -> None:
    merge = merged(work, TEXT.replace("deux", "DEUX, ou 2").replace("quatre\n", ""))
    verdict = judged(work)
    assert verdict.standing is Standing.NOT_ESTABLISHED
    lost = verdict.findings[1].values
    assert (lost["commit"], lost["path"], lost["line"]) == (merge[:7], "texte.md", "quatre")
    assert lost["count"]["en"] == "1"


def test_a_line_that_a_merge_moves_is_not_lost(work: Work) -> None:
    merged(work, TEXT.replace("deux", "DEUX, ou 2").replace("quatre\n", "") + "quatre\n")
    assert judged(work).standing is Standing.MET


def test_a_line_that_one_side_took_away_was_taken_away_on_purpose(work: Work) -> None:
    work.commit(TEXT, "Commencer")
    work.git("switch", "--quiet", "--create", "ailleurs")
    work.commit(TEXT.replace("quatre\n", ""), "Retirer quatre")
    work.git("switch", "--quiet", "main")
    work.commit(TEXT.replace("un", "UN"), "Écrire en capitales")
    work.git("merge", "--quiet", "--no-edit", "ailleurs")
    assert judged(work).standing is Standing.MET


def test_a_merge_of_three_is_read_too(work: Work) -> None:
    base = work.commit(TEXT, "Commencer")
    for name in ("a", "b"):
        work.git("switch", "--quiet", "--create", name, base)
        work.commit(f"{name}\n", f"Ajouter {name}", f"{name}.md")
    work.git("switch", "--quiet", "main")
    work.git("merge", "--quiet", "--no-commit", "a", "b", check=False)
    work.commit(TEXT.replace("trois\n", ""), "Joindre les trois")
    assert [each.fact for each in judged(work).findings] == ["met", "lost"]


def test_a_loss_before_the_given_commit_is_not_told_again(work: Work) -> None:
    merge = merged(work, TEXT.replace("deux", "2").replace("quatre\n", ""))
    work.commit("6\n", "Ajouter un fichier", "six.md")
    assert judged(work, since=merge).standing is Standing.MET


def test_a_conflict_that_a_guide_quotes_is_for_a_person_to_tell(work: Work) -> None:
    work.commit(f"Voici :\n\n```\n{WRITTEN}```\n", "Expliquer", "guide.md")
    verdict = judged(work)
    assert verdict.standing is Standing.NOT_ESTABLISHED
    assert verdict.findings[0].fact == "quoted"
    work.commit(f"```\nx\n```\n{WRITTEN}```\ny\n```\n", "Joindre", "guide.md")
    assert not judged(work).is_met


def test_a_text_of_a_thousand_half_conflicts_is_read_at_once(work: Work) -> None:
    """Each row is looked at once: three times as many must not take twenty-seven times as long."""
    work.commit("<<<<<<< a\n" * 5000 + "=======\n" * 5000, "Écrire un piège")
    assert judged(work).is_met


@pytest.mark.parametrize("odd", ["\x01", "\x0c", "\u2028", "\r--x", "\x1f"])
def test_what_a_line_holds_does_not_cut_it(work: Work, odd: str) -> None:
    merged(work, TEXT.replace("deux", f"un{odd}--trois\n") + f"{odd}\n")
    assert judged(work).standing is Standing.MET


def test_a_line_that_went_missing_is_shown_without_its_password(work: Work) -> None:
    text = TEXT.replace("quatre", "password = hunter2hunter2")
    work.commit(text, "Commencer")
    work.git("switch", "--quiet", "--create", "ailleurs")
    work.commit(text.replace("deux", "2"), "Écrire en chiffres")
    work.git("switch", "--quiet", "main")
    work.commit(text.replace("deux", "DEUX"), "Écrire en capitales")
    work.git("merge", "--quiet", "ailleurs", check=False)
    work.commit("un\nDEUX\ntrois\ncinq\n", "Joindre les deux")
    assert judged(work).findings[1].values["line"] == "password = hunter2…"
