# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""``atelier check``: a repository's licences and history, subject by subject, also for pipelines.

Exit codes: 0 all that is established is met, even where counsel is to be asked; 1 something is
not (with ``--strict``: or is not established); 2 the command cannot be meant so.
"""

from __future__ import annotations

import json
import shlex
import signal
import sys
import textwrap
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from atelier.command.speech import WORDS, Command, common_options, regret, section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from atelier.checks.atomicity import Areas
    from atelier.checks.culprit import Question, Tell
    from atelier.checks.dependencies import Joining
    from atelier.declarations import Reading, Survey, UnreadableFolderError
    from atelier.repository import History, NoRepositoryError
    from atelier.verdict import Standing, Verdict
    from atelier.words import Language

LICENCES: Final = ("licence", "texts", "reuse", "spdx", "dependencies")
HISTORY: Final = ("messages", "authors", "dco", "atomicity", "conflicts", "leaks")
# Runs a command of the person's own, and so only where they name a commit and give it.
CULPRIT: Final = "culprit"
SUBJECTS: Final = (*LICENCES, *HISTORY, CULPRIT)
# Those that need to know what every file declares.
SURVEYED: Final = frozenset({"reuse", "spdx", "dependencies"})
PATIENCE: Final = 600  # seconds for one run of a person's own test
PAGE: Final = 80  # letters of a line
SHELL_SIGNS: Final = frozenset("();<>|&")


class CheckCommand(Command):
    """The command ``check``: its help ends with the subjects and the exit codes."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what stands after the options."""
        say = partial(WORDS.say, language=ctx.obj)
        with section(formatter, say("check.heading-subjects"), ctx.obj):
            formatter.write_dl([(subject, say(f"check.{subject}")) for subject in SUBJECTS])
        with section(formatter, say("check.heading-codes"), ctx.obj):
            formatter.write_dl([(str(code), say(f"check.code-{code}")) for code in range(3)])
        formatter.write_paragraph()
        formatter.write_text(say("check.note"))
        formatter.write_paragraph()
        formatter.write_text(say("check.note-culprit"))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be checked, and how: the history in ``folder``, the files in ``files``."""

    folder: Path
    files: Path
    subjects: tuple[str, ...]
    environment: Path | None
    joining: Joining
    since: str | None
    domains: tuple[str, ...]
    areas: Areas | None
    question: Question | None


def command(language: Language) -> click.Command:
    """Return the command ``check``, its help in ``language``."""
    from atelier.combination import Linking

    say = partial(WORDS.say, language=language)
    modes = ", ".join(Linking)
    joining = say("option.joining", modes=modes, usual=Linking.DYNAMIC)
    way, folder = ("FAÇON", "DOSSIER") if language == "fr" else ("WAY", "FOLDER")
    return CheckCommand(
        "check",
        callback=partial(check, language=language),
        params=[
            click.Argument(
                ["path"],
                type=click.Path(path_type=Path, readable=False),
                metavar=say("metavar.path"),
                help=say("argument.path"),
            ),
            click.Option(
                ["--subject", "subjects"],
                type=click.Choice(SUBJECTS),
                multiple=True,
                metavar=say("check.heading-subjects").rstrip("s").upper(),
                help=say("option.subject"),
            ),
            click.Option(
                ["--environment"],
                type=click.Path(path_type=Path, readable=False),
                metavar=folder,
                help=say("option.environment"),
            ),
            click.Option(["--linking"], multiple=True, metavar=way, help=joining),
            click.Option(["--since"], metavar="COMMIT", help=say("option.since")),
            click.Option(
                ["--domain", "domains"],
                multiple=True,
                metavar=say("metavar.domain"),
                help=say("option.domain"),
            ),
            click.Option(
                ["--areas"],
                type=click.Path(path_type=Path, readable=False),
                metavar=say("metavar.file"),
                help=say("option.areas"),
            ),
            click.Option(["--culprit"], metavar="COMMIT", help=say("option.culprit")),
            click.Option(["--test"], metavar=say("metavar.command"), help=say("option.test")),
            click.Option(
                ["--patience"],
                type=click.IntRange(min=1),
                default=PATIENCE,
                metavar=say("metavar.seconds"),
                help=say("option.patience", usual=PATIENCE),
            ),
            click.Option(["--strict"], is_flag=True, help=say("option.strict")),
            click.Option(["--json", "as_json"], is_flag=True, help=say("option.json")),
            *common_options(language),
        ],
        help=say("check.help"),
        short_help=say("help.check"),
        add_help_option=False,
    )


def check(  # noqa: PLR0913 - one parameter for each option of the command
    *,
    path: Path,
    subjects: tuple[str, ...],
    environment: Path | None,
    linking: tuple[str, ...],
    since: str | None,
    domains: tuple[str, ...],
    areas: Path | None,
    culprit: str | None,
    test: str | None,
    patience: int,
    strict: bool,
    as_json: bool,
    language: Language,
) -> int:
    """Check a repository and say so; return 0 where it is met, 1 where it is not."""
    question, note = None, ""
    try:
        if CULPRIT in subjects or culprit is not None or test is not None:
            subjects = (*subjects, CULPRIT)
            question = _question(path, culprit, test, patience)
        asked = Asked(
            folder=_there(path),
            files=path,
            subjects=_chosen(
                path, subjects, areas, is_of_history=bool(since is not None or domains or areas)
            ),
            environment=environment,
            joining=_joining(linking),
            since=since,
            domains=domains,
            areas=_drawn(areas),
            question=question,
        )
        with _interruptible(), ExitStack() as stack:
            if _is_bare(path) and not set(LICENCES).isdisjoint(asked.subjects):
                asked, note = _laid_out(asked, stack, is_named=bool(subjects), language=language)
            with Steps(asked.subjects).watched() as steps:
                verdicts = list(_verdicts(asked, steps))
    except WrongUseError as error:
        return regret(error.fact, language, **error.values)
    is_met = all(each.is_met and (each.is_established or not strict) for each in verdicts)
    if as_json:
        facts = {"met": is_met, **_facts(verdicts, language), **({"note": note} if note else {})}
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        lines = [*([textwrap.fill(note, PAGE), ""] if note else []), *_page(verdicts, language)]
        click.echo(_printable("\n".join(lines)))
    return 0 if is_met else 1


class WrongUseError(Exception):
    """The command cannot be meant so; ``fact`` names the sentence that says why."""

    def __init__(self, fact: str, **values: object) -> None:
        """Keep the name of the sentence, and what fills its blanks."""
        super().__init__(fact)
        self.fact = fact
        self.values = values


def _there(path: Path) -> Path:
    if not path.is_dir():
        raise WrongUseError("no-folder", path=path)
    return path


def _chosen(
    path: Path, named: tuple[str, ...], areas: Path | None, *, is_of_history: bool
) -> tuple[str, ...]:
    """Return the subjects in order; where none is named, those that the folder and map allow.

    Where an option says something of a history, a folder that has none says so.
    """
    if "atomicity" in named and areas is None:
        raise WrongUseError("no-areas")
    if named:
        return tuple(each for each in SUBJECTS if each in named)
    if not (path / ".git").exists() and not is_of_history and not _is_bare(path):
        return LICENCES
    return tuple(each for each in (*LICENCES, *HISTORY) if each != "atomicity" or areas)


def _is_bare(path: Path) -> bool:
    """Return whether a folder is a repository itself, without a working copy around it."""
    is_one = (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()
    return is_one and not (path / ".git").exists()


def _laid_out(
    asked: Asked, stack: ExitStack, *, is_named: bool, language: Language
) -> tuple[Asked, str]:
    """Return what is asked of a bare repository, with the files of its last commit, and a note.

    They lie in a folder of ours until ``stack`` ends. Where they cannot be read, the subjects that
    need them are left out; raises WrongUseError where one of them was named.
    """
    from atelier.git import GitError, GitMissingError
    from atelier.repository import NoRepositoryError, laid_out, reading

    name = asked.folder.resolve().name.removesuffix(".git") or "repository"
    try:
        git = stack.enter_context(reading(asked.folder, patience=None))
        tip = git.commit_at("HEAD") or ""
        files = stack.enter_context(laid_out(git, tip, name=name))
    except (GitError, GitMissingError, NoRepositoryError) as error:
        if is_named:
            raise WrongUseError("bare-unread", path=asked.folder) from error
        left = tuple(each for each in asked.subjects if each not in LICENCES)
        return replace(asked, subjects=left), WORDS.say("check.bare-unread", language=language)
    note = WORDS.say("check.bare", language=language, commit=tip[:7])
    return replace(asked, files=files), note


def _question(path: Path, culprit: str | None, test: str | None, patience: int) -> Question:
    """Return what is asked of one commit, where both the commit and a test were given."""
    from atelier.checks.culprit import Question

    if culprit is None or test is None:
        raise WrongUseError("no-culprit")
    try:
        words = shlex.split(test)
        needs_shell = any(map(SHELL_SIGNS.issuperset, shlex.shlex(test, punctuation_chars=True)))
    except ValueError as error:  # a quotation mark is left open
        raise WrongUseError("no-test") from error
    if not words:
        raise WrongUseError("no-test")
    if needs_shell:
        raise WrongUseError("needs-shell", test=test)
    return Question(
        commit=culprit, command=tuple(words), folder=path, stand=Path.cwd(), patience=patience
    )


def _drawn(areas: Path | None) -> Areas | None:
    from atelier.checks.atomicity import NotAMapError, areas_in

    try:
        return areas_in(areas) if areas else None
    except NotAMapError as error:
        raise WrongUseError("no-map", path=areas) from error


def _joining(linking: Sequence[str]) -> Joining:
    """Return how dependencies are joined."""
    from packaging.utils import canonicalize_name

    from atelier.checks.dependencies import Joining
    from atelier.combination import Linking

    usual = Linking.DYNAMIC
    named: dict[str, Linking] = {}
    for asked in linking:
        name, _, way = asked.rpartition("=")
        if way not in list(Linking):
            raise WrongUseError("no-linking", asked=asked, modes=", ".join(Linking))
        if name:
            named[canonicalize_name(name)] = Linking(way)
        else:
            usual = Linking(way)
    return Joining(usual=usual, named=named)


class Steps:
    """The subjects, one after another; going through them moves a bar, where there is one.

    Each subject has as many parts of the bar: a long reading tells how far it is in its own.
    """

    PARTS: Final = 100

    def __init__(self, subjects: Sequence[str]) -> None:
        """Begin before the first of ``subjects``."""
        self._subjects = subjects
        self._at = 0
        self._tried = 0
        self._bar: Any = None

    @contextmanager
    def watched(self) -> Iterator[Steps]:
        """Draw a bar meanwhile, where a person looks on."""
        if not sys.stderr.isatty():
            yield self
            return
        with click.progressbar(
            length=len(self._subjects) * self.PARTS,
            file=sys.stderr,
            show_eta=False,
            item_show_func=lambda each: each or "",
        ) as self._bar:
            yield self

    def __iter__(self) -> Iterator[str]:
        """Yield each subject, its name beside the bar; afterwards its part is full."""
        for place, subject in enumerate(self._subjects):
            self._at, self._tried = place, 0
            self._show(subject, 0, 1)
            yield subject
            self.heard(1, 1)

    def heard(self, done: int, total: int) -> None:
        """Move the bar to where the reading of the present subject is; never back."""
        if not self._bar:
            return
        reached = self._at * self.PARTS + self.PARTS * done // total
        if reached > self._bar.pos:
            self._bar.update(reached - self._bar.pos)

    def tell(self, name: str, left: int) -> None:
        """Say which commit is being tried; ``left`` are to be tried, it among them."""
        self._show(f"{CULPRIT} {name}", self._tried, self._tried + max(left, 1))
        self._tried += 1

    def _show(self, beside: str, done: int, total: int) -> None:
        if self._bar:
            self._bar.current_item = beside
            self.heard(done, total)
            self._bar.render_progress()  # where the bar did not move, its words may have changed


@contextmanager
def _interruptible() -> Iterator[None]:
    """Take a closed terminal and a polite end for Ctrl-C: nothing that was begun is left behind."""
    known = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    taken = [each for each in known if each and signal.getsignal(each) is signal.SIG_DFL]
    for each in taken:
        signal.signal(each, signal.default_int_handler)
    try:
        yield
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)


# ----------------------------------------------------------------------------------- the checks


def _verdicts(asked: Asked, steps: Steps) -> Iterator[Verdict]:
    """Yield the verdict on each subject; the REUSE tool reads while the first ones are judged.

    Raises WrongUseError where the commit to begin at is not there.
    """
    from atelier.declarations import Reading

    with ExitStack() as stack:
        reading: Reading | None = None
        if not SURVEYED.isdisjoint(asked.subjects):
            reading = stack.enter_context(Reading(asked.files))
        read: Survey | UnreadableFolderError | None = None
        past: History | NoRepositoryError | None = None
        for subject in steps:
            if reading and subject in SURVEYED:
                read = read or _read(reading)
                yield _surveyed(subject, asked, read)
            elif subject in {*HISTORY, CULPRIT}:
                past = past or _past(asked, steps, stack)
                yield _of_history(subject, asked, past, steps.tell)
            else:
                yield _alone(subject, asked.files)


def _read(reading: Reading) -> Survey | UnreadableFolderError:
    from atelier.declarations import UnreadableFolderError

    try:
        return reading.survey()
    except UnreadableFolderError as error:
        return error


def _past(asked: Asked, steps: Steps, stack: ExitStack) -> History | NoRepositoryError:
    """Return the history, open until ``stack`` ends, or why there is none to read."""
    from atelier.git import GitMissingError
    from atelier.repository import NoRepositoryError, history

    try:
        return stack.enter_context(history(asked.folder, since=asked.since, heard=steps.heard))
    except GitMissingError:
        return NoRepositoryError("no-git", asked.folder)
    except NoRepositoryError as error:
        if error.fact == "since":
            raise WrongUseError("no-commit", asked=asked.since) from error
        return error


def _of_history(
    subject: str, asked: Asked, past: History | NoRepositoryError, tell: Tell
) -> Verdict:
    from atelier.checks import judge_of, unread
    from atelier.git import GitError
    from atelier.repository import History, NoRepositoryError

    if not isinstance(past, History):
        return unread(subject, past)
    options: Mapping[str, Mapping[str, Any]] = {
        "authors": {"domains": asked.domains},
        "atomicity": {"areas": asked.areas},
        CULPRIT: {"question": asked.question, "tell": tell},
    }
    try:
        verdict = judge_of(subject)(past, **options.get(subject, {}))
    except GitError:
        return unread(subject, NoRepositoryError("damaged", asked.folder))
    if past.is_whole or subject in {"leaks", CULPRIT}:  # which say themselves what they lack
        return verdict
    lacking = unread(subject, NoRepositoryError("shallow", asked.folder))
    return replace(verdict, findings=(*verdict.findings, *lacking.findings))


def _alone(subject: str, folder: Path) -> Verdict:
    from atelier.checks import check_of

    return check_of(subject)(folder)


def _surveyed(subject: str, asked: Asked, read: Survey | UnreadableFolderError) -> Verdict:
    from atelier.checks import dependencies, reuse, spdx
    from atelier.declarations import Survey
    from atelier.dependencies import NotAnEnvironmentError

    whole = read if isinstance(read, Survey) else None
    if subject == "spdx":
        return spdx.judged(asked.files, whole)
    if subject == "dependencies":
        try:
            return dependencies.check(
                asked.files,
                environment=asked.environment,
                joining=asked.joining,
                read_there=whole,
            )
        except NotAnEnvironmentError as error:
            raise WrongUseError("no-environment", path=asked.environment) from error
    return reuse.judged(read) if isinstance(read, Survey) else reuse.unread(read)


# -------------------------------------------------------------------------------- what is printed


def _page(verdicts: Sequence[Verdict], language: Language) -> Iterator[str]:
    """Yield the lines for a person; one subject alone needs no heading."""
    from atelier.verdict import Standing
    from atelier.views.verdict import WIDTH, VerdictView

    say = partial(WORDS.say, language=language)
    asked = sum(map(_for_counsel, verdicts))
    addition = say("check.counsel", count=asked) if asked else ""
    if len(verdicts) == 1:
        yield VerdictView(verdicts[0], language=language).text(addition=addition)
        return
    counts = _counts(verdicts)
    summary = say(
        "check.summary",
        count=len(verdicts),
        met=counts[Standing.MET],
        unmet=counts[Standing.UNMET],
        open=counts[Standing.NOT_ESTABLISHED],
    )
    yield textwrap.fill(f"{summary} {addition}".rstrip(), WIDTH, break_on_hyphens=False)
    for verdict in verdicts:
        title = say(f"check.{verdict.subject}")
        yield from ("", "", title, "=" * len(title))
        yield VerdictView(verdict, language=language).text(is_brief=True)


def _for_counsel(verdict: Verdict) -> int:
    from atelier.checks.dependencies import for_counsel

    return for_counsel(verdict) if verdict.subject == "dependencies" else 0


def _counts(verdicts: Sequence[Verdict]) -> Counter[Standing]:
    """Return how many subjects are met, are not, and are not established."""
    return Counter(each.standing for each in verdicts)


def _facts(verdicts: Sequence[Verdict], language: Language) -> dict[str, Any]:
    """Return the verdicts for another program, their sentences in ``language``."""
    from atelier.verdict import Standing

    counts = _counts(verdicts)
    counted = (Standing.MET, Standing.UNMET, Standing.NOT_ESTABLISHED)
    return {
        "counts": {standing.value: counts[standing] for standing in counted},
        "established": all(each.is_established for each in verdicts),
        "counsel": sum(map(_for_counsel, verdicts)),
        "points": sum(each.points for each in verdicts),
        "maximum": sum(each.maximum for each in verdicts),
        "subjects": [_subject(each, language) for each in verdicts],
    }


def _subject(verdict: Verdict, language: Language) -> dict[str, Any]:
    from atelier.verdict import Standing
    from atelier.views.verdict import VerdictView

    lines = VerdictView(verdict, language=language).lines()
    return {
        "subject": verdict.subject,
        "title": WORDS.say(f"check.{verdict.subject}", language=language),
        "standing": verdict.standing,
        "met": verdict.standing is Standing.MET,
        "established": verdict.is_established,
        "points": verdict.points,
        "maximum": verdict.maximum,
        "findings": [
            {
                "criterion": finding.criterion,
                "fact": finding.fact,
                "standing": finding.standing,
                "points": finding.points,
                "maximum": finding.maximum,
                "title": _printable(line.title),
                "seen": _printable(line.seen),
                "next": _printable(line.next_step),
                "values": {
                    name: _printable(str(value[language] if isinstance(value, dict) else value))
                    for name, value in finding.values.items()
                },
            }
            for finding, line in zip(verdict.findings, lines, strict=True)
        ],
    }


def _printable(text: str) -> str:
    """Return ``text`` with what would command a screen, or has no letter, written out."""
    return "".join(
        letter
        if letter.isprintable() or letter in "\n\u00a0"
        else letter.encode("unicode_escape").decode()
        for letter in text
    )
