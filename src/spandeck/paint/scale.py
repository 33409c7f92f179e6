"""Scales of values: humane steps and units, and an upper end that a few outliers cannot pull.

A value beyond the end is drawn at the end and marked; the scale knows how many there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10
from typing import Literal

from spandeck.paint.units import NOTHING, count

Unit = Literal["ms", "count", "percent"]

FAR = 3.0
"""How many times as high as the next a value is before it may leave the scale."""
ENOUGH = 12
"""Values needed before any of them is called an outlier."""
FEW = 0.02
"""The share of values that may leave the scale; of few values, one."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From the least to the greatest value that is drawn, and the steps between."""

    low: float
    high: float
    step: float
    unit: Unit
    beyond: int = 0
    """How many values lie above the end."""
    highest: float | None = None
    """The highest of all values; None when there is none."""

    def share(self, value: float) -> float:
        """How far up a value is, 0 to 1; values beyond the ends are at the ends."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def clips(self, value: float) -> bool:
        """Whether a value lies above the end."""
        return value > self.high

    def ticks(self) -> list[float]:
        """The values that are written, the least first."""
        first = ceil(self.low / self.step - 1e-9)
        last = floor(self.high / self.step + 1e-9)
        return [number * self.step for number in range(first, last + 1)]

    def labels(self) -> list[str]:
        """The ticks as text, all with the digits that tell them apart."""
        return [label(value, self.step, self.high, self.unit) for value in self.ticks()]

    def note(self) -> str:
        """What must be said of values that are not drawn where they belong; empty for none."""
        if not self.beyond:
            return ""
        return f"{self.beyond} above the scale, up to {told(self.highest, self.unit)}"


def scale(
    values: Iterable[float | None],
    unit: Unit,
    rows: int,
    *,
    include: Iterable[float] = (),
    entire: bool = False,
) -> Scale:
    """A scale for these values on so many lines.

    `include` are values it must reach, such as a threshold; `entire` keeps outliers on it.
    """
    known = sorted(each for each in values if each is not None and isfinite(each))
    low = min((0.0, *known[:1]))
    top = known[-1] if known else 0.0
    high = max(0.0, top if entire else usual(known), *include)  # both ends enclose zero
    step = step_for(high - low, rows, unit)
    low, high = floor(low / step) * step, max(1, ceil(round(high / step, 6))) * step
    if unit == "percent" and known and top <= 100:
        high = min(high, 100.0)
    beyond = sum(each > high for each in known)
    return Scale(low, high, step, unit, beyond, top if known else None)


def usual(known: Sequence[float]) -> float:
    """The highest of ascending values that no few outliers lie far above."""
    high = known[-1] if known else 0.0
    if len(known) < ENOUGH:
        return high
    for out in range(1, 1 + max(1, int(FEW * len(known)))):
        if 0 < known[-out - 1] * FAR < known[-out]:
            high = known[-out - 1]
    return high


def step_for(length: float, rows: int, unit: Unit) -> float:
    """The least humane step that leaves two lines between labels; counts have no halves."""
    wanted = max(1, min(6, (rows + 1) // 2))
    if not length > 1e-6:
        return 1.0
    power = 10.0 ** floor(log10(length / wanted))
    step = next(power * each for each in (1, 2, 5, 10) if power * each * wanted >= length * 0.999)
    return max(1.0, step) if unit == "count" else step


def label(value: float, step: float, high: float, unit: Unit) -> str:
    """A tick in the unit that its scale calls for."""
    if unit == "ms":
        factor, name = (1000, " s") if high >= 1000 else (1, " ms")
        return f"{value / factor:.{digits(step / factor)}f}{name}" if value else f"0{name}"
    if unit == "percent":
        return f"{value:.{digits(step)}f} %"
    for factor, name in ((10**9, "G"), (10**6, "M"), (1000, "k")):
        if high >= 10 * factor and value:
            return f"{value / factor:.{digits(step / factor)}f}{name}"
    return f"{value:.{digits(step)}f}"


def digits(step: float) -> int:
    """How many digits after the point tell steps apart."""
    return max(0, min(9, -floor(log10(step) + 1e-9)))


def told(value: float | None, unit: Unit) -> str:
    """One value on its own: `8.2 s`, `412`, `97.14 %`; `—` for none."""
    if value is None or not isfinite(value):
        return NOTHING
    if unit == "ms":
        return f"{value:.0f} ms" if abs(value) < 999.5 else f"{value / 1000:.{tens(value)}f} s"
    if unit == "percent":
        return f"{round(value, 2):g} %"
    return count(value)


def tens(ms: float) -> int:
    """One digit after the point below 100 s."""
    return 1 if abs(ms) < 99_950 else 0
