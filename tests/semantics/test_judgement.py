"""What was said of a span, read from every vendor's words for it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spandeck import semantics
from spandeck.model.trace import OK, Span
from spandeck.paint.document import Layout, plain
from spandeck.paint.judgements import judged
from spandeck.semantics.facts import Judgement

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "score", "annotator"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def of(**extra: Any) -> tuple[Judgement, ...]:
    return semantics.read(Span("t", "s", None, "chat", "LLM", 0, 1, OK, extra=extra)).judgements


def test_an_evaluation_is_read_with_its_reason() -> None:
    said = {"name": "tone", "score": 0.9, "label": "kind", "explanation": "It says please."}
    assert of(evaluations=[said]) == (Judgement("tone", 0.9, "kind", "It says please."),)


@pytest.mark.parametrize(
    ("where", "about"),
    [("annotations", "span"), ("trace_annotations", "trace"), ("session_annotations", "session")],
)
def test_an_annotation_names_who_said_it_and_of_what(where: str, about: str) -> None:
    said = {"name": "check", "text": "Wrong price.", "annotator": {"id": "u", "email": "a@b.c"}}
    expected = Judgement("check", explanation="Wrong price.", by="a@b.c", of=about)
    assert of(**{where: [said]}) == (expected,)


def test_an_evaluators_output_is_named_by_its_rule_too() -> None:
    said = {
        "evaluator_rule_name": "safety",
        "output_name": "jailbreak",
        "value": 0.1,
        "label": "no",
    }
    assert of(evaluators=[said]) == (Judgement("safety::jailbreak", 0.1, "no"),)


@given(ANYTHING)
def test_nothing_that_is_sent_instead_raises(value: Any) -> None:
    assert all(each.name for each in of(evaluations=value, annotations=[value]))


def test_each_is_a_line_with_its_reason_below() -> None:
    found = judged(
        [
            Judgement("tone", 0.9, "kind", "It says please."),
            Judgement("check", label="wrong", by="a@b.c", of="trace"),
        ]
    )
    layout = Layout(found, 60)
    layout.more(100)
    assert plain(layout.lines).strip().splitlines() == [
        "Judged",
        "tone                kind  0.9",
        "  It says please.",
        "check               wrong  by a@b.c, of the trace",
    ]
    assert judged([]) == []
