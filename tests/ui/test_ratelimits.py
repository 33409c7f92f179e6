"""429s and quotas on screen: who throttles us soonest, what if we called less, every unknown."""

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from textual.geometry import Region
from textual.widget import Widget

from spandeck.model.errors import Limited, Unreachable
from spandeck.model.page import Freshness
from spandeck.model.upstream import HOUR_NS, BurnDown, RateLimits
from tests.ui.running import lines, press, settled, text
from tests.ui.upstream import NOW_NS, THIS_HOUR_NS, FakeUpstream, limits
from tests.ui.watching import calm, painted, resized, view, watching


async def test_the_riskiest_provider_stands_first_with_its_bars_and_its_burn_down(
    tmp_path: Path,
) -> None:
    fake = FakeUpstream(limited={"stripe": limits("stripe")})
    async with watching(tmp_path, fake) as (app, _):
        assert lines(app)[3].startswith("▌ stripe")
        assert "✗ high" in lines(app)[3]
        assert "8.1 min" in lines(app)[3]
        assert "285 429s, +15.2 % on the period before; most at" in painted(app)
        assert "340 left of 10 000" in painted(app, 1)
        assert "3 providers, 1 throttled · just read" in lines(app)[-2]


async def test_providers_without_a_risk_are_sorted_by_their_429s(tmp_path: Path) -> None:
    few, many = (RateLimits(name, n, None, None, (), None) for name, n in (("a", 1), ("b", 9)))
    fake = FakeUpstream(names=("a", "b"), limited={"a": few, "b": many})
    async with watching(tmp_path, fake) as (app, _):
        assert [each.vendor for each in view(app).board.rows] == ["b", "a"]


async def test_every_unknown_has_its_own_words(tmp_path: Path) -> None:
    quota = BurnDown(12, None, None, 0.0, None, None)
    known = RateLimits("openai", 3, None, None, (), quota)
    fake = FakeUpstream(limited={"openai": known})
    async with watching(tmp_path, fake, size=(160, 34)) as (app, pilot):
        [row] = [line for line in lines(app) if " openai " in line][:1]
        for words in ("not said", "unused", "12 of ?", "none before", "none throttled"):
            assert words in row
        assert "no 429s the period before to compare with" in painted(app)
        await press(pilot, ":", *"provider anthropic", "enter")
        assert "no quota yet" in text(app)
        assert "No quota headers captured yet" in painted(app, 1)


async def test_a_lower_rate_moves_the_line_and_nothing_is_asked(tmp_path: Path) -> None:
    fake = FakeUpstream()
    async with watching(tmp_path, fake) as (app, pilot):
        await calm(pilot)
        before, asked = painted(app, 1), fake.asked.copy()
        await press(pilot, "-", "-", "-", "-", "-", "-", "-", "-", "-", "-")
        assert "what if" in painted(app, 1)
        assert "Renewed before it ends" in painted(app, 1)
        assert fake.asked == asked
        await press(pilot, "0")
        assert painted(app, 1) == before
        await press(pilot, "+")
        assert "what if 52/min" in painted(app, 1)


async def test_without_a_quota_there_is_nothing_to_assume(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(limited={})) as (app, pilot):
        before = painted(app, 1)
        await press(pilot, "-", "+")
        assert painted(app, 1) == before
        assert "call less" not in lines(app)[-1]


async def test_the_period_before_is_asked_for_where_the_reader_rests(tmp_path: Path) -> None:
    fake = FakeUpstream()
    async with watching(tmp_path, fake) as (app, pilot):
        whole = view(app).between.whole
        assert ("rate_limits", "openai", whole.before) in fake.ranges
        assert "the period before" in painted(app)
        count = fake.asked["rate_limits"]
        await press(pilot, "j", "k")
        await calm(pilot)
        assert fake.asked["rate_limits"] <= count + 1, "what is known is not asked again"


async def test_an_environment_narrows_every_question_and_the_other_views(tmp_path: Path) -> None:
    fake = FakeUpstream()
    async with watching(tmp_path, fake) as (app, pilot):
        await press(pilot, "f")
        await settled(pilot)
        assert "production" in text(app) or "environment" in text(app)
        await press(pilot, *"environment=staging", "enter")
        await calm(pilot)
        last = [scope for method, scope in fake.scopes if method == "rate_limits"][-1]
        assert last.environment == "staging"
        assert "filter environment=staging" in lines(app)[-2]
        await press(pilot, ".")
        await calm(pilot)
        last = [scope for method, scope in fake.scopes if method == "latency"][-1]
        assert last.environment == "staging"
        await press(pilot, "!")
        await calm(pilot)
        last = [scope for method, scope in fake.scopes if method == "latency"][-1]
        assert last.environment is None


async def test_another_range_is_another_question(tmp_path: Path) -> None:
    fake = FakeUpstream()
    async with watching(tmp_path, fake) as (app, pilot):
        app.range_s = 24 * 3600.0
        await calm(pilot)
        asked = [between for method, _, between in fake.ranges if method == "throttled"][-1]
        assert asked.until_ns - asked.since_ns == 24 * HOUR_NS
        app.range_s = None
        await calm(pilot)
        asked = [between for method, _, between in fake.ranges if method == "throttled"][-1]
        assert asked.until_ns - asked.since_ns == 30 * 24 * HOUR_NS


async def test_the_cache_answers_first_and_the_vendor_then(tmp_path: Path) -> None:
    fake = FakeUpstream(holds_cache=True, fails=Unreachable("Apidepth", "no answer"))
    async with watching(tmp_path, fake) as (app, pilot):
        asked = [ask.freshness for method, ask in fake.asks if method == "throttled"]
        assert asked[-2:] == [Freshness.CACHED, Freshness.FRESH]
        assert asked.count(Freshness.FRESH) == 1
        assert "Apidepth: no answer" in text(app)
        assert "cached just now" in lines(app)[-2]
        assert "✗ high" in text(app), "what was known stays"
        fake.fails = None
        await press(pilot, "r")
        await calm(pilot)
        assert "no answer" not in text(app)


async def test_without_any_answer_the_reason_stands_in_its_place(tmp_path: Path) -> None:
    fake = FakeUpstream(fails=Limited("Apidepth", 40.0))
    async with watching(tmp_path, fake) as (app, _):
        assert "No answer" in text(app)
        assert "the budget returns in 40 s" in text(app)


async def test_nobody_called_is_explained(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(names=())) as (app, _):
        assert "No provider was called" in text(app)
        assert "t looks further back" in text(app)


async def test_bad_rows_are_counted(tmp_path: Path) -> None:
    fake = FakeUpstream(bad=("{}",), limited={}, names=("openai",))
    async with watching(tmp_path, fake) as (app, _):
        assert "unreadable row" in lines(app)[-2]


async def test_the_time_cursor_says_an_hour_and_is_locked_for_all_views(tmp_path: Path) -> None:
    async with watching(tmp_path) as (app, pilot):
        await press(pilot, "h", "h")
        assert view(app).point_ns == THIS_HOUR_NS - HOUR_NS
        assert "429s 39" in painted(app)
        await press(pilot, "L")
        assert app.locked == THIS_HOUR_NS - HOUR_NS
        assert "locked at 21 Sep 13:00" in lines(app)[-2]
        await press(pilot, ".")
        await calm(pilot)
        assert view(app).point_ns == THIS_HOUR_NS - HOUR_NS
        await press(pilot, "h")
        assert app.locked == THIS_HOUR_NS - 2 * HOUR_NS
        await press(pilot, ",")
        assert view(app).point_ns == THIS_HOUR_NS - 2 * HOUR_NS
        await press(pilot, "L", "escape")
        assert app.locked is None
        assert view(app).point_ns is None


async def test_the_cursor_paints_only_what_differs(tmp_path: Path) -> None:
    async with watching(tmp_path) as (app, pilot):
        await press(pilot, "h")
        bars = next(iter(view(app).query("Chart")))
        again: list[int] = []
        refresh = bars.refresh

        def counted(*regions: Region, **more: bool) -> Widget:
            again.extend(each.area for each in regions)
            return refresh(*regions, **more)

        bars.refresh = counted  # type: ignore[method-assign]
        await press(pilot, "h")
        assert 0 < sum(again) < bars.size.area / 4


async def test_times_are_of_the_zone_and_maintenance_is_shaded(tmp_path: Path) -> None:
    async with watching(tmp_path) as (app, pilot):
        assert "maintenance" in painted(app)
        assert "╵10:00" in painted(app)
        app.zone = ZoneInfo("Asia/Kolkata")
        await calm(pilot)
        assert "╵10:00" not in painted(app)
        assert "(19:51)" in painted(app, 1), "14:13 and 8 minutes, five and a half hours on"


async def test_sorting_by_a_column_and_back(tmp_path: Path) -> None:
    async with watching(tmp_path) as (app, pilot):
        await press(pilot, ">")
        assert "provider▼" in lines(app)[2]
        assert view(app).board.rows[0].vendor == "stripe"
        await press(pilot, "I")
        assert view(app).board.rows[0].vendor == "anthropic"
        await press(pilot, "<")
        assert view(app).board.rows[0].vendor == "openai"
        await press(pilot, ":", *"sort nonsense", "enter")
        assert "There is no column" in text(app)


async def test_what_is_copied_and_exported(tmp_path: Path) -> None:
    async with watching(tmp_path) as (app, _):
        made = dict(view(app).copies())
        assert made["command"] == "spandeck get apidepth burn-down --where vendor=openai"
        assert made["command, the picture"] == "spandeck plot apidepth rate-limits openai"
        assert "most at" in made["picture 1"]
        assert len(view(app).records()) == 3


async def test_the_chosen_provider_is_kept_from_view_to_view(tmp_path: Path) -> None:
    async with watching(tmp_path) as (app, pilot):
        await press(pilot, "j", "j", ".")
        await calm(pilot)
        assert view(app).name_of(view(app).here) == "stripe"
        await press(pilot, "k", ",")
        assert view(app).name_of(view(app).here) == view(app).desk.lately["vendors"]


async def test_it_fits_every_terminal(tmp_path: Path) -> None:
    async with watching(tmp_path) as (app, pilot):
        for width, height in ((60, 15), (80, 24), (200, 50)):
            await resized(pilot, width, height)
            shown = lines(app)
            assert len(shown) == height
            assert "openai" in shown[3]
            assert "left of" in text(app)


async def test_a_terminal_of_ascii_is_drawn_to_in_ascii(tmp_path: Path) -> None:
    async with watching(tmp_path, environ={"LANG": "C"}) as (app, _):
        assert painted(app).isascii()
        assert painted(app, 1).isascii()


async def test_a_reset_that_is_past_is_said(tmp_path: Path) -> None:
    quota = replace(limits().burn_down or BurnDown(0, 0, 0, 0, 0, ""), reset_ns=NOW_NS - 1)
    fake = FakeUpstream(limited={"openai": replace(limits(), burn_down=quota)})
    async with watching(tmp_path, fake, size=(160, 34)) as (app, _):
        assert "passed" in lines(app)[3]
