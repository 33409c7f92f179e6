"""Arize's failures: failed spans as they are listed, and what the traces around them say."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx

from spandeck.model.occurrence import Feed, Occurrence
from spandeck.model.page import BadRow, Page
from spandeck.vendors.arize import errors
from tests.vendors.test_arize_spans import listed, span, vendor

AGENT = {"openinference.span.kind": "AGENT", "agent.name": "planner", "agent.version": "2.3"}


def trace(number: int) -> dict[str, Any]:
    """A trace's root, an agent that got over it, and below it a tool that failed."""
    name = f"t{number}"
    root = span(0, context={"trace_id": name, "span_id": "root"}, attributes=AGENT)
    tool = {"openinference.span.kind": "TOOL", "tool.name": "search"}
    return {
        "root": root,
        "tool": span(
            1,
            context={"trace_id": name, "span_id": "tool"},
            parent_id="root",
            status_code="ERROR",
            status_message="TimeoutError: it took too long",
            attributes=tool,
        ),
    }


@dataclass
class Arize:
    """Lists failed spans, and reads traces; remembers what it was asked."""

    rows: list[dict[str, Any]]
    size: int = 500
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.bodies.append(body)
        if body["filter"] == errors.WHERE:
            found = [each for each in self.rows if each.get("status_code") == "ERROR"]
        else:
            found = [each for each in self.rows if each["context"]["trace_id"] in body["filter"]]
        start = int(request.url.params.get("cursor", 0))
        more = start + self.size < len(found)
        page = found[start : start + self.size]
        return listed("spans", page, str(start + self.size) if more else None)

    def feed(self, projects: int = 1) -> Feed:
        (feed,) = vendor({"/v2/spans": self}, projects).feeds
        return feed

    @property
    def read(self) -> list[str]:
        """The questions about traces since one looked last."""
        found = [each["filter"] for each in self.bodies if each["filter"] != errors.WHERE]
        self.bodies.clear()
        return found


def told(page: Page[Occurrence]) -> list[Occurrence]:
    return [each for each in page.items if isinstance(each, Occurrence)]


def flat(traces: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for one in traces for each in one.values()]


async def test_whose_failure_it_is_and_whether_it_was_fatal_the_trace_says() -> None:
    arize = Arize(flat([trace(1)]))
    (found,) = told(await arize.feed().occurrences(0))
    assert (found.spot.tool, found.spot.agent, found.spot.version) == ("search", "planner", "2.3")
    assert (found.of.name, found.of.project, found.spot.environment) == (
        "step 0",
        "project 0",
        "production",
    )
    assert not found.fatal


async def test_traces_are_read_together_once_and_with_few_columns() -> None:
    arize = Arize(flat(map(trace, range(25))))
    feed = arize.feed()
    assert len(told(await feed.occurrences(0))) == 25
    assert all(each["included_columns"] for each in arize.bodies[1:])
    assert len(arize.read) == 3
    assert len(told(await feed.occurrences(0))) == 25
    assert arize.read == []


async def test_a_trace_in_which_something_else_fails_is_read_again() -> None:
    first = trace(1)
    arize = Arize(flat([first, trace(2)]))
    feed = arize.feed()
    await feed.occurrences(0)
    first["root"] |= {"status_code": "ERROR", "status_message": "TimeoutError: it took too long"}
    _ = arize.read
    found = {each.id: each.fatal for each in told(await feed.occurrences(0))}
    assert found == {"t1/tool": True, "t2/tool": False}
    assert arize.read == ["context.trace_id IN ('t1')"]


async def test_a_trace_whose_root_has_not_come_is_read_again_a_few_times() -> None:
    arize = Arize([trace(1)["tool"]])
    feed = arize.feed()
    for _ in range(errors.TRIES + 3):
        (found,) = told(await feed.occurrences(0))
        assert found.spot.agent is None
    assert len(arize.read) == errors.TRIES
    whole = Arize([trace(1)["tool"]])
    feed = whole.feed()
    await feed.occurrences(0)
    whole.rows = flat([trace(1)])
    (found,) = told(await feed.occurrences(0))
    assert found.spot.agent == "planner"


async def test_failures_on_the_next_page_are_told_there_and_nothing_twice_as_long() -> None:
    arize = Arize(flat(map(trace, range(5))), size=2)
    feed = arize.feed()
    first = await feed.occurrences(0)
    second = await feed.occurrences(0, first.cursor)
    third = await feed.occurrences(0, second.cursor)
    ids = [[each.id for each in told(page)] for page in (first, second, third)]
    assert ids == [["t0/tool", "t1/tool"], ["t2/tool", "t3/tool"], ["t4/tool"]]
    assert third.cursor is None


async def test_a_span_that_cannot_be_read_is_kept_and_the_others_are_told() -> None:
    broken = span(9, status_code="ERROR", start_time="yesterday")
    page = await Arize([*flat([trace(1)]), broken]).feed().occurrences(0)
    assert [each.id for each in told(page)] == ["t1/tool"]
    (bad,) = [each for each in page.items if isinstance(each, BadRow)]
    assert bad.why.startswith("start_time")
    assert "yesterday" in bad.raw


async def test_a_quote_in_a_trace_id_stays_within_its_quotes() -> None:
    odd = trace(1)["tool"] | {"context": {"trace_id": "t' OR '1'='1", "span_id": "s"}}
    arize = Arize([odd])
    await arize.feed().occurrences(0)
    assert arize.read == ["context.trace_id IN ('t'' OR ''1''=''1')"]
