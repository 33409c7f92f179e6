"""How far a file was published, on disk before and after every batch: none is sent twice.

A batch that was begun and of which nobody knows the end is doubtful: it is never sent again.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from spandeck.cli.ending import Usage
from spandeck.private import create, directory

T = TypeVar("T")


@dataclass
class Sending:
    """One file on its way to one model."""

    path: Path
    """Where this is kept."""
    file: str
    size: int
    modified_ns: int
    through: int = 0
    """Rows up to here were dealt with: sent, broken or doubtful."""
    sent: int = 0
    broken: int = 0
    saved: list[int] = field(default_factory=list)
    """Rows beyond those that were found to be broken, and saved."""
    begun: tuple[int, int] | None = None
    """The first and the last row of the batch that is being sent."""
    doubtful: list[tuple[int, int]] = field(default_factory=list)
    """Batches whose answer was lost, likewise."""

    def begin(self, first: int, last: int) -> None:
        """A batch is about to be sent."""
        self.begun = (first, last)
        self.save()

    def end(self, last: int, sent: int) -> None:
        """It was sent."""
        self.begun, self.through = None, last
        self.saved = [each for each in self.saved if each > last]
        self.sent += sent
        self.save()

    def doubt(self) -> None:
        """What was begun has no known end."""
        if self.begun is not None:
            self.doubtful.append(self.begun)
            self.through = max(self.through, self.begun[1])
            self.begun = None
            self.save()

    def undo(self) -> None:
        """What was begun did not reach the vendor."""
        self.begun = None
        self.save()

    def save(self) -> None:
        """Put it on disk, whole or not at all; raise `OSError`."""
        keep(self.path, asdict(self))

    def forget(self) -> None:
        """All of it was dealt with."""
        self.path.unlink(missing_ok=True)


def sending(state: Path, file: Path, to: Iterable[str], *, resume: bool) -> Sending:
    """The sending of a file `to` somewhere; raise `Usage` where it is not clear what is meant."""
    path, facts = place(state, file, to), file.stat()
    if not path.exists():
        if resume:
            raise Usage(f"nothing of {file.name} was sent there, so there is nothing to resume.")
        return Sending(path, str(file), facts.st_size, facts.st_mtime_ns)
    found = held(path, partial(begun, path))
    if not resume:
        raise Usage(
            f"{found.sent} rows of {file.name} were sent there already: --resume goes on after "
            f"row {found.through}. To send all of it anew, delete {path}."
        )
    if (found.size, found.modified_ns) != (facts.st_size, facts.st_mtime_ns):
        raise Usage(f"{file.name} has changed since: its rows cannot be told from those sent.")
    found.doubt()
    return found


def begun(path: Path, fields: dict[str, Any]) -> Sending:
    """A sending from what was kept of it."""
    batch = fields.pop("begun")
    doubtful = [(int(first), int(last)) for first, last in fields.pop("doubtful")]
    fields["path"] = path
    return Sending(
        **fields, begun=(int(batch[0]), int(batch[1])) if batch else None, doubtful=doubtful
    )


def place(state: Path, file: Path, to: Iterable[str]) -> Path:
    """Where it is kept how far a file came `to` somewhere; raise `Unsafe`."""
    said = "\0".join((str(file.resolve()), *to))
    name = blake2b(said.encode(errors="surrogateescape"), digest_size=12).hexdigest()
    return directory(state / "publish") / f"{name}.json"


def keep(path: Path, fields: Mapping[str, Any]) -> None:
    """Put fields on disk, whole or not at all; raise `OSError`."""
    aside = path.with_suffix(f".{os.getpid()}")
    aside.unlink(missing_ok=True)
    with create(aside) as stream:
        json.dump(fields, stream, default=str)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)


def held(path: Path, read: Callable[[dict[str, Any]], T]) -> T:
    """What is on disk; raise `Usage` for what cannot be read."""
    try:
        return read(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Usage(f"{path} cannot be read; delete it to send all of the file anew.") from error
