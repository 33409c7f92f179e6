"""Long text laid out line by line, lazily: a message of 500 kB costs only the lines looked at.

Paragraphs in, lines of (text, role) out; a role names a style and nothing here knows colours.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.cells import cell_len, set_cell_size

from spandeck.paint.indent import indented

Piece = tuple[str, str]
"""Some text and its role."""
Line = tuple[Piece, ...]
TAB = 4
JSON_KEY = re.compile(r'(\s*)("[^"\\]*(?:\\.[^"\\]*)*")(: )?')
ROLES = (
    *("text", "heading", "muted", "key", "error", "warning", "accent", "match"),
    *("system", "user", "assistant", "tool"),
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that belongs together; line feeds in it start new lines."""

    text: str
    role: str = "text"
    label: str = ""
    """Stands in a column of its own before the first line."""
    column: int = 0
    """How wide that column is; 0 for none."""
    indent: int = 0
    json: bool = False
    """Whether it is valid JSON, to be laid out with its keys told apart."""
    label_role: str = "key"


BLANK = Paragraph("")


class Layout:
    """Paragraphs becoming lines of a width, as many at a time as somebody needs."""

    def __init__(self, paragraphs: Iterable[Paragraph], width: int, *, wrap: bool = True) -> None:
        """Without `wrap` each line keeps its length, to be looked at sideways."""
        self.lines: list[Line] = []
        self.done = False
        self.widest = 0
        """The cells of the widest line so far."""
        self.coming = laid(paragraphs, max(width, 8), wrap=wrap)

    def more(self, count: int) -> bool:
        """Lay out up to `count` more lines; False when there are none left."""
        fresh = list(islice(self.coming, count))
        self.lines += fresh
        self.widest = max(
            (self.widest, *(sum(cell_len(part[0]) for part in line) for line in fresh))
        )
        self.done = len(fresh) < count
        return not self.done


def laid(paragraphs: Iterable[Paragraph], width: int, *, wrap: bool) -> Iterator[Line]:
    """Every line, one after the other."""
    for each in paragraphs:
        yield from lines(each, width, wrap=wrap)


def lines(paragraph: Paragraph, width: int, *, wrap: bool) -> Iterator[Line]:
    """The lines of one paragraph: indent, label on the first, text."""
    column = min(paragraph.column, width // 2)
    indent = " " * paragraph.indent
    room = max(4, width - paragraph.indent - column)
    first: tuple[Piece, ...] = ((indent, "text"),) if indent else ()
    rest = first
    if column:
        label = paragraph.label
        if cell_len(label) >= column:
            yield (*first, (label, paragraph.label_role))
            label = ""
        first = (*first, (fitted(label, column), paragraph.label_role))
        rest = (*rest, (" " * column, "text"))
    start = first
    text = paragraph.text
    for line in indented(text) if paragraph.json else text.expandtabs(TAB).split("\n"):
        for text in wrapped(line, room) if wrap else (line,):
            yield (*start, *pieces(text, paragraph))
            start = rest


def pieces(text: str, paragraph: Paragraph) -> Line:
    """A line's text with its role; in JSON the key apart from the value."""
    found = JSON_KEY.match(text) if paragraph.json else None
    if found is None or found[3] is None:
        return ((text, paragraph.role),)
    return ((found[0], "key"), (text[found.end() :], paragraph.role))


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most `width` cells, broken at spaces where there are any."""
    start, plain = 0, text.isascii()
    while True:
        line = text[start : start + width]
        if not plain:
            line = within(line, width)
        stop = start + len(line)
        if stop < len(text):
            space = line.rfind(" ")
            if text[stop] != " " and space > width // 3:
                line, stop = line[:space], start + space
            stop += text[stop] == " "
        yield line
        start = stop
        if start >= len(text):
            return


def within(text: str, width: int) -> str:
    """As much of the text as fits into `width` cells, at least one character."""
    while len(text) > 1 and (over := cell_len(text) - width) > 0:
        text = text[: max(1, len(text) - max(1, over // 2))]
    return text


def fitted(text: str, width: int) -> str:
    """The text in exactly `width` cells, cut with `…`."""
    missing = width - cell_len(text)
    if missing >= 0:
        return text + " " * missing
    return set_cell_size(text[:width], width - 1) + "…" if width > 0 else ""


def sliced(line: Line, start: int, width: int) -> Line:
    """The part of a line between two cells, in exactly `width` cells."""
    found: list[Piece] = []
    left = width
    for text, role in line:
        cells = len(text) if text.isascii() else cell_len(text)
        if start >= cells:
            start -= cells
            continue
        shown = text[start:] if text.isascii() else after(text, start)
        start = 0
        shown = shown[:left] if shown.isascii() else within(shown[:left], left)
        cells = cell_len(shown)
        if cells > left:  # a wide character that has only one cell left
            break
        found.append((shown, role))
        left -= cells
        if left == 0:
            break
    if left:
        found.append((" " * left, "text"))
    return tuple(found)


def after(text: str, cells: int) -> str:
    """What remains of a text when its first cells have been scrolled away."""
    skipped = within(text[:cells], cells)
    rest = text[len(skipped) :]
    over = cells - cell_len(skipped)
    return " " * max(0, cell_len(rest[:1]) - over) + rest[1:] if over > 0 and rest else rest


def marked(line: Line, needle: str) -> Line:
    """The line with every occurrence of the needle in the role `match`, letter case ignored."""
    if not needle:
        return line
    pattern = re.compile(re.escape(needle), re.IGNORECASE)
    found: list[Piece] = []
    for text, role in line:
        at = 0
        for hit in pattern.finditer(text):
            found += [(text[at : hit.start()], role), (hit[0], "match")]
            at = hit.end()
        found.append((text[at:], role))
    return tuple(part for part in found if part[0])


def holds(line: Line, needle: str) -> bool:
    """Whether a line shows the needle, letter case ignored."""
    return needle.lower() in "".join(text for text, _ in line).lower()


def plain(layout_lines: Sequence[Line]) -> str:
    """The lines as text without roles, for copying and tests."""
    return "\n".join("".join(text for text, _ in line).rstrip() for line in layout_lines)
