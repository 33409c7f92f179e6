"""Going to what was pasted: from any screen, at whoever has it; and when nobody has it."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from spandeck.model.address import Address, Landmarks
from spandeck.model.errors import Missing, Refused, Unreachable
from spandeck.model.page import Page
from spandeck.model.query import BadQuery, Filter
from spandeck.model.source import Sources
from spandeck.model.trace import TraceSummary
from spandeck.ui.goto import Found, read, seek
from spandeck.ui.screens.chooser import Chooser
from spandeck.ui.screens.stage import ViewScreen
from spandeck.ui.screens.trace import TraceScreen
from tests.ui.fakerecords import FakeRecords
from tests.ui.fakes import FILTERS, NOW_NS, FakeBudget, FakeSource, spans, summary, traces
from tests.ui.running import notices, press, running, settled, text

TRACE, SPAN = "7f3ac21d9b0e4c55a1f2e3d4c5b6a798", "6e5ea57df9d3fd0e"
RISICARE = Landmarks(
    "risicare",
    "Risicare",
    frozenset({"risicare.example"}),
    (Address("/traces/{trace}"), Address("/fixes/{id}", "fixes")),
    {"f-": "fixes"},
)
ARIZE = Landmarks("arize", "Arize", frozenset({"arize.example"}), (Address("/t/{trace}"),))


def vendor(name: str, *rows: TraceSummary, **kept: object) -> FakeSource:
    filters = (*FILTERS, Filter("session_id", "text", "the session"))
    made = FakeSource(rows=[*rows], vendor=name, title=name.title(), filters=filters)
    for each, value in kept.items():
        setattr(made, each, value)
    return made


def sources(*vendors: FakeSource) -> Sources:
    return Sources(
        {each.vendor: each for each in vendors},
        FakeBudget(),
        records={each.vendor: FakeRecords() for each in vendors},
        landmarks=(RISICARE, ARIZE),
    )


def both() -> tuple[FakeSource, FakeSource]:
    row = replace(summary(1), trace_id=TRACE)
    return vendor("risicare", row), vendor("arize", row)


async def found(typed: str, *vendors: FakeSource) -> Found:
    connected = sources(*vendors)
    return await seek(read(typed, connected), connected)


async def goto(pilot: Pilot[None], typed: str) -> None:
    """Type it on the `:` line, or paste what is long."""
    await press(pilot, ":", *"goto ")
    pilot.app.screen.query_one("CommandLine Input").insert_text_at_cursor(typed)  # type: ignore[attr-defined]  # it is an Input
    await press(pilot, "enter")


async def test_an_id_is_found_at_everybody_who_has_it() -> None:
    hits = (await found(TRACE, *both())).hits
    assert [each.vendor for each in hits] == ["risicare", "arize"]


async def test_an_address_is_asked_of_its_vendor_alone() -> None:
    risicare, arize = both()
    hits = (await found(f"https://risicare.example/traces/{TRACE}", risicare, arize)).hits
    assert [each.vendor for each in hits] == ["risicare"]
    assert not arize.asked


async def test_a_trace_is_begun_at_the_span_of_the_text_that_it_holds() -> None:
    risicare, _ = both()
    risicare.details = {TRACE: [replace(spans(TRACE)[0], span_id=SPAN), *spans(TRACE)[1:]]}
    elsewhere = "0" * 15 + "7"
    hits = (await found(f"{elsewhere} in {TRACE} at {SPAN}", risicare)).hits
    assert [each.span_id for each in hits] == [SPAN]
    assert [each.span_id for each in (await found(f"{TRACE} {elsewhere}", risicare)).hits] == [None]


async def test_who_does_not_answer_is_told_only_when_nobody_has_it() -> None:
    risicare, arize = both()
    arize.fails = Unreachable("Arize", "no answer within 10 s")
    assert len((await found(TRACE, risicare, arize)).hits) == 1
    risicare.fails = Missing("Risicare", "not found")
    said = str(await found(TRACE, risicare, arize))
    assert said.startswith(
        f"Not found: trace {TRACE} (32 hexadecimal digits); asked Risicare and Arize."
    )
    assert "Arize: no answer within 10 s" in said


async def test_a_key_that_is_refused_is_trouble_and_an_id_that_cannot_be_is_none() -> None:
    risicare, _ = both()
    risicare.fails = Refused("Risicare", "the key is refused", status=401)
    assert "the key is refused" in str(await found(TRACE, risicare))
    risicare.fails = Refused("Risicare", "no such id", status=422)
    assert "no such id" not in str(await found(TRACE, risicare))


async def test_what_a_vendor_cannot_be_asked_is_not_there() -> None:
    risicare, _ = both()
    risicare.filters = (Filter("span", "number", "not for text", span="{span}"),)

    async def refuse(*asked: object, **how: object) -> Page[TraceSummary]:
        raise BadQuery("span is a number")

    risicare.traces = refuse  # type: ignore[method-assign]  # a vendor of its own kind
    assert str(await found(SPAN, risicare)).startswith(f"Not found: span {SPAN}")


async def test_many_things_are_sought_at_a_time_and_few_are_named() -> None:
    risicare, arize = both()
    several = " ".join(f"{number:032x}" for number in range(100, 112))
    nothing = await found(several, risicare, arize)
    assert str(nothing).startswith("Not found: trace ")
    assert "and 9 more; asked Risicare and Arize." in str(nothing)


async def test_a_record_is_found_by_how_its_id_begins() -> None:
    hits = (await found("please look at f-3", vendor("risicare"))).hits
    assert [(each.lead.resource, each.lead.id) for each in hits] == [("fixes", "f-3")]


@pytest.mark.parametrize(("typed", "says"), [("", "Go where?"), ("it is slow", "There is no id")])
def test_what_names_nothing_is_refused_before_anybody_is_asked(typed: str, says: str) -> None:
    with pytest.raises(BadQuery, match=says):
        read(typed, sources())


async def test_goto_works_on_the_deck_and_esc_comes_back(tmp_path: Path) -> None:
    row = replace(summary(1), trace_id=TRACE)
    async with running(tmp_path, sources=sources(vendor("risicare", row))) as (app, pilot):
        deck = app.screen
        await goto(pilot, f"trace_id: {TRACE}")
        assert isinstance(app.screen, TraceScreen)
        assert app.screen.summary.trace_id == TRACE
        await press(pilot, "escape")
        assert app.screen is deck


async def test_what_several_have_is_chosen_from_unless_one_stands_at_one_of_them(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, sources=sources(*both())) as (app, pilot):
        await goto(pilot, TRACE)
        assert isinstance(app.screen, Chooser)
        assert "Arize" in text(app)
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, TraceScreen)
        assert app.screen.source.vendor == "arize"
        await press(pilot, "3")
        await goto(pilot, TRACE)
        assert isinstance(app.screen, TraceScreen)
        assert app.screen.source.vendor == "risicare"


async def test_a_session_is_shown_by_its_traces_however_old(tmp_path: Path) -> None:
    old = [replace(each, started_ns=NOW_NS - 9 * 86_400 * 10**9) for each in traces(3)]
    source = vendor("risicare", *old)
    async with running(tmp_path, sources=sources(source), clock=lambda: NOW_NS) as (app, pilot):
        await goto(pilot, "session_id=session-0")
        assert isinstance(app.screen, ViewScreen)
        assert str(source.queries[-1].conditions[0]) == "session_id=session-0"
        assert source.queries[-1].since_ns == old[-1].started_ns


async def test_a_record_is_shown_as_such(tmp_path: Path) -> None:
    async with running(tmp_path, sources=sources(vendor("risicare"))) as (app, pilot):
        await goto(pilot, "https://risicare.example/fixes/f-3")
        assert isinstance(app.screen, ViewScreen)
        assert "Risicare ▸ Fixes ▸ f-3" in text(app)


async def test_what_is_nowhere_is_said_and_nothing_moves(tmp_path: Path) -> None:
    async with running(tmp_path, sources=sources(vendor("risicare"))) as (app, pilot):
        deck = app.screen
        await goto(pilot, TRACE)
        assert app.screen is deck
        assert any(each.startswith("Not found: trace 7f3a") for each in notices(app))
        await goto(pilot, "it is slow")
        assert "There is no id in that text" in text(app)


async def test_a_pasted_alert_waits_on_the_line_for_enter(tmp_path: Path) -> None:
    row = replace(summary(1), trace_id=TRACE)
    alert = f"[FIRING] it is slow\n  trace_id: {TRACE}\n"
    async with running(tmp_path, sources=sources(vendor("risicare", row))) as (app, pilot):
        app.screen.post_message(events.Paste(alert))
        await settled(pilot)
        assert f":goto [FIRING] it is slow trace_id: {TRACE}" in text(app)
        app.screen.focused.post_message(events.Paste("\nagain\nand again"))  # type: ignore[union-attr]  # the line has it
        await settled(pilot)
        assert f"{TRACE}again and again" in text(app)
        await press(pilot, *["backspace"] * 15, "enter")
        assert isinstance(app.screen, TraceScreen)
