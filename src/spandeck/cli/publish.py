"""`spandeck publish`: the events of a file sent to a model in batches, without sending any twice.

Like `do`, it sends nothing without `--send`. Rows that cannot be sent are named and saved.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from spandeck.cli.choice import Choice, meant
from spandeck.cli.connect import connect
from spandeck.cli.do import allow
from spandeck.cli.ending import Failed, Usage
from spandeck.cli.events import Row, Types, form, head, rows
from spandeck.cli.following import follow
from spandeck.cli.narrate import say
from spandeck.cli.offer import catalog
from spandeck.cli.outlet import stdout
from spandeck.cli.progress import progress
from spandeck.cli.sendings import Sending, sending
from spandeck.cli.upload import ASK, Upload, in_parts, large, published, uploading, whole
from spandeck.export import encode
from spandeck.model.action import Action
from spandeck.model.errors import Limited, Refused, SourceError
from spandeck.model.query import Condition, Query
from spandeck.model.resource import Record, at
from spandeck.model.source import Outcome, RecordSource
from spandeck.paint.units import exact
from spandeck.private import create

NAMED = 20
"""Broken rows that are named; all are saved."""
REFUSED = (400, 413, 422)
"""Answers after which nothing of a batch was stored, and it may be tried in halves."""


def run(arguments: argparse.Namespace) -> int:
    """Say what would be sent, or send it."""
    file: Path = arguments.file
    if not file.is_file():
        raise Usage(f"{file} is no file.")
    kind = form(file)
    act = "update-events" if arguments.update else "publish-events"
    action = catalog(arguments.vendor).action(act)
    if not arguments.send:
        preview(arguments, kind)
        return 0
    choice = meant(arguments)
    allow(choice, action, "", None)
    asyncio.run(publish(arguments, choice, action, kind))
    return 0


def preview(arguments: argparse.Namespace, kind: str) -> None:
    """What would be sent, as far as the file alone tells."""
    verb = "PATCH" if arguments.update else "POST"
    out = stdout()
    if kind == "parquet":
        apart = large(arguments.file)
        out.write(f"POST /v3/files/{'multipart-upload' if apart else 'upload'}\n")
        out.write(f"  file = {arguments.file}{', in parts' if apart else ''}\n")
        out.write(f"{verb} /v3/events\n")
    else:
        good = 0
        first: Mapping[str, Any] | None = None
        broken: list[Row] = []
        for row in rows(arguments.file, {}):
            if row.event is None:
                broken.append(row)
            else:
                first, good = first or row.event, good + 1
        name_rows(broken)
        batches = -(-good // arguments.batch)
        out.write(f"{verb} /v3/events: {exact(good)} events in {exact(batches)} batches\n")
        if first is not None:
            out.write(f"{encode(first)}\n")
            say("cells become numbers by the model's schema when they are sent.")
    say("nothing was sent: --send sends it.")


def name_rows(broken: Sequence[Row]) -> None:
    """Say which rows are broken, and why."""
    for row in broken[:NAMED]:
        say(f"row {row.number}: {row.why}.")
    if len(broken) > NAMED:
        say(f"and {exact(len(broken) - NAMED)} more rows like that.")


async def publish(arguments: argparse.Namespace, choice: Choice, action: Action, kind: str) -> None:
    """Connect and send the file."""
    async with AsyncExitStack() as stack:
        sources = await connect(choice, stack, only=(arguments.vendor,))
        for notice in sources.notices:
            say(notice)
        if choice.demo:
            say("this is done to simulated data.")
        source = sources.records[arguments.vendor]
        model = await found(source, arguments.model)
        values: dict[str, Any] = {"model_id": model.id, "env_type": "PRODUCTION"}
        if arguments.environment:
            values |= {"env_type": "PRE_PRODUCTION", "env_name": arguments.environment}
        to = (choice.profile.name, model.id, action.name, arguments.environment or "")
        state, resume = choice.places.state, arguments.resume
        if kind == "parquet":
            apart = large(arguments.file)
            if resume and not apart:
                raise Usage(f"{arguments.file.name} goes in one piece: there is none to resume.")
            begun = uploading(state, arguments.file, to, resume=resume) if apart else None
            await upload(source, arguments, action, values, begun)
            return
        started = sending(state, arguments.file, to, resume=resume)
        saved = arguments.failed or arguments.file.with_suffix(
            f".failed{'.csv' if kind == 'csv' else '.ndjson'}"
        )
        if saved.exists() and not arguments.resume:
            raise Usage(f"{saved} is there already: --failed takes another name.")
        batches = Batches(source, action, values, started, Saved(saved, head(arguments.file)))
        async with progress(batches.so_far):
            await batches.send(rows(arguments.file, types(model)), arguments.batch)
        batches.close()


async def found(source: RecordSource, named: str) -> Record:
    """The model of this id or name; raise `Usage` for none or several."""
    resource = source.catalog.resource("models")
    try:
        return await source.record(resource, str(UUID(named)), ask=ASK)
    except ValueError:
        query = Query((Condition("name", "=", named),))
    page = await source.records(resource, query, ask=ASK)
    known = [each for each in page.items if isinstance(each, Record)]
    if len(known) == 1:
        return await source.record(resource, known[0].id, ask=ASK)
    if not known:
        raise Usage(f"there is no model “{named}”: spandeck get {source.vendor} models.")
    versions = ", ".join(f"{at(each.raw, 'version')}: {each.id}" for each in known)
    raise Usage(f"there are {len(known)} models “{named}”; say the id ({versions}).")


def types(model: Record) -> Types:
    """The data types of a model's columns."""
    columns = at(model.raw, "schema.columns")
    known = [each for each in columns if isinstance(each, Mapping)] if columns else []
    return {str(each.get("name")): str(each.get("data_type")) for each in known}


async def upload(
    source: RecordSource,
    arguments: argparse.Namespace,
    action: Action,
    values: Mapping[str, Any],
    started: Upload | None,
) -> None:
    """Send a file whole, have it published, and follow the job; `started` where it has parts."""
    file: Path = arguments.file
    identity = await (in_parts(source, started) if started else whole(source, file))
    say(f"{file.name} is uploaded as {identity}.")
    outcome = await published(source, action, values, identity, started)
    if action.follow is not None and outcome.follow is not None:
        await follow(source, action.follow, outcome.follow, "table")


@dataclass
class Saved:
    """Where rows that could not be sent are saved as they stood in the file."""

    path: Path
    heading: str

    def add(self, row: Row) -> None:
        """One more; raise `OSError`."""
        if not self.path.exists():
            with create(self.path) as stream:
                stream.write(f"{self.heading}\n" if self.heading else "")
        with self.path.open("a", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            stream.write(f"{row.raw}\n")


@dataclass
class Batches:
    """The batches of a file on their way."""

    source: RecordSource
    action: Action
    values: Mapping[str, Any]
    sending: Sending
    saved: Saved
    broken: list[Row] = field(default_factory=list)
    begun_s: float = field(default_factory=time.monotonic)

    def so_far(self) -> str:
        """How far it has come."""
        return f"{exact(self.sending.sent)} events sent, {exact(self.sending.broken)} rows broken"

    async def send(self, found: Iterator[Row], size: int) -> None:
        """Send all rows that were not dealt with before."""
        for first, last in self.sending.doubtful:
            say(f"rows {first} to {last} may have arrived before, so they are not sent again.")
        fresh = (row for row in found if row.number > self.sending.through)
        while batch := list(islice(fresh, size)):
            await self.deliver(batch)

    async def deliver(self, batch: Sequence[Row]) -> None:
        """Send the good rows of a batch, and save the others."""
        for row in batch:
            if row.event is None:
                self.refuse(row, row.why)
        await self.attempt([row for row in batch if row.event is not None], batch[-1].number)

    async def attempt(self, good: Sequence[Row], last: int) -> None:
        """Send these; a batch that is refused goes in halves until its broken rows are found."""
        if not good:
            self.sending.end(last, 0)
            return
        self.sending.begin(good[0].number, good[-1].number)
        try:
            await self.act(good)
        except Limited:
            self.sending.undo()
            raise
        except Refused as refused:
            self.sending.undo()
            if refused.status not in REFUSED:
                raise
            if len(good) == 1:
                self.refuse(good[0], refused.happened)
                self.sending.end(last, 0)
                return
            half = len(good) // 2
            await self.attempt(good[:half], good[half - 1].number)
            await self.attempt(good[half:], last)
        except SourceError as error:
            if error.doubtful:
                self.sending.doubt()
            else:
                self.sending.undo()
            raise
        else:
            self.sending.end(last, len(good))

    async def act(self, good: Sequence[Row]) -> Outcome:
        """One request."""
        events = {"source.type": "EVENTS", "source.events": [row.event for row in good]}
        drafted = self.source.draft(self.action, {**self.values, **events})
        return await self.source.act(drafted, ask=ASK)

    def refuse(self, row: Row, why: str) -> None:
        """A row that cannot be sent."""
        if row.number in self.sending.saved:
            return  # before it was interrupted
        self.saved.add(row)
        self.sending.saved.append(row.number)
        self.sending.broken += 1
        self.broken.append(Row(row.number, "", None, why))

    def close(self) -> None:
        """Say how it went; raise `Failed` where rows were left out."""
        self.sending.forget()
        name_rows(self.broken)
        sys.stdout.flush()
        say(f"{exact(self.sending.sent)} events were sent.")
        if self.sending.broken:
            raise Failed(
                f"{exact(self.sending.broken)} rows could not be sent; they are in "
                f"{self.saved.path}."
            )
        if self.sending.doubtful:
            raise Failed("of some rows it is not known whether they arrived: see above.")
