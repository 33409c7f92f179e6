"""The vendor's own client, unmodified, posts to the simulator; what it sent is read back."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from uvicorn import Config

from spandeck.sim.apidepth import application
from spandeck.sim.apidepth.keys import keys
from spandeck.sim.serve import QuietServer
from spandeck.sim.world import World
from tests.sim.apidepth.arithmetic import bucket, by_hour, compliance, same, some
from tests.sim.apidepth.posting import NOW_MS, read
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
    app = application(World(7, "small", watch))
    made, key = certificate(folder)
    async with secure(app, made, key) as port:
        asked = {"key": keys(7).empty, "port": port, "cache": str(folder / "registry.json")}
        told = await program(asked | {"calls": CALLS, "events": events}, made)
    return Outcome(told, events, app, watch)


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
    assert outcome.told["flushes"] == -(-(len(CALLS) + len(outcome.events)) // 100)
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
