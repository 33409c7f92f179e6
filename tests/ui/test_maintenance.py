"""Maintenance on screen: what is open, what comes, what is over, and planning and deleting it."""

from dataclasses import replace
from pathlib import Path

from spandeck.model.source import Sources
from spandeck.model.upstream import HOUR_NS, Maintenance
from spandeck.ui.screens.form import FormScreen
from spandeck.ui.screens.vendor import VendorScreen
from spandeck.ui.views.maintenance import MaintenanceView
from spandeck.vendors.apidepth.catalog import CATALOG
from tests.ui.acting import FakeActs
from tests.ui.fakes import FakeSource
from tests.ui.running import lines, notices, press, running, settled, text
from tests.ui.upstream import NOW_NS, FakeUpstream
from tests.ui.watching import calm, watched, watching

OVER = Maintenance("over", "openai", "Key rotation", NOW_NS - 9 * HOUR_NS, NOW_NS - HOUR_NS, False)
OPEN = Maintenance("open", "twilio", "Carriers", NOW_NS - HOUR_NS, NOW_NS + 2 * HOUR_NS, True)
COMING = Maintenance("next", "stripe", "Upgrade", NOW_NS + HOUR_NS, NOW_NS + 4 * HOUR_NS, False)


def planning(fake: FakeUpstream, acts: FakeActs) -> Sources:
    """A watcher whose windows can be planned and deleted, by the vendor's own forms."""
    acts.vendor, acts.title, acts.catalog = "apidepth", "Apidepth", CATALOG
    return replace(watched(fake), records={"apidepth": acts})


async def test_open_windows_stand_first_then_those_to_come_then_those_over(
    tmp_path: Path,
) -> None:
    fake = FakeUpstream(windows=(OVER, COMING, OPEN))
    async with watching(tmp_path, fake, at="maintenance") as (app, pilot):
        rows = lines(app)[3:6]
        assert "● open, 2 h 00 m left" in rows[0]
        assert "○ opens in 1 h 00 m" in rows[1]
        assert "· over" in rows[2]
        assert "3 windows, 1 open · just read" in lines(app)[-2]
        assert "Until it ends, Apidepth sends no alerts about twilio" in text(app)
        await press(pilot, "G")
        assert "While it was open, Apidepth sent no alerts about openai" in text(app)


async def test_a_window_opens_and_ends_as_time_goes_on(tmp_path: Path) -> None:
    now = [NOW_NS]
    fake = FakeUpstream(windows=(COMING,))
    async with watching(tmp_path, fake, at="maintenance", clock=lambda: now[0]) as (app, pilot):
        assert "○ opens in" in text(app)
        now[0] = COMING.starts_ns
        view(app).tick()
        await pilot.pause()
        assert "● open, 3 h 00 m left" in text(app)
        now[0] = COMING.ends_ns
        view(app).tick()
        await pilot.pause()
        assert "· over" in text(app)


def view(app: object) -> MaintenanceView:
    screen = app.screen  # type: ignore[attr-defined]
    assert isinstance(screen, VendorScreen)
    assert isinstance(screen.view, MaintenanceView)
    return screen.view


async def test_a_window_leads_to_the_traces_of_its_time(tmp_path: Path) -> None:
    source = FakeSource()
    sources = watched(FakeUpstream(windows=(OPEN, COMING)))
    records = {**sources.records, "risicare": sources.records["apidepth"]}
    sources = replace(sources, traces={"risicare": source}, records=records)
    async with running(tmp_path, sources=sources, clock=lambda: NOW_NS) as (app, pilot):
        await press(pilot, "5", ":", *"maintenance", "enter", "j", "enter")
        assert "It has not begun: there are no traces of it yet." in notices(app)
        await press(pilot, "k", "enter")
        await calm(pilot)
        asked = source.queries[-1]
        assert (asked.since_ns, asked.until_ns) == (OPEN.starts_ns, NOW_NS)


async def test_without_windows_it_says_what_that_means_and_how_one_is_planned(
    tmp_path: Path,
) -> None:
    async with watching(tmp_path, FakeUpstream(windows=()), at="maintenance") as (app, _):
        assert "No maintenance is planned" in text(app)
        assert "alerts about every provider" in text(app)
        assert ":create-maintenance-window" in text(app)


async def test_a_window_is_planned_from_now_and_asked_for_again(tmp_path: Path) -> None:
    fake, acts = FakeUpstream(windows=()), FakeActs()
    sources = planning(fake, acts)
    async with running(
        tmp_path, sources=sources, clock=lambda: NOW_NS, writes=True, size=(120, 40)
    ) as (app, pilot):
        await press(pilot, "5", ":", *"maintenance", "enter")
        await calm(pilot)
        asked = fake.asked["maintenance"]
        await press(pilot, ":", *"create-maintenance-window", "enter")
        assert isinstance(app.screen, FormScreen)
        rows = app.screen.rows
        for name, typed in (
            ("vendor", "openai"),
            ("label", "Key rotation"),
            ("starts_at", "+2h"),
            ("ends_at", "+4h"),
        ):
            rows[name].put(typed)
        await press(pilot, "ctrl+o")
        assert [each.action.name for each in acts.sent] == ["create-maintenance-window"]
        assert acts.sent[0].body["starts_at"].startswith("2026-09-21T16:13")
        assert fake.asked["maintenance"] > asked


async def test_times_that_are_past_too_long_or_without_a_zone_are_refused_at_the_field(
    tmp_path: Path,
) -> None:
    acts = FakeActs()
    sources = planning(FakeUpstream(windows=()), acts)
    wrong = (
        ("-1h", "+1h", "it must be in the future."),
        ("+1h", "+200h", "at most 7 days after the start."),
        ("2026-09-22T10:00:00", "+48h", "has no time zone"),
        ("+2h", "+1h", "it must be after the start."),
    )
    async with running(
        tmp_path, sources=sources, clock=lambda: NOW_NS, writes=True, size=(120, 40)
    ) as (app, pilot):
        await press(pilot, "5", ":", *"create-maintenance-window", "enter")
        assert isinstance(app.screen, FormScreen)
        rows = app.screen.rows
        rows["vendor"].put("openai")
        rows["label"].put("x" * 101)
        await press(pilot, "ctrl+o")
        assert "it has 101 characters, and 100 are allowed." in text(app)
        rows["label"].put("Upgrade")
        for starts, ends, said in wrong:
            rows["starts_at"].put("now-1h" if starts == "-1h" else starts)
            rows["ends_at"].put(ends)
            await settled(pilot)
            await press(pilot, "ctrl+o")
            assert said in text(app)
        assert not acts.sent
