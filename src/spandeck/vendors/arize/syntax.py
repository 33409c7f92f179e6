"""Arize's filter language (contract §8.5): written from values, and checked before it is sent.

Only the grammar is checked: which columns there are is the vendor's to say.
"""

import re
from dataclasses import dataclass

from spandeck.model.query import BadQuery

TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^']|'')*')
      | (?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
      | (?P<operator><=|>=|!=|=|<|>)
      | (?P<mark>[(),])
      | (?P<column>"[^"]+"|[A-Za-z_][\w.:/-]*)
    )""",
    re.VERBOSE,
)
WORDS = frozenset(("AND", "OR", "IN", "LIKE", "CONTAINS", "IS", "NOT", "NULL", "TRUE", "FALSE"))
DEEPEST = 50
"""Levels of parentheses; people need three."""
FIXED = (
    *("name", "status_code", "status_message", "latency_ms", "parent_id", "start_time"),
    *("end_time", "context.trace_id", "context.span_id", "span_kind", "event.attributes"),
)
"""The columns that every span has."""


def quoted(text: str) -> str:
    """A text as the language writes it."""
    return "'" + text.replace("'", "''") + "'"


def like(pattern: str) -> str:
    """A text whose `*` stands for anything, as a condition's right side."""
    if "*" not in pattern:
        return f"= {quoted(pattern)}"
    return f"LIKE {quoted(pattern.replace('*', '%'))}"


def number(value: object) -> str:
    """A number, without a fraction that says nothing and without an exponent."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of a filter."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    """The words and signs of a filter; raise `BadQuery` at what is neither."""
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = TOKEN.match(text, at)
        if match is None:
            rest = text[at:].lstrip()
            why = "a quotation is not closed" if rest[:1] in "'\"" else f"“{rest[:1]}” is no sign"
            raise BadQuery(f"where: {why} at character {end - len(rest.rstrip()) + 1}.")
        kind, word = match.lastgroup or "", match[match.lastgroup or 0]
        if kind == "column" and word.upper() in WORDS:
            kind, word = "word", word.upper()
        found.append(Token(kind, word, match.start(match.lastgroup or 0)))
        at = match.end()
    return [*found, Token("end", "", end)]


def check(text: str) -> None:
    """Raise `BadQuery` with the place, counted from 1, where a filter is none."""
    Reader(tokens(text)).whole()


class Reader:
    """Reads a filter by its grammar: OR, then AND, then parentheses and comparisons."""

    def __init__(self, found: list[Token]) -> None:
        """`found` ends with the end."""
        self.tokens, self.at, self.open = found, 0, 0

    @property
    def next(self) -> Token:
        """What comes."""
        return self.tokens[self.at]

    def takes(self, *texts: str) -> bool:
        """Whether one of these comes; then it is read."""
        came = self.next.kind in ("word", "mark", "operator") and self.next.text in texts
        self.at += came
        return came

    def expect(self, expected: str, *kinds: str) -> None:
        """Read something of these kinds."""
        if self.next.kind not in kinds:
            self.refuse(expected)
        self.at += 1

    def refuse(self, expected: str) -> None:
        """Raise `BadQuery`."""
        came = f"“{self.next.text}”" if self.next.text else "the end"
        raise BadQuery(f"where: {expected} expected at character {self.next.at + 1}, not {came}.")

    def whole(self) -> None:
        """All of it."""
        self.either()
        if self.next.kind != "end":
            self.refuse("AND, OR or the end")

    def either(self) -> None:
        """Conditions joined by OR and AND."""
        self.condition()
        while self.takes("AND", "OR"):
            self.condition()

    def condition(self) -> None:
        """A comparison, or conditions in parentheses."""
        if not self.takes("("):
            self.comparison()
            return
        self.open += 1
        if self.open > DEEPEST:
            self.refuse("fewer parentheses")
        self.either()
        if not self.takes(")"):
            self.refuse(") or AND or OR")
        self.open -= 1

    def comparison(self) -> None:
        """What is asked of one column."""
        self.expect("a column such as attributes.llm.model_name", "column")
        if self.takes("IS"):
            self.takes("NOT")
            if not self.takes("NULL"):
                self.refuse("NULL")
        elif self.takes("IN"):
            self.several()
        elif self.takes("LIKE", "CONTAINS"):
            self.expect("a text in single quotes", "text")
        elif self.takes("=", "!=", "<", "<=", ">", ">="):
            if not self.takes("NULL", "TRUE", "FALSE"):
                self.expect("a text in single quotes or a number", "text", "number")
        else:
            self.refuse("= != < <= > >= IN LIKE CONTAINS or IS")

    def several(self) -> None:
        """Values in parentheses."""
        if not self.takes("("):
            self.refuse("(")
        self.expect("a value", "text", "number")
        while self.takes(","):
            self.expect("a value", "text", "number")
        if not self.takes(")"):
            self.refuse(") or a comma")
