"""An error group as a row: marks and words for every state, bars of the last hour."""

from dataclasses import replace
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from spandeck.model.group import DISTINCT, Fingerprint, Group, Note, State, Target, Word
from spandeck.paint.document import Paragraph
from spandeck.paint.grouphead import preview, whole
from spandeck.paint.grouprow import COLUMNS, FACTS, MARKS, bars, cell
from tests.ui.failures import failure
from tests.ui.fakes import NOW_NS

MINUTE_NS = 60_000_000_000
BY_NAME = {each.name: each for each in COLUMNS}


def group(**changed: object) -> Group:
    """Forty-one failures of a tool in three agents."""
    made: dict[str, object] = {
        "fingerprint": Fingerprint("k1", (("type", "TimeoutError"), ("tool", "search_web"))),
        "title": "TOOL.EXECUTION.TIMEOUT",
        "where": "search_web",
        "state": State("escalating", NOW_NS - MINUTE_NS, "18 in 10 min, 3 an hour before"),
        "traces": 41,
        "told": 57,
        "users": 4,
        "sessions": 12,
        "agents": ("a", "b", "c"),
        "versions": ("5.1.0",),
        "vendors": ("arize", "risicare"),
        "models": (),
        "first_ns": NOW_NS - 80 * MINUTE_NS,
        "last_ns": NOW_NS - 12_000_000_000,
        "minutes": (0,) * 55 + (1, 1, 2, 5, 9),
        "recent": (failure(0), failure(3, vendor="arize")),
        "impact": 3.0,
    }
    return Group(**{**made, **changed})  # type: ignore[arg-type]


def said(found: Group, name: str) -> str:
    told = cell(found, BY_NAME[name], NOW_NS)
    return "".join(text for text, _ in told.pieces) or told.text


def text(paragraphs: list[Paragraph]) -> str:
    return "\n".join(f"{each.label} {each.text}" for each in paragraphs)


def test_a_row_says_how_many_whom_what_and_where() -> None:
    told = {each.name: said(group(), each.name) for each in COLUMNS}
    assert told["hits"] == "41×"
    assert told["agents"] == "3 agents"
    assert told["what"] == "…EXECUTION.TIMEOUT"
    assert told["where"] == "search_web"
    assert told["state"] == "escalating"
    assert told["last"] == "12 s"
    assert told["vendors"] == "Arize, Risicare"
    assert set(FACTS) == set(BY_NAME)


def test_in_little_room_a_row_says_what_tells_it_from_others() -> None:
    long = group(title="RESOURCES.RATE_LIMIT.EXCEEDED", where="openai gpt-4o-mini", bookmarked=True)
    assert said(long, "what") == "◆ …EXCEEDED"
    assert said(replace(long, bookmarked=False), "what") == "…RATE_LIMIT.EXCEEDED"
    assert said(long, "where") == "…gpt-4o-mini"
    sentence = group(title="the tool failed because of something")
    assert said(sentence, "what") == "the tool failed beca…"


def test_a_count_that_stopped_owns_up_to_it() -> None:
    assert said(group(traces=DISTINCT), "hits") == "≥5.0k×"
    assert "≥5 000 traces" in text(preview(group(traces=DISTINCT), NOW_NS))


def test_every_state_has_a_mark_and_a_word() -> None:
    assert set(MARKS) == set(get_args(Word))
    for word in get_args(Word):
        found = group(state=State(word, NOW_NS, until_ns=NOW_NS + MINUTE_NS))
        assert said(found, "mark").strip()
        assert said(found, "state") == ("until 14:14" if word == "snoozed" else word)


def test_what_asks_for_nobody_is_quiet_throughout() -> None:
    acked = group(state=State("acked", NOW_NS))
    for each in COLUMNS:
        told = cell(acked, each, NOW_NS)
        assert {tone for _, tone in told.pieces} <= {"muted"}
        assert told.pieces or told.tone == "muted"


def test_an_alert_says_whose_it_is_and_a_bookmark_shows() -> None:
    alert = replace(failure(0, vendor="fiddler"), kind="alert")
    assert said(group(recent=(alert,)), "where") == "Fiddler alert"
    assert said(group(bookmarked=True), "what") == "◆ …EXECUTION.TIMEOUT"


@given(st.lists(st.integers(0, 10_000), min_size=60, max_size=60), st.integers(1, 60))
def test_the_bars_are_as_wide_as_asked_and_blank_only_for_none(
    minutes: list[int], width: int
) -> None:
    drawn = bars(minutes, width)
    assert len(drawn) == width
    assert (drawn.strip() == "") is (sum(minutes) == 0)
    assert sum(minutes) == 0 or "█" in drawn


def test_the_preview_says_why_it_is_in_its_state_and_what_people_wrote() -> None:
    note = Note("n", Target("group", "k1"), NOW_NS, "ana@here", "asked the provider")
    told = text(preview(group(notes=(note,)), NOW_NS))
    assert "! escalating since 14:12: 18 in 10 min, 3 an hour before" in told
    assert "first 12:53, last 12 s ago · 41 traces, 12 sessions, 4 users · a, b, c" in told
    assert "asked the provider  — ana@here, 14:13" in told
    assert "type TimeoutError · tool search_web" in told


def test_the_whole_counts_what_its_newest_failures_share() -> None:
    told = text(whole(group(), [(NOW_NS, "ack by ana@here")], NOW_NS))
    assert "vendor Risicare 1× · Arize 1×" in told
    assert "version 5.1.0 2×" in told
    assert "14:13 ack by ana@here" in told
    assert "key k1" in told
