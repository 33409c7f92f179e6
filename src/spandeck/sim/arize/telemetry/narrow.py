"""What a filter says about whole traces of the world, so that few of them need to be written."""

from dataclasses import dataclass

from spandeck.sim.arize.filter.tree import All, Among, Compared, Either, Tree
from spandeck.sim.world import World
from spandeck.sim.world.outline import Outline

Traces = frozenset[int]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which traces can have spans that fit."""

    traces: Traces | None = None
    """Their indexes; None when the filter names none."""
    failing: bool = False
    """Whether only those in which something failed."""

    def keeps(self, seen: Outline) -> bool:
        """Whether this trace can."""
        if self.traces is not None and seen.number not in self.traces:
            return False
        return seen.failure is not None or not self.failing


def narrowed(tree: Tree | None, world: World | None) -> Narrowed:
    """What a filter leaves of a world; all of it where either is missing."""
    if tree is None or world is None:
        return Narrowed()
    return Narrowed(traces(tree, world), failing(tree))


def traces(tree: Tree, world: World) -> Traces | None:
    """The traces that a filter names by their ids or by their sessions."""
    match tree:
        case Compared("context.trace_id", "=", str(name)):
            return indexes([name], world)
        case Among("context.trace_id", names):
            return indexes([str(each) for each in names], world)
        case Compared("attributes.session.id", "=", str(name)):
            return frozenset(world.find_session(name))
        case All(parts):
            found = [each for each in (traces(part, world) for part in parts) if each is not None]
            return frozenset.intersection(*found) if found else None
        case Either(parts):
            either = [traces(part, world) for part in parts]
            named = [each for each in either if each is not None]
            return frozenset().union(*named) if len(named) == len(either) else None
        case _:
            return None


def indexes(names: list[str], world: World) -> Traces:
    """The indexes of the traces with these ids."""
    found: list[int | None] = [world.find(name) for name in names]
    return frozenset(each for each in found if each is not None)


def failing(tree: Tree) -> bool:
    """Whether nothing fits but what failed."""
    if isinstance(tree, All):
        return any(map(failing, tree.parts))
    if isinstance(tree, Either):
        return all(map(failing, tree.parts))
    return tree == Compared("status_code", "=", "ERROR")
