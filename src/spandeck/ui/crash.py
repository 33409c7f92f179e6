"""What is left behind when the program fails: a private report, without the values of variables.

Locals may hold tokens and vendor data, so a report has the code's lines and nothing else; the
message of an exception is kept, made safe for terminals.
"""

import platform
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from spandeck import __version__
from spandeck.model.safe import safe
from spandeck.private import Unsafe, create, directory

LONGEST_MESSAGE = 500
"""Characters kept of one exception's message: it can carry a whole response."""


def report(error: BaseException, folder: Path, now: datetime | None = None) -> str:
    """Write a report and return the sentence for the person, whatever happens to the disk."""
    happened = f"spandeck failed unexpectedly ({type(error).__name__})."
    moment = now or datetime.now(UTC)
    try:
        directory(folder)
        for number in count(1):
            name = f"crash-{moment:%Y%m%dT%H%M%S}{f'-{number}' if number > 1 else ''}.txt"
            try:
                stream = create(folder / name)
            except FileExistsError:
                continue
            with stream:
                stream.writelines(lines(error, moment))
            return f"{happened} The report is in {folder / name}; it holds no values of variables."
    except (Unsafe, OSError) as failed:
        return f"{happened} No report could be written: {failed}"
    raise AssertionError("there is always another number")


def lines(error: BaseException, moment: datetime) -> Iterator[str]:
    """The report: versions, then the exceptions with the lines they passed, newest last."""
    yield f"spandeck {__version__}, Python {platform.python_version()}, {sys.platform}\n"
    yield f"{moment:%Y-%m-%d %H:%M:%S} UTC\n\n"
    story = traceback.TracebackException.from_exception(error, capture_locals=False, compact=True)
    for line in story.format():
        for part in line.splitlines():
            yield f"{safe(part[:LONGEST_MESSAGE])}\n"
