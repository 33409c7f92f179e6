"""Models on screen: what breaks when, how much that matters, and what to go on with."""

from dataclasses import replace
from pathlib import Path

from tests.ui.running import lines, press, text
from tests.ui.upstream import MODELS, FakeUpstream
from tests.ui.watching import painted, resized, view, watching

AT = "models"


async def test_what_breaks_first_stands_first(tmp_path: Path) -> None:
    async with watching(tmp_path, at=AT, size=(140, 34)) as (app, _):
        row = lines(app)[3]
        assert row.startswith("▌ gpt-4o")
        assert "! deprecated" in row
        assert "stops 2026-11-01, in 41 days" in row
        assert "≈16.1k" in row
        assert "gpt-5" in row
        picture = painted(app)
        assert "go on with gpt-5" in picture
        assert "48 210 calls so far, ≈16.1k a month" in picture
        assert "2 models, 1 deprecated or gone" in lines(app)[-2]


async def test_a_life_is_drawn_until_it_fades_and_stops(tmp_path: Path) -> None:
    async with watching(tmp_path, at=AT) as (app, _):
        [life] = [line for line in painted(app).splitlines() if line.startswith("gpt-4o ─")]
        assert life.index("─") < life.index("░") < life.index("│") < life.index("✗")
        assert "claude-sonnet ─" not in painted(app), "nothing is known to end"


async def test_every_unknown_has_its_own_words(tmp_path: Path) -> None:
    bare = replace(MODELS[0], sunset_on=None, successor=None, first_seen_ns=None, last_seen_ns=None)
    new = replace(MODELS[0], model="odd", deprecation="limbo", deprecated_on=None, sunset_on=None)
    fake = FakeUpstream(used=(bare, new, MODELS[1]))
    async with watching(tmp_path, fake, at=AT, size=(160, 34)) as (app, _):
        shown = text(app)
        for words in (
            "since 2026-08-01, no date set",
            "no successor named",
            "48.2k in all",
            "not said",
            "? limbo",
            "in no list of retirements",
        ):
            assert words in shown


async def test_a_date_that_is_none_is_told_as_it_came(tmp_path: Path) -> None:
    fake = FakeUpstream(used=(replace(MODELS[0], sunset_on="soon", deprecated_on="2026-08-01"),))
    async with watching(tmp_path, fake, at=AT, size=(140, 34)) as (app, _):
        assert "stops soon" in lines(app)[3]


async def test_nothing_is_to_be_retired(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(used=MODELS[1:]), at=AT) as (app, _):
        assert "None of the models in use is to be retired" in painted(app)


async def test_no_model_was_called(tmp_path: Path) -> None:
    async with watching(tmp_path, FakeUpstream(used=()), at=AT) as (app, _):
        assert "No model was called" in text(app)


async def test_what_is_copied_and_exported(tmp_path: Path) -> None:
    async with watching(tmp_path, at=AT) as (app, pilot):
        assert dict(view(app).copies())["model"] == "gpt-4o"
        assert [each["model"] for each in view(app).records()] == ["gpt-4o", "claude-sonnet"]
        await press(pilot, "j")
        assert dict(view(app).copies())["model"] == "claude-sonnet"


async def test_it_fits_every_terminal(tmp_path: Path) -> None:
    async with watching(tmp_path, at=AT) as (app, pilot):
        for width, height in ((60, 15), (80, 24), (200, 50)):
            await resized(pilot, width, height)
            assert "deprecated" in lines(app)[3]
            assert "go on with gpt-5" in text(app)
