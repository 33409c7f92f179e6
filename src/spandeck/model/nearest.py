"""What somebody may have meant who typed a name that is none."""

from collections.abc import Iterable
from difflib import get_close_matches


def close(name: str, known: Iterable[str]) -> list[str]:
    """The names that resemble a wrong one, the likeliest first."""
    names = sorted(known)
    return get_close_matches(name, names, 3, 0.5) or [each for each in names if name in each][:5]


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence with the names that resemble a wrong one, or with all when none does."""
    names = sorted(known)
    found = close(name, names)
    return f"Did you mean {' or '.join(found)}?" if found else f"There are {', '.join(names)}."
