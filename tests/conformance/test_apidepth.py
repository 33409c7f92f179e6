"""The vendor's own client, unmodified, posts to the simulator; what it sent is read back.

It is read as it is answered, and by our source, as every screen reads it.
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import floor
from pathlib import Path
from random import Random
from typing import Any

import httpx
import numpy as np
import pytest
from starlette.applications import Starlette
from uvicorn import Config

from spandeck.model.agreement import agreement, scope_of
from spandeck.model.slo import budget, cells, tally, window
from spandeck.model.upstream import HOUR_NS, Between, Throttled
from spandeck.sim.apidepth import application
from spandeck.sim.apidepth.keys import keys
from spandeck.sim.serve import QuietServer
from spandeck.sim.world import World
from spandeck.vendors.apidepth.source import ApidepthSource
from tests.sim.apidepth.arithmetic import (
    FAILED,
    bucket,
    by_hour,
    compliance,
    percentiles,
    same,
    some,
    timed,
)
from tests.sim.apidepth.posting import HOUR_MS, NOW_MS, read
from tests.sim.asking import NOW, Watch, client

HOST = "collector.apidepth.io"
PROGRAM = Path(__file__).with_name("apidepth_program.py")
CHAT = "https://api.openai.com/v1/chat/completions"
CALLS = [
    [CHAT, 200, 9],
    [CHAT, 200, 8],
    [CHAT, 429, 0],
    [CHAT, 200, 7],
    [CHAT, 503, 6],
    [CHAT, 0, 0],
    ["https://api.openai.com/v1/embeddings", 200, 5],
    ["https://api.stripe.com/v1/payment_intents/pi_3Pa91", 402, 4],
    ["https://api.warehouse.example/stock/12345", 200, 3],
]
"""Where to, what is answered (0: nothing in time), and how many requests are left after it."""
pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")


@dataclass(frozen=True)
class Outcome:
    """What the client said, and a simulator that holds what it sent."""

    told: dict[str, Any]
    events: list[dict[str, Any]]
    """Recorded of one vendor, `acme`."""
    others: list[dict[str, Any]]
    """Recorded of another, `globex`."""
    app: Starlette
    watch: Watch


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for the vendor's host that is good for a day, and its key."""
    made, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "1", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
         "-keyout", key, "-out", made],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return made, key


@asynccontextmanager
async def secure(app: Starlette, made: Path, key: Path) -> AsyncIterator[int]:
    """Serve with TLS on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = Config(
            app, ssl_certfile=made, ssl_keyfile=key, lifespan="off", log_config=None, ws="none"
        )
        server = QuietServer(config)
        serving = asyncio.create_task(server.serve([listening]))
        yield int(listening.getsockname()[1])
        server.should_exit = True
        await serving


async def program(asked: dict[str, Any], certificate: Path) -> dict[str, Any]:
    """Let the client run to its end in a process of its own."""
    env = {"PATH": os.environ["PATH"], "SSL_CERT_FILE": str(certificate), "LC_ALL": "C.UTF-8"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(PROGRAM),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=env,
    )
    said, complaints = await process.communicate(json.dumps(asked).encode())
    assert process.returncode == 0, complaints.decode()
    test, told = said.decode().strip().rsplit("\n", 1)
    assert "✓ received" in test
    found: dict[str, Any] = json.loads(told)
    return found


async def posted(folder: Path) -> Outcome:
    """Start the simulator, let the client post to the account that begins empty."""
    watch, events = Watch(NOW), some(Random(11), 1100, 20)
    others = some(Random(12), 300, 20, vendor="globex")
    app = application(World(7, "small", watch))
    made, key = certificate(folder)
    async with secure(app, made, key) as port:
        asked = {"key": keys(7).empty, "port": port, "cache": str(folder / "registry.json")}
        told = await program(asked | {"calls": CALLS, "events": events + others}, made)
    return Outcome(told, events, others, app, watch)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return asyncio.run(posted(tmp_path_factory.mktemp("client")))


@pytest.fixture
async def asking(outcome: Outcome) -> AsyncIterator[httpx.AsyncClient]:
    """At the moment around which the recorded events lie."""
    outcome.watch.now_ns = NOW
    async with client(outcome.app, keys(7).empty) as found:
        yield found


@pytest.fixture
async def just_now(outcome: Outcome) -> AsyncIterator[httpx.AsyncClient]:
    """At the moment just after the client made its calls, by its own clock."""
    outcome.watch.now_ns = time.time_ns()
    async with client(outcome.app, keys(7).empty) as found:
        yield found


def test_the_client_sent_everything_a_hundred_events_at_a_time(outcome: Outcome) -> None:
    assert outcome.told["queue_size"] == outcome.told["total_dropped"] == 0
    assert outcome.told["consecutive_failures"] == 0
    assert outcome.told["flushes"] == -(
        -(len(CALLS) + len(outcome.events) + len(outcome.others)) // 100
    )
    posts = [each for each in outcome.app.state.ledger.arrivals if each.method == "POST"]
    assert {(each.path, each.status) for each in posts} == {("/v1/events", 200)}
    assert len(posts) == outcome.told["flushes"] + 1  # and `apidepth test`


def test_the_client_takes_the_registry_for_its_own(outcome: Outcome) -> None:
    assert outcome.told["message"] == ["sendgrid", "/v3/mail/send"]  # not among the bundled ones
    assert outcome.told["payment"] == ["stripe", "/v1/payment_intents/:id"]


async def test_recorded_events_come_back_in_latency_and_rate_limits(
    outcome: Outcome, asking: httpx.AsyncClient
) -> None:
    found = await read(asking, "latency", vendor="acme")
    same(found["buckets"], [bucket(*each) for each in by_hour(outcome.events).items()])
    limits = await read(asking, "rate-limits", vendor="acme")
    assert limits["total_429s"] == sum(each["status"] == 429 for each in outcome.events)


@pytest.mark.parametrize(("metric", "threshold_ms"), [("p50", 150), ("p95", 600), ("p99", 1300)])
async def test_recorded_events_come_back_in_the_compliance_report(
    outcome: Outcome, asking: httpx.AsyncClient, metric: str, threshold_ms: int
) -> None:
    wanted = {"vendor": "acme", "metric": metric, "threshold_ms": threshold_ms}
    made = (await asking.post("/v1/slo", json=wanted)).json()
    results = (await read(asking, "sla"))["slos"]
    found = next(each for each in results if each["id"] == made["id"])
    production = [each for each in outcome.events if each["env"] == "production"]
    expected = compliance(production, metric, threshold_ms, NOW_MS, 30)
    assert {name: found[name] for name in expected} == expected
    assert expected["total_buckets"] > 10


async def test_our_source_reads_the_very_percentiles_and_counts(
    outcome: Outcome, asking: httpx.AsyncClient
) -> None:
    source = ApidepthSource(asking, clock=outcome.watch)
    day = Between(NOW - 24 * HOUR_NS, NOW)
    found = (await source.latency("acme", day)).value
    expected = by_hour(outcome.events)
    assert [each.hour_ns // HOUR_NS for each in found] == list(expected)
    for hour, events in zip(found, expected.values(), strict=True):
        told = (hour.p50, hour.p95, hour.p99)
        assert told == pytest.approx(
            percentiles(events) if timed(events) else (None,) * 3, abs=0.051
        )
        failed = sum(each["outcome"] in FAILED for each in events)
        counts = (hour.event_count, hour.error_count, hour.total_count)
        assert counts == (len(timed(events)), failed, len(events))
    limits = (await source.rate_limits("acme", day)).value
    throttled = [each for each in outcome.events if each["status"] == 429]
    assert limits.count == len(throttled)
    assert dict(limits.hours) == {
        number * HOUR_NS: len(each) for number, each in by_hour(throttled).items()
    }
    assert Counter(each["endpoint"] for each in throttled)[limits.top_endpoint or ""] == max(
        Counter(each["endpoint"] for each in throttled).values()
    )
    assert (
        Throttled("acme", limits.count, limits.top_endpoint) in (await source.throttled(day)).value
    )


@pytest.mark.parametrize(("metric", "threshold_ms"), [("p50", 140), ("p95", 650), ("p99", 1200)])
async def test_our_source_and_our_own_hours_agree_with_the_raw_events(
    outcome: Outcome, asking: httpx.AsyncClient, metric: str, threshold_ms: int
) -> None:
    wanted = {"vendor": "acme", "metric": metric, "threshold_ms": threshold_ms}
    made = (await asking.post("/v1/slo", json=wanted)).json()
    source = ApidepthSource(asking, clock=outcome.watch)
    found = next(e for e in (await source.objectives()).value if e.id == made["id"])
    production = [each for each in outcome.events if each["env"] == "production"]
    expected = compliance(production, metric, threshold_ms, NOW_MS, 30)
    between = window(found.window_days, NOW)
    hours = await source.latency("acme", between, scope_of(found))
    judged = cells(hours.value, found, between)
    ours = tally(judged)
    for told in (found, ours):
        assert (told.compliance_pct, told.hours, told.breaching, told.longest_breach) == (
            expected["compliance_pct"],
            expected["total_buckets"],
            expected["breaching_hours"],
            expected["longest_breach_hours"],
        )
    assert agreement(found, judged).whole
    assert budget(found, 90.0).spent == expected["breaching_hours"] > 0


async def test_our_source_reads_the_scores_and_their_aggregate(
    outcome: Outcome, asking: httpx.AsyncClient
) -> None:
    found = (await ApidepthSource(asking, clock=outcome.watch).health()).value
    scores = {each.vendor: each for each in found.scores}
    weighed = {
        each.vendor: (each.score, each.call_volume)
        for each in found.scores
        if each.score is not None  # the client's own calls count if they were made that day
    }
    for vendor, events in (("acme", outcome.events), ("globex", outcome.others)):
        last = [each for each in events if each["ts"] > NOW_MS - HOUR_MS]
        before = by_hour(each for each in events if each["ts"] <= NOW_MS - HOUR_MS)
        usual = np.median([np.percentile(timed(each), 95) for each in before.values()])
        quick = 100 * min(1.0, float(usual / np.percentile(timed(last), 95)))
        well = 100 * (1 - sum(each["outcome"] in FAILED for each in events) / len(events))
        assert (scores[vendor].latency, scores[vendor].errors) == (half_up(quick), half_up(well))
        weighed[vendor] = half_up((quick * 40 + well * 30) / 70), len(events)
        assert (scores[vendor].score, scores[vendor].call_volume) == weighed[vendor]
    volume = sum(calls for _, calls in weighed.values())
    assert found.aggregate == half_up(sum(a * b for a, b in weighed.values()) / volume)


def half_up(value: float) -> int:
    """To the nearest whole number, as the contract rounds."""
    return floor(value + 0.5)


async def test_instrumented_calls_come_back_as_they_were_made(
    just_now: httpx.AsyncClient,
) -> None:
    found = (await read(just_now, "latency", vendor="openai"))["buckets"]
    totals = [sum(each[f"{name}_count"] for each in found) for name in ("event", "error", "total")]
    assert totals == [5, 3, 7]  # the first was a cold start, and one was never answered
    endpoints = await read(just_now, "endpoints", vendor="openai")
    assert endpoints == {"endpoints": ["/v1/chat/completions", "/v1/embeddings"]}
    assert await read(just_now, "endpoints", vendor="stripe") == {
        "endpoints": ["/v1/payment_intents/:id"]
    }
    assert await read(just_now, "environments") == {"environments": ["production", "staging"]}
    assert (await read(just_now, "registry"))["customer_vendors"] == {
        "warehouse": "api.warehouse.example"
    }


async def test_what_the_client_read_from_headers_and_bodies_comes_back(
    just_now: httpx.AsyncClient,
) -> None:
    found = await read(just_now, "rate-limits", vendor="openai")
    assert (found["total_429s"], found["top_endpoint"]) == (1, "/v1/chat/completions")
    burning = found["burn_down"]
    assert (burning["rl_remaining"], burning["rl_limit"]) == (5, 500)
    assert burning["burn_rate_per_min"] == len(CALLS[:7]) / 5
    assert burning["minutes_to_throttle"] == round(5 / 1.4, 1)
    models = (await read(just_now, "model-usage"))["models"]
    assert {(each["model_name"], each["endpoint"], each["call_count"]) for each in models} == {
        ("gpt-4o-mini", "/v1/chat/completions", 5),
        ("gpt-4o-mini", "/v1/embeddings", 1),
    }
    assert "apidepth-test" not in (await read(just_now, "vendors"))["vendors"]
