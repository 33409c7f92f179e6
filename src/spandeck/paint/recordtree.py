"""A record as a folding list: its JSON with types, and what known values mean beside them.

Only what is unfolded costs anything; a list of a hundred thousand is unfolded in runs.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from rich.cells import cell_len

from spandeck.model.resource import Column as Fact
from spandeck.paint.document import Line, fitted, wrapped
from spandeck.paint.outline import Item, mark
from spandeck.paint.recordcell import aged, said
from spandeck.paint.recordfact import Drift, moment, numeric, read
from spandeck.paint.tracerow import Manner
from spandeck.paint.units import date_clock, exact, one_line, size

RUN = 200
"""Members of a container that are unfolded at once; more are put in runs."""
KEY_MOST = 26
"""Cells of a key beside its value; a longer one stands alone."""
BRIEF = 4
"""Lines of a long text that are shown while it is folded."""
OPEN_TO = 2
"""How deep a record is unfolded at first,"""
OPEN_MOST = 12
"""and how many members what is unfolded at first may have."""
SHARP = "#"


@dataclass(slots=True)
class Folding:
    """One record; which parts are open is kept by path, so that the next record looks alike."""

    raw: Any
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """The columns of its resource, by path: what a value means."""
    manner: Manner = field(default_factory=Manner)
    turned: dict[str, bool] = field(default_factory=dict)
    """What was folded and unfolded by hand, by path without positions."""

    def items(self, width: int, *, wrap: bool) -> Sequence[Item]:
        """What is unfolded, in lines of this width."""
        return list(self.members(self.raw, None, 0, width, wrap))

    def members(
        self, held: Any, path: str | None, depth: int, width: int, wrap: bool
    ) -> Iterator[Item]:
        """The items of a container."""
        pairs = list(entries(held))
        longest = max((cell_len(one_line(key)) for key, _, _ in pairs), default=0)
        column = min(KEY_MOST, (width - depth * 2) * 2 // 5, longest)
        for key, step, value in pairs:
            inner_path = below(path, step)
            room = max(12, width - depth * 2 - 4)
            if inline(value, room - column - 2):
                yield self.leaf(key, value, inner_path, depth, column, room)
                continue
            if isinstance(value, str):
                yield self.prose(key, value, inner_path, depth, column, width, wrap)
                continue
            opened = self.open(inner_path, value, depth)
            head = self.headline(key, extent(value), depth, opened)
            yield Item(inner_path, depth, (head,), opened)
            if opened:
                inner = value.members if isinstance(value, Run) else value
                yield from self.members(inner, inner_path, depth + 1, width, wrap)

    def open(self, path: str, value: Any, depth: int) -> bool:
        """Whether a part is unfolded: by hand, or because it is small and near the top."""
        if (known := self.turned.get(general(path))) is not None:
            return known
        small = not isinstance(value, str | Run) and len(value) <= OPEN_MOST
        return depth < OPEN_TO and small

    def headline(self, key: str, about: str, depth: int, opened: bool) -> Line:
        """The line of something that folds."""
        head = ("  " * depth + mark(opened), "muted")
        return (head, (one_line(key), "key"), (f"  {about}" if about else "", "muted"))

    def leaf(self, key: str, value: Any, path: str, depth: int, column: int, room: int) -> Item:
        """A value that stands on one line beside its key."""
        name = fitted(one_line(key), column) if cell_len(key) <= column else one_line(key)
        told = written(value)
        aside = self.aside(path, value)
        line = (
            ("  " * depth + mark(None), "muted"),
            (f"{name}  ", "key"),
            (told, role(value)),
            (f"  {aside}" if aside else "", "muted"),
        )
        return Item(path, depth, (line,))

    def prose(
        self, key: str, value: str, path: str, depth: int, column: int, width: int, wrap: bool
    ) -> Item:
        """A long text: beside its key, or below it when it has lines of its own.

        Its beginning, or all of it when it is unfolded.
        """
        opened = self.turned.get(general(path), False)
        lined = "\n" in value
        hang = depth * 2 + 4 if lined else depth * 2 + 4 + column
        room = max(8, width - hang)
        lines: list[Line] = []
        for part in broken(value if lined else f'"{value}"', room, wrap=wrap):
            lines.append(((" " * hang, "text"), (part, "text")))
            if not opened and len(lines) > BRIEF:
                break
        else:
            if len(lines) > 1 and lines[-1][1][0] == '"' and not lined:
                lines.pop()  # a quote alone on a line closes nothing that is not seen to end
        folds = len(lines) > BRIEF or (not wrap and len(value) > room)
        if len(lines) > BRIEF and not opened:
            left = f"{' ' * hang}… {size(len(value.encode()))} in all"
            lines = [*lines[: BRIEF - 1], ((left, "muted"),)]
        state = opened if folds else None
        head = ("  " * depth + mark(state), "muted")
        if lined:
            about = f"  text, {exact(value.count(chr(10)) + 1)} lines"
            title: Line = (head, (one_line(key), "key"), (about, "muted"))
            return Item(path, depth, (title, *lines), state)
        if cell_len(key) > column:
            return Item(path, depth, ((head, (one_line(key), "key")), *lines), state)
        first: Line = (head, (fitted(one_line(key), column) + "  ", "key"), *lines[0][1:])
        return Item(path, depth, (first, *lines[1:]), state)

    def aside(self, path: str, value: Any) -> str:
        """What a value means, where its column says, or where it is a time."""
        of = self.facts.get(path)
        zone, now_ns = self.manner.zone, self.manner.now_ns
        if of is None or of.kind == "time":
            at_ns = instant(of or Fact(path, ""), value)
            if at_ns is None:
                return ""
            local = "" if zone is UTC else f"{date_clock(at_ns, zone)[:19]} · "
            return local + aged(at_ns, now_ns)
        if of.kind not in ("duration", "count", "money", "ratio", "percent"):
            return ""
        try:
            found = read(of, value)
        except Drift:
            return f"! no {of.kind}"
        told = "" if found is None else said(of.kind, found, value)
        return "" if told == written(value) else told

    def turn(self, key: str, *, unfold: bool) -> None:
        """Fold or unfold a part, here and in the records that follow."""
        self.turned[general(key)] = unfold

    def turn_all(self, *, unfold: bool) -> None:
        """Fold or unfold everything that folds."""
        self.turned = {general(path): unfold for path, value in walked(self.raw) if folds(value)}

    def hits(self, needle: str) -> Sequence[str]:
        """The paths whose key or value holds a text, letter case ignored."""
        wanted = needle.casefold()
        return [
            path
            for path, value in walked(self.raw)
            if wanted in path.rpartition(".")[2].casefold()
            or (not isinstance(value, dict | list | Run) and wanted in words(value).casefold())
        ]

    def reveal(self, key: str) -> None:
        """Unfold every container on the way to a path."""
        parts = key.split(".")
        for length in range(1, len(parts)):
            self.turned[general(".".join(parts[:length]))] = True


@dataclass(frozen=True, slots=True)
class Run:
    """Some members of a container that has too many."""

    members: Sequence[tuple[str, str, Any]]

    def __len__(self) -> int:
        return len(self.members)


def entries(held: Any) -> Iterable[tuple[str, str, Any]]:
    """The members of a container: how each is called, its step in a path, its value."""
    if isinstance(held, Mapping):
        pairs = [(key, key, value) for key, value in held.items()]
    elif isinstance(held, list | tuple) and held and isinstance(held[0], tuple):
        return held
    else:
        pairs = [(str(place), str(place), value) for place, value in enumerate(held)]
    if len(pairs) <= RUN:
        return pairs
    return [
        (f"{start} … {min(start + RUN, len(pairs)) - 1}", f"{SHARP}{start}", Run(part))
        for start in range(0, len(pairs), RUN)
        for part in [pairs[start : start + RUN]]
    ]


def walked(held: Any, path: str | None = None) -> Iterator[tuple[str, Any]]:
    """Every value below a container with its path, runs included."""
    for _, step, value in entries(held):
        inner_path = below(path, step)
        yield inner_path, value
        if isinstance(value, Run):
            yield from walked(value.members, inner_path)
        elif isinstance(value, dict | list):
            yield from walked(value, inner_path)


def below(path: str | None, step: str) -> str:
    """The path one step further in; a key may be empty, so no path is not an empty one."""
    return step if path is None else f"{path}.{step}"


def general(path: str) -> str:
    """A path in which every position is the same: what is folded in one is folded in all."""
    return ".".join("*" if step.isdigit() else step for step in path.split("."))


def folds(value: Any) -> bool:
    """Whether a value can be folded."""
    return isinstance(value, dict | list | Run) or (isinstance(value, str) and len(value) > 80)


def inline(value: Any, room: int) -> bool:
    """Whether a value stands on its key's line: scalars, and short lists of scalars."""
    if isinstance(value, str):
        return "\n" not in value and cell_len(value) + 2 <= room
    if isinstance(value, Run):
        return False
    if isinstance(value, Mapping):
        return not value
    if isinstance(value, list | tuple):
        flat = not any(isinstance(each, dict | list) for each in value)
        return not value or (flat and len(value) <= RUN and len(written(value)) <= room)
    return True


def written(value: Any) -> str:
    """A value as JSON on one line; texts in quotes, so that "12" is not 12."""
    if isinstance(value, str):
        return f'"{one_line(value)}"'
    return one_line(json.dumps(value, ensure_ascii=False, default=str))


def words(value: Any) -> str:
    """A value as it is searched."""
    return value if isinstance(value, str) else written(value)


def role(value: Any) -> str:
    """Which type a value looks like."""
    if value is None:
        return "muted"
    if isinstance(value, bool):
        return "user"
    return "assistant" if numeric(value) else "text"


def extent(value: Any) -> str:
    """`{5}` or `[12]`; a run says how many it has by its name."""
    if isinstance(value, Run):
        return ""
    return f"{{{exact(len(value))}}}" if isinstance(value, Mapping) else f"[{exact(len(value))}]"


def broken(value: str, room: int, *, wrap: bool) -> Iterator[str]:
    """A text in lines."""
    for text in value.expandtabs(4).split("\n"):
        if wrap:
            yield from wrapped(text, room)
        else:
            yield text


def instant(of: Fact, value: Any) -> int | None:
    """A value as a moment, if it is one."""
    if of.unit == "" and (not isinstance(value, str) or "T" not in value or len(value) < 16):
        return None
    try:
        return moment(of, value)
    except Drift:
        return None
