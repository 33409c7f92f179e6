"""One question about a failure: what it is to tell, who is asked, and how; nothing is sent yet."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from spandeck.model.told import Subject, Told


@dataclass(frozen=True, slots=True)
class Question:
    """Something that somebody may know."""

    subjects: tuple[Subject, ...]
    """What it will tell; a line is kept for each."""
    source: str
    """The title of who is asked."""
    ask: Callable[[], Coroutine[Any, Any, tuple[Told, ...]]]
    """Asks; raises only `SourceError`s and `BadQuery`."""

    def unknown(self, why: str) -> tuple[Told, ...]:
        """The same lines, saying why nothing is known."""
        return tuple(Told(each, self.source, unknown=why) for each in self.subjects)

    @property
    def asking(self) -> tuple[Told, ...]:
        """The same lines while the answer is awaited."""
        return tuple(Told(each, self.source) for each in self.subjects)
