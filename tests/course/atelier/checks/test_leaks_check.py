# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""Credentials in any repository's history: found wherever they can be reached, and never repeated.

Those of the tests are put together here, so that no file of this project looks like a leak.
"""

import gzip
import zipfile
from pathlib import Path
from typing import Any

import pytest

from atelier.checks import leaks
from atelier.credentials import credentials_in, hidden, kinds, likely_in
from atelier.repository import history
from atelier.verdict import Standing, Verdict
from atelier.views.verdict import VerdictView
from atelier.words import LANGUAGES, Language

Work = Any  # the fixture's own class, which lies in conftest.py
BODY = "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zA3bC6dE9fG2hJ5kL8mN1pQ4rS7tU0vW3xY6zA9bC2dE5fG8hJ1kL4mN7pQ0"
SAMPLES = {
    "private key": "-----BEGIN OPENSSH PRIVATE KEY-----\n" + BODY[:70] + "\n",
    "GitLab token": "glpat-" + BODY[:20],
    "GitHub token": "ghp_" + BODY[:36],
    "AWS access key": "AKIA" + BODY[:16].upper(),
    "Azure storage key": "AccountKey=" + BODY[:86] + "==",
    "Google API key": "AIza" + BODY[:35],
    "Slack token": "xoxb-" + "123456789012-" + BODY[:24],
    "Stripe secret key": "sk_live_" + BODY[:24],
    "npm token": "npm_" + BODY[:36],
    "SendGrid API key": "SG." + BODY[:22] + "." + BODY[:43],
}
TOKEN = SAMPLES["GitLab token"]


def judged(work: Work, *, since: str | None = None) -> Verdict:
    with history(work.folder, since=since) as read:
        return leaks.judged(read)


def places(verdict: Verdict) -> list[str]:
    return [each.values["places"]["en"] for each in verdict.findings if each.fact == "found"]


def test_there_is_a_sample_of_every_kind() -> None:
    assert {kind.name["en"] for kind in kinds()} == set(SAMPLES)


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_credential_is_known_by_its_shape(kind: str) -> None:
    for text in (SAMPLES[kind], f"cle = '{SAMPLES[kind]}';\n"):
        assert [found.name["en"] for found, _ in credentials_in(text.encode())] == [kind]
    assert not list(credentials_in(f"x{SAMPLES[kind][:12]}".encode()))


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "glpat-xxx",
        "-----BEGIN PUBLIC KEY-----\n" + BODY[:70],
        "-----BEGIN PRIVATE KEY-----",
        "sk_test_" + BODY[:24],
        "npm_config_cache",
    ],
)
def test_what_documentation_prints_is_no_credential(text: str) -> None:
    assert not list(credentials_in(text.encode()))


def test_a_token_is_found_in_a_file_that_was_taken_away_since(work: Work) -> None:
    work.commit(f"jeton = {TOKEN}\n", "Régler", "config/accès.ini")
    work.git("rm", "--quiet", "config/accès.ini")
    work.commit("1\n", "Retirer le jeton")
    verdict = judged(work)
    assert not verdict.is_met
    assert "config/accès.ini" in places(verdict)[0]


@pytest.mark.parametrize("hiding", ["branch", "tag", "stash", "note", "message", "unmerged"])
def test_a_token_is_found_wherever_it_can_be_reached(work: Work, hiding: str) -> None:
    work.commit("1\n", "Commencer")
    if hiding == "message":
        work.commit("2\n", f"Régler avec {TOKEN}")
    if hiding == "note":
        work.git("notes", "add", "-m", TOKEN)
    if hiding == "tag":
        work.git("tag", "--annotate", "v1", "-m", TOKEN)
    if hiding == "stash":
        (work.folder / "texte.md").write_text(TOKEN, encoding="utf-8")
        work.git("stash", "--quiet")
    if hiding in {"branch", "unmerged"}:
        work.git("switch", "--quiet", "--create", "essai")
        work.commit(f"{TOKEN}\n", "Essayer")
        work.git("switch", "--quiet", "main")
    if hiding == "unmerged":
        work.git("pack-refs", "--all")
    assert not judged(work).is_met


def test_a_token_behind_two_tags_is_told_by_its_object(work: Work) -> None:
    work.commit(f"{TOKEN}\n", "Régler")
    name = work.git("rev-parse", "HEAD:texte.md")
    work.git("tag", "--annotate", "un", "-m", "1", name)
    work.git("tag", "--annotate", "deux", "-m", "2", "un")
    work.commit("1\n", "Retirer")
    work.git("update-ref", "-d", "refs/tags/un")
    work.git("checkout", "--quiet", "--orphan", "propre")
    work.commit("2\n", "Recommencer")
    work.git("branch", "--delete", "--force", "main")
    assert places(judged(work)) == [f"blob {name[:7]}"]


def test_what_nobody_can_reach_any_more_is_not_told(work: Work) -> None:
    work.commit(f"{TOKEN}\n", "Régler")
    work.git("checkout", "--quiet", "--orphan", "propre")
    work.commit("1\n", "Recommencer")
    work.git("branch", "--delete", "--force", "main")
    assert judged(work).standing is Standing.MET


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_verdict_never_repeats_the_credential(work: Work, language: Any) -> None:
    work.commit("\n".join(SAMPLES.values()), "Régler", "tout.ini")
    verdict = judged(work)
    said = VerdictView(verdict, language=language).text()
    for sample in SAMPLES.values():
        assert sample[:12] not in said
    assert hidden(TOKEN.encode()) == TOKEN[:7] + "…"
    assert verdict.findings[-1].fact == "more"


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("password = hunter2hunter2", True),
        ("DB_PASSWORD=Tr0ub4dor&3", True),
        ('  "api_key": "9f8e7d6c5b4a",', True),
        ("mot_de_passe: été-2026-montréal", False),
        ("mot_de_passe: ete-2026-montreal", True),
        ("export SERVICE_TOKEN='k9j8h7g6f5'", True),
        ("password = changeme123", False),
        ("password = exemple-2026", False),
        ("password: ${DB_PASSWORD_2}", False),
        ("token = self.next_token(2)", False),
        ("password: min 8 characters", False),
        ("secret = false", False),
        ("passwords.md", False),
        ("  password: Tr0ub4dor&3  # production", True),
        ("  'password' => 'hunter2hunter2',", True),
        ("define('DB_PASSWORD', 'hunter2hunter2');", True),
        ('private static final String API_KEY = "9f8e7d6c5b4a";', True),
        ("  <password>hunter2hunter2</password>", True),
        ("DATABASE_URL=postgres://app:Tr0ub4dor3x@db.ville.example/x", True),
        ("password = Mot de passe 2", False),
        ('  "js-tokens": "1.0.0-beta.2",', False),
        ("  secretName: certificat-2026-ville", False),
        ("  passwordFile: /run/secrets/db1", False),
        ("password = settings.DB_PASSWORD2", False),
        ("password: $DB_PASSWORD_2", False),
        ("http://localhost:8080/@vite/client1", False),
        ("postgres://user:password@localhost/db1", False),
        ("postgres://user:${DB_PASSWORD_2}@localhost/db1", False),
        ('<input type="password" id="password1" name="password1">', False),
    ],
)
def test_a_value_that_looks_like_a_password_is_told_from_one_that_does_not(
    line: str, *, is_one: bool
) -> None:
    assert any(likely_in(f"[service]\n{line}\nport = 8080\n".encode())) is is_one


@pytest.mark.parametrize("text", ["token" * 200_000, "password " * 100_000, "a:" * 500_000])
def test_a_text_made_to_be_slow_is_read_at_once(text: str) -> None:
    """What used to be read again from each of its letters took hours."""
    assert not list(likely_in(text.encode()))


@pytest.mark.parametrize("coding", ["utf-16", "utf-8-sig"])
def test_a_token_that_a_windows_computer_wrote_is_found(work: Work, coding: str) -> None:
    (work.folder / "jeton.txt").write_bytes(f"jeton\r\n{TOKEN}\r\n".encode(coding))
    work.commit("1\n", "Régler")
    assert not judged(work).is_met


def test_a_path_with_an_odd_line_end_hides_nothing(work: Work) -> None:
    work.commit(f"{TOKEN}\n", "Régler", "a\u2028b\x0cc.ini")
    verdict = judged(work)
    assert [each.fact for each in verdict.findings] == ["found"]


def test_what_looks_like_a_password_is_for_a_person_to_say(work: Work) -> None:
    work.commit("password = hunter2hunter2\n", "Régler", "config.ini")
    verdict = judged(work)
    assert verdict.standing is Standing.NOT_ESTABLISHED
    assert places(verdict) == ["config.ini"]


def test_only_the_commits_that_were_asked_for_are_read(work: Work) -> None:
    before = work.commit(f"{TOKEN}\n", "Régler", "config.ini")
    work.commit("1\n", "Retirer", "config.ini")
    assert judged(work, since=before).standing is Standing.MET
    work.commit(f"{SAMPLES['GitHub token']}\n", "Régler", "autre.ini")
    assert places(judged(work, since=before)) == ["autre.ini"]


def test_a_file_too_heavy_to_be_read_is_told(work: Work) -> None:
    work.commit("x" * 5_000_001, "Ajouter un gros fichier", "gros.txt")
    verdict = judged(work)
    assert [each.fact for each in verdict.findings] == ["met", "heavy"]
    assert verdict.standing is Standing.NOT_ESTABLISHED


def test_a_shallow_clone_says_what_it_lacks(work: Work, tmp_path: Path) -> None:
    work.commit(f"{TOKEN}\n", "Régler", "config.ini")
    work.commit("1\n", "Retirer", "config.ini")
    work.commit("2\n", "Continuer")
    there = tmp_path / "clone"
    work.git("clone", "--quiet", "--depth=1", f"file://{work.folder}", str(there))
    with history(there) as read:
        assert not read.is_whole
        assert len(read.commits) == 1
        verdict = leaks.judged(read)
    assert [each.fact for each in verdict.findings] == ["met", "shallow"]


def test_a_missing_object_is_told_and_nothing_breaks(work: Work) -> None:
    work.commit("1\n", "Commencer")
    name = work.git("rev-parse", "HEAD:texte.md")
    (work.folder / ".git" / "objects" / name[:2] / name[2:]).unlink()
    verdict = judged(work)
    assert [each.fact for each in verdict.findings] == ["damaged"]
    assert verdict.standing is Standing.NOT_ESTABLISHED


def test_a_credential_is_found_in_a_compressed_file(work: Work) -> None:
    work.folder.mkdir(exist_ok=True)
    (work.folder / "copie.gz").write_bytes(gzip.compress(f"jeton = {TOKEN}\n".encode()))
    with zipfile.ZipFile(work.folder / "classeur.ods", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", f"<p>{TOKEN}</p>")
    work.commit("1\n", "Sauvegarder")

    verdict = judged(work)

    assert places(verdict) == ["classeur.ods, copie.gz"]


def test_a_file_that_unpacks_to_a_huge_one_is_said_not_to_be_read_whole(work: Work) -> None:
    work.folder.mkdir(exist_ok=True)
    (work.folder / "zeros.gz").write_bytes(gzip.compress(bytes(30_000_000)))
    work.commit("1\n", "Sauvegarder")

    verdict = judged(work)

    assert verdict.is_met
    assert verdict.standing is Standing.NOT_ESTABLISHED
    assert "Compressed files that hold too much" in VerdictView(verdict, language="en").text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_read_whole_is_named(work: Work, language: Language) -> None:
    """At most five names of a kind, then how many there are besides."""
    work.folder.mkdir(exist_ok=True)
    for number in range(7):
        (work.folder / f"lourd{number}.bin").write_bytes(b"%d" % number * 5_000_001)
        (work.folder / f"vide{number}.gz").write_bytes(gzip.compress(bytes(21_000_000 + number)))
        with zipfile.ZipFile(work.folder / f"clos{number}.zip", "w", zipfile.ZIP_LZMA) as archive:
            archive.writestr("rare.txt", f"{number}")
    work.commit("1\n", "Sauvegarder")
    said = " ".join(VerdictView(judged(work), language=language).text().split())
    more = {"fr": "et 2 autres", "en": "and 2 more"}[language]

    for name, ending in (("lourd", "bin"), ("vide", "gz"), ("clos", "zip")):
        five = ", ".join(f"{name}{number}.{ending}" for number in range(5))
        assert f"7 ({five}" in said
        assert more in said.partition(five)[2][:20]
