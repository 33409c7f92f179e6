"""The archive and the world as one list: order, filters and trees against brute force."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.sim.archive import Archive
from spandeck.sim.archive.facts import Facts
from spandeck.sim.archive.trees import preorder
from spandeck.sim.clock import SECOND, iso, read_iso
from spandeck.sim.risicare import application
from spandeck.sim.risicare.keys import Keys
from spandeck.sim.risicare.tree import nested
from spandeck.sim.world import World
from tests.sim.asking import NOW, Record, Watch, client, detail, listed

SINCE = NOW - 1800 * SECOND
CODES = (None, None, "TOOL.EXECUTION.TIMEOUT", "TOOL.EXECUTION.EXCEPTION", "OUTPUT.FORMAT.INVALID")


def sent(number: int) -> Record:
    """One of a hundred traces of one span, several of which start in the same moment."""
    chance = Random(number)
    start_ns = SINCE + chance.randrange(20) * 30 * SECOND
    code = chance.choice(CODES)
    return {
        "trace_id": f"{chance.randrange(10**6):06}-{number}",
        "span_id": "only",
        "name": "sent",
        "start_time": iso(start_ns),
        "end_time": iso(start_ns + chance.randrange(1, 40) * SECOND // 2),
        "status": "error" if code else "ok",
        "attributes": {"error.code": code, "session.id": f"s-{number % 9}"},
        "agent_name": chance.choice(("support", "writer")),
        "environment": chance.choice(("production", "staging")),
    }


@pytest.fixture
async def mixed(vendor: httpx.AsyncClient) -> list[Record]:
    """All rows of the last half hour: the world's and a hundred that were sent."""
    spans = [sent(number) for number in range(100)]
    await vendor.post("/v1/spans/batch", json={"spans": spans})
    rows = await listed(vendor, start_time_from=iso(SINCE))
    assert sum(row["name"] == "sent" for row in rows) == 100
    assert len(rows) > 300
    return rows


def place(row: Record) -> tuple[int, str]:
    return -read_iso(row["start_time"]), row["trace_id"]


@pytest.mark.parametrize("limit", [1, 7, 100])
async def test_both_are_listed_newest_first_with_ties_by_id(
    vendor: httpx.AsyncClient, mixed: list[Record], limit: int
) -> None:
    assert [place(row) for row in mixed] == sorted(map(place, mixed))
    until = mixed[60]["start_time"]
    expected = [row for row in mixed if row["start_time"] <= until]
    if limit == 1:
        bound = expected[25]["start_time"]
        expected = [row for row in expected if row["start_time"] >= bound]
    else:
        bound = iso(SINCE)
    found = await listed(vendor, start_time_from=bound, start_time_to=until, limit=limit)
    assert found == expected


FILTERS: list[tuple[dict[str, Any], Callable[[Record], bool]]] = [
    ({"has_error": "true"}, lambda r: r["has_error"]),
    ({"has_error": "false"}, lambda r: not r["has_error"]),
    ({"agent_name": "support"}, lambda r: r["agent_name"] == "support"),
    ({"agent_name": "writer"}, lambda r: r["agent_name"] == "writer"),
    ({"environment": "staging"}, lambda r: r["environment"] == "staging"),
    ({"session_id": "s-3"}, lambda r: r["session_id"] == "s-3"),
    ({"error_code": "TOOL.*"}, lambda r: (r["error_code"] or "").startswith("TOOL.")),
    (
        {"error_code": "OUTPUT.FORMAT.INVALID"},
        lambda r: r["error_code"] == "OUTPUT.FORMAT.INVALID",
    ),
    ({"min_duration_ms": 4000}, lambda r: r["duration_ms"] >= 4000),
    ({"max_duration_ms": 4000}, lambda r: r["duration_ms"] <= 4000),
]


@pytest.mark.parametrize(("params", "fits"), FILTERS, ids=[str(params) for params, _ in FILTERS])
async def test_a_filter_means_the_same_for_both(
    vendor: httpx.AsyncClient,
    mixed: list[Record],
    params: dict[str, Any],
    fits: Callable[[Record], bool],
) -> None:
    found = await listed(vendor, start_time_from=iso(SINCE), **params)
    assert found == [row for row in mixed if fits(row)]
    assert any(row["name"] == "sent" for row in found)


async def test_sessions_of_both_are_listed_once(
    vendor: httpx.AsyncClient, mixed: list[Record]
) -> None:
    rows = await listed(vendor, "/api/v1/sessions", limit=13)
    ids = [row["session_id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert {f"s-{number}" for number in range(9)} < set(ids)
    assert sum(row["trace_count"] for row in rows) == 5100
    starts = [read_iso(row["start_time"]) for row in rows]
    assert starts == sorted(starts, reverse=True)


async def test_a_trace_sent_into_a_session_of_the_world_joins_it(
    vendor: httpx.AsyncClient,
) -> None:
    before = (await vendor.get("/api/v1/sessions?limit=5")).json()["data"][4]
    span = sent(1) | {"session_id": before["session_id"]}
    await vendor.post("/v1/spans", json=span)
    after = (await vendor.get(f"/api/v1/sessions/{before['session_id']}")).json()
    assert after["trace_count"] == before["trace_count"] + 1
    assert (await detail(vendor, span["trace_id"]))["session_id"] == before["session_id"]
    ids = [row["session_id"] for row in await listed(vendor, "/api/v1/sessions")]
    assert ids.count(before["session_id"]) == 1


async def test_where_the_world_gives_up_looking_older_traces_wait_for_the_next_page(
    tokens: Keys, watch: Watch
) -> None:
    world = World(7, "large", watch)
    async with client(application(world, limits=None), tokens.world) as asking:
        for minutes in (1, 29):
            start = iso(NOW - minutes * 60 * SECOND)
            span = sent(minutes) | {
                "trace_id": f"{minutes}",
                "start_time": start,
                "end_time": start,
            }
            await asking.post("/v1/spans", json=span | {"agent_name": "nobody-else"})
        pages: list[list[str]] = []
        query = {"agent_name": "nobody-else", "start_time_from": iso(SINCE)}
        while "cursor" not in query or query["cursor"]:
            page = (await asking.get("/api/v1/traces", params=query)).json()
            pages.append([row["trace_id"] for row in page["data"]])
            query["cursor"] = page["pagination"]["cursor"]
    assert pages == [["1"], ["29"]]


async def test_a_trace_of_the_world_that_was_added_to_is_one_after_a_restart(
    world: World, tokens: Keys, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("data") / "sim.db"
    trace_id = world.trace_ids.id(world.newest())
    listings: list[list[Record]] = []
    for sending in (True, False):
        archive = Archive.open(path)
        async with client(application(world, archive=archive), tokens.world) as asking:
            if sending:
                await asking.post("/v1/spans", json=sent(1) | {"trace_id": trace_id})
            listings.append(await listed(asking, start_time_from=iso(SINCE)))
        archive.close()
    assert listings[0] == listings[1]
    assert [row["trace_id"] for row in listings[0]].count(trace_id) == 1


def facts(number: int, parent: int | None, at: int) -> Facts:
    name = None if parent is None else f"{parent}"
    return Facts(
        "t", f"{number}", name, at, at + 1, "n", 0, None, None, None, None, None, None, None
    )


@st.composite
def forests(draw: st.DrawFn) -> list[Facts]:
    """Spans that claim any parents: known, unknown, themselves, in circles."""
    count = draw(st.integers(1, 30))
    parents = st.none() | st.integers(0, count + 2)
    return [facts(number, draw(parents), draw(st.integers(0, 9))) for number in range(count)]


@given(forests())
def test_every_span_has_exactly_one_place_in_the_tree(spans: list[Facts]) -> None:
    nodes = preorder(spans)
    assert sorted(node.facts for node in nodes) == sorted(spans)
    for node in nodes:
        if node.depth:
            parent = nodes[node.parent]
            assert (parent.depth, parent.facts.span_id) == (node.depth - 1, node.facts.parent_id)
        else:
            assert node.parent == -1


@given(forests())
def test_a_root_is_a_span_without_a_parent_unless_it_stands_in_a_circle(
    spans: list[Facts],
) -> None:
    ids = {each.span_id: each for each in spans}
    for node in preorder(spans):
        if node.depth == 0 and node.facts.parent_id in ids:
            seen, at = set[str](), node.facts
            while at.span_id not in seen:
                seen.add(at.span_id)
                assert at.parent_id in ids
                at = ids[at.parent_id]
            assert at.span_id == node.facts.span_id


@given(st.lists(st.integers(0, 6), max_size=30))
def test_any_sequence_of_depths_is_written_as_sound_json(depths: list[int]) -> None:

    written = b"".join(nested((depth, b'{"n":%d}' % n) for n, depth in enumerate(depths)))
    found: list[int] = []

    def collect(spans: list[Record]) -> None:
        for span in spans:
            found.append(span["n"])
            collect(span["children"])

    collect(json.loads(written))
    assert found == list(range(len(depths)))
