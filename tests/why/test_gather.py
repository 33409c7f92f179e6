"""All questions at once: who is not connected, refuses or is late is one line, never the end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

import pytest

from spandeck.model.errors import Limited, Missing, Refused, Unreachable
from spandeck.model.evidence import RecordAt, SpanAt, Suspect, TracesAt, WatchAt
from spandeck.model.fact import (
    Diagnosis,
    Elsewhere,
    Errors,
    Fired,
    Lifetime,
    Mending,
    Quota,
    Throttling,
    Upkeep,
)
from spandeck.model.occurrence import Occurrence, Reference
from spandeck.model.page import Ask, BadRow
from spandeck.model.record import iso
from spandeck.model.resource import Record
from spandeck.model.source import PLAIN, Sources, SpanBatch
from spandeck.model.told import Subject, Told
from spandeck.model.trace import ERROR, OK, Span, TraceSummary, assemble
from spandeck.model.upstream import HOUR_NS, Incident, Maintenance
from spandeck.semantics import call
from spandeck.vendors.risicare.catalog import CATALOG
from spandeck.why.case import Case, opened
from spandeck.why.facts import Facts
from spandeck.why.gather import DEADLINE_S, gather, questions
from spandeck.why.known import Heard
from spandeck.why.question import Question
from spandeck.why.verdict import verdict
from tests.ui.fakerecords import FakeRecords
from tests.ui.fakes import FakeBudget, FakeSource
from tests.ui.upstream import NOW_NS, STATUS, FakeUpstream, limits

S = 10**9
ID = "t-1"
ASK = Ask(pane="why")
FAILED_NS = NOW_NS - 60 * S
GPT = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "gpt-4o",
    "llm.provider": "openai",
    "agent.version": "1.4.2",
}
ROW = TraceSummary(ID, "run", ERROR, FAILED_NS - S, 1000.0, error_code="429", agent_name="support")
"""The row of the trace that is explained."""


def spans(trace_id: str = ID, version: str = "1.4.2", **attributes: object) -> list[Span]:
    """An agent that failed because its model refused."""
    root = Span(trace_id, "0", None, "run", "agent", FAILED_NS - S, FAILED_NS, ERROR, "429")
    held = {**GPT, "agent.version": version, **attributes}
    said = "Error code: 429 - Rate limit reached. Please try again in 4s."
    return [root, Span(trace_id, "1", "0", "ask", "", FAILED_NS - S, FAILED_NS, ERROR, said, held)]


def row(number: int, **changed: object) -> TraceSummary:
    """Another trace of the agent, some seconds before."""
    trace_id = f"t-{number}"
    found = replace(ROW, trace_id=trace_id, started_ns=FAILED_NS - number * S)
    return replace(found, **changed)  # type: ignore[arg-type]


@dataclass
class World:
    """What is connected."""

    source: FakeSource = field(
        default_factory=lambda: FakeSource(rows=[ROW], details={ID: spans()})
    )
    upstream: FakeUpstream | None = field(default_factory=FakeUpstream)
    others: dict[str, FakeSource] = field(default_factory=dict)
    heard: Heard | None = None
    deadline_s: float = DEADLINE_S

    @property
    def sources(self) -> Sources:
        return Sources(
            {"risicare": self.source, **self.others},
            FakeBudget(),
            upstream={"apidepth": self.upstream} if self.upstream else {},
        )

    async def case(self) -> Case:
        suspect = Suspect("risicare", ID, None, assemble(self.source.details[ID], call), ROW)
        found = await opened(self.source, suspect, ASK)
        assert found is not None
        return found

    async def told(self) -> dict[Subject, Told]:
        """The line of each subject; of several, the last."""
        asked = questions(await self.case(), self.sources, ASK, lambda: NOW_NS, self.heard)
        return {line.subject: line async for line in gather(asked, deadline_s=self.deadline_s)}


async def test_everything_that_is_known_is_told() -> None:
    told = await World().told()
    throttling, quota = told[Subject.THROTTLING], told[Subject.QUOTA].fact
    assert isinstance(throttling.fact, Throttling)
    assert (throttling.fact.count, throttling.fact.minutes) == (42, 13)
    assert throttling.evidence == WatchAt("apidepth", "rate-limits", "openai", FAILED_NS)
    assert isinstance(quota, Quota)
    assert quota.burn.remaining == 340
    assert isinstance(told[Subject.ERRORS].fact, Errors)
    life = told[Subject.MODEL].fact
    assert isinstance(life, Lifetime)
    assert life.use.deprecation == "deprecated"
    assert told[Subject.MAINTENANCE].fact == Upkeep(())
    assert {each for each, line in told.items() if line.unknown} == {
        Subject.ALERTS,
        Subject.ELSEWHERE,
    }


async def test_no_watcher_of_providers_is_one_line() -> None:
    told = await World(upstream=None).told()
    assert told[Subject.THROTTLING].unknown == "no vendor that watches providers is connected"
    assert Subject.PACE not in told


async def test_a_trace_without_a_provider_asks_nothing_about_one() -> None:
    bare = [replace(each, attributes={}) for each in spans()]
    world = World(FakeSource(rows=[ROW], details={ID: bare}))
    told = await world.told()
    assert told[Subject.THROTTLING].unknown == "the trace names no provider that was called"
    assert world.upstream is not None
    assert not world.upstream.asked


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("Apidepth", "the key was refused", status=401), "HTTP 401"),
        (Limited("Apidepth", 40.0), "the budget returns in 40 s"),
        (Unreachable("Apidepth", "no answer came"), "no answer came"),
    ],
)
async def test_a_watcher_that_does_not_answer_is_a_sentence_on_each_of_its_lines(
    error: Refused | Limited | Unreachable, said: str
) -> None:
    world = World(upstream=FakeUpstream(fails=error))
    told = await world.told()
    silent = [each for each, line in told.items() if line.source == "Apidepth"]
    assert len(silent) == 9
    assert all(said in told[each].unknown for each in silent)
    assert not told[Subject.SIBLINGS].unknown


async def test_a_vendor_that_refuses_its_lists_leaves_the_rest() -> None:
    world = World(others={"arize": FakeSource(vendor="arize", title="Arize", details={})})
    world.source.fails = Refused("Risicare", "the key was refused", status=403)
    told = await world.told()
    assert "the key was refused" in told[Subject.SIBLINGS].unknown
    assert "the key was refused" in told[Subject.VERSIONS].unknown
    assert told[Subject.THROTTLING].fact is not None


async def test_who_is_late_is_told_as_late() -> None:
    world, stuck = World(deadline_s=0.05), asyncio.Event()

    async def never() -> tuple[Told, ...]:
        await stuck.wait()
        return ()

    late = Question((Subject.FIX, Subject.DIAGNOSIS), "Risicare", never)
    asked = (*questions(await world.case(), world.sources, ASK, lambda: NOW_NS), late)
    told = [line async for line in gather(asked, deadline_s=world.deadline_s)]
    assert [each.unknown for each in told[-2:]] == ["no answer within 0 s; r asks again"] * 2
    assert any(each.subject is Subject.THROTTLING and each.fact for each in told)


async def test_whoever_leaves_calls_off_what_is_still_asked() -> None:
    gone: list[str] = []

    async def quick() -> tuple[Told, ...]:
        return (Told(Subject.LOOP, "trace", none="none"),)

    async def slow() -> tuple[Told, ...]:
        try:
            await asyncio.Event().wait()
        finally:
            gone.append("slow")
        return ()

    asked = (Question((Subject.LOOP,), "trace", quick), Question((Subject.FIX,), "x", slow))
    async with aclosing(gather(asked)) as lines:
        async for line in lines:
            assert line.subject is Subject.LOOP
            break
    assert gone == ["slow"]


async def test_a_place_is_kept_for_every_line_that_will_come() -> None:
    world = World(
        others={"arize": FakeSource(vendor="arize", title="Arize", details={ID: spans()})}
    )
    case = await world.case()
    asked = questions(case, world.sources, ASK, lambda: NOW_NS)
    places = {(each.subject, each.source) for question in asked for each in question.asking}
    told = {(each.subject, each.source) for each in [line async for line in gather(asked)]}
    assert places == told


# What each says


async def test_what_happened_when_the_provider_was_not_seen_is_none_not_unknown() -> None:
    empty = FakeUpstream(measured={}, limited={}, used=(), agreed=())
    told = await World(upstream=empty).told()
    assert told[Subject.PACE].none == "no call to openai was measured in that hour"
    assert told[Subject.QUOTA].none == "openai tells no quota"
    assert told[Subject.MODEL].none == "gpt-4o is not among the models that were seen"
    assert told[Subject.OBJECTIVES].none == "nothing is agreed for openai"


async def test_a_model_that_nobody_names_is_not_asked_about() -> None:
    held = {each: value for each, value in GPT.items() if each != "llm.model_name"}
    unnamed = [replace(each, attributes=held if each.span_id == "1" else {}) for each in spans()]
    world = World(FakeSource(rows=[ROW], details={ID: unnamed}))
    told = await world.told()
    assert told[Subject.MODEL].unknown == "the trace names no model"
    assert world.upstream is not None
    assert not world.upstream.asked["models"]


async def test_maintenance_and_the_watchers_own_outage_are_those_of_the_time() -> None:
    around = (FAILED_NS - S, FAILED_NS + S)
    later = (FAILED_NS + S, FAILED_NS + 2 * S)
    windows = tuple(
        Maintenance(name, vendor, name, *when, active=False)
        for name, vendor, when in (
            ("then", "openai", around),
            ("after", "openai", later),
            ("another's", "stripe", around),
        )
    )
    stands = replace(STATUS, incidents=(Incident(*around, 1), Incident(*later, 1)))
    told = await World(upstream=FakeUpstream(windows=windows, stands=stands)).told()
    assert told[Subject.MAINTENANCE].fact == Upkeep(windows[:1])
    watcher = told[Subject.WATCHER].fact
    assert watcher is not None
    assert getattr(watcher, "down", None) == stands.incidents[:1]


async def test_an_hour_is_counted_as_far_as_it_has_passed() -> None:
    held = limits()
    hour = FAILED_NS // HOUR_NS * HOUR_NS
    counts = ((hour - HOUR_NS, 60), (hour, 26))
    told = await World(
        upstream=FakeUpstream(limited={"openai": replace(held, hours=counts)})
    ).told()
    fact = told[Subject.THROTTLING].fact
    assert isinstance(fact, Throttling)
    assert (fact.count, fact.before, fact.usual) == (26, 60, 0)
    assert fact.grown == pytest.approx(1.0)
    assert replace(fact, minutes=4).grown is None
    assert replace(fact, before=0).grown is None


async def test_siblings_are_told_apart_by_how_they_failed() -> None:
    rows = [
        *(ROW, row(1), row(2, agent_name="planner"), row(3, error_code="OTHER")),
        row(4, status=OK, error_code=None),
        row(500),
    ]
    told = await World(FakeSource(rows=list(rows), details={ID: spans()})).told()
    line = told[Subject.SIBLINGS]
    assert line.fact is not None
    assert getattr(line.fact, "alike", None) == 2
    assert getattr(line.fact, "failed", None) == 3
    assert getattr(line.fact, "agents", None) == ("support", "planner")
    assert isinstance(line.evidence, TracesAt)
    assert line.evidence.filters == "status=error"


async def test_versions_are_read_from_a_few_traces_and_one_that_is_missing_is_left_out() -> None:
    rows = [
        *(ROW, row(1), row(2), row(3)),
        *(row(number, status=OK, error_code=None) for number in (4, 5, 300, 301)),
    ]
    details = {ID: spans(version="2.0.0")}
    details |= {f"t-{n}": spans(f"t-{n}", "2.0.0") for n in (1, 2, 4)}
    details |= {f"t-{n}": spans(f"t-{n}", "1.9.9") for n in (300, 301)}
    source = FakeSource(rows=list(rows), details=details)
    told = await World(source).told()
    fact = told[Subject.VERSIONS].fact
    assert fact is not None
    seen = {each.version: (each.failed, each.read) for each in getattr(fact, "seen", ())}
    assert seen["2.0.0"][0] >= 2
    assert seen.get("1.9.9", (0, 0))[0] == 0
    assert source.asked["spans"] <= 6


async def test_the_same_trace_elsewhere_is_held_against_ours() -> None:
    fewer = [replace(spans()[1], status=OK)]
    others = {
        "arize": FakeSource(vendor="arize", title="Arize", details={ID: fewer}),
        "fiddler": FakeSource(vendor="fiddler", title="Fiddler", rows=[], details={}),
    }
    world = World(others=others)
    asked = questions(await world.case(), world.sources, ASK, lambda: NOW_NS)
    found = [line for line in [x async for x in gather(asked)] if isinstance(line.fact, Elsewhere)]
    said = {each.source: each for each in found}
    arize, fiddler = said["Arize"].fact, said["Fiddler"].fact
    assert isinstance(arize, Elsewhere)
    assert [(each.what, each.here, each.there) for each in arize.differences] == [
        ("spans", "2", "1"),
        ("failed spans", "2", "0"),
        ("its status", "error", "ok"),
    ]
    assert said["Arize"].evidence == SpanAt("arize", ID, "1")
    assert isinstance(fiddler, Elsewhere)
    assert not fiddler.held


async def test_alerts_come_from_what_was_told_and_only_from_around_then() -> None:
    def alert(name: str, ago_min: int) -> Occurrence:
        at_ns = FAILED_NS - ago_min * 60 * S
        return Occurrence("risicare", "alert", name, at_ns, of=Reference(name=name))

    heard = Heard(0, (alert("far", 16), alert("second", 9), alert("nearest", -1)))
    told = (await World(heard=heard).told())[Subject.ALERTS]
    assert isinstance(told.fact, Fired)
    assert [each.id for each in told.fact.alerts] == ["nearest", "second"]
    assert told.evidence == RecordAt("risicare", "alerts")


@pytest.mark.parametrize(
    ("heard", "unknown", "none"),
    [
        (None, "nothing is followed", ""),
        (Heard(FAILED_NS, ()), "it failed before alerts were followed", ""),
        (Heard(0, ()), "", "no alert fired within a quarter of an hour"),
        (Heard(0, (), ("Fiddler alerts",)), "no answer from Fiddler alerts", ""),
    ],
)
async def test_silence_of_alerts_is_told_from_deafness(
    heard: Heard | None, unknown: str, none: str
) -> None:
    told = (await World(heard=heard).told())[Subject.ALERTS]
    assert (told.unknown, told.none) == (unknown, none)


async def test_a_verdict_is_reached_without_most_of_it() -> None:
    world = World(upstream=None)
    world.source.fails = Missing("Risicare", "gone")
    case = await world.case()
    told = [line async for line in gather(questions(case, world.sources, ASK, lambda: NOW_NS))]
    from_span = Told(Subject.FAILURE, "span", case.failed)
    found = verdict(Facts([from_span, *told], NOW_NS))
    assert (found.sentence, found.confidence) == ("Throttled by the provider", "medium")
    assert Subject.THROTTLING in found.decisive


@dataclass
class Breaking(FakeSource):
    """Spans that never come."""

    async def spans(self, trace_id: str, *, ask: Ask = PLAIN) -> AsyncIterator[SpanBatch]:
        raise Unreachable("Risicare", "no answer came")
        yield  # an async generator, as the protocol has it


async def test_a_trace_that_cannot_be_had_is_an_error_of_its_own() -> None:
    with pytest.raises(Unreachable):
        await opened(Breaking(), Suspect("risicare", ID), ASK)


# What vendors know already


def diagnosed(name: str, trace_id: str, hours_ago: float, code: str = "429") -> Record:
    """A diagnosis as Risicare keeps it."""
    made_ns = FAILED_NS - round(hours_ago * HOUR_NS)
    held = {"trace_id": trace_id, "error_code": code, "root_cause": f"because {name}"}
    return Record(name, {**held, "confidence": 0.86, "created_at": iso(made_ns)})


async def known_of(**rows: list[Record | BadRow]) -> dict[Subject, Told]:
    named = {name.replace("_", "-"): each for name, each in rows.items()}
    records = FakeRecords(catalog=CATALOG, rows=named)
    world = World()
    sources = replace(world.sources, records={"risicare": records})
    asked = questions(await world.case(), sources, ASK, lambda: NOW_NS)
    return {line.subject: line async for line in gather(asked)}


async def test_the_diagnosis_of_this_very_trace_goes_first() -> None:
    alike, exact = diagnosed("alike", "t-9", 0.1), diagnosed("exact", ID, 30, "OTHER")
    told = (await known_of(diagnoses=[BadRow("{}", "broken"), alike, exact]))[Subject.DIAGNOSIS]
    assert told.fact == Diagnosis("exact", "because exact", 0.86, True, FAILED_NS - 30 * HOUR_NS)
    assert told.evidence == RecordAt("risicare", "diagnoses", "exact")


async def test_one_that_failed_alike_lately_is_told_as_such() -> None:
    rows: list[Record | BadRow] = [diagnosed("far", "t-8", 20), diagnosed("near", "t-9", -2)]
    told = (await known_of(diagnoses=rows))[Subject.DIAGNOSIS]
    assert isinstance(told.fact, Diagnosis)
    assert (told.fact.id, told.fact.exact) == ("near", False)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [diagnosed("other", "t-9", 1, "OTHER")],
        [diagnosed("long ago", "t-9", 25)],
        [Record("undated", {"error_code": "429", "created_at": "soon"})],
    ],
    ids=["none", "otherwise", "long ago", "undated"],
)
async def test_what_is_about_something_else_is_no_diagnosis(rows: list[Record | BadRow]) -> None:
    told = (await known_of(diagnoses=rows))[Subject.DIAGNOSIS]
    assert told.none == "no diagnosis of this trace, nor lately of one that failed alike"


async def test_a_vendor_without_such_a_list_is_not_asked_for_it() -> None:
    world = World()
    records = FakeRecords()
    sources = replace(world.sources, records={"risicare": records})
    asked = questions(await world.case(), sources, ASK, lambda: NOW_NS)
    told = {line.subject async for line in gather(asked)}
    assert not told & {Subject.DIAGNOSIS, Subject.FIX}
    assert not records.asked


async def test_a_long_list_says_how_much_of_it_was_looked_at() -> None:
    rows: list[Record | BadRow] = [diagnosed(f"d{n}", "t-9", 1, "OTHER") for n in range(101)]
    told = (await known_of(diagnoses=rows))[Subject.DIAGNOSIS]
    assert told.none.endswith(", among the newest 100")


async def test_an_active_fix_is_told_with_how_far_it_is_deployed() -> None:
    fix = Record("fix-1", {"error_code": "429", "title": "Retry", "status": "active"})
    rollout = Record("dep-1", {"fix_id": "fix-1", "traffic_percentage": 5.0, "status": "ramping"})
    told = await known_of(active_fixes=[fix], deployments=[rollout])
    assert told[Subject.FIX].fact == Mending("fix-1", "Retry", "active", 5.0, "ramping")
    assert told[Subject.FIX].evidence == RecordAt("risicare", "fixes", "fix-1")
    alone = await known_of(active_fixes=[fix], deployments=[])
    assert alone[Subject.FIX].fact == Mending("fix-1", "Retry", "active")
    none = await known_of(active_fixes=[], deployments=[rollout])
    assert none[Subject.FIX].none == "no fix for this way of failing is active"
