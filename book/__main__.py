# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""The command ``python -m book``: build both editions into one folder, or serve that folder."""

import contextlib
import shutil
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import click

from atelier.words import LANGUAGES, Language, words_beside

BOOK = Path(__file__).resolve().parent
ROOT = BOOK.parent
BUILT = ROOT / "_build"
# The kernel's remark on its port, which is a loopback one: true, and of no use to a reader.
REMARK = "Kernel is running over TCP without encryption"
# What a reader never asks for: maps of the theme's sources, its icon fonts, traces of the build.
LEFT_OUT = ("*.map", "vendor", "locales", "*macros.html", ".buildinfo", "objects.inv", "reports")


words = words_beside(str(BOOK / "edition.py"))


def say(key: str, **values: object) -> str:
    """Return a sentence in both languages, one after the other."""
    return "\n".join(
        words.say(f"command.{key}", language=language, **values) for language in LANGUAGES
    )


def helped(key: str) -> str:
    """Return a sentence of the help: each language is a paragraph."""
    return say(key).replace("\n", "\n\n")


def typed(folder: Path = BUILT) -> str:
    """Return what to type here to run this command on ``folder`` with the Python that runs now."""
    python, here = Path(sys.executable), Path.cwd()
    shown = python.relative_to(here) if python.is_relative_to(here) else python
    options = [] if folder == BUILT else ["--output", str(folder)]
    return subprocess.list2cmdline([str(shown), "-m", "book", *options])


helping = click.help_option("--help", help=helped("help"))


def main() -> None:
    """Run what was typed; what it cannot mean is said in both languages."""
    try:
        code = program.main(prog_name=typed(), standalone_mode=False)
    except click.UsageError as error:
        click.echo(say("not-understood", part=_part(error), command=typed()), err=True)
        code = 2
    except click.ClickException as error:
        click.echo(error.message, err=True)
        code = 1
    except click.Abort:
        code = 1
    sys.exit(code)


def _part(error: click.UsageError) -> str:
    """Return the part of the command that was not understood."""
    parameter = getattr(error, "param", None)
    named = getattr(error, "option_name", None) or getattr(error, "command_name", None)
    return parameter.get_error_hint(error.ctx) if parameter else named or " ".join(sys.argv[1:])


@click.group(invoke_without_command=True, help=helped("publish"))
@helping
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=BUILT,
    help=helped("output"),
)
@click.pass_context
def program(context: click.Context, output: Path) -> None:
    """Publish the book; without a command, build both editions."""
    context.obj = output.resolve()
    if context.invoked_subcommand is None:
        context.invoke(build)


@program.command(help=helped("build"))
@helping
@click.pass_obj
def build(folder: Path) -> None:
    """Build both editions, French and English, into one site."""
    site = build_site(folder)
    click.echo(say("built", folder=site, command=typed(folder)))


@program.command(help=helped("serve"))
@helping
@click.option("--port", default=8000, show_default=True, help=helped("port"))
@click.pass_obj
def serve(folder: Path, port: int) -> None:
    """Serve the built site on this machine only, and print its address."""
    site = folder / "site"
    if not (site / "index.html").is_file():
        raise click.ClickException(say("unbuilt", folder=site))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(site)))
    except OSError as failure:
        raise click.ClickException(
            say("busy", port=port, other=port + 1, command=typed(folder))
        ) from failure
    click.echo(say("serving", address=f"http://127.0.0.1:{server.server_port}/"))
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line per request, and scripts as scripts on every system."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}  # noqa: RUF012 -- as its parent declares it

    def handle(self) -> None:
        """Answer; a reader who has already left is no error."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


def build_site(folder: Path) -> Path:
    """Build both editions below ``folder``; return the folder that holds them side by side."""
    site = folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    for number, language in enumerate(LANGUAGES, start=1):
        click.secho(say("building", name=language, number=number, count=len(LANGUAGES)), bold=True)
        pages = build_edition(language, folder / language)
        shutil.copytree(pages, site / language, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copy(BOOK / "entrance.html", site / "index.html")
    shutil.copy(BOOK / "_static" / "logo.svg", site)
    return site


def build_edition(language: Language, folder: Path) -> Path:
    """Build one edition afresh below ``folder`` and return where its pages are."""
    program = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    if program is None or find_spec("jupyter_book") is None:
        raise click.ClickException(say("missing"))
    shutil.rmtree(folder, ignore_errors=True)
    command = [program, "build", f"course/{language}", "--config", "_config.yml"]
    command += ["--toc", str(BOOK / "_toc.yml"), "--path-output", str(folder)]
    command += ["--warningiserror", "--keep-going"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as run:
        for line in run.stdout or ():
            if REMARK not in line:
                click.echo(line, nl=False)
    if run.returncode:
        raise click.ClickException(say("failed", name=language))
    return folder / "_build" / "html"


if __name__ == "__main__":
    main()
