"""What a vendor offers as a folding list: groups, and in each its resources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len

from spandeck.model.catalog import Catalog
from spandeck.model.resource import Resource
from spandeck.paint.document import Line
from spandeck.paint.outline import Item, mark
from spandeck.paint.recordhead import STAGES
from spandeck.paint.sentence import cut

GROUP = "group:"


@dataclass(slots=True)
class Shelf:
    """A catalog's resources under their groups; an item's key is the resource's name."""

    catalog: Catalog
    shut: set[str] = field(default_factory=set)
    """Groups that are folded."""

    @property
    def groups(self) -> Mapping[str, Sequence[Resource]]:
        """The resources by their group, in the order of the catalog."""
        found: dict[str, list[Resource]] = {}
        for each in self.catalog.resources:
            found.setdefault(each.group, []).append(each)
        return found

    def items(self, width: int, *, wrap: bool) -> Sequence[Item]:
        """What is unfolded."""
        made: list[Item] = []
        for group, resources in self.groups.items():
            shut = group in self.shut
            head: Line = ((mark(not shut), "muted"), (cut(group, width - 2), "heading"))
            made.append(Item(f"{GROUP}{group}", 0, (head,), not shut))
            made += [] if shut else [self.item(each, width) for each in resources]
        return made

    def item(self, resource: Resource, width: int) -> Item:
        """One resource: its title, its stage, and how many actions it has."""
        acts = len(self.catalog.actions_on(resource.name))
        aside = " ".join(
            part for part in (STAGES[resource.stage], f"+{acts}" if acts else "") if part
        )
        room = max(4, width - 2 - len(aside) - 1)
        title = cut(resource.title, room)
        gap = " " * max(0, room - cell_len(title) + 1)
        line: Line = ((mark(None), "muted"), (title, "text"), (gap, "text"), (aside, "muted"))
        return Item(resource.name, 1, (line,))

    def turn(self, key: str, *, unfold: bool) -> None:
        """Fold or unfold a group."""
        if key.startswith(GROUP):
            (self.shut.discard if unfold else self.shut.add)(key.removeprefix(GROUP))

    def turn_all(self, *, unfold: bool) -> None:
        """Fold or unfold every group."""
        self.shut = set() if unfold else set(self.groups)

    def hits(self, needle: str) -> Sequence[str]:
        """The resources whose title or name holds a text."""
        wanted = needle.casefold()
        return [
            each.name
            for each in self.catalog.resources
            if wanted in each.title.casefold() or wanted in each.name
        ]

    def reveal(self, key: str) -> None:
        """Unfold the group of a resource."""
        if key in self.catalog.by_name:
            self.shut.discard(self.catalog.by_name[key].group)
