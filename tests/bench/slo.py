"""What a step through an objective's hours costs a terminal, against painting the grid anew.

    python -m tests.bench.slo [--short]

Shows ninety days by 24 hours in a process of its own on a pseudo-terminal, presses keys and weighs
what comes back; then times laying out and painting twenty objectives. Prints ratios; asserts
nothing.
"""

import statistics
import sys
from time import perf_counter

from textual.app import App, ComposeResult

from spandeck.model.slo import DAY_HOURS, window
from spandeck.model.upstream import HOUR_NS, LatencyHour
from spandeck.paint.glyphs import Sheet
from spandeck.paint.heatmap import heatmap
from spandeck.paint.objectivegrid import Grids
from spandeck.ui.theme import VARIABLES
from spandeck.ui.widgets.heat import Heat, Place
from tests.measure import answer, median_ms, repetitions
from tests.terminal import Terminal
from tests.ui.upstream import NOW_NS, objective

SIZE = (120, 34)
DAYS, OBJECTIVES = 90, 20
FRAME_MS = 16.7
KEYS = (("hour back", "\x1b[D"), ("day before", "\x1b[A"))
BETWEEN = window(DAYS, NOW_NS)
HOURS = tuple(
    LatencyHour(at, 200.0, 600.0 + at // HOUR_NS * 37 % 1900, 3000.0, 118, 3, 120)
    for at in range(BETWEEN.since_ns, BETWEEN.until_ns, HOUR_NS)
)


def laid(number: int = 0) -> Grids:
    """One objective's grids."""
    about = objective(str(number), window_days=DAYS, threshold_ms=2000 + number)
    return Grids.of(about, HOURS, (), NOW_NS)


class Anew(Heat):
    """The same grid, of which every step paints all there is."""

    def point(self, place: Place | None) -> None:
        """Move the cursor, and paint everything."""
        super().point(place)
        self.refresh()


class Shown(App[None]):
    """One grid."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self.heat = Anew("across") if whole else Heat("across")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return dict(VARIABLES)

    def compose(self) -> ComposeResult:
        yield self.heat

    def on_mount(self) -> None:
        grids = laid()
        self.heat.show(grids.hours, grids.hour_place(BETWEEN.until_ns - 3 * DAY_HOURS * HOUR_NS))
        self.heat.focus()


def steps(which: str, times: int) -> dict[str, tuple[float, float]]:
    """Bytes and milliseconds of CPU a key."""
    command = [sys.executable, "-m", "tests.bench.slo", which]
    found = {}
    with Terminal(command, columns=SIZE[0], rows=SIZE[1]) as terminal:
        terminal.until("Sep")
        terminal.quiet(0.5)
        for name, key in KEYS:
            given = [answer(terminal, key) for _ in range(times)]
            written = statistics.median(len(each.data) for each in given)
            found[name] = written, median_ms(each.cpu for each in given)
    return found


def main() -> None:
    """Print what steps and pictures cost."""
    times = repetitions(__doc__, short=6, usual=30)
    cells, anew = steps("cells", times), steps("anew", times)
    for name, (written, cpu_ms) in cells.items():
        whole = anew[name][0]
        print(
            f"{name:10} {written:6.0f} B {cpu_ms:5.1f} ms CPU"
            f" | painted anew {whole / written:5.1f} × the bytes"
        )
    begun = perf_counter()
    made = [laid(number) for number in range(OBJECTIVES)]
    middle = perf_counter()
    for grids in made:
        heatmap(grids.hours, Sheet(*SIZE))
    laying, painting = (middle - begun) * 1000, (perf_counter() - middle) * 1000
    print(
        f"{OBJECTIVES} × {DAYS} days × {DAY_HOURS} h: judged and laid out once in"
        f" {laying / OBJECTIVES:.1f} ms each, a screen of it painted in"
        f" {painting / OBJECTIVES:.1f} ms, {painting / OBJECTIVES / FRAME_MS:.2f} of a frame"
    )


if __name__ == "__main__":
    if sys.argv[-1] in ("cells", "anew"):
        Shown(whole=sys.argv[-1] == "anew").run()
    else:
        main()
