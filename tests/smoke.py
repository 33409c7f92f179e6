"""Smoke test of an installed `spandeck`: the demo paints its first rows and leaves cleanly.

Run by `.ci/run` on the built wheel: `python -m tests.smoke PATH_OF_SPANDECK`.
"""

import re
import sys
import tempfile
from pathlib import Path

from tests.terminal import Terminal

ROW = re.compile(r"^.*[✗!✓·].*\d (?:ms|s)\b", re.MULTILINE)


def main(program: str) -> None:
    """Drive the demo to its first trace rows and quit."""
    with tempfile.TemporaryDirectory() as home:
        env = {"HOME": home, "XDG_RUNTIME_DIR": home}
        with Terminal([program, "demo"], env=env, directory=Path(home)) as terminal:
            terminal.until("DEMO")
            terminal.send("3")
            screen = terminal.until(lambda text: len(ROW.findall(text)) > 5)
            print(screen)
            terminal.send("\x11")
            status = terminal.wait()
    assert status == 0, f"the demo ended with status {status}"
    print("smoke: the demo painted its rows and left cleanly")


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).absolute()))
