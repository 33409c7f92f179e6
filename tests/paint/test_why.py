"""The why-card in words: every fact as a sentence, every line in its width, the verdict beneath."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from spandeck.model.evidence import WatchAt
from spandeck.model.fact import (
    Agreed,
    Diagnosis,
    Difference,
    Elsewhere,
    Errors,
    Fact,
    Failed,
    Fired,
    Health,
    Loop,
    Mending,
    Pace,
    Quota,
    Retries,
    Siblings,
    Watcher,
)
from spandeck.model.fleet import Standing
from spandeck.model.occurrence import Cause, Occurrence, Reference, Spot
from spandeck.model.told import Subject, Told
from spandeck.model.upstream import BurnDown, Incident, Score
from spandeck.model.verdict import Verdict
from spandeck.paint.row import Column, fit
from spandeck.paint.whycard import (
    AGED,
    COLUMNS,
    cell,
    concluded,
    ordered,
    rules,
    standing,
)
from spandeck.paint.whyfact import sentence
from spandeck.paint.whytext import Card, markdown, record, text
from spandeck.why.facts import Facts
from spandeck.why.rules import RULES
from spandeck.why.verdict import verdict
from tests.ui.upstream import objective
from tests.why.made import (
    HOUR,
    MINUTE_NS,
    NOW_NS,
    SECOND_NS,
    call,
    errors,
    life,
    line,
    pace,
    quota,
    refusals,
    retries,
    siblings,
    tool,
    upkeep,
    versions,
)

ALERT = Occurrence(
    "risicare", "alert", "a", NOW_NS - 3 * MINUTE_NS, of=Reference(name="Provider throttles")
)
SAYS: list[tuple[Fact, str]] = [
    (
        call(429, "slow down", error="openai.RateLimitError"),
        "openai /v1/chat/completions · gpt-4o · 429 RateLimitError · support 1.4.2 · slow down",
    ),
    (
        tool("'shipping_address'"),
        "tool create_payment · KeyError · checkout 5.1.0 · 'shipping_address'",
    ),
    (Failed("llm", Cause(), Spot(), None, NOW_NS), "llm · failed"),
    (
        refusals(42, before=36),
        "429s that hour 42, +17 % on the hour before; most at /v1/chat/completions",
    ),
    (
        refusals(42, minutes=2, before=36),
        "429s that hour 42 in its first 2 min, 36 the hour before; most at /v1/chat/completions",
    ),
    (refusals(0), "no 429s that hour, 0 the hour before"),
    (pace(8200, 2900), "p95 8.2 s against a fleet p95 of 2.9 s: everyone's, and worse for us"),
    (pace(8200, 1000), "p95 8.2 s against a fleet p95 of 1.0 s: ours alone"),
    (Pace(Standing(HOUR, None, 9.0, None, None)), "no call with a latency in that hour"),
    (
        Pace(Standing(HOUR, 9.0, None, None, None)),
        "p95 9.0 ms; the fleet has no numbers for that hour",
    ),
    (
        Pace(Standing(HOUR, 9.0, 8.0, None, None, 1)),
        "p95 9.0 ms against a fleet p95 of 8.0 ms; the fleet is one customer, perhaps ourselves",
    ),
    (errors(38, 131, 0.005), "38 of 131 calls failed that hour (29 %), usually 0.5 %"),
    (Errors(HOUR, 0, 0, None), "no call that hour"),
    (quota(0), "quota 0 of 10 000, resets in 1 m 00 s; at 42/min it is used up"),
    (
        Quota(BurnDown(263, None, NOW_NS - 1, 99.0, 2.7, "high"), NOW_NS),
        "quota 263, reset by now; at 99/min it lasts 2 m 42 s",
    ),
    (Quota(BurnDown(9, 10, None, 0.0, None, None), NOW_NS), "quota 9 of 10; nothing uses it"),
    (
        Health(Score("openai", 62, 35, None, 3, 50, 1, NOW_NS)),
        "openai scores 62 of 100: latency 35, quota 3, status page 50",
    ),
    (
        Health(Score("openai", None, None, None, None, None, 0, NOW_NS)),
        "openai has no score: there were no calls",
    ),
    (Watcher("operational", ()), "the monitor itself is operational, and was up when it failed"),
    (
        Watcher("operational", (Incident(0, 1, 1),)),
        "the monitor itself was down when it failed: its counts of that hour are too low",
    ),
    (life("sunset"), "gpt-4o is sunset since 2026-01-01, ends 2026-08-01; x follows"),
    (upkeep(), "no maintenance was planned then"),
    (upkeep("Key rotation"), "in a maintenance window: “Key rotation”"),
    (
        Agreed("2026-09-21", (), (objective(),)),
        "1 of 1 objective missed that day: p95 ≤ 2.0 s (production)",
    ),
    (
        Agreed("2026-09-21", (objective(), objective(metric="p50", environment="dev")), ()),
        "the objectives of that day held so far: p95 ≤ 2.0 s (production), p50 ≤ 2.0 s (dev)",
    ),
    (siblings(17, "a", "b", "c"), "17 other traces failed alike in that minute, 3 agents"),
    (
        Siblings(True, 1, ("a",), 3, complete=False),
        "at least 1 other trace failed alike in that minute, 1 agent; at least 2 failed otherwise",
    ),
    (siblings(0), "no other trace failed alike in that minute"),
    (Siblings(False, 0, (), 4), "4 other traces failed in that minute"),
    (
        versions(("5.1.0", 5, 3), ("5.0.1", 2, 0)),
        "5.1.0 failed so in 3 of 5 read, 5.0.1 in 0 of 2; 30 % of its 20 traces, first 14:03",
    ),
    (
        replace(versions(), seen=(), share=None, began_ns=None),
        "no version of checkout is told",
    ),
    (
        retries(4, 3),
        "4 tries, 3 before the wait was over: asked to wait 8.0 s, waited 2.5 s; all failed",
    ),
    (
        Retries(2, 0, None, 0.2, overcome=True),
        "2 tries: waited 200 ms; the last went well",
    ),
    (Retries(2, 0, 4.0, None, overcome=True), "2 tries: asked to wait 4.0 s; the last went well"),
    (
        Loop("search", '{"q":\n1}', 67),
        'search called 67 times with equal arguments {"q":␊1}',
    ),
    (Elsewhere("arize", "Arize", held=False), "Arize does not hold this trace"),
    (Elsewhere("arize", "Arize", held=True), "Arize says the same of this trace"),
    (
        Elsewhere("arize", "Arize", True, (Difference("status", "error", "ok"),)),
        "Arize says otherwise: status error ↔ ok",
    ),
    (
        Diagnosis("d-118", "retry storm", 0.86, True, None),
        "diagnosis of this trace (0.86): retry storm",
    ),
    (
        Diagnosis("d-118", "retry storm", None, False, NOW_NS - 60 * MINUTE_NS),
        "one alike was diagnosed 1 h 00 m before: retry storm",
    ),
    (
        Mending("f-31", "Retry", "active", 5.0, "ramping"),
        "fix f-31 “Retry” is active, on 5 % of the traffic (ramping)",
    ),
    (Mending("f-31", "Retry", "active"), "fix f-31 “Retry” is active"),
    (Fired((ALERT, ALERT)), "“Provider throttles” fired 3 m 00 s before, and 1 more"),
    (Fired((replace(ALERT, at_ns=NOW_NS),)), "“Provider throttles” fired with it"),
]


@pytest.mark.parametrize(("fact", "said"), SAYS, ids=lambda each: str(each)[:40])
def test_a_fact_is_a_sentence(fact: Fact, said: str) -> None:
    assert sentence(fact, NOW_NS) == said


def card(*lines: Told, judged: bool = True) -> Card:
    found = ordered(lines)
    return Card(found, verdict(Facts(found, NOW_NS)) if judged else None, NOW_NS, NOW_NS)


THROTTLED = (line(call(429)), line(refusals(42)), line(retries(4, 3)))
ASKING = Told(Subject.FIX, "Risicare")
REFUSED = Told(Subject.PACE, "Apidepth", unknown="the key was refused")
NONE = Told(Subject.ALERTS, "tail", none="no alert fired")


def column(name: str, width: int = 56) -> Column:
    found = next(each for each in COLUMNS if each.name == name)
    return replace(found, width=width)


def said(shown: Card, told: Told, name: str, width: int = 56) -> str:
    return cell(shown, told, column(name, width)).text


def test_a_line_says_whether_the_verdict_rests_on_it_and_whether_it_is_known() -> None:
    shown = card(*THROTTLED, ASKING, REFUSED, NONE, line(errors(1)))
    marks = [said(shown, each, "mark") for each in shown.lines]
    assert marks == ["◆", "◆", "?", " ", "◆", "…", " "]


def test_lines_stand_in_the_order_of_their_subjects() -> None:
    shown = card(NONE, ASKING, *reversed(THROTTLED))
    assert [each.subject for each in shown.lines] == [
        Subject.FAILURE,
        Subject.THROTTLING,
        Subject.RETRIES,
        Subject.FIX,
        Subject.ALERTS,
    ]


def test_what_is_not_known_says_what_and_why() -> None:
    assert text(REFUSED, NOW_NS) == "latency against the fleet: the key was refused"
    assert text(ASKING, NOW_NS) == "asking: active fix"
    assert text(NONE, NOW_NS) == "no alert fired"


def test_who_says_so_is_told_with_the_hour_or_that_it_is_now_and_its_age() -> None:
    now = card()
    hourly = Told(Subject.PACE, "Apidepth", pace(1, 1), hour_ns=HOUR, as_of_ns=NOW_NS)
    live = replace(hourly, hour_ns=None, live=True, as_of_ns=NOW_NS - 40 * SECOND_NS)
    assert said(now, hourly, "source", AGED) == "Apidepth 14:00"
    assert said(now, live, "source", AGED) == "Apidepth now 40 s"
    assert said(now, live, "source", 15) == "Apidepth now"
    assert said(now, REFUSED, "source", 15) == "Apidepth"


@pytest.mark.parametrize(("width", "told"), [(77, 56), (117, 90)])
def test_what_is_known_has_most_of_the_room(width: int, told: int) -> None:
    columns = fit(COLUMNS, width)
    assert [each.name for each in columns] == ["mark", "said", "source"]
    assert columns[1].width >= told


def test_the_first_line_about_a_provider_names_it() -> None:
    at = WatchAt("apidepth", "rate-limits", "openai", NOW_NS)
    line = Told(Subject.THROTTLING, "Apidepth", refusals(42), evidence=at)
    assert text(line, NOW_NS).startswith("openai: 429s that hour 42")


# The verdict


def told(shown: Card, width: int = 100) -> list[str]:
    return ["".join(part for part, _ in each) for each in concluded(shown, width)]


def test_the_verdict_says_why_and_how_surely() -> None:
    first, *because = told(card(*THROTTLED))
    assert first == "→ Throttled by the provider, made worse by our retries   (high)"
    assert " ".join(each.strip() for each in because) == (
        "because the provider answered 429; 42 calls were answered 429 in that hour; "
        "3 of 3 retries came before the wait was over"
    )


def test_while_something_is_asked_the_verdict_is_so_far() -> None:
    assert told(card(line(call(529)), ASKING))[0] == "→ Not enough evidence yet   1 still asked"
    assert told(card(*THROTTLED, ASKING))[0].endswith("(high)   1 still asked")
    assert told(card(judged=False)) == ["→ asking…"]


def test_too_little_evidence_says_what_there_is_and_what_would_tell() -> None:
    first, only, tells = told(card(line(call(529))))
    assert (first, only) == ("→ Not enough evidence", "  only: the provider answered 529")
    assert tells.startswith("  not known, and would tell: errors of the provider, latency again…")
    assert told(card(NONE))[1] == "  nothing that is known speaks for any cause"


@pytest.mark.parametrize("width", [20, 40, 78, 118, 198])
def test_the_verdict_fits_beneath_the_lines(width: int) -> None:
    for shown in (card(*THROTTLED), card(line(call(529))), card(line(call(400, "x" * 500)))):
        lines = told(shown, width)
        assert len(lines) <= 4
        assert all(cell_len(each) <= width for each in lines[1:])


def test_the_status_says_how_far_it_has_come() -> None:
    shown = card(*THROTTLED, ASKING, REFUSED)
    assert standing(shown) == "failed just now · 3 of 5 known · asking 1 · 1 not known"
    assert standing(card()) == "0 of 0 known"


def test_every_rule_is_listed_those_that_spoke_first() -> None:
    found = rules([each for each, _ in RULES], card(*THROTTLED).verdict)
    assert len(found) == len(RULES)
    assert [each[0].strip("◆ ").split()[0] for each in found[:3]] == [
        "answered-429",
        "others-throttled",
        "retried-early",
    ]
    assert found[0] == (
        "◆ answered-429  +3 Throttled by the provider",
        "The provider answered the call 429. Here: the provider answered 429.",
    )
    assert all(heading.startswith(" ") for heading, _ in found[3:])
    assert len(rules([each for each, _ in RULES], None)) == len(RULES)


# As text


def test_the_card_is_copied_as_markdown_in_which_nothing_is_read() -> None:
    nasty = call(400, "`rm` *now* [x](y)")
    copied = markdown(card(line(nasty), REFUSED), "Why *ask* failed")
    first, _, *lines = copied.splitlines()
    assert first == r"**Why \*ask\* failed**"
    assert lines[0].startswith("- `openai /v1/chat/completions · gpt-4o · 400 APIError")
    assert lines[0].count("`") == 2
    assert lines[1] == "- `latency against the fleet: the key was refused` (Apidepth)"
    assert lines[3].startswith("→ **The request was wrong: ")
    assert r"\*now\*" in lines[3]
    assert lines[3].endswith("(high)")


def test_a_line_is_exported_with_whether_it_is_known_and_counts() -> None:
    shown = card(*THROTTLED, ASKING)
    first = record(shown, shown.lines[0])
    assert (first["subject"], first["known"], first["counts"]) == ("failure", True, True)
    last = record(shown, shown.lines[-1])
    assert (last["subject"], last["known"], last["counts"]) == ("fix", False, False)


def test_a_verdict_without_reasons_has_none() -> None:
    assert Verdict(None, None, ()).reasons == ()
