"""Which models their vendors retire, and when: days counted from where the world opens."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Deprecation:
    """A model's end."""

    model: str
    deprecated_day: int
    """Negative in the past."""
    sunset_day: int | None
    """None where no end is set."""
    successor: str | None


DEPRECATIONS = {
    each.model: each
    for each in (
        Deprecation("gpt-4o-2024-11-20", -122, 55, "gpt-4.1"),
        Deprecation("gpt-3.5-turbo-instruct", -431, -21, "gpt-4o-mini"),
        Deprecation("gemini-2.5-flash", 38, 130, "gemini-3-flash"),
        Deprecation("embedding-001", -64, None, None),
    )
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a model stands on one day."""

    status: str
    """`active`, `deprecated` or `sunset`."""
    deprecated: date | None = None
    """None until it is."""
    sunset: date | None = None
    successor: str | None = None


def standing(model: str, opened: date, today: date) -> Standing:
    """How a model stands today, in a world that opened on another day."""
    found = DEPRECATIONS.get(model)
    if found is None:
        return Standing("active")
    deprecated = opened + timedelta(found.deprecated_day)
    sunset = None if found.sunset_day is None else opened + timedelta(found.sunset_day)
    if sunset is not None and sunset <= today:
        return Standing("sunset", deprecated, sunset, found.successor)
    if deprecated <= today:
        return Standing("deprecated", deprecated, sunset, found.successor)
    return Standing("active", None, sunset, found.successor)
