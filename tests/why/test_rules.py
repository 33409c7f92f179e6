"""Every rule by itself: what makes it speak, what keeps it silent, and what it names."""

import pytest

from spandeck.model.fact import Fact
from spandeck.model.told import Subject
from spandeck.why.rules import RULES, findings
from tests.why.made import (
    call,
    errors,
    known,
    life,
    loop,
    pace,
    page,
    quota,
    refusals,
    retries,
    siblings,
    tool,
    upkeep,
    versions,
)

GONE = "The model `gpt-4` does not exist"
SPEAKS: dict[str, tuple[Fact, ...]] = {
    "answered-429": (call(429),),
    "others-throttled": (call(429), refusals(10)),
    "none-throttled": (call(429), refusals(0)),
    "quota-gone": (call(429), quota(3)),
    "retried-early": (call(429), retries(4, 1)),
    "answered-5xx": (call(503),),
    "errors-spread": (call(529), errors(38)),
    "slow-with-it": (call(500), pace(3000, 2900)),
    "owned-up": (call(503), page(50)),
    "several-agents": (call(503), siblings(2, "support", "planner")),
    "slow-for-all": (call(None, "Request timed out."), pace(3000, 2900)),
    "slow-for-us": (call(504), pace(3000, 1000)),
    "planned": (call(503), upkeep("Key rotation")),
    "model-gone": (call(404, GONE),),
    "model-sunset": (call(404), life("sunset")),
    "key-refused": (call(401),),
    "refused-as-wrong": (call(400),),
    "one-version": (tool(), versions(("5.1.0", 5, 3), ("5.0.1", 2, 0))),
    "began-suddenly": (tool(), versions(("5.1.0", 5, 3))),
    "provider-calm": (tool(), versions(("5.1.0", 5, 3)), pace(1000, 1000), errors(1)),
    "equal-calls": (loop(5),),
    "says-loop": (tool("Recursion limit reached", "GraphRecursionError"),),
    "tool-cut-off": (tool("search did not answer within 8 s"), siblings(2)),
    "tool-fails-agents": (tool(), siblings(2, "support", "planner")),
}
"""Every rule, and facts of which it speaks: this is the list of rules."""
SILENT: list[tuple[str, tuple[Fact, ...]]] = [
    ("answered-429", (call(503),)),
    ("others-throttled", (call(429), refusals(9))),
    ("others-throttled", (call(503), refusals(99))),
    ("none-throttled", (call(429), refusals(1))),
    ("none-throttled", (call(429), refusals(0, minutes=4))),
    ("quota-gone", (call(429), quota(5000))),
    ("quota-gone", (call(429, ago_min=60), quota(0))),
    ("retried-early", (call(429), retries(4, 0))),
    ("retried-early", (call(503), retries(4, 3))),
    ("answered-5xx", (call(429),)),
    ("answered-5xx", (call(504),)),
    ("answered-5xx", (call(503, provider=None),)),
    ("errors-spread", (call(529), errors(4))),
    ("errors-spread", (call(529), errors(10, usual=0.05))),
    ("errors-spread", (call(529), errors(38), refusals(36))),
    ("errors-spread", (call(400), errors(38))),
    ("errors-spread", (call(529), errors(0, 0))),
    ("errors-spread", (call(529), errors(9, 19))),
    ("slow-with-it", (call(500), pace(3000, 1000))),
    ("slow-with-it", (call(429), pace(3000, 2900))),
    ("owned-up", (call(503), page(71))),
    ("owned-up", (call(503, ago_min=60), page(50))),
    ("several-agents", (call(503), siblings(2, "support"))),
    ("several-agents", (call(503), siblings(1, "support", "planner"))),
    ("slow-for-all", (call(429, "slow down"), pace(3000, 2900))),
    ("slow-for-all", (call(None, "timed out"), pace(1000, 1000))),
    ("slow-for-all", (tool("timed out"), pace(3000, 2900))),
    ("slow-for-us", (call(504), pace(3000, 2900))),
    ("planned", (call(503), upkeep())),
    ("planned", (call(401), upkeep("Key rotation"))),
    ("model-gone", (call(404, "no such page"),)),
    ("model-gone", (call(500, GONE),)),
    ("model-sunset", (call(404), life("deprecated"))),
    ("model-sunset", (call(500), life("sunset"))),
    ("key-refused", (call(400),)),
    ("key-refused", (call(401, provider=None),)),
    ("refused-as-wrong", (call(400, GONE),)),
    ("refused-as-wrong", (call(429),)),
    ("one-version", (tool(), versions(("5.1.0", 5, 3)))),
    ("one-version", (tool(), versions(("5.1.0", 5, 3), ("5.0.1", 1, 0)))),
    ("one-version", (tool(), versions(("5.1.0", 5, 3), ("5.0.1", 4, 1)))),
    ("one-version", (tool(), versions(("5.1.0", 5, 1), ("5.0.1", 4, 0)))),
    ("one-version", (tool(), versions(("0.9.6", 2, 2), ("0.9.7", 4, 0)))),
    ("one-version", (tool(), versions(("5.1.0", 3, 3), ("5.0.1", 4, 0), share=0.05, counted=40))),
    ("one-version", (call(429), versions(("5.1.0", 5, 3), ("5.0.1", 4, 0)))),
    ("began-suddenly", (tool(), versions(("5.1.0", 5, 3), began_min=100))),
    ("began-suddenly", (tool(), versions(("5.1.0", 5, 3), began_min=None))),
    ("began-suddenly", (tool(), versions(("5.1.0", 5, 3), share=0.02))),
    ("began-suddenly", (call(503), versions(("5.1.0", 5, 3)))),
    ("began-suddenly", (tool(), versions(("5.1.0", 5, 3), counted=6))),
    ("provider-calm", (tool(), versions(("5.1.0", 5, 3)), pace(3000, 1000), errors(1))),
    ("provider-calm", (tool(), versions(("5.1.0", 5, 3)), pace(1000, 1000), errors(9))),
    ("provider-calm", (tool(), versions(("5.1.0", 5, 3)), errors(1))),
    ("equal-calls", (loop(4),)),
    ("says-loop", (tool("KeyError"),)),
    ("tool-cut-off", (tool("'shipping_address'"), siblings(9))),
    ("tool-cut-off", (tool("connection refused"), siblings(1))),
    ("tool-cut-off", (call(None, "timed out"), siblings(9))),
    ("tool-fails-agents", (tool(), siblings(9, "support"))),
]


def spoken(*facts: Fact) -> dict[str, str]:
    """The rules that speak, and what they name."""
    return {each.rule: each.named for each in findings(known(*facts))}


def test_every_rule_is_listed_in_its_order() -> None:
    assert [each.name for each, _ in RULES] == list(SPEAKS)


@pytest.mark.parametrize("rule", SPEAKS)
def test_a_rule_speaks(rule: str) -> None:
    assert rule in spoken(*SPEAKS[rule])


@pytest.mark.parametrize(("rule", "facts"), SILENT, ids=lambda each: str(each)[:24])
def test_a_rule_is_silent(rule: str, facts: tuple[Fact, ...]) -> None:
    assert rule not in spoken(*facts)


@pytest.mark.parametrize("rule", SPEAKS)
def test_a_rule_needs_every_fact_that_it_names(rule: str) -> None:
    """Without any one of them it is silent; that is what `decisive` goes by."""
    needs = next(each.needs for each, _ in RULES if each.name == rule)
    facts = known(*SPEAKS[rule]).told
    for subject in needs:
        left = [each.fact for each in facts if each.subject is not subject and each.fact]
        assert rule not in spoken(*left), subject


def test_without_any_fact_nobody_speaks() -> None:
    assert spoken() == {}


def test_a_rule_says_what_it_rests_on_and_why() -> None:
    found = {each.rule: each for each in findings(known(*SPEAKS["others-throttled"]))}
    assert found["others-throttled"].because == "10 calls were answered 429 in that hour"
    assert found["others-throttled"].subjects == (Subject.FAILURE, Subject.THROTTLING)


def test_what_a_verdict_names_comes_from_its_rules() -> None:
    assert spoken(*SPEAKS["one-version"])["one-version"] == "checkout 5.1.0"
    assert spoken(loop(9))["equal-calls"] == "search_web"
    assert spoken(call(404, GONE))["model-gone"] == "gpt-4o"
    long = call(400, "This model's maximum context length is 128000 tokens.")
    assert spoken(long)["refused-as-wrong"] == "more tokens than the model's context holds"
    said = call(400, f"Invalid value {'x' * 99}\nsecond line")
    assert spoken(said)["refused-as-wrong"] == f"Invalid value {'x' * 45}…"
    assert spoken(call(422, " \n "))["refused-as-wrong"] == "HTTP 422"


def test_every_rule_can_be_read_by_people() -> None:
    for each, _ in RULES:
        assert each.about.endswith(".")
        assert each.weight
        assert each.needs
