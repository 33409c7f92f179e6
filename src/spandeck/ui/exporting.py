"""Exports of what a screen shows, told in one sentence."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from spandeck import export
from spandeck.export import Form
from spandeck.private import Unsafe
from spandeck.ui.notice import Severity

FORMS: Mapping[Form, str] = {
    "json": "one array, everything the vendor sent",
    "ndjson": "one object a line, for jq and grep",
    "csv": "a table for a spreadsheet, formulas disarmed",
}


def exported(
    records: Sequence[Mapping[str, Any]], form: Form, folder: Path, name: str
) -> tuple[str, Severity]:
    """Write the records and say where, or say why not."""
    if not records:
        return "There is nothing to export yet.", "information"
    said, severity = kept(partial(export.write, records, form, folder, name), "exported")
    if severity == "error":
        return said, severity
    rows = "1 row" if len(records) == 1 else f"{len(records)} rows"
    return f"Wrote {rows} to {said}", severity


def written(text: str, folder: Path, name: str) -> tuple[str, Severity]:
    """Write Markdown and say where, or say why not."""
    write = partial(export.keep, lambda stream: stream.write(text), folder, name, "md")
    said, severity = kept(write, "written")
    return (said, severity) if severity == "error" else (f"Wrote it to {said}", severity)


def kept(write: Callable[[], Path], verb: str) -> tuple[str, Severity]:
    """The path of what was written, or why nothing was."""
    try:
        return str(write()), "information"
    except Unsafe as error:
        return str(error), "error"
    except OSError as error:
        return f"Nothing was {verb}: {str(error.strerror or error).rstrip('.')}.", "error"
