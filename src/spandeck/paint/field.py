"""What is said of a form's field in words: what it means, its limits, what it begins with."""

from collections.abc import Iterator

from spandeck.model.action import Field

SHAPES = {
    "integer": "a whole number",
    "number": "a number",
    "list": "several, between commas",
    "time": "a time, or +2h",
    "date": "a date such as 2026-11-21",
    "json": "JSON",
    "secret": "covered as it is typed",
}
"""How a kind is written, where that is not plain to see."""
LONGEST_DEFAULT = 24


def told(known: Field) -> str:
    """One line beside the field."""
    return " · ".join(each for each in parts(known) if each)


def parts(known: Field) -> Iterator[str]:
    """What there is to say, the most telling first."""
    yield known.about
    yield bounds(known) or SHAPES.get(known.kind, "")
    if known.default is not None and known.kind not in ("choices", "list", "json"):
        yield f"default {default(known.default)}"


def bounds(known: Field) -> str:
    """Its limits, in the words of its kind."""
    several = known.kind in ("list", "choices")
    least, most = known.least, known.longest if several else known.most
    if known.kind in ("text", "multiline", "secret"):
        return f"up to {known.longest} characters" if known.longest else ""
    if least is not None and most is not None:
        return f"{least:g} to {most:g}"
    if most is not None:
        return f"at most {most:g}"
    return f"at least {least:g}" if least is not None else ""


def default(value: object) -> str:
    """A default in a word or two."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST_DEFAULT else text[: LONGEST_DEFAULT - 1] + "…"
