"""The filter language of spans, traces, examples and runs: read here, judged in `tree`."""

import re
from collections.abc import Callable

from spandeck.sim.arize.filter.tokens import END, BadFilter, Token, tokens
from spandeck.sim.arize.filter.tree import (
    All,
    Among,
    Compared,
    Either,
    Empty,
    Like,
    Literal,
    Tree,
)
from spandeck.sim.clock import iso, read_iso

DEEPEST = 50
"""How many parentheses may be open at once."""
TIMES = ("start_time", "end_time", "created_at", "updated_at")
"""Columns that are compared with moments, however those are written."""
VALUES = {"TRUE": True, "FALSE": False}
Known = Callable[[str], bool]
"""Whether there can be a column of this name."""


def parse(source: str, known: Known = lambda column: True) -> Tree:
    """The filter as a tree; raise `BadFilter`, also for a column that cannot be."""
    return Parser(source, known).whole()


class Parser:
    """Recursive descent: OR binds weakest, then AND, then parentheses."""

    def __init__(self, source: str, known: Known) -> None:
        """Raise `BadFilter` where the source has a character that begins no token."""
        self.tokens, self.known = list(tokens(source)), known
        self.at = self.open = 0

    @property
    def next(self) -> Token:
        """The token that is to be read."""
        return self.tokens[self.at]

    def take(self, *wanted: str) -> Token | None:
        """Read the next token if it is one of these keywords or marks."""
        found = self.next
        if found.kind not in ("keyword", "mark", "operation") or found.text not in wanted:
            return None
        self.at += 1
        return found

    def need(self, wanted: str) -> None:
        """Read this keyword or mark."""
        if self.take(wanted) is None:
            raise BadFilter(f"Expected {wanted!r}, found {self.next}", self.next.at)

    def whole(self) -> Tree:
        """Read all of it."""
        tree = self.either()
        if self.next.kind != END:
            raise BadFilter(f"Expected AND or OR, found {self.next}", self.next.at)
        return tree

    def either(self) -> Tree:
        """Read parts joined by OR."""
        parts = [self.all()]
        while self.take("OR"):
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def all(self) -> Tree:
        """Read parts joined by AND."""
        parts = [self.part()]
        while self.take("AND"):
            parts.append(self.part())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def part(self) -> Tree:
        """Read a comparison, or a filter in parentheses."""
        opening = self.take("(")
        if opening is None:
            return self.comparison()
        self.open += 1
        if self.open > DEEPEST:
            raise BadFilter(f"More than {DEEPEST} parentheses are open", opening.at)
        inside = self.either()
        self.need(")")
        self.open -= 1
        return inside

    def comparison(self) -> Tree:
        """Read what is said about one column."""
        found = self.next
        if found.kind != "column":
            raise BadFilter(f"Expected a column, found {found}", found.at)
        if not self.known(found.text):
            raise BadFilter(f"There is no column {found.text!r}", found.at)
        self.at += 1
        return self.said(found.text)

    def said(self, column: str) -> Tree:
        """Read the operation and its operand."""
        if self.take("IN"):
            return Among(column, self.literals(column))
        if self.take("LIKE"):
            return Like(column, like(self.text()))
        if self.take("CONTAINS"):
            return Like(column, re.compile(re.escape(self.text())))
        if self.take("IS"):
            wanted = self.take("NOT") is None
            self.need("NULL")
            return Empty(column, wanted)
        operation = self.take("=", "!=", "<", "<=", ">", ">=")
        if operation is None:
            raise BadFilter(f"Expected an operator, found {self.next}", self.next.at)
        if operation.text in ("=", "!=") and self.take("NULL"):
            return Empty(column, operation.text == "=")
        return Compared(column, operation.text, self.literal(column))

    def literals(self, column: str) -> tuple[Literal, ...]:
        """Read a list in parentheses, of one at least."""
        self.need("(")
        found = [self.literal(column)]
        while self.take(","):
            found.append(self.literal(column))
        self.need(")")
        return tuple(found)

    def literal(self, column: str) -> Literal:
        """Read a value; moments are brought into the form of the columns that hold them."""
        found = self.next
        self.at += found.kind != END
        if found.kind == "number":
            return float(found.text)
        if found.kind == "keyword" and found.text in VALUES:
            return VALUES[found.text]
        if found.kind != "text":
            raise BadFilter(f"Expected a value, found {found}", found.at)
        return moment(found) if column in TIMES else found.text

    def text(self) -> str:
        """Read a text in single quotes."""
        found = self.next
        if found.kind != "text":
            raise BadFilter(f"Expected a text in single quotes, found {found}", found.at)
        self.at += 1
        return found.text


def moment(found: Token) -> str:
    """A moment as the vendor writes it."""
    try:
        return iso(read_iso(found.text))
    except ValueError:
        raise BadFilter(f"Expected a time in ISO 8601, found {found}", found.at) from None


def like(pattern: str) -> re.Pattern[str]:
    """SQL's wildcards: `%` for any text, `_` for one character."""
    wild = {"%": ".*", "_": "."}
    parts = (wild.get(each) or re.escape(each) for each in pattern)
    return re.compile(f"^{''.join(parts)}$", re.DOTALL)
