"""What the screens must know of the chosen profile; it holds no token and no address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import time_ns
from typing import Literal

from spandeck.model.slo import TARGET_PCT
from spandeck.ui.setup import Setup


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile, as far as it is shown or obeyed on screen."""

    name: str
    production: bool
    """Painted red, and said in words, on every screen."""
    writes: bool
    """Whether it allows requests that change something; enforced in the transport, shown here."""
    demo: bool
    """Whether its data is simulated."""
    theme: str
    keys: Mapping[str, str]
    """Binding id → key, such as `{"app.quit": "f10"}`."""
    absent: Mapping[str, str]
    """Vendor → one sentence: not connected, and what is needed."""
    copy: Literal["osc52", "file"]
    exports: Path
    """The folder for exported and copied files; made 0700 when it is first needed."""
    crashes: Path
    """The folder for crash reports; made 0700 when it is first needed."""
    triage: Path | None = None
    """Where acts on error groups are kept; None keeps them in memory."""
    others: tuple[str, ...] = ()
    """The profiles one can go on with instead."""
    setup: Setup | None = None
    """Finds keys and writes a profile of them; None where that is not offered."""
    slo_target: float = TARGET_PCT
    """The share of an objective's hours that should meet it, in percent."""
    notify: Literal["none", "bell", "osc9"] = "none"
    """How the terminal is told of error groups that are new."""
    clock: Callable[[], int] = time_ns
    """The time that ages, ranges and the header go by, in UTC nanoseconds."""
