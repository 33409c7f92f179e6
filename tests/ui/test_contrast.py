"""What a marked set has that others have not: from lists and from groups, ranked and followed."""

from dataclasses import replace
from pathlib import Path

import pytest

from spandeck.model.errors import Unreachable
from spandeck.model.trace import OK, Span
from spandeck.ui.screens.contrast import ContrastScreen
from spandeck.ui.screens.stage import ViewScreen
from spandeck.ui.screens.tracepair import PairScreen
from tests.ui.decks import before_the_deck, failures
from tests.ui.fakes import FILTERS, NOW_NS, FakeSource, connected, traces
from tests.ui.running import lines, notices, press, running, text

MARKED = 6


def now() -> int:
    return NOW_NS


def asked(trace_id: str, model: str) -> list[Span]:
    held = {"openinference.span.kind": "LLM", "llm.model_name": model, "llm.provider": "openai"}
    return [Span(trace_id, "a", None, "ask", "", NOW_NS, NOW_NS + 1, OK, attributes=held)]


def source() -> FakeSource:
    """Traces that differ in nothing but the model and the agent of the newest."""
    rows = [
        replace(each, agent_name="planner" if at < MARKED else "support", status=OK, error_count=0)
        for at, each in enumerate(traces(30))
    ]
    details = {
        each.trace_id: asked(each.trace_id, "gpt-4o" if at < MARKED else "o3")
        for at, each in enumerate(rows)
    }
    return FakeSource(rows=[*rows], details=details, filters=FILTERS)


@pytest.mark.parametrize("size", [(80, 24), (120, 34), (200, 50)])
async def test_marked_traces_are_held_against_the_rest(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with running(tmp_path, sources=connected(source()), size=size, clock=now) as ran:
        app, pilot = ran
        await press(pilot, "3", *["space"] * MARKED, "B")
        assert isinstance(app.screen, ContrastScreen)
        assert "6 marked against the rest" in text(app)
        agent = next(each for each in lines(app) if "planner" in each)
        assert "6/6" in agent
        assert "0/24" in agent
        assert "<0.0001" in agent
        assert any("gpt-4o" in each and "6/6" in each for each in lines(app))


async def test_enter_lists_the_traces_that_have_the_word(tmp_path: Path) -> None:
    held = source()
    async with running(tmp_path, sources=connected(held), clock=now) as (app, pilot):
        await press(pilot, "3", *["space"] * MARKED, "B")
        screen = app.screen
        assert isinstance(screen, ContrastScreen)
        found = [(each.attribute, each.value) for each in screen.board.rows]
        await press(pilot, *["j"] * found.index(("agent", "planner")), "enter")
        assert isinstance(app.screen, ViewScreen)
        assert [str(each) for each in held.queries[-1].conditions] == ["agent_name=planner"]
        await press(pilot, "escape", "g", *["j"] * found.index(("model", "gpt-4o")), "enter")
        assert isinstance(app.screen, ContrastScreen)
        assert notices(app)[-1] == "Risicare cannot list traces by their model."


async def test_the_table_is_copied_and_exported(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(source()), clock=now) as (app, pilot):
        await press(pilot, "3", *["space"] * MARKED, "B")
        screen = app.screen
        assert isinstance(screen, ContrastScreen)
        assert "| agent | planner | 6/6 | 0/24 | <0.0001 |" in screen.copies()[0][1]
        assert screen.records()[0]["marked"]["count"] == MARKED


async def test_without_marks_it_says_what_to_mark(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(source()), clock=now) as (app, pilot):
        await press(pilot, "3", "B")
        assert notices(app)[-1] == "Mark traces with space first, or stand on an error group."


async def test_few_marks_are_shown_with_their_caveat(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(source()), clock=now) as (app, pilot):
        await press(pilot, "3", "space", "space", "B")
        assert "Only 2 on one side: what differs here may differ by chance." in text(app)
        assert "CHANCE is how likely as much is by chance alone" in text(app)


async def test_a_group_is_held_against_what_passed_of_its_agents(tmp_path: Path) -> None:
    rows = [replace(each, agent_name="planner") for each in traces(60)]
    held = replace(connected(), traces={"risicare": FakeSource(rows=[*rows])})
    async with before_the_deck(tmp_path, *failures(6), sources=held) as reader:
        await reader.press("B")
        assert isinstance(reader.app.screen, ContrastScreen)
        assert "against what passed of the same agents" in reader.screen
        assert "6 marked, 25 others · 15 of 31 traces read" in reader.screen


async def test_a_group_is_compared_with_the_nearest_that_passed(tmp_path: Path) -> None:
    rows = [replace(each, agent_name="planner") for each in traces(60)]
    held = replace(connected(), traces={"risicare": FakeSource(rows=[*rows])})
    async with before_the_deck(tmp_path, *failures(6), sources=held) as reader:
        await reader.press("d")
        assert isinstance(reader.app.screen, PairScreen)


async def test_a_vendor_that_fails_leaves_a_sentence(tmp_path: Path) -> None:
    held = replace(connected(), traces={"risicare": FakeSource(rows=[*traces(60)])})
    source = held.traces["risicare"]
    assert isinstance(source, FakeSource)
    async with before_the_deck(tmp_path, *failures(6), sources=held) as reader:
        source.fails = Unreachable("Risicare", "no answer within 10 s")
        await reader.press("B")
        assert "The traces could not be read" in reader.screen
        assert "no answer within 10 s" in reader.screen
