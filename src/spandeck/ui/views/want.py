"""What passes between a list and who fills it: what is missing, what was found, a way through."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from spandeck.model.page import BadRow, Page, Priority
from spandeck.ui.views.leaf import Leaf, Start

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Walk(Protocol[T_co]):
    """A way through a list for someone who is inside one of its rows."""

    async def step(self, key: str, by: int, failed_only: bool = False) -> T_co | None:
        """The row `by` places from the one of this key (only failed ones counting, if so asked).

        None at the end of the list. Raises `SourceError` when more had to be asked for.
        """
        ...


@dataclass(frozen=True, slots=True)
class Want(Generic[T]):
    """One page that is missing, and how urgently."""

    priority: Priority
    start: Start
    leaf: Leaf[T] | None = None
    """The stretch to be filled again; None for the page after the last."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """What a poll was answered."""

    pages: tuple[Page[T], ...]
    gap: bool
    """Whether so much is new that it did not reach back to what is known."""

    @property
    def rows(self) -> list[T | BadRow]:
        """All rows, newest first."""
        return [row for page in self.pages for row in page.items]
