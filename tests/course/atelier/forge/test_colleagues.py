# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Colleagues are not canned: what they say follows the diff, line by line."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from atelier.forge import colleagues
from atelier.forge.colleagues import PEOPLE, answer, move_in
from atelier.forge.local import LocalForge
from atelier.forge.records import Decision, MergeRequest, Review, State
from atelier.words import LANGUAGES

Town = Any  # the fixture's own class, which lies in conftest.py
# REUSE-IgnoreStart
LICENSED = "<!-- SPDX-License-Identifier: CC-BY-4.0 -->\n# Page\n\nBonjour.\n"
# REUSE-IgnoreEnd
# One defect each: who sees it, which line they cite, and the text that has it.
DEFECTS = {
    "no-alternative": ("accessibility", 4, "![](plan.png)"),
    "empty-link": ("accessibility", 4, "Pour le plan, [cliquez ici](plan.html)."),
    "heading": ("accessibility", 4, "### Trop bas"),
    "personal": ("jurist", 4, "Écrivez à marie.tremblay@ville.quebec"),
    "marker": ("maintainer", 4, "<<<<<<< HEAD"),
    "unfinished": ("maintainer", 4, "TODO : compléter"),
}


def proposed(
    town: Town, text: str, *, message: str = "Accueillir les gens", sign_off: bool = True
) -> MergeRequest:
    """Return the merge request that lets ``text`` into page.md, reviewed by all four."""
    town.forge.commit_files(
        town.name, "main", {"page.md": LICENSED}, message="Ajouter la page", by="Noor"
    )
    move_in(town.forge, town.name, PEOPLE)
    town.forge.add_branch(town.name, "accueil", start="main", by=town.ada.name)
    town.forge.commit_files(
        town.name, "accueil", {"page.md": text}, message=message, by=town.ada.name,
        sign_off=sign_off,
    )  # fmt: skip
    request = town.forge.propose(
        town.name, "accueil", title="Accueillir les gens", body="Pour saluer.", by=town.ada.name
    )
    answer(town.forge)
    reviewed: MergeRequest = town.forge.request(town.name, request.number)
    return reviewed


def last_word(request: MergeRequest, colleague: str) -> Review:
    mine = [each for each in request.reviews if each.author == PEOPLE[colleague].name]
    return mine[-1]


def with_line(line: str) -> str:
    return LICENSED.replace("Bonjour.", line)


@pytest.mark.parametrize("defect", DEFECTS)
def test_one_defect_added_changes_the_decision_and_is_cited_where_it_stands(
    town: Town, defect: str
) -> None:
    who, line, text = DEFECTS[defect]
    request = proposed(town, with_line(text))
    threads = [each for each in request.threads if each.comments[0].author == PEOPLE[who].name]

    assert [(thread.path, thread.line) for thread in threads] == [("page.md", line)]
    assert last_word(request, who).decision is Decision.REQUEST_CHANGES
    others = set(PEOPLE) - {who}
    assert {last_word(request, each).decision for each in others} == {Decision.APPROVE}


@pytest.mark.parametrize("defect", DEFECTS)
def test_the_defect_taken_away_closes_the_thread_and_turns_the_decision(
    town: Town, defect: str
) -> None:
    who, _, text = DEFECTS[defect]
    number = proposed(town, with_line(text)).number
    town.forge.commit_files(
        town.name, "accueil", {"page.md": with_line("Bienvenue.")}, message="Corriger la page",
        by=town.ada.name, sign_off=True,
    )  # fmt: skip
    answer(town.forge)
    request = town.forge.request(town.name, number)

    assert last_word(request, who).decision is Decision.APPROVE
    assert all(thread.resolved_by for thread in request.threads)
    assert town.forge.merge(town.name, number, by="Noor").state is State.MERGED


def test_a_push_that_does_not_mend_is_answered_once_in_the_same_thread(town: Town) -> None:
    number = proposed(town, with_line("![](plan.png)")).number
    text = with_line("![](plan.png)") + "\nAu revoir.\n"
    town.forge.commit_files(
        town.name, "accueil", {"page.md": text}, message="Ajouter un mot", by=town.ada.name,
        sign_off=True,
    )  # fmt: skip
    for _ in range(2):
        answer(town.forge)
    (thread,) = town.forge.request(town.name, number).threads

    assert len(thread.comments) == 2
    assert not thread.resolved_by


def test_a_title_underlined_with_seven_signs_is_not_taken_for_a_conflict(town: Town) -> None:
    request = proposed(town, with_line("Accueil\n======="))

    assert last_word(request, "maintainer").decision is Decision.APPROVE


def remarked(town: Town, path: str, text: str) -> list[int]:
    """Return the lines at which Noor sees a mark of a conflict in what is proposed."""
    number = proposed(town, with_line("Bienvenue.")).number
    files = {path: text}
    town.forge.commit_files(
        town.name, "accueil", files, message="Ajouter un texte", by=town.ada.name, sign_off=True
    )
    answer(town.forge)
    threads = town.forge.request(town.name, number).threads
    return [each.line for each in threads if each.comments[0].author == PEOPLE["maintainer"].name]


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("page.md", with_line("Un.\n\n=======\nDeux."), [6]),
        ("calcul.py", "un = 1\n=======\nun = 2\n", [2]),
        ("tarifs.csv", "a,1\r\n=======\r\na,2\r\n", [2]),
        ("page.md", with_line("Accueil\n======="), []),
        ("notice.txt", "=======\nAccueil\n=======\n", []),
        ("essai.log", "======= 3 passed =======\n", []),
    ],
    ids=["blank above", "program", "table", "title", "framed title", "log"],
)
def test_a_lone_row_that_can_underline_no_title_is_a_mark_left_over(
    town: Town, path: str, text: str, lines: list[int]
) -> None:
    assert remarked(town, path, text) == lines


def test_a_row_that_a_merge_left_is_a_mark_and_one_that_a_side_had_is_none(town: Town) -> None:
    """A title stands below text too: only the two sides of the merge tell them apart."""
    titled = "\n\nHoraire\n=======\n"
    number = proposed(town, with_line(f"Bienvenue.{titled}")).number
    git = town.forge.git(town.name)
    town.forge.commit_files(
        town.name, "main", {"page.md": with_line("Entrez.")}, message="Inviter", by="Noor"
    )
    ours, theirs = (git.commit_at(f"refs/heads/{each}") for each in ("accueil", "main"))
    joined = with_line(f"Bienvenue.\n=======\nEntrez.{titled}")
    words = f"Fusionner main\n\nSigned-off-by: {town.ada}\n"
    moment = git.commits([ours], most=1)[0].written
    tree = git.tree_with(ours, {"page.md": joined})
    merge = git.record(tree, [ours, theirs], words, town.ada, moment)
    git.move([("refs/heads/accueil", ours, merge)])
    town.forge.settle(town.name)
    answer(town.forge)
    request = town.forge.request(town.name, number)

    assert [each.line for each in request.threads] == [5]
    assert last_word(request, "maintainer").decision is Decision.REQUEST_CHANGES

    push(town, joined.replace("=======\nEntrez", "Entrez"))
    answer(town.forge)
    request = town.forge.request(town.name, number)
    assert all(each.resolved_by for each in request.threads)
    assert last_word(request, "maintainer").decision is Decision.APPROVE


def test_two_right_requests_get_two_different_comments(town: Town) -> None:
    one = proposed(town, with_line("Bienvenue à la bibliothèque."))
    town.forge.add_branch(town.name, "autre", start="main", by=town.ada.name)
    files = {"horaire.md": "# Horaire\n\nOuvert le lundi.\n"}
    town.forge.commit_files(
        town.name, "autre", files, message="Dire l’horaire", by=town.ada.name, sign_off=True
    )
    number = town.forge.propose(
        town.name, "autre", title="Dire l’horaire", body="Attendu.", by=town.ada.name
    ).number
    answer(town.forge)
    other = town.forge.request(town.name, number)

    for colleague in PEOPLE:
        first, second = last_word(one, colleague), last_word(other, colleague)
        assert (first.decision, second.decision) == (Decision.APPROVE, Decision.APPROVE)
        assert first.body != second.body
    assert "Bienvenue à la bibliothèque." in last_word(one, "maintainer").body


def test_an_unsigned_commit_and_an_idle_subject_are_named(town: Town) -> None:
    request = proposed(town, with_line("Bienvenue."), message="wip", sign_off=False)
    said = [thread.comments[0].body for thread in request.threads]

    assert any("Signed-off-by: Ada Lefèvre <ada@ville.example>" in body for body in said)
    assert any("wip" in body for body in said)
    assert last_word(request, "maintainer").decision is Decision.REQUEST_CHANGES


def test_a_lost_licence_header_stops_the_jurist(town: Town) -> None:
    request = proposed(town, "# Page\n\nBienvenue.\n")

    assert last_word(request, "jurist").decision is Decision.REQUEST_CHANGES
    assert "page.md" in request.threads[0].comments[0].body


def test_a_question_in_a_thread_is_answered_with_the_reason(town: Town) -> None:
    request = proposed(town, with_line("![](plan.png)"))
    (thread,) = request.threads
    town.forge.comment(
        town.name, request.number, "Pourquoi donc?", by=town.ada.name, thread=thread.id
    )
    for _ in range(2):
        answer(town.forge)
    (thread,) = town.forge.request(town.name, request.number).threads

    assert len(thread.comments) == 3
    assert "WCAG 1.1.1" in thread.comments[-1].body


def test_a_colleague_answers_a_real_push(town: Town) -> None:
    move_in(town.forge, town.name, ["maintainer"])
    clone, request = town.proposal()
    answer(town.forge)
    clone.commit("note.md", "Une note.\n", "wip", "--signoff")
    said = clone.git("push", "origin", "horaire")

    assert "Noor Haddad demande des changements" in said
    assert len(town.forge.request(town.name, request.number).reviews) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("defect", DEFECTS)
def test_colleagues_speak_the_learners_language(town: Town, language: Any, defect: str) -> None:
    town.forge.belongs_to(town.ada, language)
    request = proposed(town, with_line(DEFECTS[defect][2]))
    said = " ".join(
        [review.body for review in request.reviews]
        + [comment.body for thread in request.threads for comment in thread.comments]
    )

    assert "{" not in said
    assert ("approuv" in said) == (language == "fr") or defect in {"marker", "unfinished"}


def test_every_remark_has_its_reason() -> None:
    words = colleagues.words_beside(colleagues.__file__)

    for language in LANGUAGES:
        assert set(words.table("remark", language=language)) == set(
            words.table("why", language=language)
        )


def test_two_programs_that_call_the_colleagues_at_once_get_one_answer(town: Town) -> None:
    """The panel and a push may do so in the same moment."""
    move_in(town.forge, town.name, PEOPLE)
    _, request = town.proposal()
    forges = [LocalForge(town.forge.folder) for _ in range(4)]
    with ThreadPoolExecutor(4) as several:
        list(several.map(answer, forges))
    reviewed = town.forge.request(town.name, request.number)

    authors = [review.author for review in reviewed.reviews]
    assert sorted(authors) == sorted(each.name for each in PEOPLE.values())


def test_a_colleague_never_judges_what_was_pushed_while_they_read(town: Town) -> None:
    clone, request = town.proposal()
    clone.git("switch", "--quiet", "--create", "suite")
    newer = clone.commit("note.md", "TODO\n", "Noter", "--signoff")
    clone.git("push", "--quiet", "origin", "suite")
    move_in(town.forge, town.name, ["maintainer"])
    git = town.forge.git(town.name)
    read = LocalForge.commits
    moved: list[None] = []

    def and_then_a_push_comes(*about: Any) -> Any:
        commits = read(*about)
        if not moved:
            moved.append(git.move([("refs/heads/horaire", request.head, newer)]))
        return commits

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(LocalForge, "commits", and_then_a_push_comes)
        answer(town.forge)
    assert town.forge.request(town.name, request.number).reviews == ()
    answer(town.forge)
    (review,) = town.forge.request(town.name, request.number).reviews

    assert (review.commit, review.decision) == (newer, Decision.REQUEST_CHANGES)


def push(town: Town, text: str, message: str = "Corriger la page") -> None:
    town.forge.commit_files(
        town.name, "accueil", {"page.md": text}, message=message, by=town.ada.name, sign_off=True
    )
    answer(town.forge)


def test_of_two_lines_with_the_same_defect_only_the_mended_one_is_called_settled(
    town: Town,
) -> None:
    both = with_line("Voir [ici](plan.html).\n\nBonjour.\n\nLire [ici](regle.html).")
    number = proposed(town, both).number
    push(town, both.replace("Voir [ici]", "Ajout.\n\nVoir [le plan]"))
    threads = town.forge.request(town.name, number).threads

    assert {thread.line: bool(thread.resolved_by) for thread in threads} == {4: True, 8: False}


def test_a_second_defect_of_the_same_words_has_a_thread_of_its_own(town: Town) -> None:
    one = with_line("Voir [ici](plan.html).")
    number = proposed(town, one).number
    push(town, one + "\nLire [ici](regle.html).\n")
    threads = town.forge.request(town.name, number).threads

    assert [thread.line for thread in threads] == [4, 6]
    assert not any(thread.resolved_by for thread in threads)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("![](plan.png)", "![](carte.png)"),
        ("Pour le plan, [cliquez ici](plan.html).", "Pour le plan, [lien](plan.html)."),
        ("TODO : compléter", "TODO : finir"),
        ("Écrivez à marie@ville.quebec", "Écrivez à luc@ville.quebec"),
        ("mot\n" * 250, "mot\n" * 240),
    ],
)
def test_a_defect_that_only_changes_its_words_is_not_called_settled(
    town: Town, before: str, after: str
) -> None:
    number = proposed(town, with_line(before)).number
    push(town, with_line(after))
    (thread,) = town.forge.request(town.name, number).threads

    assert not thread.resolved_by
    assert len(thread.comments) == 2


def test_who_had_nothing_to_say_speaks_of_no_obstacle_that_was_lifted(town: Town) -> None:
    number = proposed(town, with_line("Bienvenue.")).number
    push(town, with_line("Bienvenue à tout le monde."))
    request = town.forge.request(town.name, number)
    said = " ".join(last_word(request, each).body for each in PEOPLE)

    for word in ("levés", "clos", "Mieux", "Relu"):
        assert word not in said


def test_of_a_change_that_only_removes_nothing_is_quoted(town: Town) -> None:
    request = proposed(town, LICENSED.replace("\nBonjour.\n", ""))
    said = " ".join(review.body for review in request.reviews)

    assert {review.decision for review in request.reviews} == {Decision.APPROVE}
    assert "«" not in said


def test_more_files_than_are_named_are_hinted_at(town: Town) -> None:
    proposed(town, with_line("Bienvenue."))
    town.forge.add_branch(town.name, "cinq", start="main", by=town.ada.name)
    files = {f"{letter}.md": f"# Page {letter}\n" for letter in "abcde"}
    town.forge.commit_files(
        town.name, "cinq", files, message="Ajouter cinq pages", by=town.ada.name, sign_off=True
    )
    number = town.forge.propose(
        town.name, "cinq", title="Ajouter cinq pages", body="Attendues.", by=town.ada.name
    ).number
    answer(town.forge)

    assert "a.md, b.md, c.md, …" in last_word(town.forge.request(town.name, number), "jurist").body


def test_what_is_in_a_block_of_code_is_no_heading_picture_or_link(town: Town) -> None:
    code = "## Suite\n\n```sh\n# un commentaire\n![](a.png) [ici](b)\n```\n\n### Détail"
    request = proposed(town, with_line(code))

    assert last_word(request, "accessibility").decision is Decision.APPROVE


# REUSE-IgnoreStart
@pytest.mark.parametrize(
    ("line", "defect"),
    [
        ("<!-- SPDX-FileCopyrightText: 2024 Ville -->", ""),
        ("<!-- SPDX-FileCopyrightText: 2024-2026 Ville -->", ""),
        ("<!-- SPDX-FileCopyrightText: 2024 Somebody Else -->", "avis de droit d’auteur"),
        ("", "avis de droit d’auteur"),
    ],
)
def test_a_notice_is_lost_where_its_holder_is_and_kept_where_only_a_year_changes(
    town: Town, line: str, defect: str
) -> None:
    notice = "<!-- SPDX-FileCopyrightText: 2024 Ville -->\n"
    town.forge.commit_files(
        town.name, "main", {"page.md": notice + LICENSED}, message="Ajouter la page", by="Noor"
    )
    move_in(town.forge, town.name, PEOPLE)
    town.forge.add_branch(town.name, "accueil", start="main", by=town.ada.name)
    town.forge.commit_files(
        town.name, "accueil", {"page.md": f"{line}\n{LICENSED}\nAjout.\n"},
        message="Ajouter un mot", by=town.ada.name, sign_off=True,
    )  # fmt: skip
    request = town.forge.propose(
        town.name, "accueil", title="Ajouter un mot", body="Utile.", by=town.ada.name
    )
    answer(town.forge)
    request = town.forge.request(town.name, request.number)

    said = " ".join(thread.comments[0].body for thread in request.threads)
    assert bool(request.threads) == bool(defect)
    assert defect in said


def test_a_licence_line_replaced_by_another_is_not_called_lost(town: Town) -> None:
    request = proposed(town, LICENSED.replace("CC-BY-4.0", "MIT").replace("Bonjour", "Bienvenue"))
    (thread,) = request.threads

    assert "CC-BY-4.0" in thread.comments[0].body
    assert "MIT" in thread.comments[0].body
    assert last_word(request, "jurist").decision is Decision.REQUEST_CHANGES


# REUSE-IgnoreEnd


@pytest.mark.parametrize("alternative", ["image", "Plan.png", "plan", "photo", "…", "&nbsp;"])
def test_a_word_for_form_is_no_alternative_text(town: Town, alternative: str) -> None:
    request = proposed(town, with_line(f"![{alternative}](img/plan.png)"))

    assert last_word(request, "accessibility").decision is Decision.REQUEST_CHANGES
    assert alternative in request.threads[0].comments[0].body


@pytest.mark.parametrize("text", ["Ici", "**ici**", "ici.", "cliquer ici", "", "here!"])
def test_a_link_that_says_nothing_says_nothing_however_it_is_dressed(town: Town, text: str) -> None:
    request = proposed(town, with_line(f"Inscription : [{text}](https://ville.example)."))

    assert last_word(request, "accessibility").decision is Decision.REQUEST_CHANGES


@pytest.mark.parametrize(
    "line",
    [
        "Pour vous inscrire, [ici][page].",
        "Pour vous inscrire, [ici].",
        'Pour vous inscrire, <a href="https://ville.example"><b>cliquez ici</b></a>.',
        '<img src="plan.png" data-alt="Le plan">',
        '<img src="plan.png" alt="Image">',
        "<img src=plan.png alt=image>",
        "![image][p]\n\n[p]: plan.png",
        "![image](<plan.png> 'Plan')",
        "Pour vous inscrire, <a href=https://ville.example>ici</a>.",
        "Pour vous inscrire, <https://ville.example>.",
        "Pour vous inscrire, [https://ville.example](https://ville.example).",
    ],
)
def test_a_link_or_a_picture_is_seen_however_it_is_written(town: Town, line: str) -> None:
    asked = last_word(proposed(town, with_line(line)), "accessibility")

    assert asked.decision is Decision.REQUEST_CHANGES


@pytest.mark.parametrize(
    "line",
    [
        "- [ ] Relire",
        "[ici]: https://ville.example",
        "Pour vous inscrire, [ouvrez la page des inscriptions][page].",
        '<a href="https://ville.example">La page des inscriptions</a>',
        '<img src="plan.png" ALT = "Le plan">',
        '<a id="ici"></a>',
        "On écrit `![](plan.png)` et `[ici](page.html)`.",
        "<!-- ![](plan.png) -->",
        "![Le plan](./plan.png 'Plan')",
        '<img src="filet.png" alt="">',
    ],
)
def test_what_has_a_name_or_is_no_link_is_not_remarked_upon(town: Town, line: str) -> None:
    request = proposed(town, with_line(line))

    assert last_word(request, "accessibility").decision is Decision.APPROVE


@pytest.mark.parametrize(
    "line", ["Appelez au (418) 555-0142.", "Appelez au 418\u00a0555\u20110142."]
)
def test_a_number_is_personal_however_it_is_written(town: Town, line: str) -> None:
    assert last_word(proposed(town, with_line(line)), "jurist").decision is Decision.REQUEST_CHANGES


def test_an_amount_is_not_personal(town: Town) -> None:
    request = proposed(town, with_line("Le budget est de 250 000 000 $."))

    assert last_word(request, "jurist").decision is Decision.APPROVE
