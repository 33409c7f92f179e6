"""A graph as text: boxes in layers from left to right, lines between them, counts at the arrows.

What leads backwards, and graphs that are too large or wide to draw, are told as a list instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from spandeck.paint.document import Line
from spandeck.paint.layers import Layered, layered
from spandeck.paint.row import cut
from spandeck.paint.units import count, one_line

NAME_MOST = 18
DRAWN_MOST = 24
"""Boxes that can still be followed by eye."""
UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
STROKES = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"
"""Lines by the directions they lead to, as sums of the numbers above."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One way from a node to another."""

    start: str
    end: str
    count: int | None = None
    about: str = ""


@dataclass(slots=True)
class Canvas:
    """Cells of lines that join, and texts over them."""

    strokes: dict[tuple[int, int], int] = field(default_factory=dict)
    texts: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """By their first cell: the text and its role."""

    def across(self, y: int, x1: int, x2: int) -> None:
        """A line from left to right, its ends included."""
        for x in range(x1, x2 + 1):
            ways = (LEFT if x > x1 else 0) | (RIGHT if x < x2 else 0)
            self.strokes[x, y] = self.strokes.get((x, y), 0) | ways

    def along(self, x: int, y1: int, y2: int) -> None:
        """A line from top to bottom, its ends included."""
        for y in range(min(y1, y2), max(y1, y2) + 1):
            ways = (UP if y > min(y1, y2) else 0) | (DOWN if y < max(y1, y2) else 0)
            self.strokes[x, y] = self.strokes.get((x, y), 0) | ways

    def lines(self) -> list[Line]:
        """Every line of it."""
        rows = [y for _, y in (*self.strokes, *self.texts)]
        return [self.line(y) for y in range(max(rows, default=-1) + 1)]

    def line(self, y: int) -> Line:
        """One line: strokes muted, texts in their roles."""
        texts = sorted((x, said) for (x, row), said in self.texts.items() if row == y)
        pieces: list[tuple[str, str]] = []
        at = 0
        for x, (text, role) in texts:
            pieces += [(self.drawn(y, at, x), "muted"), (text, role)]
            at = x + cell_len(text)
        last = max((x for x, row in self.strokes if row == y), default=-1)
        pieces.append((self.drawn(y, at, last + 1), "muted"))
        return tuple(piece for piece in pieces if piece[0])

    def drawn(self, y: int, start: int, end: int) -> str:
        """The strokes between two cells of a line."""
        return "".join(STROKES[self.strokes.get((x, y), 0)] for x in range(start, end))


def drawing(nodes: Mapping[str, str], edges: Sequence[Edge], width: int) -> list[Line]:
    """The graph in so many cells; `nodes` are told by their texts. Below it, every edge."""
    told = [*listed(edges, width)]
    if not nodes:
        return []
    graph = layered(list(nodes), [(each.start, each.end) for each in edges])
    if len(nodes) > DRAWN_MOST or across(graph, nodes) > width:
        return told
    return [*drawn(graph, nodes, edges).lines(), (), *told]


def boxed(nodes: Mapping[str, str], name: str) -> int:
    """How wide a node's box is; one that only passes through has none."""
    return min(NAME_MOST, cell_len(nodes[name])) + 4 if name in nodes else 0


def channel(graph: Layered, place: int) -> int:
    """How wide the way from one layer to the next is: a lane for each start, and the arrow."""
    return len({start for start, _ in graph.steps if graph.layer[start] == place}) * 2 + 6


def across(graph: Layered, nodes: Mapping[str, str]) -> int:
    """How wide the drawing is."""
    boxes = sum(max(boxed(nodes, name) for name in layer) for layer in graph.layers)
    return boxes + sum(channel(graph, place) for place in range(len(graph.layers) - 1))


def drawn(graph: Layered, nodes: Mapping[str, str], edges: Sequence[Edge]) -> Canvas:
    """The boxes, then the lines between them."""
    canvas, left, right, middle = Canvas(), dict[str, int](), dict[str, int](), dict[str, int]()
    x = 0
    for place, layer in enumerate(graph.layers):
        wide, y = max(boxed(nodes, name) for name in layer), 0
        for name in layer:
            middle[name], left[name], right[name] = y + 1, x, x + wide
            if name in nodes:
                right[name] = x + boxed(nodes, name)
                box(canvas, nodes[name], x, y)
                y += 1
            y += 2
        x += wide + channel(graph, place)
    arriving: dict[str, int] = {}
    for each in edges:
        arriving[each.end] = arriving.get(each.end, 0) + (each.count or 0)
    ends = [max(right[name] for name in layer) for layer in graph.layers]
    for place, layer in enumerate(graph.layers):
        starts = [name for name in layer if any(start == name for start, _ in graph.steps)]
        for number, start in enumerate(starts):
            lane = ends[place] + 1 + number * 2
            canvas.across(middle[start], right[start], lane)
            for end in (end for begin, end in graph.steps if begin == start):
                canvas.along(lane, middle[start], middle[end])
                canvas.across(middle[end], lane, left[end] - (1 if end in nodes else 0))
                if end in nodes:
                    arrow(canvas, arriving.get(end), left[end], middle[end])
    for name in graph.layer:  # what passes through is a line across its layer
        if name not in nodes:
            canvas.across(middle[name], left[name], right[name])
    return canvas


def box(canvas: Canvas, text: str, x: int, y: int) -> None:
    """One node."""
    said = cut(one_line(text), min(NAME_MOST, cell_len(text)))
    wide = cell_len(said) + 3
    canvas.across(y, x, x + wide)
    canvas.across(y + 2, x, x + wide)
    canvas.along(x, y, y + 2)
    canvas.along(x + wide, y, y + 2)
    canvas.texts[x + 2, y + 1] = (said, "heading")


def arrow(canvas: Canvas, arriving: int | None, x: int, y: int) -> None:
    """The point of an arrow, and how often it was gone along."""
    told = f"{count(arriving)}▶" if arriving else "▶"
    canvas.texts[x - cell_len(told), y] = (told, "accent")


def listed(edges: Sequence[Edge], width: int) -> list[Line]:
    """Every edge on a line, the busiest first."""
    ranked = sorted(edges, key=lambda each: -(each.count or 0))
    column = min(NAME_MOST + 6, max((cell_len(each.start) for each in ranked), default=0))
    return [
        (
            (cut(one_line(each.start), column), "text"),
            (" → ", "muted"),
            (one_line(each.end), "text"),
            (f"  {count(each.count)}×" if each.count is not None else "", "accent"),
            (f"  {one_line(each.about)}" if each.about else "", "muted"),
        )
        for each in ranked
    ]
