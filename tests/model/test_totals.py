from spandeck.model.totals import Totals, total
from spandeck.model.trace import OK, Span, assemble
from spandeck.semantics.facts import Glance


def totals(*rows: tuple[str, str | None, str, int | None]) -> Totals:
    """The totals of spans given as (id, parent, kind, tokens), in pre-order."""
    spans = [
        Span("trace", id_, parent, kind, "internal", at, None, OK)
        for at, (id_, parent, kind, _) in enumerate(rows)
    ]
    glances = {row[0]: Glance(row[2], tokens=row[3]) for row in rows}
    trace = assemble(spans)
    return total(trace, [glances[each.span_id] for each in trace.spans])


def test_calls_below_a_chain_are_added() -> None:
    found = totals(("c", None, "chain", None), ("1", "c", "llm", 10), ("2", "c", "llm", 5))
    assert found.tokens == [15, 10, 5]


def test_nobody_stating_a_number_is_not_zero() -> None:
    found = totals(("c", None, "chain", None), ("1", "c", "llm", None), ("2", "c", "tool", None))
    assert found.tokens == [None, None, None]
    assert found.cost_usd == [None, None, None]


def test_an_agent_that_repeats_the_sum_of_its_calls_adds_nothing() -> None:
    found = totals(("a", None, "agent", 15), ("1", "a", "llm", 10), ("2", "a", "llm", 5))
    assert found.tokens == [15, 10, 5]


def test_an_agent_whose_calls_were_not_recorded_counts_itself() -> None:
    found = totals(("a", None, "agent", 40), ("1", "a", "llm", 10), ("2", "a", "llm", None))
    assert found.tokens == [40, 10, None]


def test_a_call_around_a_call_is_the_same_call() -> None:
    found = totals(("outer", None, "llm", 12), ("inner", "outer", "llm", 12))
    assert found.tokens == [12, 12]


def test_calls_of_a_tool_within_a_call_are_added_to_it() -> None:
    found = totals(
        ("outer", None, "llm", 100),
        ("inner", "outer", "llm", 100),
        ("tool", "outer", "tool", None),
        ("agent", "tool", "agent", None),
        ("call", "agent", "llm", 30),
    )
    assert found.tokens == [130, 100, 30, 30, 30]


def test_an_agent_handed_over_to_within_a_call_is_added_to_it() -> None:
    found = totals(
        ("outer", None, "llm", 100),
        ("step", "outer", "chain", None),
        ("agent", "step", "agent", None),
        ("call", "agent", "llm", 30),
    )
    assert found.tokens == [130, 30, 30, 30]


def test_a_chain_that_states_the_sum_of_its_agents_adds_nothing() -> None:
    found = totals(("c", None, "chain", 30), ("a", "c", "agent", None), ("1", "a", "llm", 30))
    assert found.tokens == [30, 30, 30]


def test_one_answer_told_of_twice_counts_once() -> None:
    spans = [
        Span("trace", id_, parent, "x", "internal", at, None, OK)
        for at, (id_, parent) in enumerate((("root", None), ("sdk", "root"), ("ours", "root")))
    ]
    answer = Glance("llm", "claude", tokens=88, cost_usd=0.5, response_id="msg_1")
    found = total(assemble(spans), [Glance("chain"), answer, answer])
    assert found.tokens == [88, 88, None]
    assert found.cost_usd == [0.5, 0.5, None]
    assert found.repeated == {2}
