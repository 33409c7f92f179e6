"""The rules by which facts become findings: all of them, as data, with what each is worth.

A weight of three says it outright; one alone proves nothing.
"""

from collections.abc import Callable, Sequence

from spandeck.model.told import Subject
from spandeck.model.verdict import Blame, Finding, Rule
from spandeck.why import ours, theirs
from spandeck.why.facts import Facts
from spandeck.why.theirs import Spoken, percent

Judge = Callable[[Facts], Spoken | None]
FAILURE, PACE, ERRORS = Subject.FAILURE, Subject.PACE, Subject.ERRORS
THROTTLING, SIBLINGS, VERSIONS = Subject.THROTTLING, Subject.SIBLINGS, Subject.VERSIONS


def rule(
    judge: Judge, blame: Blame, weight: int, about: str, *needs: Subject
) -> tuple[Rule, Judge]:
    """A rule is called like its function."""
    return Rule(judge.__name__.replace("_", "-"), blame, weight, about, needs), judge


RULES: Sequence[tuple[Rule, Judge]] = (
    rule(theirs.answered_429, Blame.THROTTLED, 3, "The provider answered the call 429.", FAILURE),
    rule(
        theirs.others_throttled,
        Blame.THROTTLED,
        1,
        f"At least {theirs.MANY} calls to it were answered 429 in that hour.",
        *(FAILURE, THROTTLING),
    ),
    rule(
        theirs.none_throttled,
        Blame.THROTTLED,
        -1,
        "No call to it was counted as answered 429 in that hour.",
        *(FAILURE, THROTTLING),
    ),
    rule(
        theirs.quota_gone,
        Blame.THROTTLED,
        1,
        "Of its quota as good as nothing is left, or will be soon; it failed lately.",
        *(FAILURE, Subject.QUOTA),
    ),
    rule(
        theirs.retried_early,
        Blame.THROTTLED,
        1,
        "It was tried again before the time was over that the provider asked to wait.",
        *(FAILURE, Subject.RETRIES),
    ),
    rule(theirs.answered_5xx, Blame.OUTAGE, 1, "The provider answered the call 5xx.", FAILURE),
    rule(
        theirs.errors_spread,
        Blame.OUTAGE,
        2,
        f"At least {percent(theirs.SPREAD)} of the calls to it failed in that hour without 429, "
        f"and {theirs.TIMES:.0f} times as many as usual.",
        *(FAILURE, ERRORS),
    ),
    rule(
        theirs.slow_with_it,
        Blame.OUTAGE,
        1,
        "It answered 5xx, and its answers were slow for everyone in that hour.",
        *(FAILURE, PACE),
    ),
    rule(
        theirs.owned_up,
        Blame.OUTAGE,
        1,
        "It answered 5xx lately, and its own status page tells of trouble.",
        *(FAILURE, Subject.HEALTH),
    ),
    rule(
        theirs.several_agents,
        Blame.OUTAGE,
        1,
        f"At least {theirs.TOGETHER} traces of several agents met its 5xx in the same minute.",
        *(FAILURE, SIBLINGS),
    ),
    rule(
        theirs.slow_for_all,
        Blame.SLOW,
        3,
        "The call timed out, and its answers were slow for everyone in that hour.",
        *(FAILURE, PACE),
    ),
    rule(
        theirs.slow_for_us,
        Blame.ALONE,
        3,
        "The call timed out, and its answers were slow for us and not for the fleet.",
        *(FAILURE, PACE),
    ),
    rule(
        theirs.planned,
        Blame.MAINTENANCE,
        4,
        "It failed or did not answer in a window of planned maintenance.",
        *(FAILURE, Subject.MAINTENANCE),
    ),
    rule(
        theirs.model_gone,
        Blame.RETIRED,
        4,
        "It refused the call and said that there is no such model.",
        FAILURE,
    ),
    rule(
        theirs.model_sunset,
        Blame.RETIRED,
        3,
        "It refused a call to a model whose announced end is past.",
        *(FAILURE, Subject.MODEL),
    ),
    rule(ours.key_refused, Blame.KEY, 4, "The provider answered 401 or 403.", FAILURE),
    rule(
        ours.refused_as_wrong,
        Blame.WRONG,
        4,
        "The provider answered 400, 413 or 422, and not for want of the model.",
        FAILURE,
    ),
    rule(
        ours.one_version,
        Blame.REGRESSION,
        2,
        f"At least {theirs.TOGETHER} of the agent's traces failed alike, and of those that were "
        "read, only such of one version.",
        VERSIONS,
    ),
    rule(
        ours.began_suddenly,
        Blame.REGRESSION,
        1,
        f"At least {percent(ours.OFTEN)} of the agent's traces fail alike, and half an hour before "
        "the first that did, none.",
        VERSIONS,
    ),
    rule(
        ours.provider_calm,
        Blame.REGRESSION,
        1,
        f"At least {percent(ours.OFTEN)} of the agent's traces fail alike, and the provider is as "
        "for everyone.",
        *(VERSIONS, PACE, ERRORS),
    ),
    rule(
        ours.equal_calls,
        Blame.LOOPING,
        3,
        f"A tool was called at least {ours.CIRCLES} times with equal arguments in the trace.",
        Subject.LOOP,
    ),
    rule(ours.says_loop, Blame.LOOPING, 2, "The agent was stopped at a limit of turns.", FAILURE),
    rule(
        ours.tool_cut_off,
        Blame.DEPENDENCY,
        3,
        f"A tool did not answer in at least {theirs.TOGETHER} traces of the same minute.",
        *(FAILURE, SIBLINGS),
    ),
    rule(
        ours.tool_fails_agents,
        Blame.DEPENDENCY,
        1,
        f"At least {theirs.TOGETHER} traces of several agents met a tool's failure in a minute.",
        *(FAILURE, SIBLINGS),
    ),
)


def findings(facts: Facts) -> tuple[Finding, ...]:
    """What all rules make of the facts, in their order."""
    found = []
    for each, judge in RULES:
        said = judge(facts)
        if said is not None:
            found.append(
                Finding(each.name, each.blame, each.weight, said.because, each.needs, said.named)
            )
    return tuple(found)
