"""Where a feed goes on: what was told of it, small enough to be kept between runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from spandeck.model.occurrence import Occurrence

Known = tuple[int, str]
"""When one that was told happened, and a short digest of what was told."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of a feed: from when on it is read, and what of that was told."""

    horizon_ns: int
    """Nothing older is told any more."""
    newest_ns: int | None = None
    """When the newest that was told happened."""
    known: Mapping[tuple[str, str], Known] = field(default_factory=dict)
    """By kind and id; nothing older than the horizon."""

    def written(self) -> dict[str, Any]:
        """As JSON may hold it."""
        return {
            "horizon_ns": self.horizon_ns,
            "newest_ns": self.newest_ns,
            "known": [[*name, *told] for name, told in self.known.items()],
        }

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> "Mark":
        """What `written` gave; raises `KeyError`, `TypeError` or `ValueError` for anything else."""
        newest = written["newest_ns"]
        known = {
            (str(kind), str(name)): (int(at_ns), str(told))
            for kind, name, at_ns, told in written["known"]
        }
        return cls(int(written["horizon_ns"]), None if newest is None else int(newest), known)


def digest(occurrence: Occurrence) -> str:
    """A short name of what an occurrence says, the same in every process; `raw` does not count."""
    said = (
        occurrence.at_ns,
        occurrence.cause,
        occurrence.spot,
        occurrence.of,
        occurrence.fatal,
    )
    return blake2b(repr(said).encode(errors="surrogatepass"), digest_size=8).hexdigest()
