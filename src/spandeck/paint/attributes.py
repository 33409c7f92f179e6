"""Names and values as an aligned table, and single values as text a person can read."""

import json
from collections.abc import Mapping
from typing import Any

from rich.cells import cell_len

from spandeck.model.safe import safe
from spandeck.paint.document import Paragraph
from spandeck.paint.units import one_line, size

LONG = 2000
"""Characters of a value shown at once; the rest is announced with its size."""
COLUMN_MOST = 34
READABLE_JSON = 1_000_000
"""Characters beyond which JSON is shown as it came."""


def table(values: Mapping[str, Any], *, entire: bool = False) -> list[Paragraph]:
    """One row a name, sorted; long values are cut, saying so, unless all of them is wanted."""
    column = min(COLUMN_MOST, max((cell_len(one_line(name)) for name in values), default=0) + 2)
    rows: list[Paragraph] = []
    for name in sorted(values):
        text, is_json = readable(values[name])
        rows += cut(Paragraph(text, label=one_line(name), column=column, json=is_json), entire)
    return rows


def cut(paragraph: Paragraph, entire: bool) -> list[Paragraph]:
    """A paragraph, or its beginning with the size of what is not shown."""
    text = paragraph.text
    if entire or len(text) <= LONG + LONG // 4:
        return [paragraph]
    left = len(text.encode()) - len(text[:LONG].encode())
    start = Paragraph(
        text[:LONG], paragraph.role, paragraph.label, paragraph.column, json=paragraph.json
    )
    return [start, Paragraph(f"… {size(left)} more of it; enter shows all", "warning")]


def readable(value: Any) -> tuple[str, bool]:
    """A value as text, and whether it is JSON to be laid out."""
    if isinstance(value, str):
        return pretty(value)
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text, isinstance(value, dict | list | tuple)


def pretty(text: str) -> tuple[str, bool]:
    """Text that is JSON, with its escapes read and made safe again; other text as it stands."""
    if not text[:1] or text[0] not in "{[" or len(text) > READABLE_JSON:
        return text, False
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text, False
    return safe(json.dumps(value, ensure_ascii=False)), True
