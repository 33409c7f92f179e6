"""Comparing: a base and another, or the nearest that passed; read, stepped through, copied."""

from dataclasses import replace
from pathlib import Path

import pytest

from spandeck.model.errors import Unreachable
from spandeck.model.trace import ERROR, OK, Span, TraceSummary
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.screens.tracepair import PairScreen
from tests.ui.fakes import NOW_NS, FakeSource, connected, summary, traces
from tests.ui.running import lines, notices, press, running, text

S = 10**9
FAILING, PASSING = summary(3).trace_id, summary(7).trace_id
ORDER = ("run", "plan", "search", "again")
AT = summary(3).started_ns or 0


def now() -> int:
    return NOW_NS


def step(name: str, above: str | None, seconds: float, *, failed: bool = False) -> Span:
    kind = {"openinference.span.kind": "TOOL" if name == "search" else "CHAIN", "tool.name": name}
    began, status = AT + ORDER.index(name), ERROR if failed else OK
    ended = began + round(seconds * S)
    return Span("", name, above, name, "", began, ended, status, "it timed out" * failed, kind)


PASSED = [step("run", None, 2), step("plan", "run", 1), step("search", "run", 0.4)]
FAILED = [
    step("run", None, 31, failed=True),
    step("plan", "run", 1),
    step("search", "run", 30, failed=True),
    step("again", "run", 3),
]


def spans(trace_id: str, told: list[Span]) -> list[Span]:
    return [replace(each, trace_id=trace_id) for each in told]


def source() -> FakeSource:
    """Failing and passing traces of four agents; one of each is told in full."""
    rows = [replace(each, agent_name="planner", name="run") for each in traces(30)]
    return FakeSource(
        rows=[*rows],
        details={
            **{each.trace_id: spans(each.trace_id, PASSED) for each in rows},
            FAILING: spans(FAILING, FAILED),
        },
    )


def pair(app: Spandeck) -> PairScreen:
    assert isinstance(app.screen, PairScreen)
    return app.screen


async def test_twice_on_a_failing_row_finds_the_nearest_that_passed(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(source()), clock=now) as (app, pilot):
        await press(pilot, "3", "e", "d")
        assert any(
            "Base: 00000000. d on another one compares them" in each for each in notices(app)
        )
        await press(pilot, "d")
        screen = pair(app)
        assert screen.sides is not None
        assert [each.trace_id for each in screen.sides] == [summary(4).trace_id, FAILING]
        assert (
            "The nearest passing trace of planner that runs search: 20 s earlier."
            in screen.status.plain
        )
        assert "it timed out" in text(app)
        assert any("✗ failed" in each and "search" in each and "▌" in each for each in lines(app))


async def test_a_base_is_compared_with_another_one(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(source()), clock=now) as (app, pilot):
        await press(pilot, "3", "d", "e", "d")
        screen = pair(app)
        assert screen.sides is not None
        assert [each.trace_id for each in screen.sides] == [summary(0).trace_id, FAILING]
        await press(pilot, "escape", "d")
        assert not isinstance(app.screen, PairScreen), "the base is forgotten once it was used"


async def test_in_a_trace_one_press_is_enough(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(source()), clock=now) as (app, pilot):
        await press(pilot, "3", "e", "enter", "d")
        assert pair(app).sides is not None


async def test_differences_errors_and_slow_steps_are_walked_and_opened(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(source()), clock=now) as (app, pilot):
        await press(pilot, "3", "e", "d", "d", "g")
        screen = pair(app)
        assert len(screen.kept) == 4
        await press(pilot, "K")
        assert [screen.marks[row].said for row in screen.kept] == [
            "✗ failed",
            "✗ failed",
            "+ only other",
        ]
        await press(pilot, "e")
        assert screen.here == 2
        await press(pilot, "e")
        assert any("No step below failed." in each for each in notices(app))
        await press(pilot, "E", "s")
        assert any("No step below took longer." in each for each in notices(app))
        await press(pilot, "G", "enter")
        assert isinstance(app.screen, TraceScreen)
        assert (app.screen.summary.trace_id, app.screen.trace_view.span_id) == (FAILING, "again")


async def test_the_difference_is_copied_as_markdown_and_exported(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(source()), clock=now) as (app, pilot):
        await press(pilot, "3", "e", "d", "d")
        screen = pair(app)
        copies = dict(screen.copies())
        assert "| ✗ failed |" in copies["what differs, as Markdown"]
        assert copies["other id"] == FAILING
        assert [each["differs"] for each in screen.records()][2] == "✗ failed"


@pytest.mark.parametrize("size", [(80, 24), (120, 34), (200, 50)])
async def test_it_is_readable_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with running(tmp_path, sources=connected(source()), size=size, clock=now) as (app, pilot):
        await press(pilot, "3", "e", "d", "d")
        shown = [each for each in lines(app) if "search" in each and "✗ failed" in each]
        assert shown
        assert "400 ms" in shown[0]
        assert "30.0 s" in shown[0]
        assert shown[0].count("tool search") == (2 if size[0] > 80 else 1)


async def test_a_narrow_screen_says_why_this_base_in_passing(tmp_path: Path) -> None:
    sources = connected(source())
    async with running(tmp_path, sources=sources, size=(80, 24), clock=now) as (app, pilot):
        await press(pilot, "3", "e", "d", "d")
        assert notices(app)[-1].startswith("The nearest passing trace of planner that runs search")


async def test_a_trace_that_was_at_hand_is_read_again_when_asked(tmp_path: Path) -> None:
    held = source()
    async with running(tmp_path, sources=connected(held), clock=now) as (_, pilot):
        await press(pilot, "3", "e", "enter", "d")
        before = held.asked["spans"]
        await press(pilot, "r")
        assert held.asked["spans"] >= before + 2


async def test_no_passing_trace_is_said_with_where_was_looked(tmp_path: Path) -> None:
    held = source()
    held.rows = [each for each in held.rows if isinstance(each, TraceSummary) and each.failed]
    async with running(tmp_path, sources=connected(held), clock=now) as (app, pilot):
        await press(pilot, "3", "d", "d")
        assert "There is no passing trace to compare with" in text(app)
        assert "No trace of planner passed: Risicare was asked" in text(app)


async def test_a_vendor_that_fails_is_a_sentence(tmp_path: Path) -> None:
    held = source()
    async with running(tmp_path, sources=connected(held), clock=now) as (app, pilot):
        await press(pilot, "3", "e", "d")
        held.fails = Unreachable("Risicare", "no answer within 10 s")
        await press(pilot, "d")
        assert "The traces could not be compared" in text(app)
        assert "no answer within 10 s" in text(app)
        held.fails = None
        await press(pilot, "r")
        assert pair(app).sides is not None
