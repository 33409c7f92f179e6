"""Bytes become values here and nowhere else: JSON decoded, and every text in it made safe."""

import re
from typing import Any

from pydantic_core import from_json

from spandeck.model.page import BadRow
from spandeck.model.safe import TABLE, safe, safe_value

LEADS = {chr(code).encode()[:1] for code in TABLE if code > 0x7F}
SUSPECT = re.compile(b"[%s]" % b"".join(re.escape(lead) for lead in sorted(LEADS)))
ESCAPED = re.compile(rb"\\[ubfr]")
"""Escapes that may stand for an unsafe character; an escaped backslash before such a letter too."""

ESCAPE = re.compile(
    rb"\\\\|\\u(?:d[89ab]..\\ud[c-f]..|(?P<half>d[89a-f][0-9a-f]{2}))", re.IGNORECASE
)
"""A backslash, a whole pair of surrogates, or half of one, which no parser takes."""


def decode(raw: bytes | bytearray) -> Any:
    """JSON as values with every text made safe; raise `ValueError` when it is no JSON.

    Bytes that cannot hold an unsafe character spare the walk over all texts: that is most of
    them, and the walk costs more than decoding.
    """
    try:
        found = from_json(raw)
    except ValueError:
        mended = ESCAPE.sub(mend, raw)
        if mended == raw:
            raise
        found = from_json(mended)
    if ESCAPED.search(raw) or b"\x7f" in raw or not (raw.isascii() or SUSPECT.search(raw) is None):
        return safe_value(found)
    return found


def mend(escape: re.Match[bytes]) -> bytes:
    """Half of a character, as from a text that was cut, shown by its name; others as they are."""
    half = escape["half"]
    return rb"\u2039U+%s\u203a" % half.upper() if half else escape[0]


def row(raw: bytes) -> Any:
    """One row of a list decoded, or kept as it came: a broken one must not hide the others."""
    try:
        return decode(raw)
    except ValueError:
        return BadRow(safe(raw.decode(errors="replace")), "it is not JSON")
