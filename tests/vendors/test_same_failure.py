"""One failure of the world, told by three vendors, each in its own dialect: the same to us."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from spandeck.model.occurrence import Occurrence
from spandeck.sim.world.cast import BROKE, FAILURES, LOOPED, OVERLOADED, THROTTLED
from spandeck.sim.world.story import CYCLE_S
from tests.vendors.opened import opened, simulator, world

S = 1_000_000_000
CYCLE_NS = 4_102_444_800 // CYCLE_S * CYCLE_S * S
KINDS = {each.code: each for each in (*FAILURES, THROTTLED, OVERLOADED, LOOPED, BROKE)}


@dataclass(frozen=True)
class Moment:
    """A part of the story."""

    minute: int
    """Of its cycle."""
    back: int
    """How many minutes before belong to it."""

    @property
    def now_ns(self) -> int:
        return CYCLE_NS + self.minute * 60 * S


TROUBLED, RELEASED = Moment(80, 30), Moment(215, 55)


async def told(vendor: str, moment: Moment) -> Mapping[str, Occurrence]:
    """What a vendor tells, by the ids of spans, which are the same at all of them."""
    since_ns = moment.now_ns - moment.back * 60 * S
    found: dict[str, Occurrence] = {}
    async with opened(vendor, simulator(vendor, scale="tiny", now_ns=moment.now_ns)) as each:
        feed, cursor = each.feeds[0], None
        while True:
            page = await feed.occurrences(since_ns, cursor)
            found |= {row.id: row for row in page.items if isinstance(row, Occurrence)}
            cursor = page.cursor
            if cursor is None:
                return found


def alike(each: Occurrence) -> Occurrence:
    """An occurrence without what only one vendor knows: who it is, its project, its environment."""
    spot = replace(each.spot, environment=None)
    of = replace(each.of, project=None, name=None)
    return replace(each, vendor="", spot=spot, of=of)


@pytest.mark.parametrize("moment", [TROUBLED, RELEASED], ids=["troubled", "released"])
async def test_all_three_tell_the_same_of_every_failure(moment: Moment) -> None:
    risicare, arize, fiddler = [
        await told(vendor, moment) for vendor in ("risicare", "arize", "fiddler")
    ]
    assert risicare.keys() == arize.keys()
    assert risicare.keys() <= fiddler.keys()  # it counts by spans, of which some began later
    for name, each in risicare.items():
        assert alike(each) == alike(arize[name]) == alike(fiddler[name])


async def test_every_kind_of_failure_is_told_where_it_began() -> None:
    codes: set[str] = set()
    for moment in (TROUBLED, RELEASED):
        for each in (await told("risicare", moment)).values():
            kind = KINDS[each.cause.code or ""]
            codes.add(kind.code)
            assert each.cause.type == kind.exception
            assert each.cause.http_status == kind.status
            assert bool(each.spot.tool) == (kind.where == "tool")
            assert bool(each.spot.provider) == (kind.where == "llm")
            assert bool(each.spot.endpoint) == (kind.where == "llm")
            assert (each.spot.agent, each.of.session_id, each.of.user_id).count(None) == 0
            assert each.spot.version
    assert {THROTTLED.code, OVERLOADED.code, LOOPED.code, BROKE.code} <= codes
    assert len(codes) >= len(KINDS) - 1


@pytest.mark.parametrize("moment", [TROUBLED, RELEASED], ids=["troubled", "released"])
async def test_exactly_the_traces_that_failed_are_told_and_which_of_them_got_over_it(
    moment: Moment,
) -> None:
    lived = world("tiny", moment.now_ns)
    since_ns = moment.now_ns - moment.back * 60 * S
    outlines = [lived.outline(each) for each in range(lived.oldest, lived.newest() + 1)]
    failed = {
        lived.trace_ids.id(each.number): not each.recovered
        for each in outlines
        if each.failure and each.started_ns >= since_ns
    }
    found = (await told("risicare", moment)).values()
    assert {each.of.trace_id: each.fatal for each in found} == failed
