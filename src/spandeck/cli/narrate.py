"""What is said on stderr, beside the data."""

import sys


def say(sentence: str) -> None:
    """One remark."""
    print(f"spandeck: {sentence}", file=sys.stderr)
