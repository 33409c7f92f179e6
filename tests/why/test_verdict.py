"""What all findings come to: one verdict, how sure it is, and what would tell more."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.fact import Fact
from spandeck.model.told import Subject, Told
from spandeck.model.verdict import Blame, Verdict
from spandeck.why.facts import Facts
from spandeck.why.verdict import LEAST, verdict
from tests.why.made import (
    NOW_NS,
    call,
    errors,
    known,
    line,
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
from tests.why.test_rules import SILENT, SPEAKS

ANY = [*SPEAKS.values(), *(facts for _, facts in SILENT)]


def judged(*facts: Fact) -> Verdict:
    return verdict(known(*facts))


def test_throttled_and_worse_for_our_retries() -> None:
    found = judged(call(429), refusals(42), quota(0), retries(4, 3))
    assert found.sentence == "Throttled by the provider, made worse by our retries"
    assert found.confidence == "high"
    assert found.decisive == ()


def test_a_429_that_nobody_else_counted_is_not_sure() -> None:
    assert judged(call(429)).confidence == "medium"
    found = judged(call(429), refusals(0))
    assert (found.blame, found.confidence) == (Blame.THROTTLED, "low")


def test_an_outage_is_everyones() -> None:
    found = judged(call(529), errors(38), pace(3000, 2900), page(50), siblings(3, "a", "b"))
    assert found.sentence == "The provider fails for everyone"
    assert found.confidence == "high"
    assert found.reasons[0].rule == "errors-spread"


def test_a_single_5xx_is_noise_and_it_says_what_would_tell() -> None:
    found = judged(call(529))
    assert (found.blame, found.confidence) == (None, None)
    assert found.sentence == "Not enough evidence"
    assert found.decisive[:2] == (Subject.ERRORS, Subject.PACE)


def test_a_regression_is_named_with_its_version() -> None:
    found = judged(tool(), versions(("5.1.0", 5, 3), ("5.0.1", 2, 0)), pace(900, 900), errors(1))
    assert found.sentence == "Our own regression in checkout 5.1.0"
    assert found.confidence == "high"


def test_a_loop_is_named_with_its_tool() -> None:
    found = judged(tool("Recursion limit reached", "GraphRecursionError"), loop(67))
    assert (found.sentence, found.confidence) == ("The agent loops on search_web", "high")


def test_what_the_provider_says_outright_needs_nothing_else() -> None:
    for status, blame in ((401, Blame.KEY), (400, Blame.WRONG)):
        assert (judged(call(status)).blame, judged(call(status)).confidence) == (blame, "high")
    assert judged(call(503), upkeep("Key rotation")).blame is Blame.MAINTENANCE


def test_two_blames_that_weigh_alike_make_it_less_sure() -> None:
    alone = judged(call(429), retries(2, 1))
    both = judged(call(429), retries(2, 1), loop(9))
    assert (alone.confidence, both.confidence) == ("high", "medium")
    assert both.blame is Blame.THROTTLED


def test_what_counts_for_the_verdict_stands_first() -> None:
    found = judged(call(429), refusals(42), loop(9))
    assert [each.rule for each in found.findings] == [
        "answered-429",
        "others-throttled",
        "equal-calls",
    ]
    assert [each.blame for each in found.reasons] == [Blame.THROTTLED] * 2


def test_that_there_is_nothing_is_known_and_a_refusal_is_not() -> None:
    none = Told(Subject.PACE, "Apidepth", none="no call was measured")
    refused = Told(Subject.ERRORS, "Apidepth", unknown="the key was refused")
    found = verdict(Facts([line(call(529)), none, refused], NOW_NS))
    assert Subject.ERRORS in found.decisive
    assert Subject.PACE not in found.decisive


@given(st.lists(st.sampled_from(ANY), max_size=6))
def test_any_facts_give_one_verdict(chosen: list[tuple[Fact, ...]]) -> None:
    found = judged(*{type(each): each for each in chain.from_iterable(chosen)}.values())
    assert (found.blame is None) == (found.confidence is None)
    assert "{}" not in found.sentence
    assert len({each.rule for each in found.findings}) == len(found.findings)
    if found.blame is not None:
        assert sum(each.weight for each in found.findings if each.blame is found.blame) >= LEAST
        assert found.findings[0].blame is found.blame
    if found.worsened:
        assert found.blame is Blame.THROTTLED


@given(st.lists(st.sampled_from(ANY), max_size=4))
def test_the_order_in_which_facts_come_does_not_matter(chosen: list[tuple[Fact, ...]]) -> None:
    facts = list({type(each): each for each in chain.from_iterable(chosen)}.values())
    assert judged(*facts) == judged(*reversed(facts))
