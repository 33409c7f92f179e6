"""Relative time ranges: read from what a person types, spoken as the header shows them."""

from spandeck.model.query import BadQuery, duration_ms

DEFAULT_S = 6 * 3600.0
OFFERED = (("15m", 900.0), ("1h", 3600.0), ("6h", DEFAULT_S), ("24h", 86_400.0), ("7d", 604_800.0))
UNITS = ((86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))


def spoken(range_s: float | None) -> str:
    """`last 6 h`, `last 7 d`, `all time`."""
    if range_s is None:
        return "all time"
    whole = round(range_s)
    for seconds, unit in UNITS:
        if whole >= seconds and whole % seconds == 0 and (whole != 86_400):
            return f"last {whole // seconds} {unit}"
    return "last 24 h" if whole == 86_400 else f"last {range_s:g} s"


def typed(text: str) -> float | None:
    """Seconds from `15m`, `2h`, `7d`, or None from `all`; raises `BadQuery`."""
    if text.strip() in ("all", ""):
        return None
    if text.strip()[-1:].isdigit():
        raise BadQuery(
            f"“{text}” needs a unit: {text.strip()}m, {text.strip()}h or {text.strip()}d."
        )
    seconds = duration_ms("since", text.strip()) / 1000
    if not 1 <= seconds <= 10 * 365 * 86_400:
        raise BadQuery(f"“{text}” is not between one second and ten years.")
    return seconds
