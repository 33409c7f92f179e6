"""What evaluators and people said of a span, in whatever words its vendor keeps it."""

from collections.abc import Iterable, Mapping
from typing import Any

from spandeck.model.trace import Span
from spandeck.semantics.attributes import Attributes, real, table, text
from spandeck.semantics.facts import Judgement

KEPT = ("evaluations", "evaluators", "annotations", "trace_annotations", "session_annotations")
"""Where vendors keep them beside a span's attributes: Arize, Fiddler, Arize's people."""
OF = {"trace_annotations": "trace", "session_annotations": "session"}
"""What is judged where it is more than the span."""


def judgements(span: Span) -> tuple[Judgement, ...]:
    """All of them, in the vendor's order; what names nothing is left out."""
    return tuple(
        made
        for where in KEPT
        for each in objects(span.extra.get(where))
        if (made := judgement(each, OF.get(where, "span"))) is not None
    )


def objects(value: object) -> Iterable[Attributes]:
    """The objects of a list."""
    return (each for each in value if isinstance(each, Mapping)) if isinstance(value, list) else ()


def judgement(said: Attributes, of: str) -> Judgement | None:
    """One of them."""
    rule, output = text(said, "evaluator_rule_name"), text(said, "output_name")
    name = text(said, "name") or "::".join(each for each in (rule, output) if each)
    if not name:
        return None
    return Judgement(
        name,
        score=number(said),
        label=text(said, "label"),
        explanation=text(said, "explanation", "text", "reasoning"),
        by=text(table(said.get("annotator")), "email", "name", "id"),
        of=of,
    )


def number(said: Mapping[str, Any]) -> float | None:
    """The score, also where it is called a value."""
    found = said.get("score")
    return real(said.get("value") if found is None else found)
