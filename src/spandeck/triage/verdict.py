"""What the program decides by itself, as acts: snoozes that end early, groups that fell silent.

Such acts have ids that every process gives them alike, so that they are done once. Pure.
"""

from spandeck.model.group import Target
from spandeck.triage.act import Act, made
from spandeck.triage.book import Ruling
from spandeck.triage.state import Course, silence, worse


def decided(key: str, ruling: Ruling, course: Course, now_ns: int) -> Act | None:
    """What is to be done about a group; None where it is for people to say."""
    act, target = ruling.act, Target("group", key)
    if act is not None and act.verb == "resolve" and course.again_ns is None:
        return None
    if act is not None and (why := worse(act, course)):
        return made(now_ns, "", "wake", target, {"reason": why}, name=f"{act.id}-woken")
    if why := silence(course, now_ns):
        silent = f"{course.last_ns:016x}-{key}-silent"
        return made(now_ns, "", "resolve", target, {"reason": why}, name=silent)
    return None
