"""What outlives a request: where it is kept, what it reveals, and what it reports."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from spandeck.model.connection import Connection, Token
from spandeck.model.limits import Descriptor, Reading, Route, Window
from spandeck.model.page import Priority
from spandeck.model.quota import DAY
from spandeck.net import State
from spandeck.net.headers import News, Said
from spandeck.net.store import Claim, Ticket
from tests.net.clock import HandClock
from tests.net.vendor import SECRET, connection

HUNDRED = (Window(100, 60.0),)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_its_directory_and_files_are_their_owners_alone(tmp_path: Path) -> None:
    directory = tmp_path / "deep" / "state"
    State.open(directory).close()
    assert mode(directory) == 0o700
    files = {each.name: mode(each) for each in directory.iterdir()}
    assert set(files) >= {"secret", "budget.sqlite", "pages.sqlite"}
    assert set(files.values()) == {0o600}


def test_a_directory_that_others_could_read_is_narrowed(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    State.open(tmp_path).close()
    assert mode(tmp_path) == 0o700


def test_a_link_in_the_directorys_place_is_a_notice_and_a_state_in_memory(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    state = State.open(tmp_path / "link")
    assert len(state.notices) == 1
    assert state.notices[0].startswith("Nothing is kept between runs: ")
    assert list((tmp_path / "real").iterdir()) == []


@pytest.mark.parametrize("text", [b"", b"short"])
def test_a_damaged_secret_is_a_notice_not_a_new_identity(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "secret").write_bytes(text)
    state = State.open(tmp_path)
    assert "damaged" in state.notices[0]
    assert (tmp_path / "secret").read_bytes() == text


def test_files_that_are_no_databases_are_noticed_at_once(tmp_path: Path) -> None:
    for name in ("budget.sqlite", "pages.sqlite"):
        (tmp_path / name).write_bytes(b"scribble" * 1000)
    state = State.open(tmp_path)
    assert [each.split(" /")[0] for each in state.notices] == ["The shared budget", "The cache"]
    state.close()


def test_the_secret_is_made_once(tmp_path: Path) -> None:
    first, second = State.open(tmp_path), State.open(tmp_path)
    assert first.key == second.key
    assert first.scope(connection()) == second.scope(connection())
    assert State.open(None).key != State.open(None).key
    first.close()
    second.close()


def test_a_scope_tells_vendors_origins_and_keys_apart_and_reveals_no_key(tmp_path: Path) -> None:
    state = State.open(tmp_path)
    scopes = [
        state.scope(connection()),
        state.scope(connection("https://other.test")),
        state.scope(connection(socket="/run/s")),
        state.scope(Connection("other", "https://vendor.test", Token(SECRET))),
        state.scope(Connection("vendor", "https://vendor.test", Token("another"))),
    ]
    assert len(set(scopes)) == len(scopes)
    assert not [each for each in scopes if SECRET in each]
    assert state.scope(connection("https://vendor.test/")) == scopes[0]
    state.close()


@pytest.fixture(params=["memory", "disk"])
def state(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[State]:
    directory = tmp_path if request.param == "disk" else None
    opened = State.open(directory, clock=HandClock().clock())
    yield opened
    opened.close()


async def spend(state: State, times: int, news: News | None = None, category: str = "x") -> None:
    name = state.scope(connection()) + category
    for _ in range(times):
        ticket = await state.store.reserve(Claim(name, HUNDRED, Priority.SAFETY, 20.0))
        assert isinstance(ticket, Ticket)
        state.store.settle(ticket, 0.0, news)
    await state.store.reserve(Claim("elsewhere", HUNDRED, Priority.SAFETY, 20.0))


async def only(state: State) -> Reading:
    (reading,) = state.readings()
    state.close()
    return reading


async def test_a_reading_says_how_a_bucket_stands(state: State) -> None:
    await spend(state, 3)
    tally = state.meter.of(state.scope(connection()) + "x")
    tally.sent, tally.panes["traces"] = 3, 3
    reading = await only(state)
    assert (reading.vendor, reading.category) == ("vendor", "x")
    assert (reading.used, reading.remaining, reading.windows) == (3, 97, HUNDRED)
    assert reading.reset_s == pytest.approx(60.0, abs=0.1)
    assert (reading.sent, dict(reading.panes), reading.blocked_s) == (3, {"traces": 3}, 0.0)


async def test_a_reading_shows_what_others_spent_and_when_it_returns(state: State) -> None:
    await spend(state, 1, News((Said("X-RateLimit", 100, None, 7, 31.0),)))
    reading = await only(state)
    assert reading.remaining == 7
    assert reading.reset_s == pytest.approx(31.0, abs=0.1)
    assert reading.windows[0].source == "X-RateLimit"


async def test_a_reading_shows_a_block(state: State) -> None:
    await spend(state, 1, News(retry_s=45.0, throttled=True, clean=False))
    assert (await only(state)).blocked_s == pytest.approx(45.0, abs=0.1)


async def test_while_nobody_states_a_limit_nothing_is_promised(state: State) -> None:
    name = state.scope(connection()) + "x"
    await state.store.reserve(Claim(name, (), Priority.SAFETY, 20.0))
    assert (await only(state)).remaining is None


DELETING = Descriptor(
    "vendor",
    (Route("DELETE", "/events", "events"), Route("GET", "/free", "")),
    {"events": (Window(5, 1.0), Window(100, DAY))},
)


async def deleted(state: State, times: int, news: News | None = None) -> None:
    """So many requests were answered, one after the other."""
    name = state.scope(connection(), DELETING) + "events"
    for _ in range(times):
        claim = Claim(name, DELETING.windows["events"], Priority.SAFETY, 20.0)
        while not isinstance(found := await state.store.reserve(claim), Ticket):
            await state.clock.sleep(found)
        state.store.settle(found, 0.0, news)
    await state.store.reserve(Claim("elsewhere", HUNDRED, Priority.SAFETY, 20.0))


def stands(state: State) -> Reading:
    found = state.standing("vendor", "DELETE", "/events")
    assert found is not None
    return found


async def test_an_endpoint_that_was_not_used_yet_has_all_that_the_vendor_states(
    state: State,
) -> None:
    state.scope(connection(), DELETING)
    assert [(each.used, each.remaining) for each in stands(state).rooms] == [(0, 5), (0, 100)]
    assert state.standing("vendor", "GET", "/free") is None
    assert state.standing("another", "DELETE", "/events") is None


async def test_each_window_of_a_bucket_is_told_by_itself(state: State) -> None:
    await deleted(state, 4)
    second, day = stands(state).rooms
    assert (second.remaining, day.remaining) == (1, 96)
    assert day.reset_s == pytest.approx(DAY, abs=1)
    assert stands(state).remaining == 1, "the tightest of them"


async def test_what_the_vendor_said_is_left_shrinks_with_what_was_sent_since(state: State) -> None:
    await deleted(state, 1, News((Said("policy", 100, DAY, 50, 3600.0),)))
    await deleted(state, 3)
    assert stands(state).rooms[1].remaining == 47
    assert stands(state).rooms[1].reset_s == pytest.approx(3600.0, abs=5)


async def test_before_the_first_request_there_are_no_readings(state: State) -> None:
    state.scope(connection())
    assert state.readings() == ()
    state.close()
