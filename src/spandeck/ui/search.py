"""A search through the spans of a trace: what was sought, where it was found, where one is."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from spandeck.model.trace import Span
from spandeck.paint.raw import mentions
from spandeck.paint.survey import beside
from spandeck.paint.units import exact

BATCH = 32
"""Spans searched between two looks at the clock; one span can be half a megabyte."""


@dataclass(frozen=True, slots=True)
class Search:
    """A finished search, or with `hits` None one that is still running."""

    text: str = ""
    hits: Sequence[int] | None = ()
    """The spans that hold the text, in order."""

    def next(self, at: int, by: int) -> int | None:
        """The nearest hit after (1) or before (-1) a span, round the end if need be."""
        if not self.hits:
            return None
        found = beside(self.hits, at, by)
        return found if found is not None else self.hits[0 if by > 0 else -1]

    def said(self, at: int | None) -> str:
        """How the search stands."""
        if not self.text:
            return ""
        if self.hits is None:
            return f"/{self.text} …"
        if at is not None and at in self.hits:
            return f"/{self.text} {exact(self.hits.index(at) + 1)} of {exact(len(self.hits))}"
        return f"/{self.text} {exact(len(self.hits)) if self.hits else 'nothing'} found"


def searching(spans: Sequence[Span], text: str) -> Generator[None, None, Search]:
    """Look for a text in every span, letter case ignored."""
    needle, hits = text.lower(), []
    for at, span in enumerate(spans):
        if mentions(span, needle):
            hits.append(at)
        if at % BATCH == 0:
            yield
    return Search(text, hits)
