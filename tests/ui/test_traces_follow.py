"""Following live: what arrives is put on top, kept back for a reader below, and paid for last."""

from hypothesis import given
from hypothesis import strategies as st
from textual.screen import Screen

from spandeck.model.errors import Limited, Unreachable
from spandeck.model.page import Freshness, Priority
from spandeck.ui.views.follow import BASE_S, SLOWEST_S, Follow
from tests.ui.fakes import FakeSource, summary, traces
from tests.ui.reader import Reader, reading
from tests.ui.running import notices


async def polled(reader: Reader) -> None:
    reader.view.due()
    await reader.settle()


def arrive(source: FakeSource, count: int, left: int) -> None:
    """Let the traces `left - count` to `left` arrive; the newest is 0."""
    source.rows[:0] = traces(left)[left - count :]


async def test_new_traces_are_put_on_top_and_the_cursor_stays_at_the_live_edge() -> None:
    source = FakeSource(rows=[*traces(250)[30:]])
    async with reading(source) as reader:
        await reader.press("F")
        assert "following · every 5 s" in reader.status
        arrive(source, 10, 30)
        await polled(reader)
        assert reader.here == summary(20).trace_id
        assert reader.view.rows.cursor == 0
        assert source.asks[-1][1].priority is Priority.TAIL
        assert source.asks[-1][1].freshness is Freshness.RELOAD


async def test_going_down_keeps_new_traces_back_and_the_top_lets_them_in() -> None:
    source = FakeSource(rows=[*traces(250)[30:]])
    async with reading(source) as reader:
        await reader.press("F", "j", "j")
        here = reader.here
        arrive(source, 12, 30)
        await polled(reader)
        assert "paused · +12 new" in reader.status
        assert reader.here == here
        assert len(reader.view.listed) == 100
        await reader.press("g")
        assert "following" in reader.status
        assert len(reader.view.listed) == 112
        await reader.press("g")
        assert reader.here == summary(18).trace_id


async def test_p_pauses_and_goes_on() -> None:
    source = FakeSource(rows=[*traces(250)[30:]])
    async with reading(source) as reader:
        assert not reader.view.check_action("pause", ())
        await reader.press("F", "p")
        arrive(source, 1, 30)
        await polled(reader)
        assert "paused · +1 new" in reader.status
        await reader.press("p")
        assert reader.here == summary(29).trace_id


async def test_more_than_is_kept_back_is_said_and_the_list_begins_anew() -> None:
    source = FakeSource(rows=[*traces(1200)[1000:]])
    async with reading(source) as reader:
        await reader.press("F", "p")
        source.rows = [*traces(1200)]
        await polled(reader)
        assert "or more new" in reader.status
        await reader.press("F")
        assert reader.here == summary(0).trace_id
        assert len(reader.view.listed) >= 500
        assert reader.view.listed.pages.next is not None


async def test_a_short_budget_slows_the_polls_and_says_so() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        await reader.press("F")
        source.fails = Limited("Risicare", 20.0)
        await polled(reader)
        assert "every 5 s; slowed to 20 s" in reader.status
        source.fails = None
        await polled(reader)
        assert "slowed to 10 s" in reader.status
        await polled(reader)
        assert "slowed" not in reader.status


async def test_a_vendor_that_does_not_answer_is_polled_less_and_keeps_its_rows() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        await reader.press("F")
        source.fails = Unreachable("Risicare", "no answer")
        await polled(reader)
        assert "slowed to 10 s" in reader.status
        assert len(reader.view.listed) == 100


async def test_nothing_is_polled_while_nobody_can_see_it() -> None:
    source = FakeSource()
    async with reading(source) as reader:
        await reader.press("F")
        asked = source.asked["traces"]
        await reader.app.push_screen(Screen())
        await polled(reader)
        assert source.asked["traces"] == asked
        reader.app.pop_screen()
        await polled(reader)
        assert source.asked["traces"] == asked + 1
        reader.view.display = False
        await polled(reader)
        assert source.asked["traces"] == asked + 1


async def test_following_again_stops() -> None:
    async with reading(FakeSource()) as reader:
        await reader.press("F", "F")
        assert "following" not in reader.status
        assert reader.view.poller is None
        assert notices(reader.app) == []


async def test_following_goes_back_to_the_order_of_arrival() -> None:
    async with reading(FakeSource()) as reader:
        reader.view.sort("duration")
        await reader.press("F")
        assert reader.view.listed.order == ""


events = st.lists(
    st.one_of(
        st.sampled_from(("switched", "held")).map(lambda name: (name, 0.0)),
        st.tuples(st.just("polled"), st.integers(0, 99)),
        st.tuples(st.just("refused"), st.floats(0, 500)),
    ),
    max_size=30,
)


@given(events)
def test_the_pace_stays_within_bounds_and_a_live_list_keeps_nothing_back(
    happened: list[tuple[str, float]],
) -> None:
    follow = Follow()
    for name, number in happened:
        match name:
            case "switched":
                follow = follow.switched()
            case "held":
                follow = follow.held()
            case "polled":
                follow = follow.polled(int(number))
            case _:
                follow = follow.refused(number)
        assert BASE_S <= follow.interval_s <= SLOWEST_S
        assert follow.on or not follow.paused
        assert follow.paused or follow.new == 0
        assert bool(str(follow)) == follow.on
