"""How long until spandeck is there, as ratios to a bare Python and to Textual's hello world.

    python -m tests.bench.startup [--short]

Cases are interleaved in one run, since the machine's speed drifts; medians are compared.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tests.measure import repetitions
from tests.terminal import Terminal

HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("hello world")
Hello().run()
"""
SPANDECK = str(Path(sys.executable).parent / "spandeck")
QUIT = "\x11"
CONNECTED = {"SPANDECK_RISICARE_URL": "http://127.0.0.1:9", "SPANDECK_RISICARE_TOKEN": "none"}
"""A profile of one vendor, whom nobody needs to answer before the first frame."""


def version_ms(command: list[str]) -> float:
    """The whole life of a command that prints something and ends, in milliseconds."""
    start = time.perf_counter()
    pid = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, 1, 0)]
    )
    os.waitpid(pid, 0)
    return (time.perf_counter() - start) * 1000


def frame_ms(
    command: list[str], shows: str, home: Path, env: Mapping[str, str] = MappingProxyType({})
) -> float:
    """From the start of a program to the frame that shows a text, in milliseconds."""
    whole = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home), **env}
    start = time.perf_counter()
    with Terminal(command, columns=200, rows=50, env=whole) as terminal:
        terminal.until(shows)
        taken = (time.perf_counter() - start) * 1000
        terminal.send(QUIT)
        terminal.wait()
    return taken


def main() -> None:
    """Measure and print one line a goal."""
    times = repetitions(__doc__, short=3, usual=15)
    python, version, hello, first, demo = [], [], [], [], []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(times):
            python.append(version_ms([sys.executable, "-c", "pass"]))
            version.append(version_ms([SPANDECK, "--version"]))
            hello.append(frame_ms([sys.executable, "-c", HELLO], "hello world", Path(home)))
            first.append(frame_ms([SPANDECK], "Risicare", Path(home), CONNECTED))
            demo.append(frame_ms([SPANDECK, "demo"], "DEMO", Path(home)))
    base, ours = statistics.median(python), statistics.median(version)
    print(f"spandeck --version  {ours / base:.2f} × bare Python  ({ours:.0f} / {base:.0f} ms)")
    base = statistics.median(hello)
    for what, taken in (("a profile", first), ("the demo", demo)):
        ours = statistics.median(taken)
        print(f"first frame of {what:10} {ours / base:.2f} × hello  ({ours:.0f} / {base:.0f} ms)")


if __name__ == "__main__":
    main()
