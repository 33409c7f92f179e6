"""What the setup screen must be told and may ask for; whoever runs the program fulfils it.

Keys stay where they are: this knows them only masked, and by the names of their variables.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol


class Unwritten(Exception):
    """The configuration was not written, and is as it was; `str()` is a sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the environment holds for one vendor."""

    vendor: str
    title: str
    about: str
    """Which key it takes, where that is had, and how it is tested."""
    variable: str
    """The environment variable of its key."""
    url_variable: str
    url: str
    """The address that is asked: the variable's, or the vendor's own."""
    masked: str = ""
    """The key as it may be shown; empty when there is none."""
    wrong: str = ""
    """Why what is there cannot be used."""

    @property
    def usable(self) -> bool:
        """Whether there is a key to test."""
        return bool(self.masked) and not self.wrong


class Setup(Protocol):
    """Finds keys, tests them and writes the configuration."""

    file: str
    """The configuration file, whether it exists or not."""

    def found(self) -> Sequence[Found]:
        """What there is for every vendor, in the order of the tabs."""
        ...

    async def test(self, vendor: str) -> str:
        """Ask the vendor for one thing any key may read: what came of it; raise `SourceError`."""
        ...

    def write(
        self, profile: str, vendors: Collection[str], *, production: bool, writes: bool
    ) -> None:
        """Add a profile that takes these vendors' keys from the environment; raise `Unwritten`."""
        ...
