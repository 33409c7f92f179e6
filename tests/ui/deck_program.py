"""The program as a process of its own, over a vendor in memory: what pseudo-terminals run."""

import sys
from pathlib import Path

from textual import events

from spandeck.model.source import Sources
from spandeck.ui.app import Spandeck
from tests.ui.fakes import connected, profile


class Fragile(Spandeck):
    """Fails when F9 is pressed, as a bug would."""

    def on_key(self, event: events.Key) -> None:
        """Fail with something in hand that must not be shown."""
        if event.key == "f9":
            token = "sk-live-4711"
            raise RuntimeError(f"a bug with {len(token)} letters in hand")


async def open_sources() -> Sources:
    """One vendor."""
    return connected()


if __name__ == "__main__":
    program = Fragile(profile(Path(sys.argv[1])), open_sources)
    program.run()
    raise SystemExit(program.return_code or 0)
