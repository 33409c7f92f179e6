"""What is measured of a model's events: pure computations over rows (contract §5.1, §5.18).

A metric that cannot be computed, as over no rows, is None.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.filters import number
from spandeck.sim.fiddler.sample import Row, Sample

TINY = 1e-6
"""Stands for a share of zero where a logarithm is taken."""
BINS = 10
Compute = Callable[[Sample, str], float | None]


def ratio(part: float, whole: float) -> float | None:
    """A share, or None of nothing."""
    return part / whole if whole else None


def violation(kind: str, column: Record, row: Row) -> bool:
    """Whether a row breaks what the schema says of a column."""
    value = row.get(column["name"])
    if kind == "null":
        return value is None
    if value is None:
        return False
    counted = number(value)
    numeric = column["data_type"] in ("int", "float")
    if kind == "type":
        return numeric and counted is None
    low, high, known = column.get("min"), column.get("max"), column.get("categories") or ()
    if numeric and counted is not None:
        return (low is not None and counted < low) or (high is not None and counted > high)
    return len(known) > 0 and value not in known


def violations(*kinds: str) -> Compute:
    """How many rows break the schema in one of these ways."""

    def compute(sample: Sample, name: str) -> float:
        column = sample.column(name)
        return float(sum(any(violation(k, column, row) for k in kinds) for row in sample.rows))

    return compute


def shares(rows: Sequence[Row], column: Record) -> Mapping[object, float]:
    """How a column is spread: over its categories, or over ten bins of its range."""
    low, high = number(column.get("min")), number(column.get("max"))
    found: Counter[object] = Counter()
    for row in rows:
        value = row.get(column["name"])
        counted = number(value)
        if counted is not None and low is not None and high is not None and high > low:
            place = int((counted - low) / (high - low) * BINS)
            found[min(BINS - 1, max(0, place))] += 1
        else:
            found[str(value)] += 1
    return {key: count / len(rows) for key, count in found.items()}


def drift(between: Callable[[float, float], float]) -> Compute:
    """How far a column's spread is from that of the reference, summed over its parts."""

    def compute(sample: Sample, name: str) -> float | None:
        if not sample.rows or not sample.reference:
            return None
        column = sample.column(name)
        now, then = shares(sample.rows, column), shares(sample.reference, column)
        return sum(between(now.get(k, 0.0), then.get(k, 0.0)) for k in {*now, *then})

    return compute


def divergence(now: float, then: float) -> float:
    """One part of the Jensen-Shannon divergence, to base 2."""
    middle = (now + then) / 2
    return sum(p * log(p / middle, 2) / 2 for p in (now, then) if p)


def instability(now: float, then: float) -> float:
    """One part of the population stability index."""
    now, then = max(now, TINY), max(then, TINY)
    return (now - then) * log(now / then)


def distance(sample: Sample, name: str) -> float | None:
    """The Jensen-Shannon distance: the root of the divergence."""
    found = drift(divergence)(sample, name)
    return None if found is None else sqrt(max(0.0, found))


def values(sample: Sample, name: str) -> list[float]:
    """A column's numbers."""
    found = (number(row.get(name)) for row in sample.rows)
    return [each for each in found if each is not None]


def average(sample: Sample, name: str) -> float | None:
    """The mean of a column."""
    found = values(sample, name)
    return ratio(sum(found), len(found))


def errors(of: Callable[[float, float], float]) -> Compute:
    """The mean of something over targets and outputs."""

    def compute(sample: Sample, name: str) -> float | None:
        found = sample.pairs()
        return ratio(sum(of(target, output) for target, output in found), len(found))

    return compute


def explained(sample: Sample, name: str) -> float | None:
    """The coefficient of determination."""
    found = sample.pairs()
    mean = ratio(sum(target for target, _ in found), len(found)) or 0.0
    spread = sum((target - mean) ** 2 for target, _ in found)
    missed = ratio(sum((target - output) ** 2 for target, output in found), spread)
    return None if missed is None else 1 - missed


def relative(target: float, output: float) -> float:
    """How far an output is off, in percent of the target."""
    return 100 * abs(target - output) / max(TINY, abs(target))


def surprise(target: float, output: float) -> float:
    """One row's logarithmic loss."""
    sure = min(1 - TINY, max(TINY, output))
    return -log(sure if target >= 0.5 else 1 - sure)


def quadrant(of: Callable[[int, int, int, int], float | None]) -> Compute:
    """Something over true and false positives, true and false negatives."""
    return lambda sample, name: of(*sample.quadrants())


def geometric(tp: int, fp: int, tn: int, fn: int) -> float | None:
    """The geometric mean of sensitivity and specificity."""
    hit, spared = ratio(tp, tp + fn), ratio(tn, tn + fp)
    return None if hit is None or spared is None else sqrt(hit * spared)


def ranking(sample: Sample, name: str) -> float | None:
    """The area under the ROC curve: how often a yes outranks a no."""
    yes = [output for target, output in sample.pairs() if target >= 0.5]
    no = [output for target, output in sample.pairs() if target < 0.5]
    won = sum((one > other) + (one == other) / 2 for one in yes for other in no)
    return ratio(won, len(yes) * len(no))


def calibration(sample: Sample, name: str) -> float | None:
    """The expected calibration error over ten bins of scores."""
    found = sample.pairs()
    parts: dict[int, list[tuple[float, float]]] = {}
    for target, output in found:
        parts.setdefault(min(BINS - 1, max(0, int(output * BINS))), []).append((target, output))
    apart = sum(abs(sum(t for t, _ in part) - sum(o for _, o in part)) for part in parts.values())
    return ratio(apart, len(found))


def best_threshold(sample: Sample, name: str) -> float | None:
    """The score from which on a yes gives the best F1."""
    found = sample.pairs()

    def f1(threshold: float) -> float:
        tp = sum(t >= 0.5 and o >= threshold for t, o in found)
        wrong = sum((t >= 0.5) != (o >= threshold) for t, o in found)
        return ratio(2 * tp, 2 * tp + wrong) or 0.0

    return max((each / BINS / BINS for each in range(BINS * BINS)), key=f1) if found else None


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that can be measured of a model."""

    display: str
    kind: str
    compute: Compute
    columned: bool = False
    """Whether it is of one column."""

    @property
    def requires_baseline(self) -> bool:
        """Whether it compares with a reference."""
        return self.kind == "drift"


DISPLAYS = {
    "drift": "Data Drift",
    "data_integrity": "Data Integrity",
    "performance": "Performance",
    "service_metrics": "Traffic",
    "statistic": "Statistic",
    "custom": "Custom Metric",
}


def integrity(display: str, *kinds: str) -> Metric:
    """A metric that counts violations."""
    return Metric(display, "data_integrity", violations(*kinds), columned=True)


def performance(display: str, compute: Compute) -> Metric:
    """A metric of how right the model is."""
    return Metric(display, "performance", compute)


METRICS: Mapping[str, Metric] = {
    "traffic": Metric("Traffic", "service_metrics", lambda sample, name: float(len(sample.rows))),
    "jsd": Metric("Jensen-Shannon Distance", "drift", distance, columned=True),
    "psi": Metric("Population Stability Index", "drift", drift(instability), columned=True),
    "null_violation_count": integrity("Missing Value Violation", "null"),
    "range_violation_count": integrity("Range Violation", "range"),
    "type_violation_count": integrity("Type Violation", "type"),
    "any_violation_count": integrity("Any Violation", "null", "range", "type"),
    "average": Metric("Average", "statistic", average, columned=True),
    "sum": Metric(
        "Sum", "statistic", lambda sample, name: sum(values(sample, name)), columned=True
    ),
    "tp": performance("True Positives", quadrant(lambda tp, fp, tn, fn: tp)),
    "fp": performance("False Positives", quadrant(lambda tp, fp, tn, fn: fp)),
    "tn": performance("True Negatives", quadrant(lambda tp, fp, tn, fn: tn)),
    "fn": performance("False Negatives", quadrant(lambda tp, fp, tn, fn: fn)),
    "accuracy": performance(
        "Accuracy", quadrant(lambda *all4: ratio(all4[0] + all4[2], sum(all4)))
    ),
    "precision": performance("Precision", quadrant(lambda tp, fp, tn, fn: ratio(tp, tp + fp))),
    "recall": performance("Recall", quadrant(lambda tp, fp, tn, fn: ratio(tp, tp + fn))),
    "fpr": performance("False Positive Rate", quadrant(lambda tp, fp, tn, fn: ratio(fp, fp + tn))),
    "f1_score": performance("F1", quadrant(lambda tp, fp, tn, fn: ratio(2 * tp, 2 * tp + fp + fn))),
    "geometric_mean": performance("Geometric Mean", quadrant(geometric)),
    "auroc": performance("AUROC", ranking),
    "log_loss": performance("Log Loss", errors(surprise)),
    "expected_calibration_error": performance("Expected Calibration Error", calibration),
    "calibrated_threshold": performance("Calibrated Threshold", best_threshold),
    "mae": performance("MAE", errors(lambda target, output: abs(target - output))),
    "mse": performance("MSE", errors(lambda target, output: (target - output) ** 2)),
    "mape": performance("MAPE", errors(relative)),
    "r2": performance("R2", explained),
}
REGRESSION = frozenset({"mae", "mse", "mape", "r2"})


def offered(task: str) -> dict[str, Metric]:
    """The metrics of a model's task."""
    binary, regression = task == "binary_classification", task == "regression"
    return {
        name: each
        for name, each in METRICS.items()
        if each.kind != "performance" or (regression if name in REGRESSION else binary)
    }
