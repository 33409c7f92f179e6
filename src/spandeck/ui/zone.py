"""The person's own time zone, with its summer times, so that old times are shown rightly."""

import os
import time
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALTIME = Path("/etc/localtime")


def local_zone(name: str | None = None, file: Path = LOCALTIME) -> tzinfo:
    """The zone called `name` (`TZ` when None), else the system's, else today's offset."""
    name = os.environ.get("TZ", "") if name is None else name
    try:
        if name:
            return ZoneInfo(name.removeprefix(":"))
        with file.open("rb") as opened:
            return ZoneInfo.from_file(opened)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone(timedelta(seconds=time.localtime().tm_gmtoff))
