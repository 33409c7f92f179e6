"""The story's failures, explained over all four simulators: the right verdict, and its price.

Every verdict is reached by asking the vendors through the real stack, at a clock that stands still.
"""

import pytest

from spandeck.model.fact import Elsewhere, Fired, Loop, Siblings, Versions
from spandeck.model.told import Subject
from spandeck.model.verdict import Blame
from tests.why.story import Story, minute, story

THROTTLED = "Throttled by the provider, made worse by our retries"
Facts = dict[Subject, object]
MOST = {
    "risicare": {"apidepth": 10, "risicare": 18, "arize": 18, "fiddler": 4},
    "arize": {"apidepth": 10, "risicare": 5, "arize": 32, "fiddler": 4},
    "fiddler": {"apidepth": 10, "risicare": 5, "arize": 18, "fiddler": 30},
}
"""What a card may cost at each vendor, by the one that holds the trace: of that one, others are
asked for as well."""


def lines(told: Story) -> Facts:
    """The facts that are known, by subject."""
    return {each.subject: each.fact for each in told.told if each.fact is not None}


def dearer(told: Story, before: dict[str, int], holder: str) -> dict[str, int]:
    """Where more was asked than may be, and how much."""
    cost = {name: count - before.get(name, 0) for name, count in told.sent().items()}
    return {name: count for name, count in cost.items() if count > MOST[holder][name]}


def circles(facts: Facts) -> None:
    loop = facts[Subject.LOOP]
    assert isinstance(loop, Loop)
    assert loop.times >= 50


def released(facts: Facts) -> None:
    versions = facts[Subject.VERSIONS]
    assert isinstance(versions, Versions)
    failed = {each.version: each.failed for each in versions.seen}
    assert failed.pop("5.1.0") >= 2
    assert failed == {"5.0.1": 0}
    assert versions.began_ns is not None
    assert versions.began_ns >= minute(188)


CHECKS = {"LOOP.DETECTED": circles, "TYPE_ERROR": released}
"""What else is known of some of them."""


@pytest.mark.parametrize(
    ("at", "code", "sentence", "confidence"),
    [
        (60, "RATE_LIMIT", THROTTLED, "high"),
        (72, "PROVIDER.UNAVAILABLE", "The provider fails for everyone", "high"),
        (206, "TYPE_ERROR", "Our own regression in checkout-agent 5.1.0", "high"),
        (60, "LOOP.DETECTED", "The agent loops on search_web", "high"),
        (206, "TOOL.EXECUTION.EXCEPTION", "Not enough evidence", None),
    ],
    ids=["throttling", "outage", "regression", "loop", "noise"],
)
async def test_every_failure_of_the_story_gets_its_verdict(
    at: int, code: str, sentence: str, confidence: str | None
) -> None:
    async with story(at) as told:
        rows = await told.failing(code)
        found = await told.explained(rows[0].trace_id)
        assert (found.sentence, found.confidence) == (sentence, confidence)
        assert [each for each in told.told if each.unknown] == []
        if code in CHECKS:
            CHECKS[code](lines(told))


@pytest.mark.parametrize("vendor", ["arize", "fiddler"])
async def test_the_verdict_does_not_hang_on_which_vendor_holds_the_trace(vendor: str) -> None:
    async with story(72) as told:
        row = (await told.failing("APIStatusError", vendor))[0]
        before = told.sent()
        found = await told.explained(row.trace_id, vendor)
        assert dearer(told, before, vendor) == {}
        assert (found.blame, found.confidence) == (Blame.OUTAGE, "high")


async def test_a_card_costs_what_is_stated_and_again_nothing() -> None:
    async with story(60) as told:
        row = (await told.failing("RATE_LIMIT"))[0]
        before = told.sent()
        first = await told.explained(row.trace_id)
        assert dearer(told, before, "risicare") == {}
        after = told.sent()
        assert await told.explained(row.trace_id) == first
        assert told.sent() == after


async def test_what_vendors_know_already_is_told() -> None:
    """A minute after the fix went out, with the cycle's alerts behind it."""
    async with story(146) as told:
        row = (await told.failing("RATE_LIMIT"))[-1]
        await told.explained(row.trace_id)
        found = lines(told)
        assert {Subject.DIAGNOSIS, Subject.FIX} <= set(found)
        others = [each.fact for each in told.told if isinstance(each.fact, Elsewhere)]
        assert [each.held for each in others] == [True, True]


async def test_alerts_that_fired_then_are_told() -> None:
    async with story(30) as told:
        row = (await told.failing("RATE_LIMIT"))[0]
        await told.explained(row.trace_id)
        assert Subject.ALERTS not in lines(told)
        await told.listen()
        await told.explained(row.trace_id)
        fired = lines(told)[Subject.ALERTS]
        assert isinstance(fired, Fired)
        assert "Provider throttles" in {each.of.name for each in fired.alerts}


async def test_siblings_are_those_of_the_same_minute() -> None:
    async with story(76) as told:
        rows = await told.failing("PROVIDER.UNAVAILABLE")
        near = {
            row.trace_id: [
                each
                for each in rows
                if each is not row
                and abs((each.started_ns or 0) - (row.started_ns or 0)) <= 30 * 10**9
            ]
            for row in rows
        }
        ranked = sorted(near, key=lambda each: len(near[each]))
        assert near[ranked[-1]]
        for trace_id in (ranked[0], ranked[-1]):
            await told.explained(trace_id)
            found = lines(told)[Subject.SIBLINGS]
            assert isinstance(found, Siblings)
            assert found.alike == len(near[trace_id])
