"""Numbers and times as people read them; `—` for what the vendor did not say."""

from datetime import UTC, datetime, tzinfo

NOTHING = "—"


def duration(ms: float | None) -> str:
    """`0.4 ms`, `250 ms`, `8.2 s`, `2 m 05 s`, `3 h 07 m`, `4 d 02 h`."""
    if ms is None:
        return NOTHING
    if ms < 0:
        return f"-{duration(-ms)}"
    if ms < 9.95:
        return f"{ms:.1f} ms"
    if ms < 999.5:
        return f"{ms:.0f} ms"
    if ms < 59_950:
        return f"{ms / 1000:.1f} s"
    seconds = round(ms / 1000)
    if seconds < 3600:
        return f"{seconds // 60} m {seconds % 60:02} s"
    if seconds < 86_400:
        return f"{seconds // 3600} h {seconds % 3600 // 60:02} m"
    return f"{seconds // 86_400} d {seconds % 86_400 // 3600:02} h"


def count(number: float | None) -> str:
    """`987`, `12.3k`, `4.1M`: three digits that matter."""
    if number is None:
        return NOTHING
    for limit, unit in ((999.5, ""), (999_500, "k"), (999_500_000, "M")):
        if abs(number) < limit:
            scaled = number / {"": 1, "k": 1e3, "M": 1e6}[unit]
            return f"{scaled:.0f}{unit}" if not unit or scaled >= 99.95 else f"{scaled:.1f}{unit}"
    return f"{number / 1e9:.1f}G"


def exact(number: int | None) -> str:
    """`35 701`: every digit, in groups of three."""
    return NOTHING if number is None else f"{number:,}".replace(",", " ")


def money(usd: float | None) -> str:
    """`$12.30`, `$0.084`, `$0.0061`; a cost nobody stated is `—`, never `$0.00`."""
    if usd is None:
        return NOTHING
    if usd == 0:
        return "$0"
    for least, digits in ((1, 2), (0.01, 3), (0.0001, 4)):
        if abs(usd) >= least:
            return f"${usd:.{digits}f}"
    return "<$0.0001"


def size(count_of_bytes: int) -> str:
    """`512 B`, `1.2 kB`, `41.3 MB`."""
    if count_of_bytes < 1000:
        return f"{count_of_bytes} B"
    for unit, factor in (("kB", 1e3), ("MB", 1e6)):
        if count_of_bytes < factor * 999.5:
            return f"{count_of_bytes / factor:.1f} {unit}"
    return f"{count_of_bytes / 1e9:.1f} GB"


def ago(then_ns: int | None, now_ns: int) -> str:
    """`now`, `12 s`, `4 m`, `3 h`, `2 d`: the age of something, to be followed by "ago"."""
    if then_ns is None:
        return NOTHING
    seconds = (now_ns - then_ns) / 1e9
    for limit, factor, unit in ((60, 1, "s"), (3600, 60, "m"), (86_400, 3600, "h")):
        if seconds < limit:
            whole = int(seconds / factor)
            return "now" if unit == "s" and whole < 1 else f"{whole} {unit}"
    return f"{int(seconds / 86_400)} d"


def freshness(answered_ns: int, now_ns: int, *, cached: bool = False) -> str:
    """`just read`, `20 s old`, `cached 4 m ago`; in steps of ten seconds, to be painted rarely."""
    seconds = int((now_ns - answered_ns) / 1e9)
    if seconds < 10:
        return "cached just now" if cached else "just read"
    old = f"{seconds // 10 * 10} s" if seconds < 60 else ago(answered_ns, now_ns)
    return f"cached {old} ago" if cached else f"{old} old"


def clock(at_ns: int | None, zone: tzinfo = UTC) -> str:
    """`14:31:07`: the time of day to the second."""
    return NOTHING if at_ns is None else moment(at_ns, zone).strftime("%H:%M:%S")


def date_clock(at_ns: int | None, zone: tzinfo = UTC) -> str:
    """`2026-11-21 14:31:07.250`: date and time to the millisecond."""
    if at_ns is None:
        return NOTHING
    return f"{moment(at_ns, zone):%Y-%m-%d %H:%M:%S}.{at_ns // 1_000_000 % 1000:03}"


def moment(at_ns: int, zone: tzinfo = UTC) -> datetime:
    """Nanoseconds since the epoch as a datetime in this zone."""
    return datetime.fromtimestamp(at_ns // 1_000_000_000, zone)


def one_line(text: str) -> str:
    """Text folded to a single line: line feeds and tabs become pictures."""
    return text.replace("\n", "␊").replace("\t", "␉")
