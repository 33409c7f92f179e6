"""Where failures began: once each, however many spans they passed through on their way up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.trace import ERROR, OK, Event, Span
from spandeck.semantics.occurrence import Around
from spandeck.semantics.origin import LONGEST_TEXT, Family, lighter
from tests.corpora import names, small

S = 1_000_000_000


def made(
    name: str,
    parent: str | None = None,
    kind: str = "CHAIN",
    *,
    between: tuple[float, float] = (0, 10),
    error: str | None = None,
    message: str | None = None,
    **attributes: str,
) -> Span:
    """A span, named by its id, that failed if it has an error; times in seconds."""
    told = {"exception.type": error, "exception.message": message or error}
    return Span(
        "t",
        name,
        parent,
        name,
        "internal",
        int(between[0] * S),
        int(between[1] * S),
        ERROR if error is not None else OK,
        None,
        {
            "openinference.span.kind": kind,
            **{k.replace("_", "."): v for k, v in attributes.items()},
        },
        (Event("exception", None, told),) if error else (),
    )


def origins(*spans: Span) -> list[str]:
    return [each.span_id for each in Family(spans).origins()]


def test_spans_that_tell_the_same_failure_again_are_left_out() -> None:
    root = made("root", error="Boom")
    step = made("step", "root", error="Boom")
    tool = made("tool", "step", "TOOL", between=(1, 2), error="Boom")
    assert origins(root, step, tool) == ["tool"]


def test_a_failure_passes_through_spans_that_do_not_say_so() -> None:
    root, tool = made("root", error="Boom"), made("tool", "step", "TOOL", error="Boom")
    assert origins(root, made("step", "root"), tool) == ["tool"]


def test_what_wraps_a_failure_and_ends_with_it_is_left_out() -> None:
    root = made("root", between=(0, 5.001), error="AgentError")
    assert origins(root, made("tool", "root", "TOOL", between=(1, 5), error="Timeout")) == ["tool"]


def test_an_agent_that_got_over_a_failure_and_fails_later_fails_by_itself() -> None:
    root = made("root", between=(0, 60), error="GraphRecursionError")
    tool = made("tool", "root", "TOOL", between=(1, 5), error="Timeout")
    assert origins(root, tool) == ["root", "tool"]


def test_a_span_that_failed_without_a_word_only_tells_again() -> None:
    root = made("root", between=(0, 60), error="")
    assert origins(root, made("tool", "root", "TOOL", between=(1, 5), error="Timeout")) == ["tool"]


def test_every_try_of_a_call_failed_by_itself() -> None:
    root = made("root", error="RateLimit")
    tries = [made(f"llm{n}", "root", "LLM", between=(n, n + 1), error="RateLimit") for n in (1, 3)]
    assert origins(root, *tries) == ["llm1", "llm3"]


def test_the_call_tells_of_what_failed_on_the_wire_beneath_it() -> None:
    root = made("root", error="RateLimit")
    llm = made("llm", "root", "LLM", error="RateLimit")
    post = replace(
        made("post", "llm", error="429", http_status_code="429"),
        attributes={"http.request.method": "POST", "http.response.status_code": 429},
    )
    assert origins(root, llm, post) == ["llm"]


def test_among_services_the_innermost_request_tells() -> None:
    outer = replace(made("outer", error="500"), attributes={"http.request.method": "GET"})
    query = replace(made("query", "outer", error="deadlock"), attributes={"db.system": "pg"})
    assert origins(outer, query) == ["query"]


def test_of_failed_spans_alone_the_one_around_another_is_taken_for_above_it() -> None:
    root = made("root", between=(0, 10), error="Boom")
    tool = made("tool", "unseen", "TOOL", between=(2, 3), error="Boom")
    other = made("other", "unseen", "TOOL", between=(2, 2.5), error="Boom")
    assert origins(root, tool, other) == ["tool", "other"]
    assert origins(root, replace(tool, started_ns=None)) == ["root", "tool"]


def test_spans_that_are_each_others_parents_end_the_search() -> None:
    assert origins(made("a", "b", error="X"), made("b", "a", error="Y")) == ["a"]


def test_the_nearest_agent_above_is_whose_failure_it_is() -> None:
    family = Family(
        [
            made("planner", None, "AGENT", agent_name="planner", agent_version="2.3"),
            made("researcher", "planner", "AGENT", agent_name="researcher", agent_version="0.9"),
            made("tool", "researcher", "TOOL", error="Timeout", session_id="s-1"),
        ]
    )
    (found,) = family.occurrences("arize", Around(environment="production", project="shop"))
    assert (found.spot.agent, found.spot.version) == ("researcher", "0.9")
    assert (found.of.name, found.of.session_id, found.of.project) == ("planner", "s-1", "shop")
    assert found.spot.environment == "production"
    assert not found.fatal


@pytest.mark.parametrize("ended", [True, False])
def test_a_failure_is_fatal_where_the_root_failed(ended: bool) -> None:
    root = made("root", error="Boom" if ended else None)
    (found,) = Family([root, made("tool", "root", error="Boom")]).occurrences("v")
    assert found.fatal is ended


def test_where_no_root_is_known_it_is_fatal_as_told() -> None:
    lone = Family([made("tool", "unseen", error="Boom")])
    assert [each.fatal for each in lone.occurrences("v", Around(fatal=False))] == [False]
    assert [each.fatal for each in lone.occurrences("v")] == [True]


def test_the_vendors_word_for_a_trace_fits_only_one_failure() -> None:
    known = Around(code="TOOL.EXECUTION.TIMEOUT")
    one = Family([made("a", error="Timeout"), made("b", error="Timeout")])
    assert {each.cause.code for each in one.occurrences("v", known)} == {known.code}
    two = Family([made("a", error="Timeout"), made("b", error="KeyError")])
    assert {each.cause.code for each in two.occurrences("v", known)} == {None}


def test_a_conversation_is_not_kept_and_what_says_why_is() -> None:
    span = made("llm", error="Boom", input_value="x" * LONGEST_TEXT)
    light = lighter(replace(span, status="Failed"))
    assert "input.value" not in light.attributes
    assert (light.failed, light.events) == (True, span.events)


@pytest.mark.parametrize("name", names())
def test_every_recorded_trace_that_failed_has_an_origin_with_nothing_failed_beneath(
    name: str,
) -> None:
    for spans in small(name).traces.values():
        family = Family(spans)
        found = family.origins()
        assert bool(found) == any(each.failed for each in spans)
        assert len(list(family.occurrences("v"))) == len(found)
        assert all(each.failed for each in found)


def test_in_recorded_traces_failed_spans_alone_tell_what_whole_traces_do() -> None:
    same = different = 0
    for spans in (each for name in names() for each in small(name).traces.values()):
        whole = {each.span_id for each in Family(spans).origins()}
        alone = {each.span_id for each in Family(filter(failed, spans)).origins()}
        same, different = same + (whole == alone), different + (whole != alone)
    assert different <= 0.002 * same


def failed(span: Span) -> bool:
    return span.failed


PARENTS = st.lists(st.tuples(st.integers(-1, 9), st.sampled_from([None, "", "A", "B"])), max_size=9)


@given(PARENTS)
def test_whatever_the_tree_and_the_order_some_origin_is_left(
    shape: list[tuple[int, str | None]],
) -> None:
    spans = [
        made(str(at), None if parent < 0 else str(parent), error=error)
        for at, (parent, error) in enumerate(shape)
    ]
    found = set(origins(*spans))
    assert found == set(origins(*reversed(spans)))
    assert bool(found) == any(each.failed for each in spans)
