"""What is right in the forms of every vendor's actions, and where it is read afterwards."""

from collections.abc import Mapping

from spandeck.model.resource import Record
from tests.ui import arizesamples, fiddlersamples
from tests.ui.holdings import Holdings, Sample


async def drafted_fix(held: Holdings) -> Record:
    """A fix that is not active yet."""
    return await held.where("fixes", status="draft")


async def active_deployment(held: Holdings) -> Record:
    """A deployment that goes on."""
    return await held.where("deployments", status="active")


SAMPLES: Mapping[str, Mapping[str, Sample | tuple[Sample, ...]]] = {
    "arize": arizesamples.SAMPLES,
    "fiddler": fiddlersamples.SAMPLES,
    "risicare": {
        "activate-fix": {"@": drafted_fix},
        "roll-back": {"@": active_deployment},
        "update-project": {"settings.retention_days": 60},
    },
}
"""By vendor and action."""
SEEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "arize": arizesamples.SEEN,
    "fiddler": fiddlersamples.SEEN,
}
"""The resources in which an action is read, where they are not those it is done to."""
UNREAD: Mapping[str, frozenset[str]] = {
    "arize": arizesamples.UNREAD,
    "fiddler": fiddlersamples.UNREAD,
}
"""Actions of which the vendor shows nothing afterwards but in its answer."""
