"""Smoke test of an installed `spandeck`: the demo paints rows of every vendor, leaves cleanly.

Run by `.ci/run` on the built wheel: `python -m tests.smoke PATH_OF_SPANDECK`.
"""

import re
import sys
import tempfile
from pathlib import Path

from tests.terminal import Terminal

ROW = re.compile(r"^.*[✗!✓·].*\d (?:ms|s)\b", re.MULTILINE)
TRACED = {"2": "Fiddler ▸", "3": "Risicare ▸", "4": "Arize ▸"}
"""The tabs of the vendors that hold traces, and what their crumbs begin with."""
WATCHED = "5"
"""The tab of the vendor that watches providers."""


def main(program: str) -> None:
    """Drive the demo to the first rows of each vendor and quit."""
    with tempfile.TemporaryDirectory() as home:
        env = {"HOME": home, "XDG_RUNTIME_DIR": home}
        with Terminal([program, "demo"], env=env, directory=Path(home)) as terminal:
            terminal.until("DEMO")
            for tab, crumb in TRACED.items():
                terminal.send(tab)
                terminal.until(crumb)
                print(terminal.until(lambda text: len(ROW.findall(text)) > 5))
            terminal.send(WATCHED)
            print(terminal.until("anthropic"))
            terminal.send("\x11")
            status = terminal.wait()
    assert status == 0, f"the demo ended with status {status}"
    print("smoke: the demo painted its rows and left cleanly")


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).absolute()))
