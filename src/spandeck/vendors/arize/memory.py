"""What a session learns by reading: where traces lie, and which attributes spans have.

Bounded, and never more than a help: what is not known here is asked for.
"""

import re
from collections.abc import Iterable, Sequence

from spandeck.model.trace import Span, TraceSummary
from spandeck.vendors.arize.gathering import Entry
from spandeck.vendors.arize.places import Project
from spandeck.vendors.arize.syntax import FIXED
from spandeck.vendors.memo import Memo

TRACES = 20_000
ATTRIBUTES = 2_000
LOOKED = 200
"""Spans whose attributes are noted each time: they repeat."""
INDEXED = re.compile(r"\.\d+(?:\.|$)")
"""Keys of one element of a list."""
WORD = re.compile(r'["\w.:/-]*$')


class Memory:
    """Remembers as long as the program runs."""

    def __init__(self) -> None:
        self.lies: Memo[str, tuple[Project, ...]] = Memo(TRACES)
        """By trace."""
        self.attributes: set[str] = set()
        self.looked = 0

    def found(self, project: Project, entries: Iterable[Entry]) -> None:
        """These traces lie in this project."""
        for each in entries:
            if isinstance(each.row, TraceSummary):
                self.lie(each.row.trace_id, project)
        self.looked = 0

    def lie(self, trace_id: str, project: Project) -> None:
        """This trace lies in this project, perhaps in others too."""
        known = self.lies.get(trace_id) or ()
        self.lies.put(trace_id, tuple(dict.fromkeys((*known, project))))

    def see(self, span: Span) -> None:
        """Note what attributes a span has."""
        self.looked += 1
        if self.looked <= LOOKED and len(self.attributes) < ATTRIBUTES:
            self.attributes.update(key for key in span.attributes if not INDEXED.search(key))

    def where(self, trace_id: str) -> tuple[Project, ...]:
        """The projects in which a trace was found."""
        return self.lies.get(trace_id) or ()

    def hints(self, text: str) -> Sequence[str]:
        """How a half-typed filter in Arize's words could go on, by the attributes seen."""
        word = WORD.search(text)
        typed = word[0].lstrip('"') if word else ""
        if not typed:
            return ()
        columns = (*FIXED, *sorted(f"attributes.{each}" for each in self.attributes))
        start = text[: len(text) - len(typed)]
        begun = start if start.startswith('"') else f'"{start}'
        return [f"{begun}{each}" for each in columns if each.startswith(typed) and each != typed]
