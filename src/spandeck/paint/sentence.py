"""Words in a given width: cut with a mark where they say least, or broken between words."""

import re

from rich.cells import cell_len, set_cell_size

PART = re.compile(r"(?<=[ ./])(?=[^ ./])")
"""Where a part of a name begins."""


def cut(text: str, width: int) -> str:
    """Text of at most this width; that something is missing is said by `…`."""
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, max(width - 1, 0))}…"


def middle(text: str, width: int) -> str:
    """Text of at most this width; what is too long loses its middle, as both ends tell most."""
    if cell_len(text) <= width or width < 3:
        return text
    head = (width - 1) * 2 // 3
    tail = width - 1 - head
    back = text[-tail:]
    while cell_len(back) > tail:
        back = back[1:]
    return f"{set_cell_size(text, head).rstrip()}…{back.lstrip()}"


def ending(name: str, width: int) -> str:
    """A name of at most this width, without its first parts: `…RATE_LIMIT.EXCEEDED`.

    A vendor's code says most at its end, and so does a model after its provider.
    """
    ends = (name[found.start() :] for found in PART.finditer(name))
    short = next((f"…{end}" for end in ends if cell_len(end) < width), None)
    return name if cell_len(name) <= width else short or middle(PART.split(name)[-1], width)


def code(told: str, width: int) -> str:
    """What failed, of at most this width: a code keeps its end, a sentence its beginning."""
    return cut(told, width) if " " in told else ending(told, width)


def folded(text: str, width: int) -> list[str]:
    """Text over several lines, broken between words; a word that is too long is cut."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if line and cell_len(longer) > width:
            lines.append(line)
            longer = word
        line = longer
    return [cut(each, width) for each in (*lines, line)]
