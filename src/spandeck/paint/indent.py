"""JSON laid out over lines, one line at a time, so that half a megabyte costs what is looked at.

The standard encoder indents in Python and all at once: 100 ms for a large message.
"""

import re
from collections.abc import Iterator

TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\],:]|[^\s{}\[\],:"]+')
"""Strings, marks, anything else; the pattern for strings takes long runs at once."""
STEP = "  "


def indented(text: str) -> Iterator[str]:
    """The lines of some valid JSON; empty containers stay on one line."""
    depth, line, opened = 0, "", False
    for found in TOKEN.finditer(text):
        mark = found[0]
        if mark in ("}", "]"):
            depth -= 1
            if not opened:
                yield line
                line = STEP * depth
            line += mark
        else:
            if opened:
                yield line
                line = STEP * depth
            line += mark
        opened = mark in ("{", "[")
        depth += opened
        if mark == ",":
            yield line
            line = STEP * depth
        elif mark == ":":
            line += " "
    if line:
        yield line
