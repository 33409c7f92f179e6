"""From the text of an expression to its tree: operators by their precedence, functions by name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spandeck.sim.fiddler.fql import BadFql, Call, Column, Constant, Node

TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
    |'(?P<string>(?:[^'\\]|\\.)*)'|"(?P<quoted>[^"]+)"
    |(?P<word>[A-Za-z_][A-Za-z0-9_.]*)|(?P<sign><=|>=|==|!=|[-+*/%^<>(),=]))""",
    re.X,
)
CONSTANTS = {"true": True, "false": False, "null": None}
LEVELS = (("or",), ("and",), ("<", "<=", ">", ">=", "==", "!="), ("+", "-"), ("*", "/", "%"))
"""Binary operators, the loosest first; `not` binds between `and` and comparisons."""
NOT = 2
DEEPEST = 210
"""Levels of operators passed through: about thirty brackets within each other."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> Iterator[Token]:
    """The pieces of an expression; raise `BadFql` at what is none."""
    at, end = 0, len(text.rstrip())
    while at < end:
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            found_at = end - len(text[at:end].lstrip())
            raise BadFql(f"unexpected '{text[found_at]}' at position {found_at}")
        yield Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup))
        at = found.end()
    yield Token("end", "the end", end)


def parse(text: str) -> Node:
    """The tree of an expression; raise `BadFql`."""
    reading = Reading(list(tokens(text)))
    found = reading.level(0)
    if reading.next.kind != "end":
        raise reading.unexpected()
    return found


class Reading:
    """Tokens and how far they are read."""

    def __init__(self, pieces: list[Token]) -> None:
        """At the first one."""
        self.pieces, self.at, self.depth = pieces, 0, 0

    @property
    def next(self) -> Token:
        """What comes next."""
        return self.pieces[self.at]

    def unexpected(self) -> BadFql:
        """The error of what comes next."""
        return BadFql(f"unexpected '{self.next.text}' at position {self.next.at}")

    def accept(self, *texts: str) -> str | None:
        """Read on if one of these operators or words comes next."""
        found = self.next
        if found.kind in ("sign", "word") and found.text.lower() in texts:
            self.at += 1
            return found.text.lower()
        return None

    def level(self, place: int) -> Node:
        """Operands joined by the operators of one level and those that bind tighter."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadFql("nested too deep")
        if place == NOT and self.accept("not"):
            found: Node = Call("not", (self.level(place),))
        elif place == len(LEVELS):
            found = self.unary()
        else:
            found = self.level(place + 1)
            while sign := self.accept(*LEVELS[place]):
                found = Call(sign, (found, self.level(place + 1)))
        self.depth -= 1
        return found

    def unary(self) -> Node:
        """A sign, or a power, which binds tighter and to the right."""
        if self.accept("-"):
            return Call("negative", (self.level(len(LEVELS)),))
        found = self.atom()
        return Call("^", (found, self.level(len(LEVELS)))) if self.accept("^") else found

    def atom(self) -> Node:
        """A constant, a column, a call, or an expression in brackets."""
        piece = self.next
        self.at += 1
        match piece.kind:
            case "number":
                return Constant(float(piece.text))
            case "string":
                return Constant(piece.text.replace("\\'", "'"))
            case "quoted":
                return Column(piece.text)
            case "word" if piece.text.lower() in CONSTANTS:
                return Constant(CONSTANTS[piece.text.lower()])
            case "word" if self.accept("("):
                return self.call(piece.text.lower())
            case "word" if piece.text.lower() not in ("and", "or", "not"):
                return Column(piece.text)
            case "sign" if piece.text == "(":
                found = self.level(0)
                self.closing()
                return found
        self.at -= 1
        raise self.unexpected()

    def call(self, name: str) -> Call:
        """The arguments of a function, positional ones first."""
        arguments: list[Node] = []
        keywords: list[tuple[str, Node]] = []
        while not self.accept(")"):
            if (arguments or keywords) and not self.accept(","):
                raise self.unexpected()
            following = self.pieces[self.at + 1] if self.next.kind == "word" else self.next
            if following.text == "=" and following.kind == "sign":
                keyword = self.next.text.lower()
                self.at += 2
                keywords.append((keyword, self.level(0)))
            else:
                arguments.append(self.level(0))
        return Call(name, tuple(arguments), tuple(keywords))

    def closing(self) -> None:
        """Read a closing bracket."""
        if not self.accept(")"):
            raise self.unexpected()
