"""A trace under the hands of a reader: loaded, folded, searched, stepped through, left again."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from spandeck.model.errors import Unreachable
from spandeck.model.page import Ask, Freshness
from spandeck.model.record import SPAN
from spandeck.model.source import PLAIN, SpanBatch
from spandeck.model.trace import ERROR, OK, Span, TraceSummary
from spandeck.ui.app import Spandeck
from spandeck.ui.screens.frame import FrameScreen
from spandeck.ui.screens.trace import TraceScreen
from tests.corpora import small
from tests.ui.fakes import NOW_NS, FakeSource, connected, spans, summary, traces
from tests.ui.running import lines, notices, press, running, settled, text

S = 10**9
IDS = [summary(number).trace_id for number in range(4)]


def span(name: str, parent: str | None, start: float, end: float, **kept: object) -> Span:
    made = Span(IDS[0], name, parent, name, "", round(start * S), round(end * S), OK)
    return replace(made, **kept)  # type: ignore[arg-type]


def kind(word: str, **more: object) -> dict[str, object]:
    return {"openinference.span.kind": word, **more}


STORY = [
    span("run", None, 0, 10, attributes=kind("AGENT")),
    span("plan", "run", 0, 6, attributes=kind("CHAIN")),
    span("ask", "plan", 1, 2, attributes=kind("LLM", **{"llm.model_name": "gpt-4o"})),
    span(
        "retry", "plan", 3, 5, attributes=kind("LLM"), status=ERROR, status_message="429 slow down"
    ),
    span("work", "run", 6, 9, attributes=kind("CHAIN")),
    span("search", "work", 7, 8, attributes=kind("TOOL", **{"input.value": "Refund policy"})),
    span("write", "run", 9, 10, attributes=kind("TOOL"), status=ERROR, status_message="disk full"),
]


@dataclass
class Path4:
    """A list of four traces to walk through, of which the last failed."""

    asked: list[tuple[int, bool]] = field(default_factory=list)

    async def step(self, trace_id: str, by: int, failed_only: bool = False) -> TraceSummary | None:
        self.asked.append((by, failed_only))
        at = IDS.index(trace_id) + (3 if failed_only else 1) * by
        return summary(at) if 0 <= at < len(IDS) else None


class Reader:
    """Someone in front of one trace."""

    def __init__(self, app: Spandeck, pilot: Pilot[None], screen: TraceScreen) -> None:
        self.app = app
        self.pilot = pilot
        self.screen = screen
        self.view = screen.trace_view

    async def press(self, *keys: str) -> None:
        for key in keys:
            await press(self.pilot, key)

    @property
    def here(self) -> str:
        scene, at = self.view.scene, self.view.spantree.span
        assert scene is not None
        assert at is not None
        return scene.spans[at].name

    @property
    def rows(self) -> list[str]:
        scene = self.view.scene
        assert scene is not None
        return [scene.spans[scene.folds.span(row)].name for row in range(len(scene.folds))]

    @property
    def text(self) -> str:
        return text(self.app)

    @property
    def status(self) -> str:
        return self.screen.status.plain


@asynccontextmanager
async def reading(
    folder: Path,
    shown: Sequence[Span] = STORY,
    *,
    source: FakeSource | None = None,
    walk: Path4 | None = None,
    size: tuple[int, int] = (120, 34),
) -> AsyncIterator[Reader]:
    held = source or FakeSource(details={IDS[0]: shown})
    async with running(folder, sources=connected(held), size=size) as (app, pilot):
        screen = TraceScreen(held, app.profile, summary(0), walk)
        await app.push_screen(screen)
        await settled(pilot)
        yield Reader(app, pilot, screen)


async def test_the_tree_stands_beside_the_detail_of_its_first_span(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        assert reader.rows == ["run", "plan", "ask", "retry", "work", "search", "write"]
        assert reader.here == "run"
        assert "▾ agent run" in reader.text
        assert "subtree 10.0 s · 7 spans · 2 errors" in reader.text
        assert "7 spans" in reader.screen.crumbs.plain
        assert reader.status.startswith("1/7")


async def test_the_detail_follows_the_cursor(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("j", "j")
        assert reader.here == "ask"
        assert "model       gpt-4o" in reader.text
        await reader.press("j")
        assert "429 slow down" in reader.text


async def test_folds_close_and_open_and_lead_up_and_down(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("j", "space")
        assert reader.rows == ["run", "plan", "work", "search", "write"]
        assert "▸ ! chain plan (2)" in reader.text
        await reader.press("l")
        assert len(reader.rows) == 7
        await reader.press("l", "h")
        assert reader.here == "plan"
        await reader.press("asterisk")
        assert reader.rows == ["run", "plan", "work", "write"]
        await reader.press("asterisk", "G")
        assert reader.here == "write"
        await reader.press("g")
        assert reader.here == "run"


async def test_key_spans_hide_wrappers_and_say_how_many(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("j", "K")
        assert reader.rows == ["run", "ask", "retry", "search", "write"]
        assert reader.here == "run"
        assert "agent run (2 hidden)" in reader.text
        assert "key spans, 2 hidden" in reader.status
        await reader.press("K")
        assert len(reader.rows) == 7


async def test_errors_are_stepped_through_and_the_end_is_said_before_it_is_crossed(
    tmp_path: Path,
) -> None:
    walk = Path4()
    async with reading(tmp_path, walk=walk) as reader:
        await reader.press("e")
        assert reader.here == "retry"
        await reader.press("e")
        assert reader.here == "write"
        await reader.press("e")
        assert reader.here == "write"
        assert "No more errors below. e again goes to the next failing trace." in notices(
            reader.app
        )
        assert walk.asked == []
        await reader.press("e")
        assert walk.asked == [(1, True)]
        assert reader.screen.summary.trace_id == IDS[3]
        assert reader.here == "step 5"
        await reader.press("E", "E")
        assert walk.asked[-1] == (-1, True)
        assert reader.here == "write"


async def test_a_fold_that_hides_the_next_error_is_opened(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("j", "space", "g", "e")
        assert reader.here == "retry"
        await reader.press("e", "e")
        assert notices(reader.app) == ["No more errors below."]


async def test_slow_spans_are_stepped_through(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("s")
        first = reader.here
        await reader.press("s", "S")
        assert reader.here == first


async def test_a_search_finds_text_anywhere_and_n_goes_round(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("slash", *"refund", "enter")
        assert reader.here == "search"
        assert "/refund 1 of 1" in reader.status
        await reader.press("g")
        assert "/refund 1 found" in reader.status
        await reader.press("n")
        assert reader.here == "search"
        await reader.press("escape")
        assert "/refund" not in reader.status
        assert reader.app.screen is reader.screen


async def test_a_search_without_a_match_says_so_and_stays(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("j", "slash", *"absent", "enter")
        assert "/absent nothing found" in reader.status
        assert reader.here == "plan"


async def test_a_match_that_is_hidden_brings_back_all_spans(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("K", "slash", *"plan", "enter")
        assert reader.here == "plan"
        assert "key spans" not in reader.status


async def test_the_tabs_of_the_detail_are_one_key_away(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("j", "j", "full_stop")
        assert "llm.model_name" in reader.text
        assert "Attributes 2" in reader.text
        await reader.press("full_stop")
        assert "This span has no events." in reader.text
        await reader.press("full_stop")
        assert '"span_id": "ask",' in reader.text
        await reader.press("comma", "comma", "comma")
        assert "model       gpt-4o" in reader.text


async def test_long_values_are_shown_to_their_end_on_enter(tmp_path: Path) -> None:
    shown = [span("run", None, 0, 1, attributes={"prompt": "word " * 2000 + "the end"})]
    async with reading(tmp_path, shown) as reader:
        await reader.press("full_stop", "enter", "G")
        assert "8.0 kB more of it" in reader.text
        await reader.press("enter", "G")
        assert "the end" in reader.text


async def test_wrapping_can_be_turned_off_and_lines_followed_sideways(tmp_path: Path) -> None:
    shown = [span("run", None, 0, 1, attributes={"input.value": "x" * 120 + " tail"})]
    async with reading(tmp_path, shown) as reader:
        document = reader.view.detail.document
        assert len(document.sheet.lines) > 3
        await reader.press("w", "enter", *["l"] * 12)
        assert "tail" in reader.text


async def test_the_time_axis_zooms_around_the_span_at_the_cursor(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("j", "j", "plus")
        scene = reader.view.scene
        assert scene is not None
        assert (scene.axis.start_ns, scene.axis.end_ns) == (0, 5 * S)
        assert any("write" in line and "▸" in line for line in lines(reader.app))
        await reader.press("e", "e")
        assert scene.axis.shows(9 * S, 10 * S)
        await reader.press("minus")
        assert scene.axis == scene.whole


async def test_the_critical_path_is_marked_by_more_than_colour(tmp_path: Path) -> None:
    async with reading(tmp_path, [*STORY, span("aside", "run", 0, 4)]) as reader:
        assert "░" not in reader.text
        await reader.press("c")
        assert "critical path" in reader.status
        off = [line for line in lines(reader.app) if "░" in line]
        assert [line.split()[2] for line in off] == ["aside"]
        await reader.press("c")
        assert "░" not in reader.text


async def test_brackets_walk_through_the_list(tmp_path: Path) -> None:
    async with reading(tmp_path, walk=Path4()) as reader:
        await reader.press("right_square_bracket")
        assert reader.screen.summary.trace_id == IDS[1]
        assert reader.here == "checkout-agent"
        await reader.press("left_square_bracket", "left_square_bracket")
        assert reader.screen.summary.trace_id == IDS[0]
        assert notices(reader.app) == ["This is the first trace of the list."]


async def test_a_narrow_screen_shows_the_tree_or_the_detail(tmp_path: Path) -> None:
    async with reading(tmp_path, size=(80, 24)) as reader:
        assert "▾ agent run" in reader.text
        assert "Messages" not in reader.text
        await reader.press("enter")
        assert "Messages  Attributes" in reader.text
        assert "▾ agent run" not in reader.text
        await reader.press("escape")
        assert "▾ agent run" in reader.text


async def test_escape_leaves_the_search_then_the_detail_then_the_trace(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("enter", "slash", *"refund", "enter", "escape")
        assert reader.view.search.text == ""
        await reader.press("enter", "escape")
        assert reader.app.focused is reader.view.spantree
        await reader.press("escape")
        assert reader.app.screen is not reader.screen
        assert isinstance(reader.app.screen, FrameScreen)


@dataclass
class Faltering(FakeSource):
    """A vendor that breaks off after some spans."""

    after: int = 3

    async def spans(self, trace_id: str, *, ask: Ask = PLAIN) -> AsyncIterator[SpanBatch]:
        self.note("spans", ask)
        yield SpanBatch(tuple(STORY[: self.after]), 0)
        if self.after < len(STORY):
            raise Unreachable(self.title, "the answer broke off")


async def test_spans_that_came_are_kept_when_the_rest_does_not(tmp_path: Path) -> None:
    source = Faltering()
    async with reading(tmp_path, source=source) as reader:
        assert reader.rows == ["run", "plan", "ask"]
        assert "the answer broke off" in reader.status
        assert "3 spans kept" in reader.status
        source.after = len(STORY)
        await reader.press("r")
        assert len(reader.rows) == 7
        assert "broke off" not in reader.status
        await reader.press("ctrl+r")
        asked = [ask.freshness for method, ask in source.asks if method == "spans"]
        assert asked == [Freshness.FRESH, Freshness.FRESH, Freshness.RELOAD]


async def test_a_reload_that_fails_takes_nothing_away(tmp_path: Path) -> None:
    source = FakeSource(details={IDS[0]: STORY})
    async with reading(tmp_path, source=source) as reader:
        await reader.press("j", "j")
        source.fails = Unreachable("Risicare", "no answer in 10 s")
        await reader.press("r")
        assert reader.here == "ask"
        assert "no answer in 10 s" in reader.status


async def test_a_trace_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    source = FakeSource(rows=[])
    async with reading(tmp_path, source=source) as reader:
        assert "the trace was not found, or this key cannot see it" in reader.text


async def test_a_trace_without_spans_says_so(tmp_path: Path) -> None:
    async with reading(tmp_path, source=Faltering(after=0), shown=()) as reader:
        assert "could not be read" in reader.text


async def test_a_trace_can_be_copied_exported_and_linked(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.press("j", "j")
        copies = dict(reader.screen.copies())
        assert copies["span id"] == "ask"
        assert '"llm.model_name": "gpt-4o"' in copies["span as JSON"]
        assert "gpt-4o" in copies["what is shown"]
        assert copies["command"] == f"spandeck get risicare trace {IDS[0]}"
        records = reader.screen.records()
        assert [record["span_id"] for record in records] == reader.rows
        assert tuple(records[0])[: len(SPAN)] == SPAN  # as `spandeck get` has them
        assert reader.screen.link() == f"https://app.risicare.example/traces/{IDS[0]}"


HOSTILE = "[/bold] [@click=app.quit]quit[/] ‹U+202E› 日本\n\ttail"


async def test_hostile_names_and_values_are_shown_as_text(tmp_path: Path) -> None:
    made = span(HOSTILE, None, 0, 1, attributes={HOSTILE: HOSTILE}, status=ERROR)
    async with reading(tmp_path, [replace(made, status_message=HOSTILE)], size=(160, 30)) as reader:
        assert reader.text.count("[/bold] [@click=app.quit]quit[/]") >= 3
        await reader.press("full_stop")
        assert "[@click=app.quit]quit" in reader.text
        assert all(len(line) <= 160 for line in lines(reader.app))


@pytest.mark.parametrize("name", ["langgraph_openinference", "google_adk_openinference"])
async def test_recorded_traces_can_be_walked_from_end_to_end(tmp_path: Path, name: str) -> None:
    recorded = max(small(name).traces.values(), key=len)
    source = FakeSource(details={IDS[0]: recorded})
    async with reading(tmp_path, source=source) as reader:
        await reader.pilot.press(*["j"] * len(recorded))
        await reader.pilot.pause()
        await settled(reader.pilot)
        assert reader.view.spantree.cursor == reader.view.spantree.count - 1
        assert "░" not in reader.text


async def test_fifty_thousand_spans_are_as_easy_to_walk_as_fifty(tmp_path: Path) -> None:
    many = [span("run", None, 0, 100)]
    for number in range(10_000):
        many.append(span(f"turn {number}", "run", number / 100, (number + 1) / 100))
        many += [
            span(f"{number}.{n}", f"turn {number}", number / 100, number / 100) for n in range(4)
        ]
    many[-3] = replace(many[-3], status=ERROR)
    source = FakeSource(details={IDS[0]: many}, batch=5000)
    async with reading(tmp_path, source=source) as reader:
        assert reader.status.startswith("1/50 001")
        await reader.press("asterisk")
        assert reader.view.spantree.count == 10_001
        await reader.press("asterisk", "e")
        assert reader.here == "9999.1"
        await reader.press("slash", *"9998.3", "enter")
        assert reader.here == "9998.3"
        await reader.press("escape", "G", "pageup", "k")
        assert reader.view.spantree.count == 50_001


async def test_a_made_up_trace_opens_from_the_list(tmp_path: Path) -> None:
    source = FakeSource(rows=[*traces(9, now_ns=time.time_ns())])
    async with running(tmp_path, sources=connected(source)) as (app, pilot):
        for key in ("3", "g", "enter"):
            await press(pilot, key)
            await settled(pilot)
        assert isinstance(app.screen, TraceScreen)
        assert len(spans(IDS[0])) == app.screen.trace_view.spantree.count


async def test_a_held_key_shows_the_detail_where_it_comes_to_rest(tmp_path: Path) -> None:
    shown: list[str] = []
    async with reading(tmp_path) as reader:
        detail = reader.view.detail
        reader.view.rest_s = 600.0
        for key in "jjjj":
            await reader.pilot.press(key)
            assert detail.span is not None
            shown.append(detail.span.name)
        assert reader.here == "work"
        assert shown == ["plan"] * 4
        reader.view.rest_s = 0.001
        await reader.press("j")
        assert "tool  search" in reader.text


async def test_what_is_copied_is_the_span_under_the_cursor_however_fast(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        await reader.pilot.press("j", "j", "j", "j", "j", "y")
        assert dict(reader.screen.copies())["span id"] == "search"


async def test_letters_typed_at_once_after_the_slash_are_searched_for(tmp_path: Path) -> None:
    async with reading(tmp_path) as reader:
        for key, typed in (("slash", "/"), ("K", "K"), ("enter", None)):
            reader.app.post_message(events.Key(key, typed))
        await settled(reader.pilot)
        await settled(reader.pilot)
        assert len(reader.rows) == 7
        assert reader.status.startswith("/K ")


async def test_the_most_useful_keys_come_first_at_80_columns(tmp_path: Path) -> None:
    async with reading(tmp_path, size=(80, 24)) as reader:
        bar = lines(reader.app)[-1]
        assert bar.startswith(" ⏎ detail  space fold  e error  s slow  / search")
        assert "copy" not in bar
        await reader.press("enter")
        assert lines(reader.app)[-1].startswith(" e error")


async def test_the_hints_follow_into_a_trace_and_end_when_all_was_tried(tmp_path: Path) -> None:
    rows = traces(8)
    async with running(
        tmp_path, sources=connected(FakeSource(rows=[*rows])), clock=lambda: NOW_NS
    ) as (app, pilot):
        await press(pilot, "3", "e", "enter")
        assert lines(app)[-3] == " try  i says why   ] to the next trace   y copies"
        await press(pilot, "i", "escape", "]", "y", "escape")
        assert "try  " not in text(app)
        assert not app.tour


async def test_another_trace_is_gone_to_from_inside_one(tmp_path: Path) -> None:
    async with reading(tmp_path, walk=Path4()) as reader:
        address = f"https://app.risicare.example/traces/{IDS[3]}/"
        await press(reader.pilot, ":", *f"goto {address}", "enter")
        gone = reader.app.screen
        assert isinstance(gone, TraceScreen)
        await press(reader.pilot, "]")
        assert gone.summary.trace_id == IDS[3]
        await press(reader.pilot, "escape")
        assert reader.app.screen is reader.screen
        assert reader.screen.summary.trace_id == IDS[0]
        await press(reader.pilot, ":", *"goto", "enter")
        assert "Go where? Write :goto and an id, a web address" in reader.text


async def test_the_crumbs_say_what_matters_at_80_columns(tmp_path: Path) -> None:
    async with reading(tmp_path, size=(80, 24)) as reader:
        assert "7 spans  2 errors  400 tok" in lines(reader.app)[1]
        await reader.pilot.resize_terminal(120, 34)
        await settled(reader.pilot)
        assert "Risicare ▸ Traces ▸ " in lines(reader.app)[1]


async def test_a_trace_may_begin_at_one_of_its_spans(tmp_path: Path) -> None:
    async with running(tmp_path, sources=connected(FakeSource(details={IDS[0]: STORY}))) as ran:
        app, pilot = ran
        source = next(iter(app.sources.traces.values()))  # type: ignore[union-attr]
        for span_id, begins in (("search", "search"), ("elsewhere", "run")):
            screen = TraceScreen(source, app.profile, summary(0), span_id=span_id)
            app.push_screen(screen)
            await settled(pilot)
            assert screen.trace_view.span_id == begins
    assert any("Risicare holds no span elsewhere in this trace" in each for each in notices(app))
