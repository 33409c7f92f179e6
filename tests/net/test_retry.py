"""The only place that tries again: reads, three times at most, with jitter and within a quota."""

import contextlib

import httpx
import pytest

from spandeck.model.errors import Limited, Unreachable
from spandeck.net.meter import Meter
from spandeck.net.retry import ATTEMPTS, Quota, RetryTransport
from tests.net.clock import HandClock
from tests.net.vendor import DESCRIPTOR, Answer, Network, answer, ask, connection, raising


class Bench:
    """A retry over a network that answers what it is told, with time set by hand."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.hand = HandClock()
        self.meter = Meter()
        self.network = Network(self.next)
        self.transport = RetryTransport(
            self.network,
            DESCRIPTOR,
            connection(),
            meter=self.meter,
            clock=self.hand.clock(),
            scope="a/",
            chance=lambda: 0.5,
        )

    def next(self, request: httpx.Request) -> httpx.Response:
        following = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return following(request)

    async def ask(self, path: str = "/live", method: str = "GET") -> httpx.Response:
        return await ask(self.transport, path, method)

    @property
    def attempts(self) -> int:
        return len(self.network.sent)


def status(code: int, **headers: str) -> Answer:
    return lambda _: answer(status=code, **headers)


@pytest.mark.parametrize("code", [500, 502, 503, 504])
async def test_a_passing_fault_is_tried_again(code: int) -> None:
    bench = Bench(status(code), status(200))
    assert (await bench.ask()).status_code == 200
    assert bench.hand.slept == [0.025], "half of 0.05 s"
    assert bench.meter.of("a/default").retried == 1


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 422, 501])
async def test_what_will_not_change_is_not_asked_again(code: int) -> None:
    bench = Bench(status(code))
    assert (await bench.ask()).status_code == code
    assert bench.attempts == 1


async def test_after_three_attempts_the_last_answer_stands() -> None:
    bench = Bench(status(503))
    assert (await bench.ask()).status_code == 503
    assert bench.attempts == ATTEMPTS
    assert bench.hand.slept == [0.025, 0.05], "twice as long each time"


async def test_a_429_without_a_time_backs_off_by_full_jitter() -> None:
    bench = Bench(status(429))
    assert (await bench.ask()).status_code == 429
    assert bench.hand.slept == [0.5, 1.0]


async def test_a_429_that_names_a_time_is_left_to_the_budget_below() -> None:
    bench = Bench(status(429, retry_after="60"), status(200))
    assert (await bench.ask()).status_code == 200
    assert bench.hand.slept == []


@pytest.mark.parametrize("text", ["0", "soon", "-5"])
async def test_a_429_that_names_no_real_time_is_not_hammered(text: str) -> None:
    bench = Bench(status(429, retry_after=text), status(200))
    await bench.ask()
    assert bench.hand.slept == [0.5]


async def test_where_no_budget_waits_a_named_time_does_not_hammer_either() -> None:
    bench = Bench(status(429, retry_after="60"), status(200))
    await bench.ask("/health")
    assert bench.hand.slept == [0.5]


async def test_patience_is_for_all_attempts_together() -> None:
    left: list[float] = []

    def slowly(request: httpx.Request) -> httpx.Response:
        left.append(request.extensions["ask"].patience_s)
        bench.hand.at += 4.0
        return answer(status=502)

    bench = Bench(slowly)
    await bench.ask()
    assert left == pytest.approx([10.0, 5.975, 1.925])


async def test_a_back_off_longer_than_the_patience_left_is_limited() -> None:
    def slowly(request: httpx.Request) -> httpx.Response:
        bench.hand.at += 9.9
        return answer(status=429)

    bench = Bench(slowly)
    with pytest.raises(Limited, match="HTTP 429"):
        await bench.ask()
    assert bench.attempts == 1


async def test_nobody_waits_for_a_third_attempt_longer_than_his_patience() -> None:
    def slowly(request: httpx.Request) -> httpx.Response:
        bench.hand.at += 5.0
        raise httpx.ConnectTimeout("no answer to the connection")

    bench = Bench(slowly)
    with pytest.raises(httpx.ConnectTimeout):
        await bench.ask()
    assert bench.attempts == 2


@pytest.mark.parametrize(
    "error", [httpx.ReadError("cut"), httpx.RemoteProtocolError("gone"), httpx.ConnectError("no")]
)
async def test_a_read_survives_a_broken_connection(error: httpx.TransportError) -> None:
    bench = Bench(raising(error), status(200))
    assert (await bench.ask()).status_code == 200


async def test_a_connection_that_stays_broken_is_told_as_it_is() -> None:
    bench = Bench(raising(httpx.ConnectError("nobody listens")))
    with pytest.raises(httpx.ConnectError):
        await bench.ask()
    assert bench.attempts == ATTEMPTS


async def test_a_deadline_is_not_tried_again() -> None:
    bench = Bench(raising(Unreachable("vendor", "no complete answer came within 10 s")))
    with pytest.raises(Unreachable):
        await bench.ask()
    assert bench.attempts == 1


@pytest.mark.parametrize("answers", [status(503), status(429), raising(httpx.ReadError("cut"))])
async def test_a_write_that_may_have_arrived_is_sent_once(answers: Answer) -> None:
    bench = Bench(answers)
    with contextlib.suppress(httpx.ReadError):
        await bench.ask("/things/1", "DELETE")
    assert bench.attempts == 1


@pytest.mark.parametrize(
    "error", [httpx.ConnectError("no"), httpx.ConnectTimeout("slow"), httpx.PoolTimeout("full")]
)
async def test_a_write_that_was_never_sent_may_be_sent(error: httpx.TransportError) -> None:
    bench = Bench(raising(error), status(200))
    assert (await bench.ask("/things/1", "DELETE")).status_code == 200


async def test_a_read_that_travels_as_post_is_tried_again() -> None:
    bench = Bench(status(503), status(200))
    assert (await bench.ask("/search", "POST")).status_code == 200


async def test_when_everything_fails_retries_stay_a_small_part_of_the_traffic() -> None:
    bench = Bench(status(503))
    for _ in range(500):
        await bench.ask()
    assert bench.attempts - 500 == Quota.FULL // Quota.TRANSIENT


async def test_clean_answers_earn_retries_back() -> None:
    bench = Bench(status(503))
    while bench.transport.quota.left >= Quota.TRANSIENT:
        await bench.ask()
    bench.answers = [status(200)]
    for _ in range(Quota.TRANSIENT):
        await bench.ask()
    before = bench.attempts
    bench.answers = [status(503), status(200)]
    await bench.ask()
    assert bench.attempts - before == 2


async def test_an_answer_that_is_thrown_away_is_closed() -> None:
    first = answer(status=503)
    bench = Bench(lambda _: first, status(200))
    await bench.ask()
    assert first.is_closed
