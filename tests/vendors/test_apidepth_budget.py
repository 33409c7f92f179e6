"""Twenty objectives over ninety days, hour by hour, within the budget that is assumed."""

import httpx

from spandeck.model.agreement import agreement, scope_of
from spandeck.model.connection import Connection, Token
from spandeck.model.page import Ask, Freshness
from spandeck.model.slo import cells, window
from spandeck.model.upstream import Objective
from spandeck.net import State, open_client
from spandeck.sim.apidepth import application
from spandeck.sim.apidepth.keys import keys
from spandeck.sim.world import World
from spandeck.vendors.apidepth.catalog import DESCRIPTOR
from spandeck.vendors.apidepth.source import ApidepthSource
from tests.sim.asking import NOW, Watch, client

DAYS = 90
PATIENT = Ask(patience_s=60)


async def load(source: ApidepthSource, ask: Ask) -> list[tuple[Objective, int]]:
    """Every objective with how many of its hours are known, all agreeing with its days."""
    found = []
    for each in (await source.objectives(DAYS, ask=ask)).value:
        between = window(DAYS, NOW)
        hours = await source.latency(each.vendor, between, scope_of(each), ask=ask)
        judged = cells(hours.value, each, between)
        assert agreement(each, judged).whole
        found.append((each, len(hours.value)))
    return found


async def test_twenty_objectives_cost_a_request_each_and_a_second_look_none() -> None:
    app = application(World(7, "small", Watch()), limits=None)
    token = keys(7).world
    async with client(app, token) as asking:
        for threshold_ms in range(200, 1200, 100):
            wanted = {"vendor": "anthropic", "metric": "p50", "threshold_ms": threshold_ms}
            assert (await asking.post("/v1/slo", json=wanted)).status_code == 201
    app.state.ledger.arrivals.clear()
    state = State.open(None)
    connection = Connection("apidepth", "http://127.0.0.1:7414", Token(token))
    network = httpx.ASGITransport(app)
    async with open_client(DESCRIPTOR, connection, state=state, network=network) as http:
        source = ApidepthSource(http, clock=Watch())
        first = await load(source, PATIENT)
        paths = [each.path for each in app.state.ledger.arrivals]
        again = await load(source, Ask(freshness=Freshness.CACHED))
    assert len(first) == 20
    assert sum(hours == DAYS * 24 for _, hours in first) >= 18
    asked = {path: paths.count(path) for path in paths}
    # ten objectives are of the same calls: their hours are asked for once
    assert asked == {"/v1/slo": 1, "/v1/sla": 2, "/v1/latency": 11}
    assert {each.status for each in app.state.ledger.arrivals} == {200}
    assert again == first
    assert len(app.state.ledger.arrivals) == len(paths)
    (reading,) = state.readings()
    assert (reading.sent, reading.throttled) == (len(paths), 0)
    state.close()
