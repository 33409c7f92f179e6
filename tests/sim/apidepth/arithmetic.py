"""The contract's sums made a second time, by numpy and from raw events alone."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

import numpy as np

from tests.sim.apidepth.posting import HOUR_MS, event
from tests.sim.asking import Record

FAILED = ("client_error", "server_error", "timeout")
OUTCOMES = {200: "success", 429: "client_error", 400: "client_error", 503: "server_error"}


def some(chance: Random, count: int, hours: int, **changes: Any) -> list[Record]:
    """Events of all kinds, over the last hours."""
    found = []
    for _ in range(count):
        status = chance.choices((200, 429, 400, 503, None), (80, 8, 4, 4, 4))[0]
        found.append(
            event(
                chance.randrange(hours * HOUR_MS),
                **{
                    "endpoint": chance.choice(("/a", "/b", "/b", "/c")),
                    "status": status,
                    "outcome": OUTCOMES[status] if status else "timeout",
                    "duration_ms": int(chance.lognormvariate(5, 0.9)),
                    "cold_start": chance.random() < 0.05,
                    "env": chance.choice(("production", "production", "staging")),
                    **changes,
                },
            )
        )
    return found


def chosen(
    events: Iterable[Record], env: str | None = None, endpoint: str | None = None
) -> list[Record]:
    """Those from an environment to an endpoint."""
    return [
        each
        for each in events
        if env in (None, each["env"]) and endpoint in (None, each["endpoint"])
    ]


def timed(events: Iterable[Record]) -> list[int]:
    """The durations that count as latency."""
    return [
        each["duration_ms"]
        for each in events
        if not each["cold_start"] and each["outcome"] != "timeout"
    ]


def by_hour(events: Iterable[Record]) -> dict[int, list[Record]]:
    """Events by the hour in which they ended, oldest first."""
    found: dict[int, list[Record]] = {}
    for each in sorted(events, key=lambda each: int(each["ts"])):
        found.setdefault(each["ts"] // HOUR_MS, []).append(each)
    return found


def percentiles(events: Sequence[Record]) -> list[float]:
    """p50, p95 and p99 by linear interpolation over raw values."""
    return [float(each) for each in np.percentile(timed(events), [50, 95, 99])]


def starts(number: int) -> str:
    """The start of an hour as the vendor writes it."""
    return str(np.datetime64(number, "h").astype("datetime64[s]")) + "Z"


def bucket(number: int, events: Sequence[Record]) -> Record:
    """What `GET /v1/latency` must say of one hour, to a tenth of a millisecond."""
    found = percentiles(events) if timed(events) else [None] * 3
    return {
        "bucket": starts(number),
        **{
            n: each and np.round(each, 6)
            for n, each in zip(("p50", "p95", "p99"), found, strict=True)
        },
        "event_count": len(timed(events)),
        "error_count": sum(each["outcome"] in FAILED for each in events),
        "total_count": len(events),
    }


def same(found: Sequence[Record], expected: Sequence[Record]) -> None:
    """Both say the same, percentiles to their one decimal."""
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one.keys() == other.keys()
        for name, value in other.items():
            if name.startswith("p") and value is not None:
                assert abs(one[name] - value) <= 0.0501, (name, one, other)
            else:
                assert one[name] == value, (name, one, other)


def compliance(
    events: Iterable[Record], metric: str, threshold_ms: int, now_ms: int, days: int
) -> Record:
    """What `GET /v1/sla` must say of an objective over these events."""
    current = now_ms // HOUR_MS
    verdicts = {
        number: float(np.percentile(timed(each), float(metric[1:]))) > threshold_ms
        for number, each in by_hour(events).items()
        if current - days * 24 <= number < current and len(each) >= 20 and timed(each)
    }
    line = np.zeros(days * 24 + 1, dtype=int)
    for number, breached in verdicts.items():
        line[number - current + days * 24] = breached
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line, [0]])))
    by_day: dict[str, list[bool]] = {}
    for number, breached in verdicts.items():
        by_day.setdefault(starts(number)[:10], []).append(breached)
    breaches = sum(verdicts.values())
    met = np.round((1 - breaches / len(verdicts)) * 100, 2) if verdicts else None
    return {
        "compliance_pct": met if met is None else float(met),
        "total_buckets": len(verdicts),
        "breaching_hours": breaches,
        "longest_breach_hours": int(max(edges[1::2] - edges[::2], default=0)),
        "days": [
            {
                "date": date,
                "status": "missed" if any(each) else "met",
                "total_hours": len(each),
                "breaching_hours": sum(each),
            }
            for date, each in by_day.items()
        ],
    }
