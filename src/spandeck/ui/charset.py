"""Whether the terminal shows more than ASCII, as far as its locale says."""

from collections.abc import Mapping

PLAIN = "-ascii"
"""The class that the program has where pictures must be made of ASCII."""
LOCALE = ("LC_ALL", "LC_CTYPE", "LANG")
"""The first of them that is set counts."""


def plain(environ: Mapping[str, str]) -> bool:
    """Whether a locale was chosen and it is not in UTF-8; without any, terminals know Unicode."""
    chosen = next((environ[name] for name in LOCALE if environ.get(name)), "")
    return bool(chosen) and "utf8" not in chosen.lower().replace("-", "")
