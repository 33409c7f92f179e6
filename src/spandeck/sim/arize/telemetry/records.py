"""Spans in Arize's words (contracts/arize.md §8.3), with what was thought of them."""

from typing import Any

from spandeck.sim.arize.organisation import Record
from spandeck.sim.clock import SECOND, iso
from spandeck.sim.span import Span
from spandeck.sim.world.chance import mix

KINDS = {
    "llm_call": "LLM",
    "tool_call": "TOOL",
    "agent": "AGENT",
    "retrieval": "RETRIEVER",
    "client": "EMBEDDING",
    "decision": "GUARDRAIL",
    "delegation": "CHAIN",
}
"""Our words for kinds, where a span has no OpenInference attribute that says."""
WORDS = frozenset(
    (
        "LLM",
        "CHAIN",
        "RETRIEVER",
        "EMBEDDING",
        "AGENT",
        "TOOL",
        "RERANKER",
        "GUARDRAIL",
        "EVALUATOR",
        "PROMPT",
        "DECISION",
    )
)
STATUSES = {"ok": "OK", "error": "ERROR"}


def span_record(span: Span) -> Record:
    """One Span, without annotations and evaluations."""
    found: Record = {
        "name": span.name,
        "context": {"trace_id": span.trace_id, "span_id": span.span_id},
        "kind": kind(span),
        "parent_id": span.parent_id,
        "start_time": iso(span.started_ns),
        "end_time": iso(span.started_ns if span.ended_ns is None else span.ended_ns),
        "status_code": STATUSES.get(span.status, "UNSET"),
        "status_message": span.status_message,
        "attributes": {key: each for key, each in span.attributes.items() if each is not None},
        "annotations": [],
        "trace_annotations": [],
        "evaluations": [],
        "events": [
            {"name": each.name, "timestamp": iso(each.at_ns), "attributes": dict(each.attributes)}
            for each in span.events
        ],
    }
    return {key: each for key, each in found.items() if each is not None}


def kind(span: Span) -> str:
    """The vendor's kind: as the attribute states it, or as our own word means it."""
    stated = str(span.attributes.get("openinference.span.kind", "")).upper()
    return stated if stated in WORDS else KINDS.get(span.kind, "UNKNOWN")


def judged(span: Span) -> list[Record]:
    """What the online evaluators made of a span of the world: always the same of the same."""
    if span.kind != "llm_call" or span.status == "error":
        return []
    draw = mix(int(span.span_id, 16))
    grounded = round(0.55 + (draw & 0xFF) / 255 * 0.45, 2)
    factual = grounded >= 0.6
    found = [
        {
            "name": "hallucination",
            "score": grounded,
            "label": "factual" if factual else "hallucinated",
            "explanation": "Every claim is in what was retrieved."
            if factual
            else "The answer names a date that no document gives.",
            "metadata": {"model": "gpt-4o-mini", "template": "hallucination"},
        }
    ]
    if span.attributes.get("llm.finish_reason") == "tool_calls":
        right = draw >> 8 & 0x1F != 0
        found.append(
            {
                "name": "tool_selection",
                "score": float(right),
                "label": "correct" if right else "incorrect",
                "explanation": "The tool fits the question."
                if right
                else "Another tool would have answered at once.",
            }
        )
    return found


def annotated(span: Span, people: list[Record]) -> list[Record]:
    """What a person noted at a root span of the world, on about one in sixteen."""
    draw = mix(int(span.span_id, 16) ^ 0xA11CE)
    if span.parent_id is not None or draw & 0xF or not people:
        return []
    good = span.status != "error"
    noted: dict[str, Any] = {
        "name": "quality",
        "label": "good" if good else "bad",
        "score": float(good),
        "updated_at": iso((span.ended_ns or span.started_ns) + 90 * SECOND),
        "annotator": people[(draw >> 4) % len(people)],
    }
    return [noted]
