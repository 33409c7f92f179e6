"""LIST-PARAMS (contracts/fiddler.md §1.4): filter, search, order and page records in memory."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from spandeck.sim.fiddler.envelope import Record, paginated
from spandeck.sim.fiddler.errors import Refusal
from spandeck.sim.fiddler.filters import number, parsed, text

USUAL = 10
MOST = 1000
SEARCHED = ("name", "description", "definition", "email", "username", "provider", "url", "filename")


def listed(request: Request, records: Iterable[Record], equal: Sequence[str] = ()) -> Response:
    """One page of the records that were asked for; `equal` are parameters that filter by value."""
    params = request.query_params
    wanted = {name: params[name] for name in equal if name in params}
    tree, words = parsed(params.get("filter")), params.get("search", "").lower()
    found = [
        each
        for each in records
        if tree.fits(partial(value, each))
        and all(text(value(each, name)) == asked for name, asked in wanted.items())
        and (not words or words in searched(each))
    ]
    return page(request, ordered(found, params))


def page(request: Request, records: Sequence[Record]) -> Response:
    """The page that `limit` and `offset` ask for."""
    limit, offset = whole(request.query_params, "limit", USUAL), start(request.query_params)
    return paginated(records[offset : offset + limit], len(records), limit, offset)


def whole(params: Mapping[str, str], name: str, usual: int) -> int:
    """A page size, at least 1; `Refusal` 400 otherwise."""
    written = params.get(name, str(usual))
    if not written.isascii() or not written.isdigit() or not 1 <= int(written[:9]) <= MOST:
        raise Refusal(400, f"{name}: must be 1 to {MOST}, not '{written}'")
    return int(written)


def start(params: Mapping[str, str]) -> int:
    """How many records come before the page."""
    written = params.get("offset", "0")
    if not written.isascii() or not written.isdigit() or len(written) > 12:
        raise Refusal(400, f"offset: must be 0 or more, not '{written}'")
    return int(written)


def ordered(records: list[Record], params: QueryParams) -> list[Record]:
    """By the fields of `ordering`, comma-separated or repeated, `-` for descending."""
    fields = [each for some in params.getlist("ordering") for each in some.split(",") if each]
    for each in reversed(fields):
        name = each.removeprefix("-")
        records.sort(key=partial(rank, name), reverse=each.startswith("-"))
    return records


def rank(name: str, record: Record) -> tuple[bool, float, str]:
    """The key that sorts by a field: missing values first, then numbers, then texts."""
    found = value(record, name)
    counted = number(found)
    return found is not None, counted if counted is not None else 0.0, text(found).lower()


def value(record: Record, name: str) -> object:
    """A field's value: its own, one inside (`metric.id`), or that of a link (`project_id`)."""
    if name in record:
        found: object = record[name]
        return found
    for separator in (".", "_"):
        outer, _, inner = name.rpartition(separator)
        holder = record.get(outer)
        if isinstance(holder, dict) and inner in holder:
            return holder[inner]
    return None


def searched(record: Record) -> str:
    """The text that a free search looks through."""
    return "\n".join(text(record[name]) for name in SEARCHED if record.get(name)).lower()
