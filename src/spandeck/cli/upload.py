"""A file sent whole to be published: in one request, or in parts that go on where they stopped.

What has arrived is on disk after every part. A publication of which nobody knows whether it
happened is never sent again.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from spandeck.cli.ending import Failed, Usage
from spandeck.cli.narrate import say
from spandeck.cli.progress import progress
from spandeck.cli.sendings import held, keep, place
from spandeck.model.action import Action, Values
from spandeck.model.errors import Missing, Refused, SourceError
from spandeck.model.page import Ask, Freshness
from spandeck.model.resource import at
from spandeck.model.source import Outcome, RecordSource
from spandeck.paint.units import exact
from spandeck.vendors.records import LARGEST_FILE

ASK = Ask(freshness=Freshness.RELOAD, patience_s=3600.0, pane="publish")
"""A long file would rather wait for the budget than stop."""
PART = 32 * 1024 * 1024
"""Bytes of a part. The vendor's own client sends a hundred MiB: smaller ones lose less when cut."""
MOST_PARTS = 1000


@dataclass
class Upload:
    """One file on its way to one model, in parts."""

    path: Path
    """Where this is kept."""
    file: str
    size: int
    modified_ns: int
    part_bytes: int
    file_id: str = ""
    """As the vendor calls it; empty before it was begun."""
    parts: list[str] = field(default_factory=list)
    """What the vendor calls the parts that arrived, in their order."""
    ending: bool = False
    """Whether the parts may have been put together already."""
    publishing: bool = False
    """Whether the file may have been published already."""

    @property
    def count(self) -> int:
        """How many parts it has."""
        return -(-self.size // self.part_bytes)

    def so_far(self) -> str:
        """How far it has come."""
        return f"{exact(len(self.parts))} of {exact(self.count)} parts uploaded"

    def save(self, **changes: Any) -> None:
        """Change it and put it on disk, whole or not at all; raise `OSError`."""
        for name, value in changes.items():
            setattr(self, name, value)
        keep(self.path, asdict(self))


def large(file: Path) -> bool:
    """Whether a file goes in parts."""
    return file.stat().st_size >= LARGEST_FILE


def uploading(
    state: Path, file: Path, to: tuple[str, ...], *, resume: bool, part_bytes: int = PART
) -> Upload:
    """The upload of a file `to` somewhere; raise `Usage` where it is not clear what is meant."""
    path, facts = place(state, file, ("in parts", *to)), file.stat()
    if not path.exists():
        if resume:
            raise Usage(f"nothing of {file.name} was sent there, so there is nothing to resume.")
        made = Upload(path, str(file.resolve()), facts.st_size, facts.st_mtime_ns, part_bytes)
        if made.count > MOST_PARTS:
            raise Usage(f"{file.name} would be {exact(made.count)} parts, and 1 000 are allowed.")
        return made
    found: Upload = held(path, lambda fields: Upload(**{**fields, "path": path}))
    if found.publishing:
        raise Usage(
            f"whether {file.name} was published is unknown: look at the jobs of the model. "
            f"To send all of it anew, delete {path}."
        )
    if not resume:
        raise Usage(
            f"{found.so_far()} of {file.name} already: --resume goes on. To send all of it anew, "
            f"delete {path}."
        )
    if changed(found):
        raise Usage(f"{file.name} has changed since: its parts would not fit together.")
    return found


def changed(upload: Upload) -> bool:
    """Whether the file is not what it was when its upload began."""
    facts = Path(upload.file).stat()
    return (upload.size, upload.modified_ns) != (facts.st_size, facts.st_mtime_ns)


async def whole(source: RecordSource, file: Path) -> str:
    """Send a file in one request; its id."""
    return identity(await act(source, "upload-file", {"file": str(file)}), "id")


async def in_parts(source: RecordSource, upload: Upload) -> str:
    """Send the parts that have not arrived yet and have them put together; the file's id.

    A part that arrived twice counts once: the vendor is told which of them belong together.
    """
    upload.save()
    try:
        if not upload.file_id:
            begun = await act(source, "begin-upload", {"filename": Path(upload.file).name})
            upload.save(file_id=identity(begun, "id"))
        async with progress(upload.so_far):
            while len(upload.parts) < upload.count:
                if changed(upload):
                    raise Failed(f"{upload.file} was changed while it was sent.")
                sent = await act(source, "upload-part", *part(upload))
                upload.save(parts=[*upload.parts, identity(sent, "part_id")])
        await put_together(source, upload)
    except SourceError as error:
        error.advice = f"{upload.so_far().capitalize()}: --resume goes on from there."
        raise
    return upload.file_id


def part(upload: Upload) -> tuple[Values, tuple[int, int]]:
    """The next part: the values of its form, and which bytes of the file it is."""
    first = len(upload.parts) * upload.part_bytes
    values = {
        "file": upload.file,
        "file_id": upload.file_id,
        "part_number": len(upload.parts) + 1,
    }
    return values, (first, min(upload.part_bytes, upload.size - first))


async def put_together(source: RecordSource, upload: Upload) -> None:
    """Say which parts are the file; one that may be whole already is refused, and goes on."""
    before = upload.ending
    upload.save(ending=True)
    numbered = [{"id": each, "number": n} for n, each in enumerate(upload.parts, 1)]
    try:
        await act(source, "complete-upload", {"file_id": upload.file_id, "parts": numbered})
    except SourceError as error:
        if before and isinstance(error, Refused | Missing):
            say("it may have been put together before: whether it was, publishing it will tell.")
            return
        upload.save(ending=before or error.doubtful)
        raise


async def published(
    source: RecordSource, action: Action, values: Values, identity: str, upload: Upload | None
) -> Outcome:
    """Have an uploaded file published, once."""
    drafted = source.draft(action, {**values, "source.type": "FILE", "source.file_id": identity})
    if upload is None:
        return await source.act(drafted, ask=ASK)
    upload.save(publishing=True)
    try:
        outcome = await source.act(drafted, ask=ASK)
    except SourceError as error:
        upload.save(publishing=error.doubtful)
        raise
    upload.path.unlink(missing_ok=True)
    return outcome


async def act(
    source: RecordSource, name: str, values: Values, piece: tuple[int, int] | None = None
) -> Outcome:
    """One request of an upload."""
    drafted = source.draft(source.catalog.action(name), values)
    return await source.act(replace(drafted, piece=piece), ask=ASK)


def identity(outcome: Outcome, name: str) -> str:
    """What the vendor calls what it was sent; raise `Failed` where it does not say."""
    said: Mapping[str, Any] = outcome.record.raw if outcome.record else {}
    found = at(said, name)
    if not isinstance(found, str) or not found:
        raise Failed(f"the vendor does not say what it calls what it was sent ({name}).")
    return found
