"""The rule by which failures are one problem, and what people change of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.occurrence import Cause, Occurrence, Reference, Spot
from spandeck.triage.fingerprint import FIELDS, Rules, fingerprint
from tests.triage.given import NOON, SEARCH, TIMEOUT, failure

THROTTLED = Cause("RATE_LIMIT", "openai.RateLimitError", "Limit 3, Used 3.", 429)
PLANNER = Spot(agent="planner", step="plan", model="gpt-4o", provider="openai")


def key(**changes: object) -> str:
    return fingerprint(failure(**changes)).key  # type: ignore[arg-type]  # failure's own keywords


def test_the_rule_states_its_parts() -> None:
    assert fingerprint(failure()).parts == (
        ("type", "TimeoutError"),
        ("message", "search_web did not answer within ‹n› s"),
        ("tool", "search_web"),
    )


def test_agents_steps_vendors_codes_and_numbers_do_not_split_a_problem() -> None:
    other = replace(TIMEOUT, code=None, message="search_web did not answer within 31 s")
    spot = replace(SEARCH, agent="other", step="another", version="2")
    assert key(number=2, vendor="arize", cause=other, spot=spot) == key()


@pytest.mark.parametrize(
    "changed",
    [
        {"cause": replace(TIMEOUT, type="KeyError")},
        {"cause": replace(TIMEOUT, message="search_web refused the connection")},
        {"spot": replace(SEARCH, tool="search_docs")},
    ],
)
def test_another_type_message_or_tool_is_another_problem(changed: dict[str, object]) -> None:
    assert key(**changed) != key()


def test_a_throttled_model_is_one_problem_whatever_step_asked_it() -> None:
    one = key(cause=THROTTLED, spot=PLANNER)
    assert key(cause=THROTTLED, spot=replace(PLANNER, step="write", agent="writer")) == one
    assert key(cause=THROTTLED, spot=replace(PLANNER, model="claude-3-5-haiku")) != one


def test_an_answer_that_cannot_be_read_is_a_problem_of_its_step_and_model() -> None:
    broken = Cause("OUTPUT", "json.JSONDecodeError", "Expecting value: line 1 column 1 (char 0)")
    one = key(cause=broken, spot=PLANNER)
    assert key(cause=broken, spot=replace(PLANNER, step="write")) != one
    assert key(cause=broken, spot=replace(PLANNER, model="gpt-4o-mini")) != one


def test_a_class_counts_without_its_modules() -> None:
    bare = replace(THROTTLED, type="RateLimitError")
    assert key(cause=bare, spot=PLANNER) == key(cause=THROTTLED, spot=PLANNER)


def test_without_a_type_the_status_counts_and_without_that_the_code() -> None:
    status = fingerprint(failure(cause=Cause("X", None, None, 502)))
    assert status.parts[0] == ("status", "HTTP 502")
    assert fingerprint(failure(cause=Cause("X"))).parts[0] == ("code", "X")
    nothing = fingerprint(failure(cause=Cause(), spot=Spot()))
    assert nothing.parts == (("failure", "without a reason"), ("step", "checkout"))


def test_alerts_are_one_problem_by_their_rule_and_turns_by_provider_and_kind() -> None:
    rule = Reference(name="p95 over 2 s")
    alert = Occurrence("fiddler", "alert", "r1/100", NOON, Cause("critical"), of=rule)
    assert fingerprint(alert) == fingerprint(replace(alert, id="r1/200", cause=Cause("warning")))
    turn = Occurrence(
        "apidepth", "upstream", "openai/429/9", NOON, Cause("429"), Spot(provider="openai")
    )
    assert fingerprint(turn).parts == (("upstream", "openai"), ("code", "429"))
    assert fingerprint(turn) == fingerprint(replace(turn, id="openai/429/10"))


def test_a_split_group_falls_into_one_of_each_value_and_may_be_split_again() -> None:
    base = fingerprint(failure()).key
    by_agent = Rules({base: ("agent",)})
    ours = fingerprint(failure(), by_agent)
    assert ours.parts[-1] == ("agent", "checkout-agent")
    twice = Rules({base: ("agent",), ours.key: ("version",)})
    assert fingerprint(failure(), twice).parts[-2:] == (
        ("agent", "checkout-agent"),
        ("version", "1.4.0"),
    )
    nobody = failure(spot=replace(SEARCH, agent=None))
    assert fingerprint(nobody, by_agent).part("agent") == "—"


def test_a_merged_group_counts_as_another_even_over_several_steps_or_in_a_circle() -> None:
    base = fingerprint(failure()).key
    assert fingerprint(failure(), Rules({}, {base: "b", "b": "c"})).key == "c"
    assert Rules({}, {"a": "b", "b": "a"}).target("a") in ("a", "b")


TEXTS = st.none() | st.text(max_size=30)
OCCURRENCES = st.builds(
    lambda causes, spots: failure(cause=Cause(*causes), spot=Spot(*spots)),
    st.tuples(TEXTS, TEXTS, TEXTS, st.none() | st.integers(400, 599)),
    st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
)


@given(OCCURRENCES, st.sampled_from([*FIELDS]))
def test_whatever_is_told_has_one_key_and_a_split_never_loses_it(
    occurrence: Occurrence, field: str
) -> None:
    found = fingerprint(occurrence)
    assert found == fingerprint(occurrence)
    assert found.parts
    split = fingerprint(occurrence, Rules({found.key: (field,)}))
    assert split.parts[: len(found.parts)] == found.parts
    assert split.key != found.key
