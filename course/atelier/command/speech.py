# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""How the ``atelier`` command speaks: its sentences, help and refusals, in two languages."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import partial
from importlib.metadata import version
from typing import Final

import click

from atelier.licences import FOLDER
from atelier.words import LANGUAGES, Language, Words

WORDS: Final = Words(FOLDER / "command.toml")


def say(key: str, language: Language, **values: object) -> None:
    """Print one of the command's sentences."""
    click.echo(WORDS.say(key, language=language, **values))


def regret(fact: str, language: Language, **values: object) -> int:
    """Say why it cannot be done and what to do; return the exit code."""
    click.echo(WORDS.say(f"error.{fact}", language=language, **values), err=True)
    return 2


def regret_in_both(fact: str, language: Language, **values: object) -> int:
    """Say it in the reader's language, then in the other one; return the exit code.

    For what stops the laboratory before a learner could choose a language.
    """
    for each in sorted(LANGUAGES, key=lambda one: one != language):
        regret(fact, each, **values)
    return 2


def explain(error: click.UsageError, language: Language) -> None:
    """Say which part of the command was not understood, in the reader's language."""
    context = error.ctx
    command = context.command_path if context else "atelier"
    if context:
        click.echo(context.get_usage(), err=True)
    fact = "missing" if isinstance(error, click.MissingParameter) else "not-understood"
    regret(fact, language, part=_part(error), command=command)


def _part(error: click.UsageError) -> str:
    """Return the part of the command that an error is about, with the choices there are."""
    parameter = getattr(error, "param", None)
    if parameter is None:
        named = getattr(error, "option_name", None) or getattr(error, "command_name", None)
        return named or error.message.partition("(")[2].rstrip(")") or error.message
    hint = parameter.get_error_hint(error.ctx).strip("'")
    choices = getattr(parameter.type, "choices", ())
    return f"{hint} ({', '.join(choices)})" if choices else hint


def section(
    formatter: click.HelpFormatter, title: str, language: Language
) -> AbstractContextManager[None]:
    """Return a part of the help under its title; the colon is French where the title is."""
    return formatter.section(f"{title}\u00a0" if language == "fr" else title)


class Command(click.Command):
    """A command whose headings speak the reader's language, which is the context's object."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first line of the help."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        prefix = WORDS.say("usage.usage", language=ctx.obj)
        formatter.write_usage(ctx.command_path, pieces, prefix=prefix)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what stands in its place."""
        _list_those(click.Argument, "usage.arguments", ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what is called by its name."""
        _list_those(click.Option, "usage.options", ctx, formatter)


def _list_those(
    kind: type[click.Parameter], title: str, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    """Write the parameters of one kind, if there are any, under their title."""
    say = partial(WORDS.say, language=ctx.obj)
    those = (each.get_help_record(ctx) for each in ctx.command.params if isinstance(each, kind))
    records = [
        (name, text.replace("[required]", say("usage.required")))
        for name, text in filter(None, those)
    ]
    if records:
        with section(formatter, say(title), ctx.obj):
            formatter.write_dl(records)


class Group(Command, click.Group):
    """The command above the others: it lists them."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        with section(formatter, WORDS.say("usage.commands", language=ctx.obj), ctx.obj):
            brief = {name: each.short_help or each.help for name, each in self.commands.items()}
            formatter.write_dl([(name, said or "") for name, said in brief.items()])
        super().format_options(ctx, formatter)


def common_options(language: Language) -> list[click.Parameter]:
    """Return the options of every command; ``--language`` was already read by ``main``."""
    spoken = click.Option(
        ["--language"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help=WORDS.say("option.language", language=language),
    )
    return [spoken, note("help", language, _show_help)]


def noun(
    name: str,
    verbs: Iterable[tuple[str, Callable[..., int], list[click.Parameter]]],
    language: Language,
) -> click.Group:
    """Return the command ``name`` with its verbs, each with what it runs and what it takes."""
    group = Group(
        name,
        help=WORDS.say(f"help.{name}", language=language),
        subcommand_metavar=WORDS.say("usage.metavar", language=language),
        params=common_options(language),
        add_help_option=False,
        invoke_without_command=True,
        callback=click.pass_context(_help_alone),
    )
    for verb, run, params in verbs:
        group.add_command(
            Command(
                verb,
                callback=run,
                params=[*params, *common_options(language)],
                help=WORDS.say(f"help.{name}-{verb}", language=language),
                add_help_option=False,
            )
        )
    return group


def _help_alone(context: click.Context) -> None:
    if not context.invoked_subcommand:
        click.echo(context.get_help())


def note(name: str, language: Language, show: Callable[[click.Context], None]) -> click.Option:
    """Return an option that shows something instead of running the command."""

    def tell(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001  # click's own protocol
        if wanted:
            show(context)
            context.exit()

    said = WORDS.say(f"option.{name}", language=language)
    return click.Option(
        [f"--{name}"], is_flag=True, is_eager=True, expose_value=False, callback=tell, help=said
    )


def _show_help(context: click.Context) -> None:
    click.echo(context.get_help())


def show_version(_: click.Context) -> None:
    """Print the version of the course."""
    click.echo(f"atelier {version('atelier-libre')}")
