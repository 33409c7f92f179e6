"""The form of a fix: seven types, each with the settings it takes (contracts/risicare.md §6).

The vendor documents the settings of retries; those of the other types follow its words for them.
"""

from spandeck.model.action import Field, FieldKind

TYPES = ("prompt", "parameter", "tool", "retry", "fallback", "guard", "routing")


def config(
    kind: str, name: str, form: FieldKind = "text", default: object = None, about: str = ""
) -> Field:
    """One setting of one type of fix."""
    return Field(f"fix_config.{name}", form, default=default, about=about, when=("fix_type", kind))


CONFIGS = (
    config("prompt", "template", "multiline", about="the prompt as it is to be"),
    config("prompt", "position", about="such as system, prepend or append"),
    config("parameter", "temperature", "number"),
    config("parameter", "top_p", "number"),
    config("parameter", "max_tokens", "integer"),
    config("parameter", "model"),
    config("tool", "tool_name"),
    config("tool", "description", "multiline"),
    config("tool", "parameters", "json", about="the tool's JSON schema"),
    config("retry", "max_retries", "integer", 3),
    config("retry", "initial_delay_ms", "integer", 1000),
    config("retry", "exponential_base", "number", 2.0),
    config("retry", "max_delay_ms", "integer", 30_000),
    config("retry", "jitter", "flag", True),
    config("fallback", "fallback_model"),
    config("fallback", "fallback_tool"),
    config("fallback", "fallback_response", "multiline"),
    config("guard", "check", about="such as json_schema or pii"),
    config("guard", "on_failure", about="such as block, retry or warn"),
    config("guard", "rules", "json"),
    config("routing", "route_to", about="an agent or a model"),
    config("routing", "condition"),
    config("routing", "weights", "json"),
)

FIX = (
    Field("title", required=True),
    Field("description", "multiline", required=True),
    Field("fix_type", "choice", required=True, choices=TYPES),
    Field("error_code", required=True, about="MODULE.CATEGORY.CODE"),
    *CONFIGS,
    Field("agent_id", of="agents"),
    Field("diagnosis_id", of="diagnoses"),
    Field("confidence", "number", default=0.5, least=0, most=1),
)
