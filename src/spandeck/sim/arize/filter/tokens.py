"""Cuts a filter into tokens, each with its place, so that a complaint can name it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(
    r"""(?P<blank>\s+)
      | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
      | (?P<text>'(?:[^']|'')*')
      | (?P<quoted>"[^"]+")
      | (?P<operation><=|>=|!=|=|<|>)
      | (?P<mark>[(),])
      | (?P<word>[A-Za-z_][\w.:/-]*)""",
    re.VERBOSE,
)
KEYWORDS = frozenset(("AND", "OR", "IN", "LIKE", "CONTAINS", "IS", "NOT", "NULL", "TRUE", "FALSE"))
END = "end"


class BadFilter(ValueError):
    """A filter that cannot be read; `str()` names the place, counted from 1."""

    def __init__(self, message: str, at: int) -> None:
        """`at` is the offset of the first character that is wrong."""
        super().__init__(f"{message} at character {at + 1}.")
        self.at = at


class Token(NamedTuple):
    """One piece of a filter."""

    kind: str
    """`number`, `text`, `column`, `operation`, `mark`, `keyword` or `end`."""
    text: str
    """What it says: quotes taken away, keywords in upper case."""
    at: int

    def __str__(self) -> str:
        return "the end" if self.kind == END else repr(self.text)


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a filter, and one for its end; raise `BadFilter`."""
    at = 0
    while at < len(source):
        found = TOKEN.match(source, at)
        if found is None:
            raise BadFilter(f"{unreadable(source[at])}", at)
        kind, said = str(found.lastgroup), found.group()
        if kind != "blank":
            yield token(kind, said, at)
        at = found.end()
    yield Token(END, "", len(source))


def token(kind: str, said: str, at: int) -> Token:
    """One token, read."""
    if kind == "text":
        return Token("text", said[1:-1].replace("''", "'"), at)
    if kind == "quoted":
        return Token("column", said[1:-1], at)
    if kind == "word":
        keyword = said.upper() in KEYWORDS
        return Token("keyword" if keyword else "column", said.upper() if keyword else said, at)
    return Token(kind, said, at)


def unreadable(character: str) -> str:
    """What is wrong with a character that begins no token."""
    if character in "'\"":
        return "A quotation is left open"
    return f"Unexpected {character!r}"
