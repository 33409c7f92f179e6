"""What stands beside the queue: the Deck waits for budget, lets no vendor hold up another, and
tells silence from blindness.
"""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from spandeck.model.errors import Limited, Refused, Unreachable
from spandeck.model.page import Ask, Priority
from spandeck.model.source import PLAIN, Health, Sources
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.deck import DeckScreen
from tests.ui.decks import Reader, TellingFeed, before_the_deck, failures
from tests.ui.failures import failure
from tests.ui.fakes import NOW_NS, FakeSource, connected, profile
from tests.ui.running import press, running, settled, text
from tests.ui.upstream import SCORES, STATUS, FakeUpstream, objective

MINUTE_NS = 60_000_000_000


class Scarce(FakeSource):
    """A vendor whose budget is spent: whoever will wait is answered, a prefetch never is."""

    def note(self, method: str, ask: Ask) -> bool:
        if ask.priority is Priority.PREFETCH:
            raise Limited(self.title, 1.0)
        return super().note(method, ask)


class Held(FakeSource):
    """A vendor that answers when it is let."""

    let: asyncio.Event

    async def health(self, *, ask: Ask = PLAIN) -> Health:
        await self.let.wait()
        return await super().health(ask=ask)


async def polled(reader: Reader, *feeds: TellingFeed, times: int = 1) -> None:
    """Wait until the tail has asked each feed so often and taken in what they told."""
    while any(len(each.asked) < times for each in feeds):
        await reader.pilot.pause()
    told = {key for each in feeds for key in {row.key for row in each.rows}}
    while reader.triage.ring.end < len(told) and not any(each.fails for each in feeds):
        await reader.pilot.pause()
    await reader.pilot.pause()
    await reader.beat()


def watched(upstream: FakeUpstream) -> Sources:
    """Sources with a watcher of providers."""
    base = connected()
    records = {**base.records, "apidepth": base.records["risicare"]}
    return replace(base, upstream={"apidepth": upstream}, records=records)


async def test_a_moment_without_budget_is_waited_for_and_no_failure(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, sources=connected(Scarce())) as reader:
        assert "newest now" in reader.screen
        assert "budget returns" not in reader.screen


async def test_no_vendor_holds_up_another(tmp_path: Path) -> None:
    held = Held(vendor="fiddler", title="Fiddler")
    held.let = asyncio.Event()
    both = connected()
    records = {"fiddler": both.records["risicare"], **both.records}
    sources = replace(both, traces={"fiddler": held, **both.traces}, records=records)

    async def opening() -> Sources:
        return sources

    app = Spandeck(profile(tmp_path, clock=lambda: NOW_NS), opening, environ={})
    async with app.run_test(size=(120, 34)) as pilot:
        while "Risicare  newest" not in text(app):
            await pilot.pause()
        assert "Fiddler   … asking" in text(app)
        held.let.set()
        await settled(pilot)
        assert "Fiddler   newest" in text(app)


async def test_a_watcher_of_providers_says_when_it_last_judged_and_that_it_is_out(
    tmp_path: Path,
) -> None:
    scores = replace(SCORES, scores=(replace(SCORES.scores[0], computed_ns=NOW_NS - MINUTE_NS),))
    upstream = FakeUpstream(scores=scores)
    async with before_the_deck(tmp_path, sources=watched(upstream)) as reader:
        assert "Apidepth  hourly, newest 1 m ago" in reader.screen
        upstream.stands = replace(STATUS, status="outage")
        await reader.press("r")
        assert "✗ Its collector is out." in reader.screen


async def test_what_is_known_stays_until_the_next_answer(tmp_path: Path) -> None:
    held = Held()
    held.let = asyncio.Event()
    held.let.set()
    async with running(tmp_path, sources=connected(held)) as (app, pilot):
        held.let.clear()
        await pilot.press("r")
        await pilot.pause()
        assert "Risicare  newest" in text(app)
        held.let.set()
        await settled(pilot)


async def test_everyone_is_asked_again_after_a_minute_and_not_before(tmp_path: Path) -> None:
    source = FakeSource()
    async with before_the_deck(tmp_path, sources=connected(source)) as reader:
        await reader.beat(59)
        assert source.asked["health"] == 1
        await reader.beat(2)
        assert source.asked["health"] == 2
        assert all(ask.priority is Priority.TAIL for _, ask in source.asks)


async def test_a_failing_vendor_is_a_sentence_and_the_others_go_on(tmp_path: Path) -> None:
    broken = FakeSource(vendor="fiddler", title="Fiddler", fails=Unreachable("Fiddler", "no route"))
    both = connected()
    records = {"fiddler": both.records["risicare"], **both.records}
    sources = replace(both, traces={"fiddler": broken, **both.traces}, records=records)
    async with before_the_deck(tmp_path, sources=sources) as reader:
        assert "✗ Fiddler" in " ".join(reader.screen.split())
        assert "no route" in reader.screen
        assert "Risicare  newest now" in reader.screen


async def test_what_is_not_connected_says_what_it_needs(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path) as reader:
        assert "Arize     · not connected" in reader.screen
        assert "SPANDECK_ARIZE_TOKEN" in reader.screen


async def test_what_the_tail_is_told_stands_in_the_queue_at_once(tmp_path: Path) -> None:
    feed = TellingFeed(rows=[failure(number) for number in range(6)])
    async with before_the_deck(tmp_path, feeds=[feed]) as reader:
        await polled(reader, feed)
        assert len(reader.tools) == 3
        assert "for review 3" in reader.screen


async def test_r_asks_the_feeds_at_once(tmp_path: Path) -> None:
    feed = TellingFeed()
    async with before_the_deck(tmp_path, feeds=[feed]) as reader:
        await polled(reader, feed)
        feed.rows = [failure(0)]
        await reader.press("r")
        await polled(reader, feed, times=2)
        assert len(reader.tools) == 1


async def test_a_feed_that_is_refused_is_told_as_blindness(tmp_path: Path) -> None:
    feed = TellingFeed(fails=Refused("Risicare", "the key was revoked"))
    async with before_the_deck(tmp_path, feeds=[feed]) as reader:
        await polled(reader, feed)
        assert "Risicare errors" in reader.screen
        assert "the key was revoked" in " ".join(reader.screen.split())
        assert "No failure was told, but not all can tell" in reader.screen


async def test_silence_names_who_was_asked_since_when_and_who_is_blind(tmp_path: Path) -> None:
    feed = TellingFeed()
    async with before_the_deck(tmp_path, feeds=[feed]) as reader:
        await polled(reader, feed)
        assert "Risicare errors: nothing since 13:13, asked just now" in reader.screen
        for vendor in ("Fiddler", "Arize", "Apidepth"):
            assert f"{vendor}: not connected" in reader.screen


async def test_without_feeds_nobody_says_that_all_is_well(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path) as reader:
        assert "Nobody was asked what fails" in reader.screen
        assert ":setup" in reader.screen


async def test_the_riskiest_provider_stands_first_with_what_makes_it_risky(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, sources=watched(FakeUpstream())) as reader:
        line = next(each for each in reader.lines if "│ openai    ✗  62" in each)
        assert "✗ 8 min" in line
        after = reader.lines[reader.lines.index(line) + 1]
        assert "anthropic ✓  97" in after


async def test_objectives_that_burn_are_named_and_those_that_do_not_are_counted(
    tmp_path: Path,
) -> None:
    kept = objective("slo-2", compliance_pct=100.0, breaching=0)
    sources = watched(FakeUpstream(agreed=(objective(), kept)))
    async with before_the_deck(tmp_path, sources=sources) as reader:
        assert "OBJECTIVES" in reader.screen
        assert "✗ 1.0 h over" in reader.screen
    sources = watched(FakeUpstream(agreed=(kept,)))
    async with before_the_deck(tmp_path, sources=sources) as reader:
        assert "✓ the one objective keeps within budget" in reader.screen


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_a_small_terminal_has_the_essentials_beneath(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    sources = watched(FakeUpstream())
    async with before_the_deck(
        tmp_path,
        *failures(4, 2, 1),
        sources=sources,
        size=size,
    ) as reader:
        for name in ("blind", "upstream", "slo"):
            assert any(each.startswith(f" {name} ") for each in reader.lines)
        assert any("TOOL.EXECUTION" in each and "4×" in each for each in reader.lines)
        assert max(len(each) for each in reader.lines) <= size[0]


async def test_the_way_through_the_panes_passes_all_that_are_shown(tmp_path: Path) -> None:
    async with before_the_deck(tmp_path, *failures(4, 2)) as reader:
        assert reader.app.focused is reader.groups.rows
        kinds = []
        for _ in range(3):
            await press(reader.pilot, "tab")
            kinds.append(type(reader.app.focused).__name__)
        assert kinds == ["Document", "VerticalScroll", "Rows"]
    async with before_the_deck(tmp_path, *failures(4, 2), size=(80, 24)) as reader:
        await reader.press("tab", "tab")
        assert reader.app.focused is reader.groups.rows
        assert isinstance(reader.app.screen, DeckScreen)
