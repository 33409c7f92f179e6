"""How much a group asks for attention: whom it hits × how new it is × where it is going. Pure."""

from spandeck.triage.state import HOUR_NS, Course

NOVELTY = 3.0
"""A group that just appeared weighs four times an old one; after `HALVED_H` hours, half of that
extra is left."""
HALVED_H = 1.0
STEEPEST, GENTLEST, SILENT = 4.0, 0.25, 0.1
"""The bounds of the trend, and what it is where nothing failed for an hour."""
FORMULA = (
    "impact = users (or sessions, or traces) hit × novelty × trend; novelty falls from 4 to 1, "
    "half of it an hour; trend is the last 10 min against the hour before, from 0.25 to 4, "
    "and 0.1 once it is silent"
)
"""The same in words, for the group's detail."""


def impact(reach: int, course: Course, now_ns: int) -> float:
    """A number to sort by; `reach` is how many users, else sessions, else traces it hit."""
    return max(reach, 1) * novelty(course, now_ns) * trend(course)


def novelty(course: Course, now_ns: int) -> float:
    """From 4 for what just appeared, or came again after it was resolved, down to 1."""
    since_ns = course.again_ns or course.first_ns
    age_h = max(0, now_ns - since_ns) / HOUR_NS
    return float(1 + NOVELTY * 0.5 ** min(age_h / HALVED_H, 60))


def trend(course: Course) -> float:
    """Above 1 where it fails more often than in the hour before."""
    if not course.lately and not course.before:
        return SILENT
    return min(max((course.lately + 1) / (course.usual + 1), GENTLEST), STEEPEST)
