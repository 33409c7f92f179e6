"""Sentences in a given width: cut with a mark, or broken between words."""

from rich.cells import cell_len, set_cell_size


def cut(text: str, width: int) -> str:
    """Text of at most this width; that something is missing is said by `…`."""
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, max(width - 1, 0))}…"


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
