"""What is said on stderr, beside the data; a terminal must not obey what is repeated there."""

import sys

from spandeck.model.safe import safe


def say(sentence: str) -> None:
    """One remark, on one line: it may hold what was typed, configured or answered."""
    print(f"spandeck: {one_line(sentence)}", file=sys.stderr)


def one_line(text: str) -> str:
    """The text with nothing in it that a terminal obeys, on one line."""
    return safe(text).replace("\n", " ")
