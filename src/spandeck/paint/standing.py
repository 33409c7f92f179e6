"""Whether a provider is slow for us alone or for everyone, in a sentence and as a table's row."""

from collections.abc import Mapping
from datetime import UTC, tzinfo

from spandeck.model.fleet import Standing, Verdict
from spandeck.paint.document import Line
from spandeck.paint.row import Tone
from spandeck.paint.scale import told
from spandeck.paint.units import moment

LOOKS: Mapping[Verdict, tuple[str, Tone]] = {
    "ours alone": ("✗", "error"),
    "worse for us": ("✗", "error"),
    "everyone's": ("!", "warn"),
    "theirs alone": ("!", "warn"),
    "alike": ("✓", "ok"),
    "quicker": ("✓", "ok"),
}
"""The mark and the tone of each verdict."""
MEANS: Mapping[Verdict, str] = {
    "ours alone": "ours alone",
    "worse for us": "everyone's, and worse for us",
    "everyone's": "everyone's",
    "theirs alone": "slow for the fleet, not for us",
    "alike": "as for everyone",
    "quicker": "quicker than the fleet",
}
ORDER: tuple[Verdict | None, ...] = (
    *("ours alone", "worse for us", "everyone's", "theirs alone"),
    *("alike", "quicker", None),
)
"""What is looked at first."""


def word(found: Standing | None) -> tuple[str, Tone]:
    """A verdict in a word or two, or why there is none."""
    if found is None:
        return "no calls", "muted"
    verdict = found.verdict
    if verdict is not None:
        mark, tone = LOOKS[verdict]
        return f"{mark} {verdict}", tone
    if found.ours is None:
        return "none timed", "muted"
    return ("no fleet" if found.fleet is None else "fleet of one"), "muted"


def sentence(found: Standing | None, zone: tzinfo = UTC) -> Line:
    """The verdict of an hour, and the numbers that it rests on."""
    if found is None:
        return (("No call was made in this range.", "muted"),)
    at = f"{moment(found.hour_ns, zone):%d %b %H:%M}  "
    if found.ours is None:
        return (at, "muted"), ("no call with a latency in this hour", "muted")
    ours = f"p95 {told(found.ours, 'ms')}"
    if found.fleet is None:
        return (at, "muted"), (ours, "text"), ("; the fleet has no numbers for it", "muted")
    against = f" against a fleet p95 of {told(found.fleet, 'ms')}"
    verdict = found.verdict
    if verdict is None:
        why = "; the fleet is one customer, perhaps ourselves: no comparison"
        return (at, "muted"), (ours + against, "text"), (why, "muted")
    mark, tone = LOOKS[verdict]
    times = f" ({found.times:.1f}×)" if found.times is not None else ""
    return (
        (at, "muted"),
        (f"{mark} {MEANS[verdict]}", tone),
        (f": {ours}{against}{times}", "text"),
    )
