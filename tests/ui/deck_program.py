"""The program as a process of its own, over a vendor in memory: what pseudo-terminals run."""

import sys
from dataclasses import replace
from pathlib import Path

from textual import events

from spandeck.model.source import Sources
from spandeck.ui.app import Spandeck
from tests.ui.fakes import FakeSource, connected, profile, summary

HOSTILE = (
    "\x1b]52;c;aGFja2Vk\x07",
    "\x1b[6n\x1b[c\x1b[?1049l",
    "\x9b6n\x90q\x9c",
    "\u202egnp.exe\u2066\u200b",
    "[@click=app.quit]press[/] [/bold]",
    "a\rb\nc\td\x00\x08\x7f",
)
"""Names that must be text; here they come unmade safe, so that the last guard is all there is."""


class Fragile(Spandeck):
    """Fails when F9 is pressed, as a bug would."""

    def on_key(self, event: events.Key) -> None:
        """Fail with something in hand that must not be shown."""
        if event.key == "f9":
            token = "sk-live-4711"
            raise RuntimeError(f"a bug with {len(token)} letters in hand")


async def open_sources() -> Sources:
    """One vendor, whose data is hostile when that was asked for."""
    if "hostile" not in sys.argv:
        return connected()
    rows = [
        replace(summary(number), name=name, agent_name=name, error_code=name, session_id=name)
        for number, name in enumerate(HOSTILE)
    ]
    return connected(FakeSource([*rows]))


if __name__ == "__main__":
    program = Fragile(profile(Path(sys.argv[1])), open_sources)
    program.run()
    raise SystemExit(program.return_code or 0)
