"""What a filter says about whole traces of the world, so that few of them need to be written."""

from dataclasses import dataclass, replace

from spandeck.sim.arize.filter.tree import All, Among, Compared, Either, Tree
from spandeck.sim.world import World
from spandeck.sim.world.outline import Outline

Traces = frozenset[int]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which traces can have spans that fit."""

    traces: Traces | None = None
    """Their indexes; None when the filter names none."""
    spans: frozenset[str] | None = None
    """The ids of the only spans that can fit; None when the filter names none."""
    failing: bool = False
    """Whether only those in which something failed."""

    def keeps(self, seen: Outline) -> bool:
        """Whether this trace can."""
        if self.traces is not None and seen.number not in self.traces:
            return False
        return seen.failure is not None or not self.failing

    def within(self, traces: Traces) -> "Narrowed":
        """The same, of these traces alone."""
        return replace(self, traces=traces if self.traces is None else traces & self.traces)


def narrowed(tree: Tree | None, world: World | None) -> Narrowed:
    """What a filter leaves of a world; all of it where either is missing."""
    if tree is None or world is None:
        return Narrowed()
    found = Narrowed(None, named(tree, "context.span_id"), failing(tree))
    ids = named(tree, "context.trace_id")
    if ids is not None:
        indexes = map(world.find, ids)
        found = found.within(frozenset(each for each in indexes if each is not None))
    sessions = named(tree, "attributes.session.id")
    if sessions is not None:
        members = map(world.find_session, sessions)
        found = found.within(frozenset(index for session in members for index in session))
    return found


def named(tree: Tree, column: str) -> frozenset[str] | None:
    """The only values of a column that can fit; None when there may be any."""
    match tree:
        case Compared(of, "=", str(name)) if of == column:
            return frozenset((name,))
        case Among(of, names) if of == column:
            return frozenset(map(str, names))
        case All(parts):
            found = [each for each in (named(part, column) for part in parts) if each is not None]
            return frozenset.intersection(*found) if found else None
        case Either(parts):
            either = [named(part, column) for part in parts]
            known = [each for each in either if each is not None]
            return frozenset[str]().union(*known) if len(known) == len(either) else None
        case _:
            return None


def failing(tree: Tree) -> bool:
    """Whether nothing fits but what failed."""
    if isinstance(tree, All):
        return any(map(failing, tree.parts))
    if isinstance(tree, Either):
        return all(map(failing, tree.parts))
    return tree == Compared("status_code", "=", "ERROR")
