"""Follows what takes its time at a vendor to its end, by reading the record that tells of it."""

import asyncio
import sys

from spandeck.cli.ending import Failed
from spandeck.cli.narrate import say
from spandeck.cli.outlet import stdout
from spandeck.cli.told import fields
from spandeck.export import encode
from spandeck.model.action import Follow
from spandeck.model.errors import Limited, Missing, Unreachable
from spandeck.model.page import Ask, Freshness
from spandeck.model.resource import Record, at
from spandeck.model.source import RecordSource

ASK = Ask(freshness=Freshness.RELOAD, patience_s=60.0, pane="do")
LOST = 5
"""So many readings in a row may fail before it is given up; the vendor goes on regardless."""


async def follow(source: RecordSource, how: Follow, identity: str, output: str) -> None:
    """Wait for the end and print the record; raise `Failed` when it ended badly."""
    said, lost = "", 0
    resource = source.catalog.resource(how.resource)
    while True:
        try:
            record = await source.record(resource, identity, ask=ASK)
        except (Limited, Missing, Unreachable) as error:
            lost += 1
            if lost == LOST:
                where = f"spandeck get {source.vendor} {resource.singular} {identity}"
                error.advice = f"It goes on at the vendor: {where}."
                raise
        else:
            lost = 0
            status = str(at(record.raw, how.status) or "")
            if (now := stands(record, how, status)) != said:
                said = now
                say(f"{resource.singular} {identity}: {now}")
            if status in how.done or status in how.failed:
                break
        await asyncio.sleep(how.every_s)
    if output == "json":
        stdout().write(f"{encode(record.raw)}\n")
    else:
        fields(record.raw, resource)
    sys.stdout.flush()
    if status in how.failed:
        raise Failed(f"{resource.singular} {identity} ended as {status}.")


def stands(record: Record, how: Follow, status: str) -> str:
    """How far it is, in words."""
    progress = at(record.raw, how.progress) if how.progress else None
    if isinstance(progress, int | float) and not isinstance(progress, bool):
        return f"{status}, {progress:.0f} %"
    return status or "it does not say how far it is"
