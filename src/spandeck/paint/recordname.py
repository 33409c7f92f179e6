"""What a record is called where there is little room: by its name, else by its id, shortened."""

from spandeck.model.resource import Record
from spandeck.paint.recordcell import shortened
from spandeck.paint.sentence import cut
from spandeck.paint.units import one_line

NAMES = ("name", "display_name", "title")
"""Where vendors put what people call a record."""
NAME_MOST = 32
"""Cells of a name."""
ID_MOST = 20
"""Cells of an id; its tail is what `--confirm` asks for."""


def called(record: Record) -> str:
    """The name or the id of a record; nothing for one that has neither."""
    found = (record.raw.get(each) for each in NAMES)
    name = next((each for each in found if isinstance(each, str) and each.strip()), "")
    return cut(one_line(name), NAME_MOST) if name else called_by_id(record.id)


def told_apart(base: Record, other: Record) -> tuple[str, str]:
    """What two records are called; by their ids where both have the same name."""
    names = called(base), called(other)
    return names if names[0] != names[1] else (called_by_id(base.id), called_by_id(other.id))


def called_by_id(identity: str) -> str:
    """An id of which nothing else is known."""
    return shortened(one_line(identity), ID_MOST)
