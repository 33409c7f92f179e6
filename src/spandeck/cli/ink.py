"""Pictures made of lines as they leave the program: plain, in a terminal's colours, as SVG.

Colours are the sixteen of the reader's own terminal: they fit whatever its background is.
"""

import os
import re
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style
from rich.terminal_theme import TerminalTheme

from spandeck.paint.document import Line, Piece

STYLES: Mapping[str, str] = {
    "heading": "bold",
    "muted": "bright_black",
    "accent": "cyan",
    "cursor": "bold cyan",
    "ok": "green",
    "warn": "yellow",
    "error": "red",
    "clip": "bold red",
    "threshold": "red",
    "shade": "bright_black",
    "before": "bright_black",
    "behind": "magenta",
    "fleet": "magenta",
    "p50": "cyan",
    "p95": "bold blue",
    "p99": "yellow",
    "burn": "bold blue",
    "bar": "yellow",
    "bar-2": "red",
    "bar-3": "cyan",
    "thin": "bright_black",
    "none": "bright_black",
    "heat-0": "bright_black",
    "heat-1": "green",
    "heat-2": "yellow",
    "heat-3": "bold yellow",
    "heat-4": "bold white on red",
}
"""What a role looks like; others are plain."""
DARK = TerminalTheme(
    (20, 23, 28),
    (212, 215, 220),
    [
        (20, 23, 28),
        (224, 118, 122),
        (134, 179, 122),
        (217, 179, 106),
        (122, 162, 200),
        (179, 157, 219),
        (127, 184, 168),
        (212, 215, 220),
    ],
    [
        (135, 142, 153),
        (239, 132, 136),
        (134, 179, 122),
        (217, 179, 106),
        (138, 180, 216),
        (179, 157, 219),
        (127, 184, 168),
        (255, 255, 255),
    ],
)
"""The sixteen as our dark theme has them, for pictures in files."""
FOREIGN = re.compile(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", re.DOTALL)
"""A font and a word from elsewhere: a picture in a runbook asks nobody for anything."""
BLANKS = re.compile(r"(^ +| +$| {2,})")


def shown(stream: TextIO) -> bool:
    """Whether colours would be seen there, and nobody objects."""
    dumb = os.environ.get("TERM", "") in ("", "dumb", "unknown")
    return stream.isatty() and not dumb and not os.environ.get("NO_COLOR")


def plain(lines: Sequence[Line], stream: TextIO) -> None:
    """Text alone, without blanks at the ends."""
    for line in lines:
        stream.write("".join(text for text, _ in line).rstrip() + "\n")


def coloured(lines: Sequence[Line], stream: TextIO, width: int) -> None:
    """With the escape codes of colours."""
    printed(lines, Console(file=stream, force_terminal=True, color_system="standard", width=width))


def svg(lines: Sequence[Line], file: Path, width: int, title: str, *, colour: bool) -> None:
    """A picture in a file, for a web page; raise `OSError` where it cannot be written."""
    console = Console(file=StringIO(), record=True, width=width, force_terminal=True)
    kept = lines if colour else [[(text, "") for text, _ in line] for line in lines]
    printed(kept, console)
    made = console.export_svg(title=title, theme=DARK, unique_id="spandeck")
    file.write_text(FOREIGN.sub("", made), encoding="utf-8")


def printed(lines: Sequence[Sequence[Piece]], console: Console) -> None:
    """Every piece in the style of its role; nothing in it is markup.

    Blanks stand apart: where a text of SVG begins with them, some programs leave them out.
    """
    for line in lines:
        found = [
            Segment(part, Style.parse(STYLES.get(role, "")) if part.strip() else None)
            for piece, role in line
            for part in BLANKS.split(piece)
            if part
        ]
        while found and not found[-1].text.strip():
            found.pop()
        console.print(Segments([*found, Segment.line()]), end="", soft_wrap=True)
