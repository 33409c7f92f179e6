"""Made-up failures for every test of a live list: each known by its number."""

from spandeck.model.occurrence import Cause, Kind, Occurrence, Reference, Spot
from spandeck.model.tail import Item
from tests.ui.fakes import NOW_NS, SECOND_NS

VENDORS = ("risicare", "arize", "fiddler")
TOOLS = ("search_web", "lookup_order", "send_mail")


def failure(
    number: int,
    *,
    ago_s: float | None = None,
    vendor: str = "risicare",
    kind: Kind = "span",
    message: str | None = None,
    fatal: bool = True,
) -> Occurrence:
    """The `number`th newest failure: one every twenty seconds, of three tools in turn."""
    tool = TOOLS[number % 3]
    trace_id = f"{number:032x}"
    return Occurrence(
        vendor,
        kind,
        f"{trace_id}/{number}",
        NOW_NS - int((number * 20 if ago_s is None else ago_s) * SECOND_NS),
        Cause("TOOL.EXECUTION.TIMEOUT", "TimeoutError", message or f"{tool} did not answer", None),
        Spot("planner", "5.1.0", tool, tool, None),
        Reference(trace_id, str(number), f"session-{number // 5}"),
        fatal,
        {"id": trace_id},
    )


def item(number: int, *, late: bool = False, changed: bool = False, **more: object) -> Item:
    """The same as the tail hands it on, read two seconds after it happened."""
    told = failure(number, **more)  # type: ignore[arg-type]  # the same keywords
    return Item(told, told.at_ns + 2 * SECOND_NS, late, changed)


def items(count: int, **more: object) -> list[Item]:
    """So many of them, oldest first."""
    return [item(number, **more) for number in reversed(range(count))]  # type: ignore[arg-type]
