"""A write is noted before it is sent, and what came of it after; nothing unnoted is ever sent."""

import asyncio
import os
import stat
from pathlib import Path

import httpx
import pytest

from spandeck.model.errors import Refused, Unreachable
from spandeck.net import State, open_client
from spandeck.net.journal import NEVER, PENDING_NS, UNKNOWN, Entry
from tests.net.vendor import DESCRIPTOR, SECRET, Network, answer, connection, raising


def client(state: State, network: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    allowed = connection(writes=True)
    return open_client(DESCRIPTOR, allowed, state=state, network=network)


def noted(directory: Path) -> list[Entry]:
    """What another process finds in the journal."""
    state = State.open(directory)
    try:
        return list(state.journal.entries())
    finally:
        state.close()


async def test_a_write_is_on_disk_before_it_is_sent_and_its_status_after(tmp_path: Path) -> None:
    meanwhile: list[Entry] = []

    def handler(request: httpx.Request) -> httpx.Response:
        meanwhile.extend(noted(tmp_path))
        return answer({}, 202)

    state = State.open(tmp_path)
    async with client(state, Network(handler)) as vendor:
        await vendor.request("DELETE", "/things/1?reason=private", json={"ids": ["private"]})
    state.close()
    (before,), (after,) = meanwhile, noted(tmp_path)
    assert (before.outcome, before.answered_ns) == (None, None)
    assert (after.method, after.path, after.outcome) == ("DELETE", "/things/1", "202")
    assert after.answered_ns is not None
    assert after.answered_ns >= after.at_ns
    assert not after.doubtful(after.at_ns + 2 * PENDING_NS)


async def test_the_journal_holds_neither_the_key_nor_what_was_sent(tmp_path: Path) -> None:
    state = State.open(tmp_path)
    async with client(state, Network(lambda _: answer())) as vendor:
        await vendor.request("DELETE", "/things/1?reason=private", json={"ids": ["private"]})
    state.close()
    path = tmp_path / "writes.sqlite"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    held = path.read_bytes()
    assert b"private" not in held
    assert SECRET.encode() not in held
    (entry,) = noted(tmp_path)
    assert len(entry.body) == len(entry.fingerprint) == 32


async def test_equal_bodies_are_known_again_and_others_told_apart(tmp_path: Path) -> None:
    state = State.open(tmp_path)
    async with client(state, Network(lambda _: answer())) as vendor:
        for body in ({"a": 1}, {"a": 1}, {"a": 2}):
            await vendor.request("DELETE", "/things/1", json=body)
        await vendor.request("DELETE", "/things/1")
    none, second, first, again = [each.body for each in state.journal.entries()]
    state.close()
    assert first == again != second
    assert none == ""


async def test_reads_are_not_noted_whatever_their_method() -> None:
    state = State.open(None)
    async with client(state, Network(lambda _: answer())) as vendor:
        await vendor.get("/things")
        await vendor.post("/search", json={})
    assert list(state.journal.entries()) == []
    state.close()


@pytest.mark.parametrize(
    ("error", "outcome", "doubtful"),
    [
        (httpx.ConnectError("refused"), NEVER, False),
        (httpx.ConnectTimeout("late"), NEVER, False),
        (httpx.ReadError("reset"), UNKNOWN, True),
        (httpx.ReadTimeout("late"), UNKNOWN, True),
        (Unreachable("vendor", "no complete answer came within 60 s"), UNKNOWN, True),
    ],
    ids=lambda each: type(each).__name__,
)
async def test_a_lost_answer_is_doubtful_unless_nothing_was_sent(
    error: Exception, outcome: str, doubtful: bool
) -> None:
    state = State.open(None)
    async with client(state, Network(raising(error))) as vendor:
        with pytest.raises(type(error)):
            await vendor.delete("/things/1")
    found = state.journal.entries()
    assert {each.outcome for each in found} == {outcome}
    assert any(each.doubtful(each.at_ns) for each in found) is doubtful
    assert len(found) == (3 if outcome == NEVER else 1)
    state.close()


@pytest.mark.parametrize(
    ("status", "doubtful"), [(204, False), (409, False), (429, False), (502, True)]
)
async def test_only_a_failure_of_the_vendor_leaves_an_answer_doubtful(
    status: int, doubtful: bool
) -> None:
    state = State.open(None)
    network = Network(lambda _: answer({}, status))
    async with client(state, network) as vendor:
        assert (await vendor.delete("/things/1")).status_code == status
    (entry,) = state.journal.entries()
    assert (entry.outcome, entry.doubtful(entry.at_ns)) == (str(status), doubtful)
    assert len(network.sent) == 1
    state.close()


async def test_a_write_that_is_cancelled_in_flight_is_doubtful() -> None:
    state = State.open(None)
    sent = asyncio.Event()

    async def never(request: httpx.Request) -> httpx.Response:
        sent.set()
        await asyncio.Event().wait()
        return answer()

    async with client(state, Network(never)) as vendor:
        task = asyncio.create_task(vendor.delete("/things/1"))
        await sent.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    (entry,) = state.journal.entries()
    assert entry.outcome == UNKNOWN
    state.close()


async def test_a_write_whose_process_died_is_doubtful_once_it_can_no_longer_be_on_its_way(
    tmp_path: Path,
) -> None:
    state = State.open(tmp_path)
    state.journal.begin(Entry(0, 10**18, "vendor", "", "", "DELETE", "/x", "", None, None, None))
    state.close()
    (entry,) = noted(tmp_path)
    assert not entry.doubtful(10**18 + PENDING_NS)
    assert entry.doubtful(10**18 + PENDING_NS + 1)


async def test_a_doubt_is_settled_by_whoever_looked(tmp_path: Path) -> None:
    state = State.open(tmp_path)
    async with client(state, Network(raising(httpx.ReadError("reset")))) as vendor:
        with pytest.raises(httpx.ReadError):
            await vendor.delete("/things/1")
    (doubt,) = state.journal.entries()
    assert state.journal.settle(doubt.number, 5)
    assert state.journal.settle(doubt.number, 9)
    assert not state.journal.settle(doubt.number + 1, 5)
    state.close()
    (settled,) = noted(tmp_path)
    assert (settled.outcome, settled.settled_ns) == (UNKNOWN, 5)
    assert not settled.doubtful(doubt.at_ns)


def spoil(directory: Path) -> None:
    (directory / "writes.sqlite").write_bytes(b"this is no database, and never was one" * 30)


def bar(directory: Path) -> None:
    directory.rmdir()
    directory.symlink_to("/nowhere")


@pytest.mark.parametrize("harm", [spoil, bar])
async def test_what_cannot_be_noted_is_refused_loudly_and_not_sent(
    tmp_path: Path, harm: object
) -> None:
    directory = tmp_path / "state"
    directory.mkdir(mode=0o700)
    harm(directory)  # type: ignore[operator]
    state = State.open(directory)
    network = Network(lambda _: answer())
    async with client(state, network) as vendor:
        with pytest.raises(Refused, match="nothing was sent, since the journal"):
            await vendor.delete("/things/1")
        await vendor.get("/things")
    state.close()
    assert [each.method for each in network.sent] == ["GET"]


async def refusal(vendor: httpx.AsyncClient, number: int) -> str:
    """How a write was refused; empty for one that was sent."""
    try:
        await vendor.delete(f"/things/{number}{'x' * 3000}")
    except Refused as refused:
        return str(refused)
    return ""


async def test_a_full_disk_refuses_a_write_and_never_loses_the_journal(tmp_path: Path) -> None:
    state = State.open(tmp_path)
    network = Network(lambda _: answer())
    async with client(state, network) as vendor:
        await vendor.delete("/things/1")
        state.journal.opened().execute("pragma max_page_count = 1")
        refusals = [await refusal(vendor, number) for number in range(100)]
    state.close()
    found = noted(tmp_path)
    sent = 1 + refusals.count("")
    assert len(found) == len(network.sent) == sent < 100
    assert refusals[-1].startswith("vendor: nothing was sent, since the journal of writes cannot")
    assert "full" in refusals[-1]


async def test_an_outcome_that_cannot_be_noted_hides_no_answer(tmp_path: Path) -> None:
    state = State.open(tmp_path)

    def handler(request: httpx.Request) -> httpx.Response:
        state.journal.opened().execute("pragma query_only = on")
        return answer()

    async with client(state, Network(handler)) as vendor:
        assert (await vendor.delete("/things/1")).status_code == 200
    assert state.notices[0].startswith("What came of write 1 could not be noted")
    state.close()
    (entry,) = noted(tmp_path)
    assert entry.outcome is None


async def test_simulated_writes_are_noted_nowhere_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    state = State.open(None)
    async with client(state, Network(lambda _: answer())) as vendor:
        await vendor.delete("/things/1")
    assert len(state.journal.entries()) == 1
    state.close()
    assert os.listdir(tmp_path) == []
