"""How long until spandeck is there, as ratios to a bare Python and to Textual's hello world.

    python -m tests.bench.startup [--short]

Cases are interleaved in one run, since the machine's speed drifts; medians are compared.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

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


def version_ms(command: list[str]) -> float:
    """The whole life of a command that prints something and ends, in milliseconds."""
    start = time.perf_counter()
    pid = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, 1, 0)]
    )
    os.waitpid(pid, 0)
    return (time.perf_counter() - start) * 1000


def frame_ms(command: list[str], shows: str, home: Path) -> float:
    """From the start of a program to the frame that shows a text, in milliseconds."""
    env = {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    start = time.perf_counter()
    with Terminal(command, columns=200, rows=50, env=env) as terminal:
        terminal.until(shows)
        taken = (time.perf_counter() - start) * 1000
        terminal.send(QUIT)
        terminal.wait()
    return taken


def main() -> None:
    """Measure and print one line a goal."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="few repetitions, for CI")
    times = 3 if options.parse_args().short else 15
    python, version, hello, first = [], [], [], []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(times):
            python.append(version_ms([sys.executable, "-c", "pass"]))
            version.append(version_ms([SPANDECK, "--version"]))
            hello.append(frame_ms([sys.executable, "-c", HELLO], "hello world", Path(home)))
            first.append(frame_ms([SPANDECK, "demo"], "DEMO", Path(home)))
    base, ours = statistics.median(python), statistics.median(version)
    print(f"spandeck --version  {ours / base:.2f} × bare Python  ({ours:.0f} / {base:.0f} ms)")
    base, ours = statistics.median(hello), statistics.median(first)
    print(f"first frame of the demo  {ours / base:.2f} × hello  ({ours:.0f} / {base:.0f} ms)")


if __name__ == "__main__":
    main()
