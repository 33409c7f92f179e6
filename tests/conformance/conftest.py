"""What the conformance tests of several vendors' simulators share."""

from tests.sim.arize.conftest import arize
from tests.sim.conftest import watch, world

__all__ = ["arize", "watch", "world"]
