# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a command means: which tool it calls, what its options do to its "no", what it installs.

Options are known by name. One that is not known is no reason to say right or wrong.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from atelier.pipeline.records import Command, Tool

PACKAGE: Final = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[.*\])?(?:[=<>!~@].*)?")
SETTING: Final = re.compile(r"(?P<name>[A-Za-z_]\w*)=(?P<value>.*)", re.DOTALL)
ENVIRONMENT: Final = re.compile(r"(?:\./)?\.?[\w-]*env/bin/(?P<name>[\w.-]+)")
# Settings by which a tool, git or the shell is told to look elsewhere or say nothing.
ODD_SETTING: Final = re.compile(
    r"PYTEST_\w+|RUFF_(?!CACHE_DIR|OUTPUT_FORMAT)\w+|REUSE_\w+|FLAKE8\w*|PATH|BASH_ENV|ENV"
    r"|PIP_(?:TARGET|DRY_RUN|PREFIX|ROOT|USER|NO_DEPS)|GIT_(?:STRATEGY|CHECKOUT|DIR|WORK_TREE)"
)
HARMLESS_GIT: Final = frozenset(
    {"status", "log", "diff", "show", "fetch", "rev-parse", "describe", "config", "--version"}
)
QUIET: Final = frozenset(
    {
        *("echo", "printf", "ls", "pwd", "true", ":", "date", "whoami", "cat"),
        *("which", "command", "mkdir", "unset", "venv", "exit", "false", "set", "export"),
    }
)
REQUIREMENTS: Final = frozenset({"requirements.txt", "./requirements.txt"})
INSTALLERS: Final = frozenset({("pip", "install"), ("pip3", "install")})
PIP_FLAGS: Final = frozenset(
    {
        *("-q", "--quiet", "-U", "--upgrade", "--user", "--no-cache-dir", "-v", "--verbose"),
        *("--disable-pip-version-check", "--break-system-packages", "--system", "--no-input"),
        *("--root-user-action=ignore", "--progress-bar=off", "--prefer-binary", "--force"),
    }
)
HELP: Final = frozenset({"-h", "--help", "-V", "--version"})
LINT_CODES: Final = frozenset({"F", "F4", "F40", "F401", "ALL", "*:F401", "*:F"})
CODE, TESTS = "outil", "tests"  # where the files are


@dataclass(frozen=True, kw_only=True)
class Options:
    """What is known of a program's options, by name.

    ``flags`` and ``valued`` change nothing of its "no" (the latter take a word); ``hushing`` keep
    it from ever being said; with ``blinding`` it looks at a part only; ``narrowing`` take a word,
    and leave out what is looked for where it is one of these.
    """

    flags: frozenset[str]
    valued: frozenset[str] = frozenset()
    hushing: frozenset[str] = HELP
    blinding: frozenset[str] = frozenset()
    narrowing: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _narrowing(words: Iterable[str], *names: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(names, frozenset(words))


CODE_PLACES: Final = (".", "./", "*", CODE, f"{CODE}/", f"./{CODE}")
TEST_PLACES: Final = (".", "./", "*", TESTS, f"{TESTS}/", f"./{TESTS}")
RUFF: Final = Options(
    flags=frozenset(
        {
            *("-q", "--quiet", "-v", "--verbose", "-s", "--silent", "-n", "--no-cache"),
            *("--isolated", "--show-fixes", "--no-fix", "--statistics", "--respect-gitignore"),
            *("--no-unsafe-fixes", "--exit-non-zero-on-fix", "--preview", "--no-preview"),
        }
    ),
    valued=frozenset(
        {"--output-format", "--target-version", "--line-length", "--cache-dir", "--color"}
        | {"--output-file", "-o", "--select"}
    ),
    hushing=HELP
    | {"--exit-zero", "-e", "--fix", "--fix-only", "--show-files", "--show-settings"}
    | {"--add-noqa", "-w", "--watch"},
    narrowing={
        **_narrowing(LINT_CODES, "--ignore", "--extend-ignore", "--per-file-ignores"),
        **_narrowing(CODE_PLACES, "--exclude", "--extend-exclude"),
    },
)
FLAKE8: Final = Options(
    flags=frozenset({"-q", "-v", "--count", "--statistics", "--show-source", "--benchmark"}),
    valued=frozenset({"--max-line-length", "--max-complexity", "--format", "--output-file"}),
    hushing=HELP | {"--exit-zero", "--bug-report"},
    narrowing={
        **_narrowing(LINT_CODES, "--ignore", "--extend-ignore", "--per-file-ignores"),
        **_narrowing(CODE_PLACES, "--exclude", "--extend-exclude"),
    },
)
PYTEST: Final = Options(
    flags=frozenset(
        {
            *("-q", "-qq", "--quiet", "-v", "-vv", "-vvv", "--verbose", "-x", "--exitfirst", "-s"),
            *("-l", "--showlocals", "--strict-markers", "--strict-config", "--strict", "--ff"),
            *("--no-header", "--no-summary", "--full-trace", "--cache-clear", "--failed-first"),
            *("--cov", "--no-cov-on-fail", "--cov-branch"),
        }
    ),
    valued=frozenset(
        {
            *("--tb", "--durations", "--maxfail", "-W", "--junitxml", "--junit-xml", "--color"),
            *("--capture", "--import-mode", "--cov-report", "--verbosity", "-n", "--numprocesses"),
            *("-p", "-k", "-m", "--deselect"),
        }
    ),
    hushing=HELP
    | {"--co", "--collect-only", "--collectonly", "--setup-only", "--setuponly", "--setup-plan"}
    | {"--setupplan", "--fixtures", "--funcargs", "--fixtures-per-test", "--markers"},
    blinding=frozenset({"-k", "-m", "--deselect", "--lf", "--last-failed", "--sw", "--stepwise"}),
    narrowing=_narrowing(TEST_PLACES, "--ignore", "--ignore-glob"),
)
REUSE: Final = Options(
    flags=frozenset(
        {
            *("-q", "--quiet", "-p", "--plain", "-l", "--lines", "-j", "--json", "--debug"),
            *("--suppress-deprecation", "--include-submodules", "--no-multiprocessing"),
            "--include-meson-subprojects",
        }
    ),
    valued=frozenset({"--root"}),
)
NEEDED: Final = {"--cov": "pytest-cov", "-n": "pytest-xdist", "--numprocesses": "pytest-xdist"}


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a command means; ``needs`` are the packages that its options take."""

    words: tuple[str, ...]
    tool: Tool | None = None
    sees: bool = False
    is_hushed: bool = False
    odd: str = ""
    needs: tuple[str, ...] = ()
    is_followed: bool = True


def call_of(command: Command) -> Call:
    """Return what a command means, as far as it is known."""
    words = bare(command.words)
    if not command.is_known:
        return Call(words=words, is_followed=False)
    if odd := _odd_setting(command.words):
        return Call(words=words, tool=_tool_of(words), odd=odd, is_followed=False)
    if tool := _tool_of(words):
        return _called(tool, words)
    return Call(words=words, is_followed=_is_followed(words))


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a command without what only says how to start it: settings, ``python -m``, ``uvx``."""
    rest = list(words)
    while rest and SETTING.fullmatch(rest[0]):
        rest.pop(0)
    if rest and (found := ENVIRONMENT.fullmatch(rest[0])):
        rest[0] = found["name"]
    if rest and re.fullmatch(r"python[\d.]*", rest[0]) and rest[1:2] == ["-m"]:
        return tuple(rest[2:])
    if rest[:2] in (["pipx", "run"], ["uv", "run"], ["uv", "tool"]) or rest[:1] == ["uvx"]:
        rest = rest[1 if rest[0] == "uvx" else 2 :]
        rest = rest[1:] if rest[:1] == ["run"] else rest
        while rest and rest[0] in {"--with", "--from", "--spec", "--python", "-p", "--no-project"}:
            rest = rest[1 if rest[0] == "--no-project" else 2 :]
        if rest:
            rest[0] = rest[0].partition("@")[0].partition("==")[0]
    elif rest[:2] == ["uv", "pip"]:
        rest = rest[1:]
    return tuple(rest)


def is_install(words: tuple[str, ...]) -> bool:
    """Return whether pip installs something here."""
    return words[:2] in INSTALLERS


def packages(words: tuple[str, ...]) -> Iterator[str]:
    """Yield what a command installs; the list of the project holds the three tools."""
    if words[:1] == ("install",):  # what is left of uv tool install
        yield from words[1:]
    if words[:2] != ("pipx", "install") and not is_install(words):
        return
    for word in words[2:]:
        if word in REQUIREMENTS or word in {f"-r{name}" for name in REQUIREMENTS}:
            yield from ("ruff", "pytest", "reuse")
        elif found := PACKAGE.fullmatch(word):
            yield found["name"].lower()


def missing(call: Call, as_written: tuple[str, ...], installed: set[str]) -> str:
    """Return what a tool lacks to be called on this machine, if anything."""
    starts = [word for word in as_written if not SETTING.fullmatch(word)]
    runner = {"uvx": "uv"}.get(starts[0], starts[0])
    wanted = [runner] if runner in {"pipx", "uv"} else [call.words[0], *call.needs]
    wanted = ["pytest" if word == "py.test" else word for word in wanted]
    return next((word for word in wanted if word not in installed), "")


def stops_asking(words: tuple[str, ...], *, lets_pass: bool) -> bool:
    """Return whether failures are let pass from here on: ``set +e`` says so, ``set -e`` ends it."""
    if words[:1] != ("set",):
        return lets_pass
    said = " ".join(words[1:])
    if re.search(r"(?:^| )\+[a-df-z]*e|\+o errexit", said):
        return True
    return lets_pass and not re.search(r"(?:^| )-[a-df-z]*e|-o errexit", said)


def is_odd_setting(name: str, value: str) -> bool:
    """Return whether a variable changes what tools look at, or whether they say no."""
    if name == "PATH":
        return "$PATH" not in value and "${PATH}" not in value
    if name == "GIT_STRATEGY":
        return value not in {"clone", "fetch"}
    return bool(ODD_SETTING.fullmatch(name))


def _odd_setting(words: tuple[str, ...]) -> str:
    """Return the setting by which a command begins, or that it exports, if it is an odd one."""
    begins = words[1:] if words[:1] == ("export",) else words
    for word in begins:
        found = SETTING.fullmatch(word)
        if not found and words[:1] != ("export",):
            return ""
        if found and is_odd_setting(found["name"], found["value"]):
            return word
    return ""


def _tool_of(words: tuple[str, ...]) -> Tool | None:
    if words[:2] == ("ruff", "check") or words[:1] == ("flake8",):
        return Tool.LINT
    if words[:1] in {("pytest",), ("py.test",)}:
        return Tool.TEST
    if words[:1] != ("reuse",):
        return None
    plain_words = [word for _, word in _options(words[1:], {"--root"}) if word is not None]
    return Tool.REUSE if plain_words[:1] == ["lint"] else None


def _options(
    words: Iterable[str], valued: Iterable[str]
) -> Iterator[tuple[tuple[str, str], str | None]]:
    """Yield each option with its word, and None; or two blanks, and a word that is no option."""
    waiting = ""
    for word in words:
        if waiting:
            yield (waiting, word), None
            waiting = ""
        elif not word.startswith("-"):
            yield ("", ""), word
        elif word in valued:
            waiting = word
        else:
            name, _, value = word.partition("=")
            yield (name, value), None
    if waiting:
        yield (waiting, ""), None


def _called(tool: Tool, words: tuple[str, ...]) -> Call:
    """Return what a call of a tool looks at, and what its options do."""
    known = {Tool.TEST: PYTEST, Tool.REUSE: REUSE}.get(tool, RUFF if words[0] == "ruff" else FLAKE8)
    found = list(_options(words[1:], {*known.valued, *known.narrowing}))
    options = [option for option, _ in found if option[0]]
    places = [word for _, word in found if word and word not in {"check", "lint"}]
    names = {name for name, _ in options}
    hushing = known.hushing - ({"--fix"} if "--exit-non-zero-on-fix" in names else set())
    odd = next((name for name, value in options if not _is_known(known, name, value)), "")
    odd = odd or next((word for word in words if "$" in word), "")
    return Call(
        words=words,
        tool=tool,
        sees=_sees(tool, places) and not any(_leaves_out(known, *each) for each in options),
        is_hushed=bool(hushing & names),
        odd=odd,
        needs=tuple(package for option, package in NEEDED.items() if option in names),
        is_followed=not odd,
    )


def _is_known(known: Options, name: str, value: str) -> bool:
    if known is PYTEST and name == "-p":
        return value == "no:cacheprovider"
    if known is PYTEST and re.fullmatch(r"-r[A-Za-z]+", name):
        return True
    plain_ones = known.flags | known.valued | known.hushing | known.blinding
    return name in plain_ones or name in known.narrowing


def _leaves_out(known: Options, name: str, value: str) -> bool:
    """Return whether an option keeps the tool from looking at what is wrong."""
    said = set(re.split(r"[,\s]+", value))
    if name == "--select":
        return not said & LINT_CODES
    if name == "--root":
        return value not in {".", "./"}
    return name in known.blinding or bool(said & known.narrowing.get(name, frozenset()))


def _sees(tool: Tool, places: list[str]) -> bool:
    """Return whether the tool looks where the files are: everywhere, or in their folder."""
    known = {Tool.LINT: CODE_PLACES, Tool.TEST: TEST_PLACES}.get(tool, ())
    return not places or bool(set(known) & set(places))


def _is_followed(words: tuple[str, ...]) -> bool:
    """Return whether a command that calls no tool is known to change nothing but what it says."""
    if not words or words[0] in QUIET:
        return True
    if words[0] == "git":
        return bool(HARMLESS_GIT & set(words[1:2]))
    if words[0] in {"apt", "apt-get"}:
        return bool({"update", "install"} & set(words[1:]))
    if words[0] in {".", "source"}:
        return len(words) > 1 and bool(ENVIRONMENT.fullmatch(words[1]))
    if is_install(words):
        return _is_known_install(words[2:])
    is_quiet = words[:2] == ("ruff", "format") or "--version" in words
    return is_quiet or words[:2] == ("pipx", "install") or words[0] == "install"


def _is_known_install(words: Iterable[str]) -> bool:
    """Return whether pip is asked for packages by name, or for the list of the project."""
    is_list = False
    for word in words:
        if is_list:
            if word not in REQUIREMENTS:
                return False
            is_list = False
        elif word in {"-r", "--requirement"}:
            is_list = True
        elif word.startswith("-r"):
            if word[2:] not in REQUIREMENTS:
                return False
        elif word.startswith("-"):
            if word not in PIP_FLAGS:
                return False
        elif "$" in word or not PACKAGE.fullmatch(word) or word.endswith(".txt"):
            return False
    return True
