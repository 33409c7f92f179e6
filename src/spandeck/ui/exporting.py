"""Exports of what a screen shows, told in one sentence."""

from collections.abc import Mapping, Sequence
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
    try:
        path = export.write(records, form, folder, name)
    except Unsafe as error:
        return str(error), "error"
    except OSError as error:
        return f"Nothing was exported: {str(error.strerror or error).rstrip('.')}.", "error"
    rows = "1 row" if len(records) == 1 else f"{len(records)} rows"
    return f"Wrote {rows} to {path}", "information"
