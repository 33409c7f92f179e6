"""What a diagnosis says about a failed span: by the kind of failure, from the trace's own facts."""

from collections.abc import Mapping, Sequence
from typing import Any

from spandeck.sim.risicare.records import Record

UNKNOWN = "UNKNOWN.UNCLASSIFIED.ERROR"
SEVERITIES = {
    "RESOURCES": 4,
    "REASONING": 4,
    "COMMUNICATION": 3,
    "MEMORY": 3,
    "TOOL": 3,
    "OUTPUT": 2,
}
"""5 is critical, 1 is information (contracts/risicare.md §1)."""
CAUSES: Mapping[str, tuple[str, tuple[str, ...], tuple[str, str, Mapping[str, Any]]]] = {
    "RESOURCES.RATE_LIMIT": (
        "The provider throttles {name}: {count} calls of the trace were refused with 429.",
        ("retries come before the provider's reset", "several agents share one quota"),
        ("retry", "Wait for the reset", {"max_retries": 3, "initial_delay_ms": 2000}),
    ),
    "REASONING.LOOP": (
        "{agent} repeats the same tool call and makes no progress.",
        ("the tool's answer does not change", "nothing limits equal calls"),
        ("guard", "Stop after three equal calls", {"check": "repeated_tool_call"}),
    ),
    "TOOL.EXECUTION": (
        "The tool {name} failed: {message}",
        ("the tool has no fallback",),
        ("fallback", "Answer without the tool", {"fallback_tool": None}),
    ),
    "TOOL.ARGUMENTS": (
        "The model called {name} with arguments that do not fit its schema.",
        ("the schema's description allows another reading",),
        ("tool", "Describe the argument's type", {"tool_name": None}),
    ),
    "OUTPUT.FORMAT": (
        "The model's answer is not the JSON that was asked for.",
        ("no structured output is requested",),
        ("guard", "Check the answer and ask again", {"check": "json_schema"}),
    ),
    "COMMUNICATION.PROVIDER": (
        "The provider of {name} was overloaded.",
        ("there is no second provider",),
        ("fallback", "Use another model meanwhile", {"fallback_model": "claude-haiku-4-5"}),
    ),
    "REASONING.CONTEXT": (
        "The conversation outgrew the model's context.",
        ("old messages are never dropped",),
        ("prompt", "Summarise old turns", {"position": "system"}),
    ),
    "MEMORY.RETRIEVAL": (
        "The vector store refused the connection.",
        ("the store has no replica",),
        ("fallback", "Answer without documents", {"fallback_response": None}),
    ),
}


def explained(span: Record, spans: Sequence[Record]) -> Mapping[str, Any]:
    """The findings about one span of a trace (contracts/risicare.md §5)."""
    code = coded(span)
    known = CAUSES.get(".".join(code.split(".")[:2]))
    cause, factors, fix = known or ("{name} failed: {message}", (), None)
    alike = [each for each in spans if each["status"] == "error" and coded(each) == code]
    words = {
        "name": span["name"],
        "agent": span["agent_name"] or "The agent",
        "count": len(alike),
        "message": span["status_message"] or "no message was recorded.",
    }
    sure = 0.31 if code == UNKNOWN else min(0.95, 0.62 + 0.08 * len(alike))
    return {
        "error_code": code,
        "severity": SEVERITIES.get(code.partition(".")[0], 3),
        "confidence": round(sure, 2),
        "root_cause": cause.format_map(words),
        "contributing_factors": list(factors),
        "evidence": [
            {"span_id": each["span_id"], "note": each["status_message"] or each["name"]}
            for each in alike[:5]
        ],
        "suggested_fixes": [suggestion(fix)] if fix else [],
    }


def coded(span: Record) -> str:
    """The span's error code."""
    return str(span["attributes"].get("error.code") or UNKNOWN)


def suggestion(fix: tuple[str, str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """One fix that might help."""
    kind, title, config = fix
    return {
        "fix_type": kind,
        "title": title,
        "description": f"{title}; see the evidence.",
        "fix_config": config,
        "confidence": 0.7,
    }
