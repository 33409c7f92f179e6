"""Objectives on screen: the list by what is left, the calendar, the hours, and what is behind."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from spandeck.model.errors import Limited, Unreachable
from spandeck.model.page import Freshness
from spandeck.model.query import Filter
from spandeck.model.slo import by_day, cells, tally, window
from spandeck.model.source import RecordSource, Sources
from spandeck.model.upstream import HOUR_NS, LatencyHour, Maintenance, Objective, ObjectiveDay
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.stage import ViewScreen
from spandeck.ui.screens.vendor import VendorScreen
from spandeck.ui.views.kept import KeptView
from spandeck.ui.views.slo import SloView
from spandeck.ui.views.traces import TracesView
from spandeck.ui.widgets.heat import Heat
from tests.ui.fakes import FakeSource
from tests.ui.running import lines, notices, press, running, text, to_paint
from tests.ui.upstream import NOW_NS, THIS_HOUR_NS, FakeUpstream, hours, objective
from tests.ui.watching import calm, resized, watched, watching

GOOD = objective("good", vendor="anthropic", breaching=1, compliance_pct=99.86, longest_breach=1)
BAD = objective("bad")
UNJUDGED = objective(
    "none", vendor="stripe", hours=0, breaching=0, longest_breach=0, compliance_pct=None, days=()
)


def listed(app: Spandeck) -> SloView:
    assert isinstance(app.screen, VendorScreen)
    assert isinstance(app.screen.view, SloView)
    return app.screen.view


def opened(app: Spandeck) -> KeptView:
    assert isinstance(app.screen, ViewScreen)
    assert isinstance(app.screen.view, KeptView)
    return app.screen.view


def month(change: Callable[[int, LatencyHour], LatencyHour | None]) -> tuple[LatencyHour, ...]:
    """The hours of a window of 30 days, each changed by how many hours ago it was; None leaves."""
    made = (change((THIS_HOUR_NS - e.hour_ns) // HOUR_NS, e) for e in hours(30 * 24 + 1, slow=0))
    return tuple(each for each in made if each is not None)


def slow(*ago: int) -> tuple[LatencyHour, ...]:
    """A month of which these hours were four times as slow as they may be."""
    return month(lambda at, each: replace(each, p95=8000.0) if at in ago else each)


def agreeing(fake: FakeUpstream) -> Objective:
    """An objective whose days are those of the fake's own hours."""

    about = objective()
    found = cells(fake.measured["openai"], about, window(30, NOW_NS))
    told = tally(found)
    made = tuple(
        ObjectiveDay(date, not each.breaching, each.hours, each.breaching)
        for date, each in by_day(found).items()
    )
    return objective(
        days=made,
        hours=told.hours,
        breaching=told.breaching,
        longest_breach=told.longest_breach,
        compliance_pct=told.compliance_pct,
    )


def watcher(measured: tuple[LatencyHour, ...], **changed: object) -> FakeUpstream:
    """A watcher with one objective that agrees with the hours it tells."""
    fake = FakeUpstream(measured={"openai": measured}, **changed)  # type: ignore[arg-type]
    fake.agreed = (agreeing(fake),)
    return fake


def said(app: Spandeck) -> str:
    """The words about the objective that is shown, as one line."""
    view = listed(app) if isinstance(app.screen, VendorScreen) else opened(app)
    return " ".join("".join(t for t, _ in line).strip() for line in view.words.lines)


async def into(pilot: Pilot[None]) -> None:
    """Open the objective under the cursor."""
    await press(pilot, "enter")
    await calm(pilot)


async def test_the_least_budget_left_stands_first_and_what_nobody_can_judge_last(
    tmp_path: Path,
) -> None:
    fake = FakeUpstream(agreed=(UNJUDGED, GOOD, BAD))
    async with watching(tmp_path, fake, at="slo") as (app, _):
        assert [each.id for each in listed(app).board.rows] == ["bad", "good", "none"]
        screen = lines(app)
        assert "✗ −1.0 h" in screen[3]
        assert "✓ 6.0 h" in screen[4]
        assert "unjudged" in screen[5]
        assert "3 objectives each over its own days · just read" in screen[-2]


async def test_the_budget_is_reckoned_in_words(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(agreed=(BAD,)), at="slo") as (app, _):
        assert "Of 700 hours with 20 calls or more, 99 % should meet it" in said(app)
        assert "(our target: Apidepth states none)" in said(app)
        assert "so 7.0 h may be bad; 8 were: 1.0 h too many." in said(app)
        assert "Longest breach 4 h." in said(app)


async def test_an_objective_that_nobody_can_judge_says_why(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(agreed=(UNJUDGED,)), at="slo") as (app, _):
        assert "no hour had 20 calls" in said(app)
        assert "Nothing can be said of it" in said(app)


async def test_the_strip_shows_every_day_of_the_window(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(agreed=(BAD,)), at="slo") as (app, pilot):
        assert lines(app)[3].count("x") == 2
        strip = lines(app)[3].split("4 h")[1].split("all")[0].strip()
        assert strip == "-" + "·" * 26 + "x··x"  # today is the last; the first had no verdict
        await press(pilot, "minus")
        assert "over 60 days" in lines(app)[-2]


async def test_an_account_without_objectives_says_how_one_is_made(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(agreed=()), at="slo") as (app, _):
        assert "No objective is agreed on" in text(app)
        assert ":create-slo makes one" in text(app)


async def test_a_filter_that_nothing_meets_can_be_taken_off(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(agreed=(BAD,)), at="slo") as (app, pilot):
        await press(pilot, "f", *"environment=staging", "enter")
        assert "No objective matches" in text(app)
        await press(pilot, "!")
        assert "p95 ≤ 2.0 s" in text(app)


async def test_a_typed_order_is_obeyed_and_a_wrong_one_refused(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(agreed=(BAD, GOOD)), at="slo") as (app, pilot):
        await press(pilot, ":", *"sort provider", "enter")
        assert [each.id for each in listed(app).board.rows] == ["bad", "good"]
        await press(pilot, "I")
        assert [each.id for each in listed(app).board.rows] == ["good", "bad"]
        await press(pilot, ":", *"sort colour", "enter")
        assert "There is no column “colour”" in text(app)


async def test_hours_are_asked_for_only_once_an_objective_is_opened(tmp_path: Path) -> None:
    fake = FakeUpstream(agreed=tuple(objective(str(n)) for n in range(20)))
    async with watching(tmp_path, fake, at="slo") as (_, pilot):
        before = fake.asked["latency"]
        await press(pilot, "j", "j", "j")
        assert fake.asked["latency"] == before
        await into(pilot)
        freshly = [
            each
            for method, each in fake.asks
            if method == "latency" and each.freshness is Freshness.FRESH and each.pane != "deck"
        ]
        assert [each.pane for each in freshly] == ["apidepth.slo-hours"]


async def test_the_hours_agree_with_the_vendors_days(tmp_path: Path) -> None:
    async with watching(tmp_path, watcher(slow(3, 4, 5, 40)), at="slo") as (app, pilot):
        await into(pilot)
        assert "The hours agree with Apidepth's verdict on all 31 days." in said(app)
        assert "✗ 3 of 14" in text(app)
        view = opened(app)
        assert view.grids is not None
        assert sum(e.verdict == "breached" for e in view.grids.cells) == view.objective.breaching


async def test_where_they_cannot_agree_the_day_and_the_reason_are_named(tmp_path: Path) -> None:
    fake = watcher(slow(3, 4, 5, 40))
    missing = {60, 61}
    fake.measured["openai"] = tuple(
        each
        for each in fake.measured["openai"]
        if (THIS_HOUR_NS - each.hour_ns) // HOUR_NS not in missing
    )
    async with watching(tmp_path, fake, at="slo") as (app, pilot):
        await into(pilot)
        assert "agree with Apidepth's verdict on 30 of 31 days" in said(app)
        assert "of some hours no latency is given" in said(app)
        assert "≠ ✗ 1 of 24" in text(app)


async def test_the_cursor_begins_at_the_newest_missed_hour_with_its_numbers(
    tmp_path: Path,
) -> None:
    async with watching(tmp_path, watcher(slow(3, 4, 5)), at="slo") as (app, pilot):
        await into(pilot)
        assert opened(app).at_ns == THIS_HOUR_NS - 3 * HOUR_NS
        assert "Mon 21 Sep 11:00 · ✗ p95 8.0 s, 4× the limit · 120 calls, 7 failed" in text(app)
        assert "Apidepth on the UTC day 21 Sep: missed in 3 of 14 hours" in text(app)


async def test_both_cursors_stand_at_one_moment(tmp_path: Path) -> None:
    async with watching(tmp_path, watcher(slow(3)), at="slo") as (app, pilot):
        await into(pilot)
        view = opened(app)
        await press(pilot, "k")  # the day before, in the calendar
        assert view.at_ns == THIS_HOUR_NS - 27 * HOUR_NS
        assert view.hours.cursor == view.grids.hour_place(view.at_ns)  # type: ignore[union-attr]
        await press(pilot, "enter", "right")  # into its hours, and one on
        assert view.at_ns == THIS_HOUR_NS - 26 * HOUR_NS
        await press(pilot, "e")
        assert view.at_ns == THIS_HOUR_NS - 3 * HOUR_NS


async def test_an_hour_goes_on_in_the_next_day(tmp_path: Path) -> None:
    midnight = NOW_NS // (24 * HOUR_NS) * 24 * HOUR_NS
    last = (THIS_HOUR_NS - midnight) // HOUR_NS + 1  # hours since the last one of yesterday
    async with watching(tmp_path, watcher(slow(last)), at="slo") as (app, pilot):
        await into(pilot)
        await press(pilot, "tab")
        assert opened(app).at_ns == midnight - HOUR_NS
        await press(pilot, "l")
        assert opened(app).at_ns == midnight


async def test_every_kind_of_hour_has_its_own_words(tmp_path: Path) -> None:
    def odd(ago: int, each: LatencyHour) -> LatencyHour | None:
        if ago == 1:
            return replace(each, total_count=19)
        if ago == 2:
            return replace(each, p50=None, p95=None, p99=None, event_count=0)
        return None if ago == 3 else each

    async with watching(tmp_path, watcher(month(odd)), at="slo") as (app, pilot):
        await into(pilot)
        await press(pilot, "tab", "G")
        assert "fewer than 20 calls: not judged" in text(app)
        await press(pilot, "h")
        assert "no call had a valid latency: not judged" in text(app)
        await press(pilot, "h")
        assert "no call in this hour" in text(app)
        await press(pilot, "h")
        assert "✓ p95" in text(app)


async def test_a_percentile_that_nobody_knows_is_said_so(tmp_path: Path) -> None:
    fake = FakeUpstream(agreed=(objective(metric="p999"),), measured={"openai": slow(3)})
    async with watching(tmp_path, fake, at="slo") as (app, pilot):
        assert "p999?" in text(app)
        await into(pilot)
        assert "not one of p50, p95 and p99" in said(app)


async def test_maintenance_is_hatched_and_named(tmp_path: Path) -> None:
    start = THIS_HOUR_NS - 3 * HOUR_NS
    windows = (Maintenance("w", "openai", "Key rotation", start, start + HOUR_NS, False),)
    async with watching(tmp_path, watcher(slow(3), windows=windows), at="slo") as (app, pilot):
        await into(pilot)
        assert "maintenance “Key rotation”" in text(app)
        await press(pilot, "tab", "h")
        assert "╱X" in text(app)


async def test_another_zone_keeps_the_moment_and_the_vendors_days(tmp_path: Path) -> None:
    async with watching(tmp_path, watcher(slow(3)), at="slo") as (app, pilot):
        await into(pilot)
        before = opened(app).at_ns
        app.zone = ZoneInfo("Asia/Kolkata")  # half an hour off: hours of both share cells
        await calm(pilot)
        assert opened(app).at_ns == before
        assert "Mon 21 Sep 16:30 · ✗ p95 8.0 s" in text(app)
        assert "the UTC day 21 Sep" in text(app)


async def test_a_step_of_the_cursor_repaints_no_more_than_the_grids(tmp_path: Path) -> None:
    async with watching(tmp_path, watcher(slow(3)), at="slo") as (app, pilot):
        await into(pilot)
        await press(pilot, "tab")
        painted: list[int] = []
        heat = opened(app).hours
        refresh = heat.refresh

        def noted(*regions: Region, **more: bool) -> Widget:
            painted.extend(each.area for each in regions or (heat.region,))
            return refresh(*regions, **more)

        heat.refresh = noted  # type: ignore[assignment, method-assign]
        await press(pilot, "h")
        assert painted == [heat.grid.wide, heat.grid.wide]


async def test_the_locked_cursor_is_followed(tmp_path: Path) -> None:
    async with watching(tmp_path, watcher(slow(3)), at="slo") as (app, pilot):
        await into(pilot)
        app.locked = THIS_HOUR_NS - 30 * HOUR_NS
        await calm(pilot)
        assert opened(app).at_ns == THIS_HOUR_NS - 30 * HOUR_NS
        await press(pilot, "tab", "h")
        assert app.locked == THIS_HOUR_NS - 31 * HOUR_NS


async def test_an_hour_leads_to_its_traces_wherever_traces_are(tmp_path: Path) -> None:
    able = Filter("attribute", "text", "a span's attribute", provider="gen_ai.system={provider}")
    source = FakeSource(filters=(*FakeSource().filters, able))
    fake = watcher(slow(3))
    sources = watched(fake)
    sources = replace(sources, traces={"risicare": source}, records=everywhere(sources))
    async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
        await press(pilot, "5", ":", *"slo", "enter")
        await calm(pilot)
        await into(pilot)
        await press(pilot, "tab", "enter")
        await calm(pilot)
        assert isinstance(app.screen, ViewScreen)
        assert isinstance(app.screen.view, TracesView)
        asked = source.queries[-1]
        assert (asked.since_ns, asked.until_ns) == (
            THIS_HOUR_NS - 3 * HOUR_NS,
            THIS_HOUR_NS - 2 * HOUR_NS,
        )
        assert [str(each) for each in asked.conditions] == ["attribute=gen_ai.system=openai"]
        assert "openai Mon 21 Sep 11:00" in lines(app)[1]
        await press(pilot, "!")
        assert source.queries[-1].conditions == ()
        assert source.queries[-1].since_ns == THIS_HOUR_NS - 3 * HOUR_NS


def everywhere(sources: Sources) -> Mapping[str, RecordSource]:
    """The records of the watcher, under the name of a vendor with traces too."""
    return {**sources.records, "risicare": sources.records["apidepth"]}


async def test_without_a_vendor_of_traces_an_hour_says_so(tmp_path: Path) -> None:
    sources = replace(watched(watcher(slow(3))), traces={})
    async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
        await press(pilot, "5", ":", *"slo", "enter")
        await into(pilot)
        await press(pilot, "tab", "enter")
        assert "No vendor that holds traces is connected." in notices(app)


async def test_a_narrow_screen_shows_one_pane_at_a_time(tmp_path: Path) -> None:
    async with watching(tmp_path, watcher(slow(3)), at="slo", size=(80, 24)) as (app, pilot):
        assert "x" in lines(app)[3]
        await into(pilot)
        assert "Of 720 hours" in text(app)
        assert "03    06" not in text(app)
        await press(pilot, "enter")
        assert "03    06" in text(app)
        await resized(pilot, 120, 34)
        assert "Of 720 hours" in text(app)
        assert "03    06" in text(app)


async def test_without_an_answer_it_says_what_happened_and_keeps_what_was_known(
    tmp_path: Path,
) -> None:
    fake = FakeUpstream(agreed=(BAD,), fails=Unreachable("Apidepth", "no answer in 10 s"))
    async with watching(tmp_path, fake, at="slo") as (app, pilot):
        assert "No answer" in text(app)
        fake.fails = None
        await press(pilot, "r")
        assert "p95 ≤ 2.0 s" in text(app)
        fake.fails = Limited("Apidepth", 30.0)
        await press(pilot, "r")
        assert "the budget returns in 30 s" in text(app)
        assert "p95 ≤ 2.0 s" in text(app)


async def test_an_objective_that_was_deleted_meanwhile_says_so(tmp_path: Path) -> None:
    fake = watcher(slow(3))
    async with watching(tmp_path, fake, at="slo") as (app, pilot):
        await into(pilot)
        fake.agreed = ()
        await press(pilot, "ctrl+r")
        assert "is not there any more" in " ".join(text(app).split())
        assert "✗ p95 8.0 s" in text(app)


async def test_without_colour_and_in_ascii_every_state_is_still_told(tmp_path: Path) -> None:
    environ = {"NO_COLOR": "1", "LC_ALL": "C"}
    fake = watcher(slow(3))
    async with watching(tmp_path, fake, at="slo", environ=environ) as (app, pilot):
        await into(pilot)
        for heat in app.screen.query(Heat):
            for y in range(heat.size.height):
                assert heat.render_line(y).text.isascii()
        assert "x missed" in text(app)


async def test_standing_still_paints_nothing(tmp_path: Path) -> None:
    async with watching(tmp_path, watcher(slow(3)), at="slo") as (app, pilot):
        await into(pilot)
        opened(app).tick()
        assert not to_paint(app) & {"Heat", "Chart"}
