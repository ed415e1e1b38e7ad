# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""An issue that can be acted on, made out of a citizen's message: and without the citizen in it.

A machine cannot tell whether a sentence is good. It looks for what must not be missing: the
gesture at which things go wrong, what was seen, what was expected, where; and for what must be.
It tells a pile of those very words from a sentence: nothing links them. Few words need no link.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from atelier.artefacts.issue_record import FILE, IssueRecord, key_of, label_called, record_of
from atelier.artefacts.text import UnreadableTextError, plain, read_text
from atelier.verdict import Finding, Verdict
from atelier.words import LANGUAGES, Language, words_beside

WORDS: Final = words_beside(__file__)
MAXIMUM: Final[Mapping[str, float]] = {
    "title": 1,
    "context": 0.5,
    "steps": 1.5,
    "results": 1,
    "privacy": 1,
    "labels": 1,
}
TITLE: Final = (15, 80)  # characters
FEWEST_STEPS: Final = 3
RIGHT_LABELS: Final = {"kind": "bug", "area": "booking"}
FEWEST_OWN: Final = 2  # steps that say more than the words that are looked for
LONGEST_BARE: Final = 3  # words that may stand together without a link: "booking confirmation page"
LONGEST_RUN: Final = 5  # of them in a sentence: "tennis court booking confirmation page goes blank"
CUES: Final = ("place", "device", "gesture", "actual", "expected")
APART: Final = r"[^\w\n]{0,3}"  # between the parts of a number: spaces, dashes, dots
PERSONAL: Final = (
    re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\barobase\b)\s?[\w-]+(?:\.[\w.-]+\w)?"),
    re.compile(rf"(?<!\d)\(?\d{{3}}{APART}\d{{3}}{APART}\d{{4}}(?!\d)"),
    re.compile(
        r"(?i)\b\d{1,5},? (?:(?:rue|avenue|boulevard|chemin)\b[ \w’'-]*|\w+ (?:street|road)\b)"
    ),
)
WORD: Final = re.compile(r"\W*[^\W\d_]{2,}\W*")
INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
Faces = dict[Language, str]


def check(folder: Path) -> Verdict:
    """Return how well ``billet.yml`` in ``folder`` tells what is wrong."""
    try:
        text = read_text(folder, FILE)
        record = record_of(text)
    except UnreadableTextError as error:
        return _nothing("unreadable", seen=error.seen(), step=error.next_step())
    if not any(record.words.values()):
        lines = ", ".join(map(str, record.odd[:5]))
        return _nothing("odd", lines=lines) if record.odd else _nothing("nothing-yet")
    steps, results = _steps(record), _results(record)
    is_told = bool(steps.points and results.points)
    findings = (
        _title(record),
        _context(record),
        steps,
        results,
        _privacy(record, text, is_told=is_told),
        _labels(record),
    )
    return Verdict(subject="description", findings=findings)


def personal_data(text: str) -> tuple[str, ...]:
    """Return what in ``text`` tells of a person: an address, a number, a name of the message."""
    shown = INVISIBLE.sub("", text)
    found = [match[0] for pattern in PERSONAL for match in pattern.finditer(shown)]
    found += [match[0] for number in _told("numbers") for match in _spaced(number).finditer(shown)]
    said = plain(shown)
    names = [
        name
        for name in (*_told("names"), *_told("places"))
        if re.search(rf"(?<![a-z]){name.replace('_', '[ ,]+')}(?![a-z])", said)
    ]
    found += [name.replace("_", " ").title() for name in names]
    letters = {each: re.sub(r"\W|_", "", plain(each)) for each in found}
    whole = sorted(found, key=lambda each: len(letters[each]), reverse=True)
    return tuple(
        each
        for place, each in enumerate(whole)
        if not any(letters[each] in letters[longer] for longer in whole[:place])
    )


def _finding(criterion: str, fact: str, share: float = 0, /, **values: object) -> Finding:
    maximum = MAXIMUM[criterion]
    return Finding(
        criterion=criterion,
        fact=fact,
        points=maximum if fact == "right" else share * maximum,
        maximum=maximum,
        values={"file": FILE, **values},
    )


def _nothing(fact: str, **values: object) -> Verdict:
    first, *others = MAXIMUM
    later = (_finding(criterion, "not-read") for criterion in others)
    return Verdict(subject="description", findings=(_finding(first, fact, **values), *later))


def _title(record: IssueRecord) -> Finding:
    title = record.word("title")
    shortest, longest = TITLE
    if not title:
        return _finding("title", "blank")
    if not shortest <= len(title) <= longest:
        fact = "short" if len(title) < shortest else "long"
        return _finding("title", fact, length=len(title), shortest=shortest, longest=longest)
    if _is_pile(title):
        return _finding("title", "pile", said=title)
    if not _tells("place", title):
        return _finding("title", "vague", title=title)
    if _tells("idle", title) and not _tells("actual", title):
        return _finding("title", "idle", title=title)
    return _finding("title", "right")


def _context(record: IssueRecord) -> Finding:
    context = record.word("context")
    if not context:
        return _finding("context", "blank")
    return _finding("context", "right" if _tells("device", context) else "vague")


def _steps(record: IssueRecord) -> Finding:
    """Whether somebody else can see it happen: steps, and the gesture at which it happens."""
    steps = tuple(dict.fromkeys(plain(step) for step in record.words.get("steps", ())))
    real = [step for step in steps if len(step.split()) > 1]
    if len(real) >= FEWEST_OWN:  # beside these, one word may be a gesture: “Submit”
        real = [step for step in steps if step in real or WORD.fullmatch(step)]
    if not real:
        return _finding("steps", "blank")
    if len(real) < FEWEST_STEPS:
        return _finding("steps", "few", count=len(real), fewest=FEWEST_STEPS)
    bare = [step for step in real if all(map(_is_cue, _words_of(step)))]
    if len(real) - len(bare) < FEWEST_OWN:
        return _finding("steps", "pile", said=bare[0])
    if not _tells("gesture", *real):
        return _finding("steps", "no-gesture", 2 / 3)
    before = max(place for place, step in enumerate(real) if _tells("gesture", step))
    if before < FEWEST_STEPS - 1:
        return _finding("steps", "out-of-order", 2 / 3, before=before)
    return _finding("steps", "right", count=len(real))


def _results(record: IssueRecord) -> Finding:
    expected, actual = record.word("expected"), record.word("actual")
    missing = [field for field in ("expected", "actual") if not record.word(field)]
    if missing:
        key = {each: key_of(missing[0], language=each) for each in LANGUAGES}
        return _finding("results", "blank", key=key)
    if piles := [each for each in (expected, actual) if _is_pile(each)]:
        return _finding("results", "pile", said=piles[0])
    if plain(expected) == plain(actual):
        return _finding("results", "same")
    if not _tells("actual", actual):
        return _finding("results", "actual-vague", 0.5 * _tells("expected", expected))
    if not _tells("expected", expected):
        return _finding("results", "expected-vague", 0.5)
    return _finding("results", "right")


def _privacy(record: IssueRecord, text: str, *, is_told: bool) -> Finding:
    told = {field: found for field, word in record.all_words() if (found := personal_data(word))}
    if told:
        field, found = next(iter(told.items()))
        key = {each: key_of(field, language=each) for each in LANGUAGES}
        count = sum(len(each) for each in told.values())
        return _finding("privacy", "told", key=key, found=found[0], count=count)
    for number, line in enumerate(text.split("\n"), start=1):  # also what is in no field
        if found := personal_data(line):
            return _finding("privacy", "told-beside", line=number, found=found[0])
    return _finding("privacy", "right" if is_told else "too-early")


def _labels(record: IssueRecord) -> Finding:
    words = record.words.get("labels", ())
    if not words:
        return _finding("labels", "blank")
    found = {word: label_called(word) for word in words}
    strange = [word for word, label in found.items() if label is None]
    if strange:
        return _finding("labels", "strange", word=strange[0])
    given = set(filter(None, found.values()))
    if given == set(RIGHT_LABELS.items()):
        return _finding("labels", "right")
    right = given & set(RIGHT_LABELS.items())
    wrong = [word for word, label in found.items() if label not in right]
    if wrong:
        return _finding("labels", "wrong", word=wrong[0])
    return _finding("labels", "one-missing", word=words[0])


def _is_pile(text: str) -> bool:
    """Return whether a text is only the words that are looked for, one after another or again."""
    words = _words_of(text)
    runs = "".join("x" if _is_cue(word) else " " for word in words).split()
    is_bare = text.count(":") != 1 and len(words) > LONGEST_BARE and runs == ["x" * len(words)]
    is_long = any(len(run) > LONGEST_RUN for run in runs)
    is_repeated = len(words) > LONGEST_BARE and len(set(words)) * 2 <= len(words)
    return is_bare or is_long or is_repeated


def _words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", plain(text))


def _is_cue(word: str) -> bool:
    return any(_tells(subject, word) for subject in CUES)


def _tells(subject: str, *texts: str) -> bool:
    """Return whether a text holds a word of this subject, in either language."""
    said = plain(" ".join(texts))
    return any(word in said for word in _subject(subject))


@cache
def _subject(subject: str) -> tuple[str, ...]:
    return tuple(
        plain(word)
        for language in LANGUAGES
        for word in WORDS.say(f"subject.{subject}", language=language).split()
    )


@cache
def _told(kind: str) -> tuple[str, ...]:
    """Return what the message tells of people, in either language."""
    said = " ".join(WORDS.say(kind, language=language) for language in LANGUAGES)
    return tuple(dict.fromkeys(plain(word) for word in said.split()))


@cache
def _spaced(number: str) -> re.Pattern[str]:
    """Return the pattern of a number of the message, however its digits are set apart."""
    return re.compile(rf"(?<!\d){r'[^0-9A-Za-z]{0,3}'.join(number)}(?!\d)")
