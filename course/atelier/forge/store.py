# SPDX-FileCopyrightText: 2026 Atelier libre contributors
# SPDX-License-Identifier: LiLiQ-P-1.1

"""What a forge remembers beside its repositories: documents and an event log, in one SQLite file.

Kernels, terminals and git hooks write it side by side. No write-ahead log: it fails on network
homes. Whoever writes holds the file from its first reading to its last word.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from cattrs.preconf.json import JsonConverter, make_converter

from atelier.forge.records import Event, Reason, Refusal

PATIENCE: Final = 30.0  # seconds: another writer needs far less
SCHEMA: Final = """
create table if not exists document (
  repository text not null, kind text not null, number integer not null, content text not null,
  primary key (repository, kind, number)
) without rowid;
create table if not exists event (
  id integer primary key autoincrement, moment text not null, repository text not null,
  kind text not null, actor text not null, facts text not null
);
create table if not exists setting (name text primary key, value text not null) without rowid;
"""
Record = TypeVar("Record")


class Store:
    """The file of one forge. Where it cannot be read or written, every method raises Refusal."""

    def __init__(self, file: Path) -> None:
        """Open ``file``, which is made where it is not there."""
        self._file = file
        self._open: sqlite3.Connection | None = None
        with self.writing() as connection:
            for statement in SCHEMA.split(";"):
                connection.execute(statement)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the file: all that is done inside is kept together, or none of it is."""
        if self._open is not None:
            yield self._open
            return
        with self._connected() as connection:
            connection.execute("begin immediate")
            self._open = connection
            try:
                yield connection
                connection.commit()
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled back by itself
                    connection.rollback()
                raise
            finally:
                self._open = None

    def get(self, record: type[Record], repository: str, number: int = 0) -> Record | None:
        """Return one document, or None where there is none."""
        asked = "select content from document where repository = ? and kind = ? and number = ?"
        found = self._ask(asked, repository, record.__name__, number)
        return _converter().loads(found[0][0], record) if found else None

    def all(self, record: type[Record], repository: str | None = None) -> tuple[Record, ...]:
        """Return every document of a kind, in the order of their numbers."""
        asked = "select content from document where kind = ?1 and (?2 is null or repository = ?2)"
        found = self._ask(f"{asked} order by repository, number", record.__name__, repository)
        return tuple(_converter().loads(row[0], record) for row in found)

    def put(self, repository: str, document: Any, number: int = 0) -> None:  # noqa: ANN401
        """Keep a document in the place of the one with its number."""
        content = _converter().dumps(document, ensure_ascii=False)
        with self.writing() as connection:
            connection.execute(
                "insert or replace into document values (?, ?, ?, ?)",
                (repository, type(document).__name__, number, content),
            )

    def log(self, moment: str, repository: str, kind: str, actor: str, **facts: object) -> None:
        """Add to the event log."""
        with self.writing() as connection:
            connection.execute(
                "insert into event (moment, repository, kind, actor, facts) values (?, ?, ?, ?, ?)",
                (moment, repository, kind, actor, json.dumps(facts, ensure_ascii=False)),
            )

    def events(self, repository: str | None = None, *, after: int = 0) -> tuple[Event, ...]:
        """Return what happened since the event numbered ``after``, oldest first."""
        asked = "select * from event where id > ?1 and (?2 is null or repository = ?2) order by id"
        names = ("id", "moment", "repository", "kind", "actor")
        return tuple(
            Event(**dict(zip(names, known, strict=True)), facts=json.loads(facts))
            for *known, facts in self._ask(asked, after, repository)
        )

    def setting(self, name: str) -> str:
        """Return a setting, empty where it was never set."""
        found = self._ask("select value from setting where name = ?", name)
        return str(found[0][0]) if found else ""

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self.writing() as connection:
            connection.execute("insert or replace into setting values (?, ?)", (name, value))

    def _ask(self, asked: str, *values: object) -> list[Any]:
        if self._open is not None:
            return self._open.execute(asked, values).fetchall()
        with self._connected() as connection:
            return connection.execute(asked, values).fetchall()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self._file, timeout=PATIENCE, isolation_level=None)
            try:
                connection.execute("pragma synchronous = full")
                yield connection
            finally:
                connection.close()
        except sqlite3.OperationalError as error:  # locked, full, not to be written
            is_lost = "no such table" in str(error)  # the file was taken away meanwhile
            reason = Reason.DAMAGED if is_lost else Reason.NOT_WRITTEN
            raise Refusal(reason, why=self._file.name if is_lost else error) from error
        except sqlite3.Error as error:
            raise Refusal(Reason.DAMAGED, why=error) from error


@cache
def _converter() -> JsonConverter:
    return make_converter()
