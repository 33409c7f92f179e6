"""Providers' health on screen: the worst first, its parts as gauges, every missing one in words."""

from pathlib import Path

from spandeck.model.upstream import HealthScores, Score
from tests.ui.running import lines, press, text
from tests.ui.upstream import NOW_NS, FakeUpstream
from tests.ui.watching import painted, view, watching

AT = "health"


async def test_the_worst_stands_first_with_its_parts_as_gauges(tmp_path: Path) -> None:
    async with watching(tmp_path, at=AT) as (app, _):
        assert lines(app)[3].startswith("▌ openai            ✗  62 ██")
        picture = painted(app)
        assert "5 200 calls in 24 h" in picture
        assert "✗  35" in picture
        assert "what is left of its quota" in picture
        assert "3 providers, together 72 of 100, weighted by calls" in lines(app)[-2]


async def test_a_provider_without_a_score_says_why_part_by_part(tmp_path: Path) -> None:
    async with watching(tmp_path, at=AT) as (app, pilot):
        await press(pilot, "G")
        assert "nothing to judge by" in lines(app)[5]
        for words in (
            "no score: nothing to judge by",
            "no p95 to hold against the usual",
            "no calls in 24 h",
            "no limit said",
            "not watched",
        ):
            assert words in painted(app)


async def test_no_aggregate_is_said(tmp_path: Path) -> None:
    none = HealthScores((Score("stripe", None, None, None, None, None, 0, None),), None)
    async with watching(tmp_path, FakeUpstream(scores=none), at=AT) as (app, _):
        assert "no provider has one" in lines(app)[-2]
        assert "never" in lines(app)[3]


async def test_nobody_is_watched_yet(tmp_path: Path) -> None:
    fake = FakeUpstream(scores=HealthScores((), None))
    async with watching(tmp_path, fake, at=AT) as (app, _):
        assert "No provider is watched" in text(app)


async def test_there_is_no_time_to_point_at(tmp_path: Path) -> None:
    async with watching(tmp_path, at=AT) as (app, pilot):
        await press(pilot, "h", "L")
        assert view(app).at_ns is None
        assert app.locked is None


async def test_what_is_copied_and_exported(tmp_path: Path) -> None:
    async with watching(tmp_path, at=AT, size=(80, 24)) as (app, _):
        made = dict(view(app).copies())
        assert made["command, the picture"] == "spandeck plot apidepth health openai"
        assert view(app).records()[0]["computed_ns"] == NOW_NS
