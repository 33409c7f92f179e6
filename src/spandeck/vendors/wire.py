"""What the vendors' JSON has in common: times, ids and numbers, read leniently but not wrongly.

Unknown fields are kept, unknown enum words are plain text, null and missing are the same. Only
what would be shown wrongly is refused: an empty id, a time or a number that is none.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = EPOCH + timedelta(days=106_000)
"""In the year 2260: nanoseconds up to here fit 64 bits."""


def nanoseconds(text: Any) -> int | None:
    """ISO 8601 as UTC nanoseconds, exact to the microsecond; no offset means UTC."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise ValueError("a time is text in ISO 8601")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("not a time in ISO 8601") from None
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    if not EPOCH <= aware <= LATEST:
        raise ValueError("a time before 1970 or after 2260")
    since = aware - EPOCH
    return ((since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds) * 1000


Instant = Annotated[int | None, BeforeValidator(nanoseconds)]
Id = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0, lt=2**63)]
Milliseconds = Annotated[float, Field(allow_inf_nan=False, gt=-1e15, lt=1e15)]
Dollars = Annotated[float, Field(allow_inf_nan=False, gt=-1e12, lt=1e12)]


class Row(BaseModel):
    """Anything a vendor sends."""

    model_config = ConfigDict(frozen=True, extra="allow")
