"""One line of the doctor's: a mark, what was looked at, and what was found."""

from dataclasses import dataclass
from typing import Literal

from spandeck.cli.narrate import one_line

Mark = Literal["✓", "!", "✗", "·"]
FINE: Mark = "✓"
WARN: Mark = "!"
BAD: Mark = "✗"
PLAIN: Mark = "·"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found; printed as it is found, since the next look may take its time."""

    mark: Mark
    what: str
    says: str
    code: int = 0
    """The exit code it asks for."""


def tell(finding: Finding) -> int:
    """Print it and return the exit code it asks for."""
    print(f"{finding.mark} {finding.what:<10} {one_line(finding.says)}", flush=True)
    return finding.code
