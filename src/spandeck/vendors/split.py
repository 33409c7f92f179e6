"""One large JSON answer cut into its rows while it still arrives, each row's own bytes at once.

Real traces nest 723 levels deep, beyond every parser's recursion limit, and decoding 41 MB in one
go stops the screen for half a second. So nothing is decoded here: regular expressions run from
bracket to bracket in C, and Python is entered only where a row begins or ends. They run over a
shadow of the bytes, of the same length, in which escaped quotes are blotted out.
"""

import re
from dataclasses import dataclass, field
from enum import Enum

WINDOW = 65_536
"""How far one regular expression runs: bounds its time and the memory it may take."""

SPACE = re.compile(rb"[ \t\r\n]*")
PLAIN = rb'[^"{}\[\]]*+'
TEXT = rb'"[^"]*+"'
# Groups are not possessive, only single classes are: up to 3.11.4 a possessive group that fails
# half-way ends its match in the wrong place (gh-106052).
RUN = PLAIN + rb"(?:(?:%s)" + PLAIN + rb")*"
BOX = rb"[{\[]" + RUN + rb"[}\]]"
BOXES = BOX % (TEXT + rb"|" + BOX % (TEXT + rb"|" + BOX % TEXT))
"""A value of up to three levels: attributes, and events with theirs."""
VALUES = re.compile(RUN % (TEXT + rb"|" + BOXES))
ODD = re.compile(rb'(?:%s|%s|[^\s,\[\]{}"]++)(?=[\s,\]])' % (TEXT, BOXES))
"""An element of a list that is no object."""
LIST_WAS_LAST = re.compile(rb"\][ \t\r\n]*\}")


class Malformed(ValueError):
    """The bytes are no JSON of the promised shape; `str()` says what is wrong, without them."""


class Expect(Enum):
    """What may come next in a list."""

    FIRST = "a row or the end"
    ROW = "a row"
    COMMA = "a comma or the end"


class Key:
    """The expressions that know one key, whose list holds rows, or whose object holds that list."""

    __slots__ = ("before", "empty_last", "opening", "wraps")

    def __init__(self, name: str | None, *, wraps: bool = False) -> None:
        """`None` is no key at all: such rows hold no further rows."""
        quoted = rb"(?!)" if name is None else b'"%s"' % re.escape(name.encode())
        space = rb"[ \t\r\n]*+"
        held = rb"\{" if wraps else rb"\[%s(?:\Z|[^\]])" % space
        stop = rb"(?!%s%s(?:\Z|:%s(?:\Z|%s)))" % (quoted, space, space, held)
        self.wraps = wraps
        """Whether it is an object on the way to the list."""
        self.before = re.compile(RUN % (stop + rb"(?:" + TEXT + rb"|" + BOXES + rb")"))
        """Runs over everything of a row up to its list, its end, or the end of what is here."""
        bracket = rb"\{" if wraps else rb"\["
        self.opening = re.compile(rb"%s%s:%s%s" % (quoted, space, space, bracket))
        self.empty_last = re.compile(rb"%s%s:%s\[%s\]%s\}" % (quoted, space, space, space, space))
        """How a row ends whose list is its last field, and empty."""


@dataclass(slots=True, eq=False)
class Node:
    """One row in the nesting; the document itself is the one without a parent."""

    parent: "Node | None"
    parts: list[bytes] = field(default_factory=list)
    """Its own bytes up to each list of rows that was opened in it."""
    given: bool = False
    """Whether it was handed out before it ended."""
    id: str | None = None
    """What the rows below it call it, noted by the reader, who alone decodes; `""` if nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one row, its list of further rows left out (empty, if it has one).

    A node comes once, and a second time only if fields followed a list which the rows before it
    had last: the later piece is the complete one.
    """

    node: Node
    raw: bytes
    early: bool = False
    """Whether the row has not ended yet, so that fields may follow."""


class Splitter:
    """Cuts one document: rows stand in the document's list `outer`, or in a row's list `inner`.

    A dot in `outer` goes into an object, as in `data.items`; that object is part of the document.

    Rows come in pre-order as soon as one row has shown that its list is its last field; until
    then, and if it is not, they come when they end. The document's own fields come last.
    """

    def __init__(self, outer: str, inner: str | None = None) -> None:
        *wrappers, held = outer.split(".")
        self.path = (*(Key(each, wraps=True) for each in wrappers), Key(held))
        self.inner = Key(inner)
        self.within = 0
        """How many of the objects on the way to the document's list are open."""
        self.buffer = bytearray()
        self.shadow = bytearray()
        """The buffer again, without escaped quotes and backslashes."""
        self.carry = b""
        """A backslash at the end of the bytes so far: what it escapes is still to come."""
        self.at = 0
        """Where reading goes on."""
        self.start = 0
        """Where the part of the current row begins that is not yet in its `parts`."""
        self.node: Node | None = None
        self.listing = False
        """Whether the current node's list is being read, rather than its fields."""
        self.expect = Expect.FIRST
        self.deep = 0
        """How many brackets are open inside the current row's fields."""
        self.quoted = False
        """Whether reading goes on inside a text too long for one window."""
        self.list_last = False
        """Whether rows have their list as their last field, as far as is known."""
        self.done = False
        """Whether the document is complete."""
        self.pieces: list[Piece] = []

    def feed(self, chunk: bytes) -> list[Piece]:
        """The rows that these further bytes bring.

        Raises `Malformed`; what came before the fault is then in `pieces`.
        """
        self.pieces = []
        del self.buffer[: self.start], self.shadow[: self.start]
        self.at -= self.start
        self.start = 0
        fresh = self.carry + chunk
        shadow = fresh.replace(rb"\\", b"__").replace(rb"\"", b"__")
        size = len(shadow.removesuffix(b"\\"))
        self.carry = fresh[size:]
        self.buffer += fresh[:size]
        self.shadow += shadow[:size]
        while self.step():
            pass
        return self.pieces

    def step(self) -> bool:
        """Read on to the next place where something is decided; False when bytes are missing."""
        if self.quoted:
            return self.text()
        if self.node is None:
            return self.outside()
        return self.element(self.node) if self.listing else self.fields(self.node)

    def outside(self) -> bool:
        """Before the document and after it."""
        byte = self.skip()
        if byte is None:
            return False
        if self.done or byte != b"{":
            raise Malformed("more follows after its end" if self.done else "it is no JSON object")
        self.begin(None)
        return True

    def fields(self, node: Node) -> bool:
        """The fields of a row, up to its list or its end."""
        key = self.path[self.within] if node.parent is None else self.inner
        run = VALUES if self.deep else key.before
        before, size = self.at, len(self.shadow)
        found = run.match(self.shadow, before, min(before + WINDOW, size))
        self.at = found.end() if found else before
        if self.at == size:
            return False
        match self.shadow[self.at : self.at + 1]:
            case b"}" if not self.deep and node.parent is None and self.within:
                self.within -= 1
                self.at += 1
            case b"}" if not self.deep:
                self.end(node, key)
            case b"{" | b"[":
                self.deep += 1
                self.at += 1
            case b"}" | b"]":
                if not self.deep:
                    raise Malformed("a bracket closes that was not opened")
                self.deep -= 1
                self.at += 1
            case b'"' if not self.deep and (opening := key.opening.match(self.shadow, self.at)):
                self.enter(node, key, opening.end())
            case b'"' if self.at == before:
                return self.long_text(size)
        return True

    def long_text(self, size: int) -> bool:
        """A text that ends neither here nor in the window: wait for its end, or read it in part."""
        if size - self.at < WINDOW:
            return False
        self.quoted = True
        self.at += 1
        return True

    def text(self) -> bool:
        """The rest of a long text."""
        end = self.shadow.find(b'"', self.at)
        self.at = len(self.shadow) if end < 0 else end + 1
        self.quoted = end < 0
        return not self.quoted

    def element(self, node: Node) -> bool:
        """What stands between the rows of a list, up to the next row or the list's end."""
        byte = self.skip()
        self.start = self.at
        if byte is None:
            return False
        comma = self.expect is Expect.COMMA
        if byte == b"]" and self.expect is not Expect.ROW:
            self.listing = False
            self.at += 1
        elif byte == b"," and comma:
            self.expect = Expect.ROW
            self.at += 1
        elif byte == b"{" and not comma:
            self.begin(node)
        elif byte in b",]}" or comma:
            raise Malformed(f"a list has something else than {self.expect.value}")
        else:
            return self.odd(node)
        return True

    def odd(self, node: Node) -> bool:
        """An element that is no object: handed out as it is, for whoever reads it to refuse."""
        found = ODD.match(self.shadow, self.at)
        if found is None:
            if len(self.shadow) - self.at >= WINDOW:
                raise Malformed("a list has something else than rows")
            return False
        self.at = found.end()
        self.expect = Expect.COMMA
        self.pieces.append(Piece(Node(node), bytes(self.buffer[self.start : self.at])))
        self.start = self.at
        return True

    def skip(self) -> bytes | None:
        """The next byte that is no white space."""
        found = SPACE.match(self.shadow, self.at)
        self.at = found.end() if found else self.at
        return bytes(self.shadow[self.at : self.at + 1]) or None

    def begin(self, parent: Node | None) -> None:
        """A row opens."""
        self.node = Node(parent)
        self.listing = False
        self.start = self.at
        self.at += 1

    def enter(self, node: Node, key: Key, at: int) -> None:
        """What stands under a key opens, and reading goes on at this place."""
        if key.wraps:
            self.within += 1
            self.at = at
        else:
            self.open(node, at)

    def open(self, node: Node, at: int) -> None:
        """A row's list opens, and its first row is expected at this place."""
        node.parts.append(bytes(self.buffer[self.start : at]))
        node.given = False
        self.at = self.start = at
        self.listing, self.expect = True, Expect.FIRST
        if self.list_last:
            self.give(node)

    def end(self, node: Node, key: Key) -> None:
        """A row ends."""
        self.at += 1
        tail = bytes(self.buffer[self.start : self.at])
        if node.parts:
            whole = LIST_WAS_LAST.fullmatch(tail) is not None
        else:
            whole = key.empty_last.search(tail, max(0, len(tail) - 64)) is not None
        if node.parent is not None and (node.parts or whole):
            self.list_last = whole
            if whole and not node.given:
                self.give(node.parent)
        if not (node.given and whole):
            self.pieces.append(Piece(node, b"".join((*node.parts, tail))))
        self.node, self.start, self.expect = node.parent, self.at, Expect.COMMA
        self.listing = node.parent is not None
        self.done = node.parent is None

    def give(self, node: Node | None) -> None:
        """Hand out the rows that are open down to this one and were not yet, outermost first."""
        waiting = []
        while node is not None and node.parent is not None and not node.given:
            waiting.append(node)
            node = node.parent
        for each in reversed(waiting):
            each.given = True
            self.pieces.append(Piece(each, b"".join((*each.parts, b"]}")), early=True))
