"""What is wrong with a row that a vendor sent, as one sentence."""

from pydantic import ValidationError


def why(error: ValidationError) -> str:
    """The first field that could not be read, and what is wrong with it."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] in ("model_type", "dict_type") and not first["loc"]:
        return "it is no object"
    place = ".".join(map(str, first["loc"]))
    problem = first["msg"].removeprefix("Value error, ")
    return f"{place}: {problem}" if place else problem
