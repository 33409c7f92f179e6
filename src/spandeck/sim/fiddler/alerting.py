"""When alert rules strike: computed from the metric in every bin that is complete.

A rule compares the metric itself with its thresholds (`raw_value`), or how much it changed since
an earlier bin, as a share of what it was then (`time_period`). Automatic thresholds lie so many
standard deviations from the mean of the day before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean, pstdev

from spandeck.sim.clock import SECOND, iso
from spandeck.sim.fiddler.account import Account, fixed, linked
from spandeck.sim.fiddler.envelope import Record
from spandeck.sim.fiddler.measuring import SIZES, Bin, Measure, bins, following

CALM_BINS = 24
"""How many bins before the first one automatic thresholds are told from."""
SEVERITIES = ("CRITICAL", "WARNING")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on a value is alarming."""

    warning: float | None
    critical: float | None

    def severity(self, value: float, condition: str) -> str | None:
        """How bad a value is, if it is."""
        sign = 1 if condition == "greater" else -1
        for severity, limit in zip(SEVERITIES, (self.critical, self.warning), strict=True):
            if limit is not None and value * sign > limit * sign:
                return severity
        return None


def records(
    account: Account, rule: Record, since_ns: int, until_ns: int, feature: str | None = None
) -> list[Record]:
    """The times a rule struck in a range, newest first."""
    found = [
        each
        for name in rule["feature_names"] or [""]
        if feature is None or name == feature
        for each in struck(account, rule, since_ns, until_ns, name)
    ]
    return sorted(found, key=lambda each: each["alert_time_bucket"], reverse=True)


def measure(account: Account, rule: Record) -> Measure:
    """The metric of a rule."""
    model = account.get("models", linked(rule, "model") or "", "Model")
    baseline = account.shelf.get("baselines", linked(rule, "baseline") or "")
    segment = account.shelf.get("segments", linked(rule, "segment") or "")
    return Measure(account, model, rule["metric"]["id"], baseline, segment)


def struck(
    account: Account, rule: Record, since_ns: int, until_ns: int, feature: str
) -> Iterator[Record]:
    """The times it struck for one feature, oldest first."""
    measured, size = measure(account, rule), rule["bin_size"]
    delay_ns = rule["evaluation_delay"] * 3600 * SECOND
    limits: Thresholds | None = None
    for each in bins(size, since_ns, until_ns):
        if each.until_ns + delay_ns > account.clock():
            return
        value = measured.value(each, feature)
        if value is None:
            continue
        if limits is None:
            limits = thresholds(rule, measured, each, feature)
        before = earlier(rule, each)
        then = measured.value(before, feature) if before else None
        compared = change(value, then) if before else value
        severity = None if compared is None else limits.severity(compared, rule["condition"])
        if severity:
            yield record(rule, each, feature, severity, limits, value, before, then)


def thresholds(rule: Record, measured: Measure, first: Bin, feature: str) -> Thresholds:
    """A rule's thresholds: its own, or told from the bins before the first one."""
    params = rule["auto_threshold_params"]
    if rule["threshold_type"] == "manual" or not params:
        return Thresholds(rule["warning_threshold"], rule["critical_threshold"])
    length = SIZES.get(rule["bin_size"], 30 * 86_400) * SECOND
    past = bins(rule["bin_size"], first.since_ns - CALM_BINS * length, first.since_ns)
    values = [each for each in (measured.value(some, feature) for some in past) if each is not None]
    if not values:
        return Thresholds(None, None)
    mean, spread = fmean(values), pstdev(values)
    sign = 1 if rule["condition"] == "greater" else -1
    return Thresholds(
        mean + sign * params["warning_multiplier"] * spread,
        mean + sign * params["critical_multiplier"] * spread,
    )


def earlier(rule: Record, each: Bin) -> Bin | None:
    """The bin that a bin is compared with, if the rule compares."""
    if rule["compare_to"] != "time_period":
        return None
    length = SIZES.get(rule["bin_size"], 30 * 86_400) * SECOND
    since = each.since_ns - (rule["compare_bin_delta"] or 1) * length
    return Bin(since, following(rule["bin_size"], since))


def change(value: float, then: float | None) -> float | None:
    """How much a value changed, as a share of what it was."""
    return (value - then) / abs(then) if then else None


def record(
    rule: Record,
    each: Bin,
    feature: str,
    severity: str,
    limits: Thresholds,
    value: float,
    before: Bin | None,
    then: float | None,
) -> Record:
    """One time that a rule struck."""
    limit = limits.critical if severity == "CRITICAL" else limits.warning
    of = f" of {feature}" if feature else ""
    run_ns = each.until_ns + rule["evaluation_delay"] * 3600 * SECOND
    return {
        "id": fixed(f"alert {rule['id']} {each.since_ns} {feature}"),
        "alert_rule_id": rule["id"],
        "alert_rule_revision": 1,
        "alert_run_start_time": run_ns // 1_000_000,
        "alert_time_bucket": each.since_ms,
        "alert_value": value,
        "baseline_time_bucket": before.since_ms if before else None,
        "baseline_value": then,
        "warning_threshold": limits.warning,
        "critical_threshold": limits.critical,
        "severity": severity,
        "failure_reason": "",
        "message": f"{rule['metric']['display_name']}{of} is {value:.4g}, {rule['condition']} than "
        f"{0.0 if limit is None else limit:.4g}.",
        "feature_name": feature or None,
        "alert_record_main_version": 1,
        "alert_record_sub_version": 1,
        "is_alert": True,
        "created_at": iso(run_ns),
        "updated_at": iso(run_ns),
    }
