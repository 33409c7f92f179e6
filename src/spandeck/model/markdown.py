"""Text that others wrote, as it may stand in Markdown: nothing in it is read as anything else."""

MARKS = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>#|~"})


def escaped(text: str) -> str:
    """The text with every character marked that Markdown could read."""
    return text.translate(MARKS)
