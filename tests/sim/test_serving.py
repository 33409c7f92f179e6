"""The simulator as others meet it: a process on loopback or private sockets; a real exporter."""

import asyncio
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from spandeck.sim.child import NotStarted, private_directory, start
from spandeck.sim.options import Busy, Options
from spandeck.sim.serve import serve
from tests.simulator import Simulator, simulator

FAULTS = """
[[fault]]
path = "/api/v1/traces"
nth = [2]
cut = true
[[fault]]
path = "/api/v1/traces"
nth = [3]
cut_after = 100
"""


@pytest.fixture(scope="module")
def running() -> Iterator[Simulator]:
    with simulator("--limits", "off") as found:
        yield found


def test_a_real_exporters_spans_are_read_back(running: Simulator) -> None:
    exporter = OTLPSpanExporter(
        endpoint=f"{running.url}/v1/otlp/v1/traces",
        headers={"authorization": f"Bearer {running.empty_token}"},
        compression=Compression.Gzip,
    )
    resource = Resource.create({"service.name": "shop", "deployment.environment.name": "staging"})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    with tracer.start_as_current_span("order", attributes={"session.id": "s-9"}) as root:
        with pytest.raises(TimeoutError), tracer.start_as_current_span("pay"):
            raise TimeoutError("no answer")
        trace_id = f"{root.get_span_context().trace_id:032x}"
    provider.shutdown()
    headers = {"authorization": f"Bearer {running.empty_token}"}
    found = httpx.get(f"{running.url}/api/v1/traces/{trace_id}", headers=headers).json()
    assert (found["name"], found["session_id"], found["environment"]) == ("order", "s-9", "staging")
    assert (found["agent_name"], found["error_code"]) == ("shop", "ORCHESTRATION.EXECUTION.TIMEOUT")
    (pay,) = found["spans"][0]["children"]
    assert pay["status"] == "error"
    assert pay["events"][0]["attributes"]["exception.message"] == "no answer"


def test_a_served_connection_is_cut_without_a_last_word(tmp_path: Path) -> None:
    plan = tmp_path / "faults.toml"
    plan.write_text(FAULTS)
    with simulator("--faults", str(plan)) as faulty:
        headers = {"authorization": f"Bearer {faulty.token}"}
        with httpx.Client(base_url=faulty.url, headers=headers) as asking:
            assert asking.get("/api/v1/traces").status_code == 200
            with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
                asking.get("/api/v1/traces")
            with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
                asking.get("/api/v1/traces")
            assert asking.get("/api/v1/traces").status_code == 200
        assert [each["status"] for each in faulty.ledger()] == [200, None, 200, 200]


async def test_a_busy_port_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        with pytest.raises(Busy, match=f"risicare on port {number}"):
            await serve(Options(port_base=number - 1))


async def test_a_child_serves_on_a_private_socket_and_leaves_nothing() -> None:
    async with start(seed=3) as vendors:
        vendor = vendors["risicare"]
        directory = os.path.dirname(vendor.socket)
        assert stat.S_IMODE(os.stat(directory).st_mode) == 0o700
        assert stat.S_IMODE(os.stat(vendor.socket).st_mode) == 0o600
        transport = httpx.AsyncHTTPTransport(uds=vendor.socket)
        headers = {"authorization": f"Bearer {vendor.token}"}
        async with httpx.AsyncClient(
            transport=transport, base_url=vendor.url, headers=headers
        ) as asking:
            assert len((await asking.get("/api/v1/traces")).json()["data"]) == 50
    assert not await asyncio.to_thread(os.path.exists, directory)


async def test_a_child_that_cannot_start_says_why() -> None:
    with pytest.raises(NotStarted, match=r"/dev/null/sim\.db cannot be used"):
        async with start(data=Path("/dev/null/sim.db")):
            raise AssertionError("it started")


@asynccontextmanager
async def served(directory: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A child whose ready line was read, and which must have ended by itself."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "spandeck", "sim", "--socket-dir", str(directory)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    assert b"risicare.sock" in await child.stdout.readline()
    yield child
    assert await asyncio.wait_for(child.wait(), 30) == 0
    await child.communicate()
    assert not await asyncio.to_thread(directory.exists)


async def test_the_child_ends_when_its_parent_is_gone() -> None:
    with private_directory() as directory:
        async with served(directory) as child:
            assert child.stdin is not None
            child.stdin.close()


async def test_a_child_whose_parent_died_before_it_was_ready_leaves_nothing() -> None:
    """Its ready line meets a closed pipe."""
    with private_directory() as directory:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "spandeck", "sim", "--socket-dir", str(directory)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=(broken := broken_pipe()),
        )
        os.close(broken)
        await asyncio.wait_for(child.wait(), 30)
        assert not await asyncio.to_thread(directory.exists)


def broken_pipe() -> int:
    """The writing end of a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_order(number: signal.Signals) -> None:
    with private_directory() as directory:
        async with served(directory) as child:
            child.send_signal(number)


def test_a_runtime_directory_with_a_long_path_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = tmp_path / ("long" * 20)
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    with private_directory() as made:
        assert not made.is_relative_to(runtime)
        assert len(os.fsencode(made / "risicare.sock")) < 104
    short = made.with_name("spandeck-run")
    short.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short))
    with private_directory() as made:
        assert made.parent == short
    short.rmdir()
