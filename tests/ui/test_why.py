"""The why-card under the hands of a reader: it fills as answers come, and every line is proven."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from textual.pilot import Pilot

from spandeck.model.errors import Refused, Unreachable
from spandeck.model.evidence import RecordAt, SpanAt, Suspect, TracesAt, WatchAt
from spandeck.model.page import Ask
from spandeck.model.resource import Record
from spandeck.model.source import PLAIN, Sources
from spandeck.model.told import Subject
from spandeck.model.trace import ERROR, Span, TraceSummary
from spandeck.model.upstream import HealthScores, Snapshot
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.proof import proof
from spandeck.ui.screens.report import Report
from spandeck.ui.screens.stage import ViewScreen
from spandeck.ui.screens.trace import TraceScreen
from spandeck.ui.screens.why import WhyScreen
from spandeck.ui.views.ratelimits import RateLimitsView
from spandeck.ui.views.traces import TracesView
from spandeck.ui.widgets.conclusion import Conclusion
from spandeck.vendors.risicare.catalog import CATALOG
from tests.ui.fakerecords import FakeRecords
from tests.ui.fakes import FakeBudget, FakeSource
from tests.ui.running import lines, notices, press, running, settled, text
from tests.ui.upstream import NOW_NS, FakeUpstream

S = 10**9
ID = "5d41402abc4b2a76b9719d911017c592"
FAILED_NS = NOW_NS - 60 * S
GPT = {"openinference.span.kind": "LLM", "llm.model_name": "gpt-4o", "llm.provider": "openai"}
SAID = "Error code: 429 - Rate limit reached. Please try again in 4s."
ROW = TraceSummary(ID, "run", ERROR, FAILED_NS - 9 * S, 9000.0, 3, 2, "429", "support")
VERDICT = "→ Throttled by the provider, made worse by our retries   (high)"


def spans(trace_id: str = ID) -> list[Span]:
    """An agent whose model refused twice, the second time too early."""
    held = {**GPT, "agent.version": "1.4.2"}

    def ask(name: str, start: int, end: int) -> Span:
        when = FAILED_NS + start * S, FAILED_NS + end * S
        return Span(trace_id, name, "0", "ask", "", *when, ERROR, SAID, held)

    root = Span(trace_id, "0", None, "run", "agent", FAILED_NS - 9 * S, FAILED_NS, ERROR, SAID)
    return [root, ask("1", -8, -6), ask("2", -4, 0)]


@dataclass
class Slow(FakeUpstream):
    """A watcher that answers the card's question for health only when it is let."""

    let: asyncio.Event = field(default_factory=asyncio.Event)

    async def health(self, *, ask: Ask = PLAIN) -> Snapshot[HealthScores]:
        if ask.pane == "why":
            await self.let.wait()
        return await super().health(ask=ask)


def connected(upstream: FakeUpstream | None = None) -> Sources:
    """Two vendors that hold the trace, and one that watches providers."""
    fix = Record("fix-1", {"error_code": "429", "title": "Wait longer", "status": "active"})
    rows: list[TraceSummary] = [ROW]
    return Sources(
        {
            "risicare": FakeSource([*rows], {ID: spans()}),
            "arize": FakeSource([*rows], {ID: spans()}, vendor="arize", title="Arize"),
        },
        FakeBudget(),
        records={
            "risicare": FakeRecords(catalog=CATALOG, rows={"active-fixes": [fix], "fixes": [fix]}),
            "arize": FakeRecords(vendor="arize", title="Arize"),
            "apidepth": FakeRecords(vendor="apidepth", title="Apidepth"),
        },
        upstream={"apidepth": upstream or FakeUpstream()},
    )


class Reader:
    """Someone in front of a card."""

    def __init__(self, app: Spandeck, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def card(self) -> WhyScreen:
        assert isinstance(self.app.screen, WhyScreen)
        return self.app.screen

    @property
    def screen(self) -> str:
        return text(self.app)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await press(self.pilot, key)

    async def back(self) -> None:
        """Leave what was opened: what is chosen in it is cleared first."""
        while not isinstance(self.app.screen, WhyScreen):
            await self.press("escape")

    async def to(self, subject: Subject) -> None:
        """Walk to a line."""
        await self.press("g")
        for _ in range(len(self.card.board)):
            if self.card.here is not None and self.card.here.subject is subject:
                return
            await self.press("j")
        raise AssertionError(subject)


@asynccontextmanager
async def reading(
    folder: Path, sources: Sources | None = None, size: tuple[int, int] = (120, 34)
) -> AsyncIterator[Reader]:
    """The program at a trace's span tree, from which `i` is pressed."""
    held = sources or connected()
    async with running(folder, sources=held, size=size, clock=lambda: NOW_NS) as (app, pilot):
        screen = TraceScreen(held.traces["risicare"], app.profile, ROW)
        app.push_screen(app.bound(screen))
        await settled(pilot)
        yield Reader(app, pilot)


async def test_i_in_the_span_tree_ends_in_a_verdict(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("i")
        assert VERDICT in reader.screen
        shown = lines(reader.app)
        assert shown[1].startswith(f" Risicare ▸ {ID[:8]} ▸ ask ▸ why")
        assert "◆  openai /v1/chat/completions · gpt-4o · 429 · support 1.4.2" in shown[3]
        assert shown[3].rstrip().endswith("span")
        assert "429s that hour 42" in shown[4]
        assert shown[4].rstrip().endswith("Apidepth 14:00")
        assert "because the provider answered 429" in reader.screen
        assert shown[-2].startswith(" failed 1 m ago · ")


async def test_a_trace_that_is_on_screen_is_not_asked_for_again(tmp_path: Path) -> None:
    sources = connected()
    async with reading(tmp_path, sources) as reader:
        await reader.press("i")
        source = sources.traces["risicare"]
        assert isinstance(source, FakeSource)
        assert [ask.pane for name, ask in source.asks if name == "spans"] == ["risicare.trace"]


async def test_nothing_jumps_while_answers_come_and_the_cursor_stays(tmp_path: Path) -> None:
    slow = Slow()
    async with reading(tmp_path, connected(slow)) as reader:
        await reader.pilot.press("i")
        while not isinstance(reader.app.screen, WhyScreen) or reader.card.card.waiting != 1:
            await reader.pilot.pause()
        await reader.pilot.press("j", "j")
        here, before = reader.card.here, lines(reader.app)
        assert here is not None
        assert here.subject is Subject.PACE
        assert "1 still asked" in reader.screen
        assert any("… " in each and "asking: health of the provider" in each for each in before)
        slow.let.set()
        await settled(reader.pilot)
        after = lines(reader.app)
        assert "still asked" not in reader.screen
        assert reader.card.here == here
        changed = [one for one, other in zip(before, after, strict=True) if one != other]
        assert len([each for each in changed if "asking: health" in each]) == 1
        assert [each.subject for each in reader.card.card.lines] == sorted(
            (each.subject for each in reader.card.card.lines), key=list(Subject).index
        )


async def test_what_matters_is_seen_at_every_size(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("i")
        for width, height in ((80, 24), (120, 34), (200, 50)):
            await reader.pilot.resize_terminal(width, height)
            await settled(reader.pilot)
            for said in ("◆  openai", "429s that hour 42", "p95 ", "quota 340", "2 tries", VERDICT):
                assert said in reader.screen, (said, width)
            assert max(map(len, lines(reader.app))) <= width


# Proof


async def test_enter_opens_what_proves_a_line_or_tells_it_whole(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("i")
        await reader.to(Subject.FAILURE)
        await reader.press("enter")
        assert isinstance(reader.app.screen, TraceScreen)
        assert reader.app.screen.trace_view.span_id == "2"
        await reader.back()
        await reader.to(Subject.THROTTLING)
        await reader.press("enter")
        assert isinstance(reader.app.screen, ViewScreen)
        view = reader.app.screen.view
        assert isinstance(view, RateLimitsView)
        assert view.here is not None
        assert (view.here.vendor, view.point_ns) == ("openai", FAILED_NS)
        await reader.back()
        await reader.to(Subject.SIBLINGS)
        await reader.press("enter")
        assert isinstance(reader.app.screen, ViewScreen)
        assert isinstance(reader.app.screen.view, TracesView)
        assert "failed in that minute" in reader.screen
        await reader.back()
        await reader.to(Subject.FIX)
        await reader.press("enter")
        assert "Wait longer" in reader.screen
        await reader.back()
        assert VERDICT in reader.screen
        await reader.to(Subject.ALERTS)
        await reader.press("enter")
        assert any("no alert fired" in each for each in notices(reader.app))


GONE = (
    SpanAt("fiddler", ID),
    TracesAt("fiddler", 0, 1, "", "x"),
    TracesAt("apidepth", 0, 1, "", "x"),
    RecordAt("fiddler", "fixes"),
    RecordAt("risicare", "no such thing"),
    WatchAt("fiddler", "latency", "openai", 0),
    WatchAt("arize", "latency", "openai", 0),
)
"""Evidence of vendors that are not connected, or do not hold such things."""


async def test_evidence_that_is_gone_leads_nowhere_and_all_that_is_told_leads_somewhere(
    tmp_path: Path,
) -> None:
    async with reading(tmp_path) as reader:
        held, shown = connected(), reader.app.profile
        assert [proof(each, held, shown) for each in GONE] == [None] * len(GONE)
        await reader.press("i")
        told = [each.evidence for each in reader.card.card.lines if each.evidence is not None]
        assert len({each.view for each in told if isinstance(each, WatchAt)}) == 7
        assert None not in [proof(each, held, shown) for each in told]


# The verdict


async def test_enter_on_the_verdict_shows_its_rules(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("i", "tab")
        assert isinstance(reader.app.focused, Conclusion)
        await reader.press("enter")
        assert isinstance(reader.app.screen, Report)
        assert "◆ answered-429  +3 Throttled by the provider" in reader.screen
        assert "The provider answered the call 429. Here: the provider answered 429." in (
            reader.screen
        )
        await reader.press("escape")
        await reader.pilot.click(Conclusion)
        await settled(reader.pilot)
        assert isinstance(reader.app.screen, Report)
        await reader.press("escape", "colon", *"rules", "enter")
        assert isinstance(reader.app.screen, Report)


async def test_y_copies_the_card(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("i")
        labels = [label for label, _ in reader.card.copies()]
        assert labels == ["card as Markdown", "line", "span id", "trace id"]
        copied = dict(reader.card.copies())["card as Markdown"]
        assert copied.startswith(f"**Why ask failed ({ID})**")
        assert "→ **Throttled by the provider, made worse by our retries** (high)" in copied
        exported = reader.card.records()
        assert len(exported) == len(reader.card.card.lines)
        assert exported[0]["subject"] == "failure"
        await reader.press("j", "space")
        assert [each["subject"] for each in reader.card.records()] == ["throttling"]
        assert reader.card.link() == f"https://app.risicare.example/traces/{ID}"


# What goes wrong


async def test_a_watcher_that_refuses_is_lines_and_the_verdict_stands(tmp_path: Path) -> None:
    refused = FakeUpstream(fails=Refused("Apidepth", "the key was refused", status=401))
    async with reading(tmp_path, connected(refused)) as reader:
        await reader.press("i")
        assert reader.screen.count("?  ") == 9
        assert "Throttled by the provider, made worse by our retries   (high)" in reader.screen
        assert "9 not known" in reader.screen


async def test_r_asks_again_and_what_was_known_stays_meanwhile(tmp_path: Path) -> None:
    upstream = FakeUpstream(fails=Unreachable("Apidepth", "no answer came"))
    async with reading(tmp_path, connected(upstream)) as reader:
        await reader.press("i")
        assert "no answer came" in reader.screen
        upstream.fails = None
        await reader.press("r")
        assert "no answer came" not in reader.screen
        assert "429s that hour 42" in reader.screen


async def test_ctrl_r_goes_past_the_cache(tmp_path: Path) -> None:
    upstream = FakeUpstream()
    async with reading(tmp_path, connected(upstream)) as reader:
        await reader.press("i", "r", "ctrl+r")
        asked = [ask for name, ask in upstream.asks if name == "health" and ask.pane == "why"]
        assert [each.freshness.name for each in asked] == ["FRESH", "FRESH", "RELOAD"]


async def test_a_trace_in_which_nothing_failed_offers_no_why(tmp_path: Path) -> None:
    sources = connected()
    calm = [replace(each, status="ok", status_message=None) for each in spans()]
    sources = replace(sources, traces={"risicare": FakeSource([ROW], {ID: calm})})
    async with reading(tmp_path, sources) as reader:
        await reader.press("i")
        assert isinstance(reader.app.screen, TraceScreen)
        reader.app.explain(Suspect("risicare", ID))
        await settled(reader.pilot)
        assert "Nothing in this trace failed" in reader.screen
        assert reader.card.copies() == ()
        assert not reader.card.subject
        await reader.press("escape")
        assert isinstance(reader.app.screen, TraceScreen)


async def test_a_trace_that_cannot_be_read_says_so_and_r_tries_again(tmp_path: Path) -> None:
    sources = connected()
    source = sources.traces["risicare"]
    assert isinstance(source, FakeSource)
    async with reading(tmp_path, sources) as reader:
        source.fails = Unreachable("Risicare", "no answer came")
        reader.app.explain(Suspect("risicare", ID))
        await settled(reader.pilot)
        assert "The trace could not be read" in reader.screen
        assert "no answer came" in reader.screen
        source.fails = None
        await reader.press("r")
        assert VERDICT in reader.screen


async def test_a_vendor_that_is_not_connected_says_so(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        reader.app.explain(Suspect("fiddler", ID))
        await settled(reader.pilot)
        assert "The vendor that holds the trace is not connected" in reader.screen


async def test_what_a_vendor_wrote_is_shown_as_it_stands(tmp_path: Path) -> None:
    nasty = "[@click=app.quit]429[/] [bold red]slow[/bold red] down"
    written = [replace(each, name=nasty, status_message=nasty) for each in spans()]
    sources = connected()
    sources = replace(sources, traces={"risicare": FakeSource([ROW], {ID: written})})
    async with reading(tmp_path, sources, (200, 50)) as reader:
        await reader.press("i")
        shown = lines(reader.app)
        assert f" ▸ {nasty} ▸ why" in shown[1]
        assert nasty in shown[3]
        await reader.to(Subject.FAILURE)
        assert nasty in dict(reader.card.copies())["line"]


async def test_i_in_a_list_of_traces_explains_the_one_under_the_cursor(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("escape", "3", "i")
        assert VERDICT in reader.screen
