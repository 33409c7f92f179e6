"""How a simulator is to be run; light, so that the command line may read it first."""

import re
from dataclasses import dataclass
from pathlib import Path


class BadOption(ValueError):
    """An option that cannot be meant; `str()` is a sentence."""


class Busy(OSError):
    """A port or socket that cannot be had; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class Options:
    """Everything `spandeck sim` can be told."""

    seed: int = 7
    port_base: int = 7411
    """Fiddler's port; Risicare, Arize and Apidepth follow."""
    limits: str = "default"
    """`default`, `off`, or a factor such as `0.05x`."""
    scale: str = "small"
    faults: Path | None = None
    data: Path | None = None
    """A SQLite file that keeps what is written to the simulator; in memory without."""
    socket_dir: Path | None = None
    """Serve on unix sockets in this private directory, until standard input closes; then the
    directory is removed, as whoever made it may be gone."""


def factor(limits: str) -> float | None:
    """What `--limits` multiplies the budgets by; None for no limits. Raise `BadOption`."""
    if limits == "default":
        return 1.0
    if limits == "off":
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?|\.\d+)x", limits)
    if found is None or float(found[1]) == 0:
        raise BadOption(f"--limits is default, off or a factor such as 0.5x, not {limits!r}.")
    return float(found[1])
