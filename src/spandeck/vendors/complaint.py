"""What is wrong with a row or a page that a vendor sent, as one sentence."""

from pydantic import ValidationError


def why(error: ValueError) -> str:
    """The first field that could not be read, and what is wrong with it."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] in ("model_type", "dict_type") and not first["loc"]:
        return "it is no object"
    place = ".".join(map(str, first["loc"]))
    problem = first["msg"].removeprefix("Value error, ")
    return f"{place}: {problem}" if place else problem
