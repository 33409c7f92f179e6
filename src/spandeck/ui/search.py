"""A search through the spans of a trace: what was sought, where it was found, where one is."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spandeck.model.trace import Span
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


def mentions(span: Span, needle: str) -> bool:
    """Whether a span holds a text anywhere; `needle` is in lower case."""
    return any(needle in each.lower() for each in words(span))


def words(span: Span) -> Iterator[str]:
    """Every text of a span that a search looks through, names first."""
    yield span.name
    if span.status_message:
        yield span.status_message
    yield from leaves(span.attributes)
    for event in span.events:
        yield event.name
        yield from leaves(event.attributes)


def leaves(value: Any) -> Iterator[str]:
    """The keys and scalars of a JSON value as text."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield key
            yield from leaves(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each)
    elif value is not None:
        yield str(value)
