"""Records that tell of alerts as occurrences; one that cannot be read is a bad row, not the end."""

from collections.abc import Callable, Iterable
from json import dumps

from pydantic import ValidationError

from spandeck.model.occurrence import Occurrence
from spandeck.model.page import BadRow
from spandeck.model.resource import Record
from spandeck.vendors.complaint import why


def firing(
    rows: Iterable[Record | BadRow], read: Callable[[Record], Iterable[Occurrence]]
) -> tuple[list[Occurrence], list[BadRow]]:
    """What fired, and what could not be read; `read` may raise `ValidationError`."""
    good: list[Occurrence] = []
    bad: list[BadRow] = []
    for each in rows:
        if isinstance(each, BadRow):
            bad.append(each)
            continue
        try:
            good += read(each)
        except ValidationError as error:
            bad.append(BadRow(dumps(dict(each.raw), ensure_ascii=False), why(error)))
    return good, bad
